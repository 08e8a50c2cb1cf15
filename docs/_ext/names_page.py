"""A Sphinx extension that writes names.md: which of TensorFlow's names are there, and why not."""

from __future__ import annotations

from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zeal
from zeal._absent import ABSENT, explain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

NAMES = Path(__file__).parents[2] / "tests" / "data" / "tf_names.txt"

HEAD = """# Names of TensorFlow's

Of the {all} names of TensorFlow's API that its guides and a Keras backend use, {there} are here
under the same name. {absent} stay out; asking for one raises an AttributeError that says so, why,
and what to use instead. {rest} are to come.

## What stays out

| not here | because | use instead |
|---|---|---|
"""


def is_there(name: str) -> bool:
    try:
        reduce(getattr, name.split("."), zeal)
    except AttributeError:
        return False
    return True


def page() -> str:
    lines = NAMES.read_text().splitlines()
    names = [line.split()[0] for line in lines if not line.startswith("#")]
    there = [n for n in names if is_there(n)]
    absent = [n for n in names if n not in there and explain(n)]
    rest = [n for n in names if n not in there and n not in absent]
    text = HEAD.format(all=len(names), there=len(there), absent=len(absent), rest=len(rest))
    text += "".join(f"| `tf.{n}` | {why} | {use} |\n" for n, (why, use) in sorted(ABSENT.items()))
    if rest:
        text += "\n## What is to come\n\n" + ", ".join(f"`tf.{n}`" for n in rest) + "\n"
    return text + "\n## What is there\n\n" + ", ".join(f"`tf.{n}`" for n in there) + "\n"


def write(path: Path) -> None:
    if not path.is_file() or path.read_text() != page():
        path.write_text(page())


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", lambda app: write(Path(app.srcdir) / "names.md"))
    return {"version": zeal.__version__, "parallel_read_safe": True}
