"""The house rules that a machine can read: which way imports point, how long things are, what is public.

Each function takes the root of a package and returns findings as text, so that the test can also show, on a tree
with a planted fault, that the rule is able to fail.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

# Who may import whom. L0 racing, errors; L1 rulebook, record, sim; L2 forecast, live, report; L3 face, cli, web.
ALLOWED: dict[str, set[str]] = {
    "errors": set(),
    "racing": {"errors"},
    "rulebook": {"errors", "racing"},
    "record": {"errors", "racing"},
    "sim": {"errors"},
    "forecast": {"errors", "racing", "rulebook", "record", "sim"},
    "live": {"errors", "racing", "rulebook", "record", "sim", "forecast"},
    "report": {"errors", "racing", "rulebook", "record", "forecast"},
    "face": {"errors", "racing", "rulebook", "record", "sim", "forecast", "live", "report"},
    "web": {"errors", "racing", "rulebook", "record", "sim", "forecast", "live", "report", "face"},
    "cli": {"errors", "racing", "rulebook", "record", "sim", "forecast", "live", "report", "face", "web"},
    "__init__": {"errors", "face"},
    "__main__": {"cli"},
}
MAX_FILE, MAX_FUNCTION, MAX_KERNEL = 400, 50, 80
KERNEL_FILES = {"sim"}  # rooms whose functions may have kernel length


def modules(root: Path) -> Iterator[tuple[Path, str, ast.Module]]:
    """Every source file of the package, the room it is in, and its tree."""
    for path in sorted(root.rglob("*.py")):
        room = path.relative_to(root).parts[0].removesuffix(".py")
        yield path, room, ast.parse(path.read_text(encoding="utf-8"))


def imported_rooms(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Rooms of ours that a module imports, anywhere in it, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                yield node.lineno, "a relative import"
            elif node.module == "stockcar":
                yield from ((node.lineno, alias.name) for alias in node.names if alias.name != "__version__")
            elif node.module and node.module.startswith("stockcar."):
                yield node.lineno, node.module.split(".")[1]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("stockcar."):
                    yield node.lineno, alias.name.split(".")[1]


def check_arrows(root: Path) -> list[str]:
    """Imports that point up, sideways into a closed room, or are relative."""
    found = []
    for path, room, tree in modules(root):
        for line, target in imported_rooms(tree):
            if target != room and target not in ALLOWED.get(room, set()):
                found.append(f"{path.relative_to(root)}:{line}: {room} imports {target}")
    return found


def check_sizes(root: Path) -> list[str]:
    """Files and functions that outgrew the house."""
    found = []
    for path, room, tree in modules(root):
        lines = path.read_text(encoding="utf-8").count("\n")
        name = path.relative_to(root)
        if lines > MAX_FILE:
            found.append(f"{name}: {lines} lines, at most {MAX_FILE}")
        limit = MAX_KERNEL if room in KERNEL_FILES else MAX_FUNCTION
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                length = node.end_lineno - node.lineno + 1
                if length > limit:
                    found.append(f"{name}:{node.lineno}: {node.name} has {length} lines, at most {limit}")
    return found


def check_public(root: Path) -> list[str]:
    """Modules, public classes and public functions without a docstring; an ``__all__`` that is not sorted."""
    found = []
    for path, _, tree in modules(root):
        name = path.relative_to(root)
        if ast.get_docstring(tree) is None:
            found.append(f"{name}: no module docstring")
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and ast.get_docstring(node) is None:  # type: ignore[arg-type]
                found.append(f"{name}:{node.lineno}: {node.name} has no docstring")  # type: ignore[attr-defined]
            if isinstance(node, ast.Assign) and any(getattr(t, "id", "") == "__all__" for t in node.targets):
                names = ast.literal_eval(node.value)
                if names != sorted(names):
                    found.append(f"{name}:{node.lineno}: __all__ is not sorted")
    return found


BANNED_NAMES = ("Manager", "Handler", "Helper", "Processor", "utils")


def check_names(root: Path) -> list[str]:
    """Class and module names that say nothing."""
    found = []
    for path, _, tree in modules(root):
        name = path.relative_to(root)
        if any(word.lower() in path.stem.lower() for word in BANNED_NAMES):
            found.append(f"{name}: an empty name")
        found += [
            f"{name}:{node.lineno}: {node.name} is an empty name"
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and any(word in node.name for word in BANNED_NAMES)
        ]
    return found
