#!/usr/bin/env bash
# On a machine with an NVIDIA GPU, without network: builds zeal with CUDA, runs the tests on the GPU,
# CPU against GPU on every row of the op table, compute-sanitizer on small shapes, and compares speed with the
# PyTorch that is there. The short table comes last; all is kept in bench/results/.
#   bench/gpu_check.sh [build|card|rows|ops|tests|examples|sanitizer|speed ...]     all parts when none is named
# PYTHON names the interpreter (with pybind11, pytest, numpy, ml_dtypes; PyTorch for the comparison). LIMIT is what a
# step may take, in seconds. Wheels of OpenBLAS and oneDNN in build/wheels are used; without them zeal has its own loops.
set -uo pipefail
cd "$(dirname "$0")/.."
root=$PWD
python=$(command -v "${PYTHON:-python3}") || { echo "there is no ${PYTHON:-python3}"; exit 1; }
limit=${LIMIT:-540}
[ ! -d /usr/local/cuda/bin ] || PATH=$PATH:/usr/local/cuda/bin
build=$root/build/gpu
stage=$build/stage
results=$root/bench/results
parts=("$@")
[ $# -gt 0 ] || parts=(build card rows speed ops tests examples sanitizer)
mkdir -p "$results" "$build"
card=$(nvidia-smi --query-gpu=name,driver_version --format=csv,noheader | head -1) && [ -n "$card" ] || {
  echo "there is no GPU (nvidia-smi fails)"
  exit 1
}
report=$results/gpu-$(date -u +%Y-%m-%d)-$(tr -c 'A-Za-z0-9\n' '-' <<<"${card%%,*}" | tr -s -).txt
log() { tee -a "$report"; }
printf '\n%s, driver %s, %s UTC, zeal %s: %s\n' "${card%%,*}" "${card##*, }" "$(date -u +'%F %H:%M')" \
  "$(git rev-parse --short HEAD 2>/dev/null || echo "of unknown commit")" "${parts[*]}" >>"$report"

# within NAME COMMAND...: its output goes to a log file; fails when it fails or takes longer than the limit.
within() {
  local file=$build/$1.log status=0
  shift
  timeout -s INT -k 20 "$limit" "$@" >"$file" 2>&1 </dev/null || status=$?  # pytest sums up on INT
  [ $status != 124 ] || echo "stopped after $limit s" >>"$file"
  return $status
}

# The libraries whose wheels somebody has carried here, in an environment beside what the machine has.
use_wheels() {
  local wheels=("$root"/build/wheels/*.whl)
  [ -e "${wheels[0]}" ] || return 0
  if [ ! -x "$build/venv/bin/python" ]; then
    "$python" -m venv --system-site-packages --without-pip "$build/venv" &&
      "$python" -m pip --python "$build/venv/bin/python" install -q --no-index --no-deps "${wheels[@]}" ||
      { echo "the wheels in build/wheels cannot be installed: built without them"; return 0; }
  fi
  python=$build/venv/bin/python
}

do_build() {
  local arch start=$SECONDS
  arch=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader | head -1 | tr -d .)
  within configure cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DZEAL_PYTHON=ON -DZEAL_CUDA=ON \
    -DCMAKE_CUDA_ARCHITECTURES="$arch" -DPython_EXECUTABLE="$python" || {
    tail -5 "$build/configure.log"
    return 1
  }
  within build cmake --build "$build" || { tail -20 "$build/build.log"; return 1; }
  cmake --install "$build" --prefix "$stage/zeal" >/dev/null || return 1
  echo "build: $((SECONDS - start)) s for sm_$arch"
}

# The default device is the GPU, so the tests run there.
tests_on_gpu() {
  local workers=()
  ! "$python" -c 'import xdist' 2>/dev/null || workers=(-n 8)
  within "$1" "$python" -m pytest -q --maxfail=100 -p no:cacheprovider "${workers[@]}" "${@:2}"
  echo "$1 on the GPU: $(grep -E '(passed|failed|skipped|error).* in [0-9]' "$build/$1.log" | tail -1)"
  grep -E '^(FAILED|ERROR)' "$build/$1.log" | head -40
}

do_card() {
  "$python" - <<'PY'
import zeal as tf
assert tf.config.list_physical_devices("GPU"), tf.config.gpu_status()
print(tf.config.experimental.get_device_details(tf.config.list_physical_devices("GPU")[0]))
assert float(tf.reduce_sum(tf.ones([1000]) + 1)) == 2000
PY
  tests_on_gpu card tests/test_gpu_card.py
}

do_ops() { tests_on_gpu ops tests/ops; }
do_tests() { tests_on_gpu tests tests --ignore=tests/ops --ignore=tests/test_docs_build.py; }

do_rows() {
  within rows "$python" bench/gpu_ops.py --rows
  echo "CPU against GPU: $(tail -1 "$build/rows.log")"
}

do_examples() {
  within mnist-cpu env ZEAL_CUDA=0 "$python" examples/mnist.py --out "$build/mnist-cpu"
  within mnist-gpu "$python" examples/mnist.py --out "$build/mnist-gpu"
  echo "mnist, CPU: $(tail -1 "$build/mnist-cpu.log")"
  echo "mnist, GPU: $(tail -1 "$build/mnist-gpu.log")"
}

do_sanitizer() {
  command -v compute-sanitizer >/dev/null || { echo "compute-sanitizer: not installed"; return; }
  local tool
  for tool in memcheck racecheck; do
    within "$tool" compute-sanitizer --tool "$tool" --error-exitcode 9 "$python" bench/gpu_ops.py --tiny
    echo "compute-sanitizer $tool: exit $?, $(grep -E 'ERROR SUMMARY|RACECHECK SUMMARY' "$build/$tool.log" | tail -1)"
  done
}

do_speed() {
  within speed "$python" bench/gpu_ops.py --speed
  cat "$build/speed.log"
}

export PYTHONPATH=$stage
use_wheels
for part in "${parts[@]}"; do
  declare -F "do_$part" >/dev/null || { echo "there is no part $part"; exit 2; }
  echo "==== $part"
  "do_$part" 2>&1 | log
  [ "${PIPESTATUS[0]}" = 0 ] || [ "$part" != build ] || exit 1
done
echo "==== kept in ${report#"$root"/}"
