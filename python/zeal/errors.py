"""The errors that ops raise: TensorFlow's classes, by TensorFlow's codes."""

from __future__ import annotations

from typing import Any

from zeal import _lazy

__getattr__ = _lazy.missing(__name__)

OK = 0
CANCELLED = 1
UNKNOWN = 2
INVALID_ARGUMENT = 3
DEADLINE_EXCEEDED = 4
NOT_FOUND = 5
ALREADY_EXISTS = 6
PERMISSION_DENIED = 7
RESOURCE_EXHAUSTED = 8
FAILED_PRECONDITION = 9
ABORTED = 10
OUT_OF_RANGE = 11
UNIMPLEMENTED = 12
INTERNAL = 13
UNAVAILABLE = 14
DATA_LOSS = 15
UNAUTHENTICATED = 16


class OpError(Exception):
    """The base of all errors that an op raises."""

    _code = UNKNOWN

    def __init__(
        self, node_def: Any, op: Any = None, message: str | None = None, *args: Any
    ) -> None:
        if message is None:  # only a sentence, as for Python's own errors
            node_def, message = None, str(node_def)
        super().__init__(message, *args)
        self._node_def = node_def
        self._op = op
        self._message = message

    @property
    def message(self) -> str:
        """The sentence that says what went wrong."""
        return self._message

    @property
    def op(self) -> Any:
        """The operation; always None, as ops run eagerly."""
        return self._op

    @property
    def node_def(self) -> Any:
        """The graph node; always None, as ops run eagerly."""
        return self._node_def

    @property
    def error_code(self) -> int:
        """The number of the class."""
        return self._code

    def __str__(self) -> str:
        return self._message

    def __reduce__(self) -> Any:
        return type(self), (self._node_def, self._op, self._message)


class CancelledError(OpError):
    """An operation was cancelled."""

    _code = CANCELLED


class UnknownError(OpError):
    """An error of no known kind."""

    _code = UNKNOWN


class InvalidArgumentError(OpError):
    """An op got an argument that it does not take."""

    _code = INVALID_ARGUMENT


class DeadlineExceededError(OpError):
    """An operation took longer than it was given."""

    _code = DEADLINE_EXCEEDED


class NotFoundError(OpError):
    """A file, directory or other thing was not found."""

    _code = NOT_FOUND


class AlreadyExistsError(OpError):
    """Something that was to be made exists already."""

    _code = ALREADY_EXISTS


class PermissionDeniedError(OpError):
    """The caller may not do this."""

    _code = PERMISSION_DENIED


class ResourceExhaustedError(OpError):
    """Memory, or another resource, is used up."""

    _code = RESOURCE_EXHAUSTED


class FailedPreconditionError(OpError):
    """The system is not in the state that the operation needs."""

    _code = FAILED_PRECONDITION


class AbortedError(OpError):
    """An operation was given up, as a rule because of a conflict with another."""

    _code = ABORTED


class OutOfRangeError(OpError):
    """An iteration or read went past the end."""

    _code = OUT_OF_RANGE


class UnimplementedError(OpError):
    """The op does not do this, or not on this device or for this dtype."""

    _code = UNIMPLEMENTED


class InternalError(OpError):
    """A rule inside zeal is broken: a bug."""

    _code = INTERNAL


class UnavailableError(OpError):
    """Something is not available just now."""

    _code = UNAVAILABLE


class DataLossError(OpError):
    """Data is damaged or missing."""

    _code = DATA_LOSS


class UnauthenticatedError(OpError):
    """The caller could not be identified."""

    _code = UNAUTHENTICATED


BY_CODE: dict[int, type[OpError]] = {c._code: c for c in OpError.__subclasses__()}
