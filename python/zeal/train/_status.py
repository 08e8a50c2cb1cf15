"""What restore() returns: asks whether everything found its place."""

from __future__ import annotations

from typing import Any

from zeal.train import _graph
from zeal.train._restore import Restoration


class CheckpointLoadStatus:
    """The state of one restore()."""

    def __init__(self, checkpoint: Any, restoration: Restoration) -> None:
        self._checkpoint = checkpoint
        self._restoration = restoration

    def _again(self) -> None:
        if self._restoration.wanted:
            self._restoration.apply(self._checkpoint)

    def assert_consumed(self) -> CheckpointLoadStatus:
        """Raises AssertionError unless every saved value has been restored, and every variable of
        the program has got one."""
        self.assert_existing_objects_matched()
        left = [str(self._restoration.nodes[n].tensor) for n in sorted(self._restoration.wanted)]
        if left:
            raise AssertionError(
                f"Unresolved object in checkpoint {self._restoration.reader.path}: {_some(left)}. "
                "The program has no variable of that name below the checkpoint's objects."
            )
        return self

    def assert_existing_objects_matched(self) -> CheckpointLoadStatus:
        """Raises AssertionError unless every variable that exists now has got its saved value."""
        self._again()
        _, variables = _graph.build(self._checkpoint)
        counter = getattr(self._checkpoint, "_save_counter", None)
        left = [
            name
            for name, v in variables.items()
            if not self._restoration.has(v)
            # Files of write() do not hold the counter.
            and not (v is counter and "save_counter" not in self._restoration.nodes[0].children)
        ]
        if left:
            raise AssertionError(
                f"Some Python objects were not bound to checkpointed values of "
                f"{self._restoration.reader.path}, likely due to changes in the Python program: "
                f"{_some(left)}"
            )
        return self

    def assert_nontrivial_match(self) -> CheckpointLoadStatus:
        """Raises AssertionError if nothing but the save counter was restored."""
        self._again()
        counter = getattr(self._checkpoint, "_save_counter", None)
        if all(ref() is counter for ref in self._restoration.matched.values()):
            raise AssertionError(
                "Nothing except the root object matched a checkpointed value. Typically this means "
                "that the checkpoint does not match the Python program."
            )
        return self

    def expect_partial(self) -> CheckpointLoadStatus:
        """Says that not everything need find its place; without effect, as nothing warns."""
        return self

    def initialize_or_restore(self, session: Any = None) -> None:
        """Restores what can be restored by now."""
        self._again()

    def run_restore_ops(self, session: Any = None) -> None:
        """Restores what can be restored by now."""
        self._again()


class InitializationOnlyStatus:
    """What restore(None) returns: there was nothing to restore."""

    def _nothing(self) -> Any:
        raise AssertionError("No checkpoint specified (save_path=None); nothing is being restored.")

    assert_consumed = _nothing
    assert_existing_objects_matched = _nothing
    assert_nontrivial_match = _nothing

    def run_restore_ops(self, session: Any = None) -> None:
        """Raises AssertionError: there is nothing to restore."""
        self._nothing()

    def expect_partial(self) -> InitializationOnlyStatus:
        """Without effect."""
        return self

    def initialize_or_restore(self, session: Any = None) -> None:
        """Without effect: variables are initialised when they are made."""


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more
