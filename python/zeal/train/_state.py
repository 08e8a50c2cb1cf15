"""The file `checkpoint` of a folder: which checkpoints there are and which is the latest."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zeal import errors
from zeal.train._files import write_atomically

_SUFFIX = ".safetensors"
_LINE = re.compile(r'\s*(\w+)\s*:\s*(?:"((?:[^"\\]|\\.)*)"|([-+.\w]+))\s*')
_Path = str | os.PathLike[str]


def file_of(prefix: _Path) -> Path:
    """The file of a checkpoint, which may be named with or without its suffix."""
    text = os.fspath(prefix)
    return Path(text if text.endswith(_SUFFIX) else text + _SUFFIX)


@dataclass
class CheckpointState:
    """What a folder's file `checkpoint` says of the checkpoints in it.

    Paths are absolute, or relative to the working directory as the folder is.
    """

    model_checkpoint_path: str
    all_model_checkpoint_paths: list[str] = field(default_factory=list)
    all_model_checkpoint_timestamps: list[float] = field(default_factory=list)
    last_preserved_timestamp: float = 0.0


def update_checkpoint_state(
    save_dir: _Path,
    model_checkpoint_path: str,
    all_model_checkpoint_paths: Sequence[str] = (),
    latest_filename: str | None = None,
    all_model_checkpoint_timestamps: Sequence[float] = (),
    last_preserved_timestamp: float | None = None,
) -> None:
    """Writes a folder's file `checkpoint`, atomically."""
    folder = Path(save_dir)

    def quoted(path: str) -> str:
        try:
            path = str(Path(path).relative_to(folder))
        except ValueError:
            path = os.path.abspath(path)
        path = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{path}"'

    lines = [f"model_checkpoint_path: {quoted(model_checkpoint_path)}"]
    lines += [f"all_model_checkpoint_paths: {quoted(p)}" for p in all_model_checkpoint_paths]
    lines += [f"all_model_checkpoint_timestamps: {t}" for t in all_model_checkpoint_timestamps]
    if last_preserved_timestamp is not None:
        lines.append(f"last_preserved_timestamp: {last_preserved_timestamp}")
    text = "".join(f"{line}\n" for line in lines).encode()
    write_atomically(folder / (latest_filename or "checkpoint"), lambda file: file.write(text))


def get_checkpoint_state(
    checkpoint_dir: _Path, latest_filename: str | None = None
) -> CheckpointState | None:
    """What a folder's file `checkpoint` says; None if there is none.

    Raises:
      DataLossError: if it is not such a file.
    """
    path = Path(checkpoint_dir) / (latest_filename or "checkpoint")
    try:
        text = path.read_bytes().decode()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError:
        raise errors.DataLossError(None, None, f"{path} is damaged: it is no text") from None
    state = CheckpointState("")
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            if line.strip() and not line.lstrip().startswith("#"):
                raise errors.DataLossError(None, None, f"{path} is damaged: the line {line!r}")
            continue
        key, quoted, number = match.groups()
        if quoted is not None:
            quoted = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], quoted)
            quoted = str(Path(checkpoint_dir) / quoted)
        if key == "model_checkpoint_path":
            state.model_checkpoint_path = quoted or ""
        elif key == "all_model_checkpoint_paths":
            state.all_model_checkpoint_paths.append(quoted or "")
        elif key == "all_model_checkpoint_timestamps":
            state.all_model_checkpoint_timestamps.append(float(number))
        elif key == "last_preserved_timestamp":
            state.last_preserved_timestamp = float(number)
    return state


def latest_checkpoint(checkpoint_dir: _Path, latest_filename: str | None = None) -> str | None:
    """The path of the latest checkpoint of a folder, for restore(); None if there is none."""
    state = get_checkpoint_state(checkpoint_dir, latest_filename)
    if state is None or not file_of(state.model_checkpoint_path).is_file():
        return None
    return state.model_checkpoint_path
