#!/usr/bin/env bash
# On a machine with an NVIDIA GPU, without network: builds zeal with CUDA, runs the tests on the GPU,
# CPU against GPU on every row of the op table, compute-sanitizer on small shapes, and compares speed with the
# PyTorch that is there. The short table comes last; all is kept in bench/results/.
#   bench/gpu_check.sh [build|tests|sanitizer|speed ...]     all parts when none is named
# PYTHON names the interpreter (with pybind11, pytest, numpy, ml_dtypes; PyTorch for the comparison).
set -uo pipefail
cd "$(dirname "$0")/.."
root=$PWD
python=$(command -v "${PYTHON:-python3}")
build=$root/build/gpu
stage=$build/stage
results=$root/bench/results
parts=("$@")
[ $# -gt 0 ] || parts=(build tests sanitizer speed)
mkdir -p "$results" "$build"
card=$(nvidia-smi --query-gpu=name,driver_version --format=csv,noheader | head -1) || {
  echo "there is no GPU (nvidia-smi fails)"
  exit 1
}
report=$results/gpu-$(date -u +%Y-%m-%d)-$(tr -c 'A-Za-z0-9\n' '-' <<<"${card%%,*}" | tr -s -).txt
log() { tee -a "$report"; }
printf '%s, driver %s, %s UTC, zeal %s\n' "${card%%,*}" "${card##*, }" "$(date -u +'%F %H:%M')" \
  "$(git rev-parse --short HEAD 2>/dev/null)" >"$report"

do_build() {
  local arch
  arch=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader | head -1 | tr -d .)
  cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DZEAL_PYTHON=ON -DZEAL_CUDA=ON \
    -DCMAKE_CUDA_ARCHITECTURES="$arch" -DPython_EXECUTABLE="$python" >"$build/configure.log" 2>&1 || {
    tail -5 "$build/configure.log"
    return 1
  }
  local start=$SECONDS
  cmake --build "$build" >"$build/build.log" 2>&1 || { tail -20 "$build/build.log"; return 1; }
  cmake --install "$build" --prefix "$stage/zeal" >/dev/null
  echo "build: $((SECONDS - start)) s for sm_$arch"
}

do_tests() {
  "$python" - <<'PY' || return 1
import zeal as tf
assert tf.config.list_physical_devices("GPU"), tf.config.gpu_status()
PY
  # The default device is the GPU, so the whole suite runs there.
  "$python" -m pytest tests -q -x --maxfail=50 -p no:cacheprovider >"$build/pytest.log" 2>&1
  echo "tests on the GPU: $(tail -1 "$build/pytest.log")"
  "$python" bench/gpu_ops.py --rows >"$build/rows.log" 2>&1
  echo "CPU against GPU: $(tail -1 "$build/rows.log")"
  grep -E '^(FAILED|ERROR)' "$build/pytest.log" | head -20
  ZEAL_CUDA=0 "$python" examples/mnist.py >"$build/mnist-cpu.log" 2>&1
  "$python" examples/mnist.py >"$build/mnist-gpu.log" 2>&1
  echo "mnist, CPU: $(tail -1 "$build/mnist-cpu.log")"
  echo "mnist, GPU: $(tail -1 "$build/mnist-gpu.log")"
}

do_sanitizer() {
  command -v compute-sanitizer >/dev/null || { echo "compute-sanitizer: not installed"; return; }
  local tool
  for tool in memcheck racecheck; do
    compute-sanitizer --tool "$tool" --error-exitcode 9 "$python" bench/gpu_ops.py --tiny \
      >"$build/$tool.log" 2>&1
    echo "compute-sanitizer $tool: exit $?, $(grep -E 'ERROR SUMMARY|RACECHECK SUMMARY' "$build/$tool.log" | tail -1)"
  done
}

do_speed() { "$python" bench/gpu_ops.py --speed; }

export PYTHONPATH=$stage
for part in "${parts[@]}"; do
  echo "==== $part"
  "do_$part" 2>&1 | log
done
echo "==== kept in ${report#"$root"/}"
