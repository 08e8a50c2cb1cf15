"""The names of TensorFlow's that its guides use are there, or it is said why they are not."""

from __future__ import annotations

from functools import reduce
from pathlib import Path

import pytest
import zeal as tf
from zeal import _absent

DATA = Path(__file__).parent / "data"
LINES = (DATA / "tf_names.txt").read_text().splitlines()
NAMES = [line.split()[0] for line in LINES if not line.startswith("#")]

# To be there soon. A name leaves this list when it comes, or when the table of _absent.py names it.
PENDING = {*(DATA / "pending_names.txt").read_text().split()}


def present(name: str) -> bool:
    try:
        reduce(getattr, name.split("."), tf)
    except AttributeError:
        return False
    return True


@pytest.mark.parametrize("name", NAMES)
def test_name_is_there_or_explained(name: str) -> None:
    if present(name):
        assert name not in PENDING, "it has come: take it out of pending_names.txt"
    elif name not in PENDING:
        assert _absent.explain(name)
        with pytest.raises(AttributeError, match=r"is not part of zeal: .* Use ") as e:
            reduce(getattr, name.split("."), tf)
        assert _absent.explain(name) == str(e.value)


def test_pending_is_about_names_of_the_list() -> None:
    assert {*NAMES} >= PENDING
    assert [n for n in PENDING if _absent.explain(n)] == []


@pytest.mark.parametrize("name", sorted(_absent.ABSENT))
def test_what_is_said_to_be_absent_is(name: str) -> None:
    assert not present(name), "it is there: take it out of _absent.py"


def test_page_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "docs" / "_ext")
    import names_page

    text = names_page.page()
    assert f"Of the {len(NAMES)} names" in text
    assert "| `tf.strings` | there are no string tensors |" in text


def test_unknown_names_have_the_usual_error() -> None:
    with pytest.raises(AttributeError, match="module 'zeal' has no attribute 'no_such_name'"):
        tf.no_such_name  # noqa: B018
    with pytest.raises(AttributeError, match=r"module 'zeal.nn' has no attribute 'no_such_name'"):
        tf.nn.no_such_name  # noqa: B018


def test_error_says_what_to_use() -> None:
    with pytest.raises(AttributeError, match=r"tf.strings is not part of zeal: there are no str"):
        tf.strings.split  # noqa: B018
    assert not hasattr(tf, "strings")
