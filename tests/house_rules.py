"""The house rules that a machine can check: each lists what is wrong in sentences."""

import ast
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# What a room of csrc may include: whole rooms, or single headers of a room beside it.
ROOMS = {
    "core": ["core/"],
    "dispatch": ["core/", "dispatch/"],
    "ops": ["core/", "dispatch/", "ops/", "autograd/gradient"],
    "autograd": ["core/", "dispatch/", "autograd/", "ops/"],
    "cpu": ["core/", "dispatch/", "ops/", "autograd/", "cpu/"],
    "cuda": ["core/", "dispatch/", "ops/", "autograd/", "cuda/"],
    "bindings": ["core/", "dispatch/", "ops/", "autograd/", "cpu/", "bindings/"],
    # The faces of the installed headers: zeal.h, and zeal_op.h that brings an op's loops.
    ".": ["core/", "dispatch/", "ops/", "autograd/", "cpu/loops_body.h", "zeal.h"],
}
CODE = {".h", ".cpp", ".cu", ".cuh", ".def"}
MOST_LINES = 600
MEDIAN_LINES = 100
LIST_LENGTH = 4  # so many op names side by side are a list

_LITERAL = r'"(?:[^"\\\n]|\\.)*"'
_COMMENT_OR_LITERAL = re.compile(rf"//[^\n]*|/\*.*?\*/|({_LITERAL})", re.DOTALL)


def sources(root: Path) -> Iterator[Path]:
    """The C++ and CUDA files of csrc."""
    yield from (p for p in sorted((root / "csrc").rglob("*")) if p.suffix in CODE)


def python_sources(root: Path) -> Iterator[Path]:
    """The Python files of the package."""
    yield from sorted((root / "python").rglob("*.py"))


def room_of(root: Path, path: Path) -> str:
    """`core` for csrc/core/x.h, `.` for a file that lies in csrc itself."""
    parts = path.relative_to(root / "csrc").parts
    return parts[0] if len(parts) > 1 else "."


def strip(text: str, literals: bool) -> str:
    """C++ text without its comments and, if asked, without the contents of its string literals."""

    def replace(match: re.Match[str]) -> str:
        if match.group(1) is None:
            return "\n" * match.group(0).count("\n")
        return '""' if literals else match.group(0)

    return _COMMENT_OR_LITERAL.sub(replace, text)


def include_direction(root: Path) -> list[str]:
    """core <- dispatch <- {ops, autograd} <- {cpu, cuda} <- bindings."""
    problems = []
    for path in sources(root):
        room = room_of(root, path)
        if room not in ROOMS:
            problems.append(f"{path}: csrc has no room called {room}")
            continue
        text = strip(path.read_text(), literals=False)
        for target in re.findall(r'^\s*#\s*include\s*"([^"]+)"', text, re.MULTILINE):
            if not any(target.startswith(allowed) for allowed in ROOMS[room]):
                problems.append(f'{path}: {room} must not include "{target}"')
    return problems


def one_folder_only(root: Path) -> list[str]:
    """Python's API stays in bindings/, CUDA's in cuda/."""
    rules = [
        ("bindings", r"<Python\.h>|<pybind11/|\bPyObject\b|\bpybind11::|\bpy::"),
        ("cuda", r"<(?:cuda|cub/|cublas|cudnn|nvrtc)|\b(?:cuda|cublas|cudnn|nvrtc)[A-Z]\w*"),
    ]
    problems = []
    for path in sources(root):
        text = strip(path.read_text(), literals=True)
        for room, pattern in rules:
            found = re.search(pattern, text)
            if found and room_of(root, path) != room:
                problems.append(f"{path}: {found.group(0)!r} belongs in csrc/{room}/")
    return problems


def file_lengths(root: Path) -> list[str]:
    """No file over 600 lines but the list of all ops, and the median at most 100."""
    lengths = {}
    for folder in ("csrc", "python", "tests"):
        for path in (root / folder).rglob("*"):
            if path.suffix in CODE | {".py"} and path.name != "ops.def":
                lengths[path] = len(path.read_text().splitlines())
    problems = [f"{p}: {n} lines, over {MOST_LINES}" for p, n in lengths.items() if n > MOST_LINES]
    median = statistics.median(lengths.values()) if lengths else 0
    if median > MEDIAN_LINES:
        problems.append(f"the median file has {median} lines, over {MEDIAN_LINES}")
    return problems


def header_purpose(root: Path) -> list[str]:
    """A header opens with one sentence of purpose."""
    headers = (p for p in sources(root) if p.suffix in {".h", ".cuh", ".def"})
    return [
        f"{path}: opens with no sentence of purpose"
        for path in headers
        if not path.read_text().lstrip().startswith(("//", "/*"))
    ]


def ops(root: Path) -> list[tuple[str, str]]:
    """The (type, function) pairs of ops.def."""
    text = strip((root / "csrc/ops/ops.def").read_text(), literals=False)
    return re.findall(r"^\s*ZEAL_OP\(\s*(\w+)\s*,\s*(\w+)\s*\)", text, re.MULTILINE)


def duplicate_ops(root: Path) -> list[str]:
    """No op type and no op function is named twice."""
    problems = []
    for names in zip(*ops(root), strict=True):
        problems += [f"ops.def: {n} is named twice" for n in sorted({*names}) if names.count(n) > 1]
    return problems


def _cpp_lists(text: str, types: set[str]) -> Iterator[list[str]]:
    """Op types that stand side by side: as strings or as op::X.

    Side by side means without a semicolon and at most 120 characters between one and the next. Code
    that asks which op it has, by comparing, is counted over the whole file.
    """
    text = strip(text, literals=False)
    for pattern in (r'"(\w+)"', r"\bop::(\w+)\b(?!::)"):
        run: list[str] = []
        end = 0
        for match in re.finditer(pattern, text):
            if match.group(1) not in types:
                continue
            gap = text[end : match.start()]
            if run and (len(gap) > 120 or ";" in gap):
                yield run
                run = []
            run.append(match.group(1))
            end = match.end()
        yield run
    yield re.findall(r"[=!]=\s*&?(?:record_of|Record)<op::(\w+)>", text)


def _python_lists(text: str, types: set[str]) -> Iterator[list[str]]:
    """The string constants of each statement, of a compound one without the statements inside."""
    separate = (ast.stmt, ast.match_case)
    for statement in ast.walk(ast.parse(text)):
        if not isinstance(statement, separate):
            continue
        found: list[str] = []
        todo: list[ast.AST] = [statement]
        while todo:
            node = todo.pop()
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            todo += [c for c in ast.iter_child_nodes(node) if not isinstance(c, separate)]
        yield [name for name in found if name in types]


def op_lists(root: Path) -> list[str]:
    """A fact about an op is a field of its record: no list of op names outside csrc/ops."""
    types = {type_ for type_, _ in ops(root)}
    problems = []
    files = [(p, _cpp_lists) for p in sources(root) if room_of(root, p) != "ops"]
    files += [(p, _python_lists) for p in python_sources(root)]
    for path, lists in files:
        for names in lists(path.read_text(), types):
            known = sorted(types.intersection(names))
            if len(known) >= LIST_LENGTH:
                problems.append(f"{path}: a list of op names: {', '.join(known)}")
    return problems


def stale_stub(module: str = "zeal._stubgen") -> list[str]:
    """The committed stub is what its generator writes now."""
    command = [sys.executable, "-m", module, "--check"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return [] if run.returncode == 0 else [f"{module} --check: {run.stdout}{run.stderr}"]


def tool_pins(root: Path) -> list[str]:
    """The formatters have one version, in pyproject.toml and in .pre-commit-config.yaml."""
    project = (root / "pyproject.toml").read_text()
    hooks = (root / ".pre-commit-config.yaml").read_text()
    problems = []
    for tool in ("clang-format", "ruff", "mypy", "codespell"):
        pins = [set(re.findall(rf"\b{tool}==([\w.]+)", text)) for text in (project, hooks)]
        if len(pins[0]) != 1 or pins[0] != pins[1]:
            problems.append(f"{tool}: {pins[0]} in pyproject.toml, but {pins[1]} in the hooks")
    return problems
