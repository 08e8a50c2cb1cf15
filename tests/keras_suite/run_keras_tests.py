"""Runs the tests that Keras' wheel carries on the zeal backend, and compares with torch's outcomes.

    python tests/keras_suite/run_keras_tests.py --outcomes torch.json.gz [--write] [FOLDER …]

Needs an environment with zeal, keras, pytest, pytest-xdist and pytest-timeout; tensorflow-cpu, jax,
grain, scipy, scikit-learn, pandas and pillow, only so that the files can be collected. The outcomes
are a JSON object (perhaps gzipped) of "folder.file.Class::test" to "pass", "fail" or "skip".
`--write` rewrites baseline.txt, where each failure stands with a reason: the first line of
reasons.txt whose pattern fits, else the error itself.
"""

from __future__ import annotations

import argparse
import fnmatch
import gzip
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDERS = (
    *("activations", "backend", "callbacks", "constraints", "dtype_policies", "initializers"),
    *("layers", "losses", "metrics", "models", "ops", "optimizers", "quantizers", "random"),
    *("regularizers", "saving", "tree", "trainers", "utils"),
)
MARKERS = ("requires_trainable_backend", "requires_tpu", "multi_device")
CONFTEST = """
import sys
import types

import keras
import pytest


def skip_if_backend(given, reason):
    return pytest.mark.skipif(keras.backend.backend() == given, reason=reason)


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    # trainer_test.py looks for the backend's trainer in a chain that ends by refusing other names.
    if getattr(collector, "path", None) is None or collector.path.name != "trainer_test.py":
        yield
        return
    from keras.src.backend import config
    from keras_zeal.src.trainer import ZealTrainer

    name = "keras.src.backend.torch.trainer"
    before = sys.modules.get(name)
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].TorchTrainer = ZealTrainer
    config._BACKEND = "torch"
    yield
    config._BACKEND = "zeal"
    if before is None:
        del sys.modules[name]
    else:
        sys.modules[name] = before
"""
Outcomes = dict[str, str]


def keras_folder() -> Path:
    """Where Keras' tests are, found without importing it."""
    spec = importlib.util.find_spec("keras")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("keras is not installed")
    return Path(spec.submodule_search_locations[0]) / "src"


def run(folder: str, workers: int, extra: list[str]) -> tuple[Outcomes, dict[str, str]]:
    """The outcomes of one folder's tests, and the messages of those that failed."""
    source = keras_folder()
    with tempfile.TemporaryDirectory() as temp:
        place = Path(temp)
        (place / "pytest.ini").write_text("[pytest]\nmarkers =\n  " + "\n  ".join(MARKERS) + "\n")
        (place / "conftest.py").write_text(CONFTEST)
        path = os.pathsep.join([temp, os.environ.get("PYTHONPATH", "")])
        home = {"KERAS_HOME": str(place / "home")}
        env = {**os.environ, **home, "KERAS_BACKEND": "zeal", "PYTHONPATH": path}
        env |= {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3"}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "keras_zeal",
            "-p",
            "conftest",
            "-c",
            "pytest.ini",
        ]
        command += ["--rootdir", str(source), "-q", "-n", str(workers), "--timeout", "180"]
        command += ["-p", "no:cacheprovider", f"--junitxml={place / 'out.xml'}", *extra]
        done = subprocess.run([*command, str(source / folder)], cwd=temp, env=env, check=False)
        if not (place / "out.xml").exists():
            raise SystemExit(f"pytest ended with {done.returncode} for {folder}")
        return read(ET.parse(place / "out.xml").getroot())


def read(root: ET.Element) -> tuple[Outcomes, dict[str, str]]:
    """What a JUnit report says."""
    outcomes: Outcomes = {}
    messages: dict[str, str] = {}
    for case in root.iter("testcase"):
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        kinds = {child.tag for child in case}
        bad = case.find("failure") if "failure" in kinds else case.find("error")
        if bad is not None:
            outcomes[name] = "fail"
            lines = (bad.get("message") or bad.text or "").strip().splitlines()
            messages[name] = lines[0][:160] if lines else "no message"
        else:
            outcomes[name] = "skip" if "skipped" in kinds else "pass"
    return outcomes, messages


def load(path: Path) -> Outcomes:
    """Another backend's outcomes."""
    data = path.read_bytes()
    return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)


def reasons() -> list[tuple[str, str]]:
    """Patterns of names of tests, and why those fail."""
    lines = (HERE / "reasons.txt").read_text().splitlines()
    pairs = [line.split(None, 1) for line in lines if line.strip() and not line.startswith("#")]
    return [(pattern, why) for pattern, why in pairs]


def report(outcomes: Outcomes, messages: dict[str, str], torch: Outcomes) -> str:
    """The text of baseline.txt."""
    known = reasons()
    rows = []
    total: Counter[str] = Counter()
    for folder in FOLDERS:
        mine = {name: o for name, o in outcomes.items() if name.startswith(f"{folder}.")}
        if not mine:
            continue
        count = Counter(mine.values())
        wanted = [n for n, o in torch.items() if o == "pass" and n.startswith(f"{folder}.")]
        met = sum(outcomes.get(n) == "pass" for n in wanted)
        total += count
        total["wanted"] += len(wanted)
        total["met"] += met
        rows.append(row(folder, count, met, len(wanted)))
    rows.append(row("all", total, total["met"], total["wanted"]))
    lines = [
        "# Keras' own tests on the zeal backend: written by run_keras_tests.py --write.",
        f"# {'folder':<15} {'pass':>6} {'fail':>6} {'skip':>6}   of those that pass on torch",
        *rows,
        "",
        "# Each test that fails, and why.",
    ]
    for name in sorted(messages):
        why = next((w for p, w in known if fnmatch.fnmatchcase(name, p)), None)
        lines.append(f"{name}: {why or messages[name]}")
    lines += ["", "# How many tests that pass on torch are skipped or not made here, by class."]
    away = Counter(
        name.split("::")[0]
        for name, outcome in torch.items()
        if outcome == "pass" and outcomes.get(name) not in ("pass", "fail")
    )
    for name, count in sorted(away.items()):
        why = next((w for p, w in known if fnmatch.fnmatchcase(name, p)), "")
        lines.append(f"{name}: {count}" + (f", {why}" if why else ""))
    return "\n".join(lines) + "\n"


def row(folder: str, count: Counter[str], met: int, wanted: int) -> str:
    """A line of the table."""
    share = 100 * met / wanted if wanted else 100.0
    numbers = f"{count['pass']:>6} {count['fail']:>6} {count['skip']:>6}"
    return f"  {folder:<15} {numbers}   {met}/{wanted} = {share:.2f} %"


def main() -> None:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", help="all, unless dumps are given")
    parser.add_argument("--dumps", nargs="*", type=Path, default=[], help="of earlier runs, by age")
    parser.add_argument("--outcomes", type=Path, help="another backend's outcomes")
    parser.add_argument("--write", action="store_true", help="rewrite baseline.txt")
    parser.add_argument("--dump", type=Path, help="write outcomes and messages as JSON")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--pytest", nargs="*", default=[], help="more arguments for pytest")
    options = parser.parse_args()
    outcomes: Outcomes = {}
    messages: dict[str, str] = {}
    for path in options.dumps:
        dump = json.loads(path.read_text())
        outcomes |= dump["outcomes"]
        messages |= dump["messages"]
    for folder in options.folders or (FOLDERS if not options.dumps else ()):
        found, why = run(folder, options.workers, options.pytest)
        outcomes |= found
        messages |= why
        if options.dump:
            options.dump.write_text(json.dumps({"outcomes": outcomes, "messages": messages}))
    messages = {name: why for name, why in messages.items() if outcomes[name] == "fail"}
    text = report(outcomes, messages, load(options.outcomes) if options.outcomes else {})
    print(text)
    if options.write:
        (HERE / "baseline.txt").write_text(text)


if __name__ == "__main__":
    main()
