"""`python -m differential`, in tests/: compares all, prints counts, writes docs/numerics.md.

With a regular expression, only the functions that match it, and no page is written.
"""

from __future__ import annotations

import os
import re
import sys
import time
import warnings
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf
import zeal

from differential.accepted import ACCEPTED
from differential.cases import cases
from differential.report import page
from differential.run import run
from differential.ulp import worst


def main() -> int:
    warnings.filterwarnings("ignore")
    tf.get_logger().setLevel("ERROR")
    start = time.monotonic()
    pattern = sys.argv[1] if len(sys.argv) > 1 else ""
    result = run(zeal, tf, (c for c in cases() if re.match(pattern, c.endpoint)))
    for line in result.unexplained:
        print(line)
    for entry in ACCEPTED:
        if not pattern and entry not in result.accepted:
            print(f"no longer needed: {entry}")
    print(f"not in TensorFlow: {', '.join(sorted(result.missing)) or 'none'}")
    print(
        f"{result.calls} calls of {len(result.functions)} functions, {result.errors} of errors, "
        f"{result.beyond} beyond TensorFlow, {result.accepted.total()} accepted differences, "
        f"{len(result.unexplained)} unexplained, {time.monotonic() - start:.0f} s"
    )
    if pattern:
        return bool(result.unexplained)
    text = page(result, list(worst(zeal, tf)), zeal.__version__, tf.__version__)
    (Path(__file__).parents[2] / "docs" / "numerics.md").write_text(text)
    return bool(result.unexplained)


if __name__ == "__main__":
    sys.exit(main())
