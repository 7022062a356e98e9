"""Nothing from outside is ever run: no pickle, no eval, no shell, no archive unpacked anywhere in the package."""

import ast
from pathlib import Path

import pytest

import stockcar

ROOT = Path(stockcar.__file__).parent
BARRED_MODULES = {"pickle", "cPickle", "dill", "marshal", "shelve", "xmlrpc", "joblib", "yaml"}
BARRED_CALLS = {"eval", "exec", "compile", "__import__", "execfile", "os.system", "os.popen", "os.execv", "os.spawnv"}
NETWORK = {"requests", "requests_cache", "requests_ratelimiter", "urllib.request", "httpx", "socket", "http.client"}
MAY_ASK = {
    "record/fetch.py",  # book update
    "live/follow.py",  # the live feed
    "report/model.py",  # a reading model, at an address that the user sets
    "web/app.py",  # serves, asks nobody
}


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def findings(root: Path) -> list[str]:
    """What would run code, read pickles or reach the network from where it may not."""
    found = []
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = imported(tree)
        found += [f"{name} imports {m}" for m in sorted(modules) if m.split(".")[0] in BARRED_MODULES]
        found += [f"{name} uses {m}" for m in sorted(modules & NETWORK) if name not in MAY_ASK]
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = dotted(node.func)
            if called in BARRED_CALLS or called.endswith((".extractall", ".unpack_archive")):
                found.append(f"{name}:{node.lineno} calls {called}")
            given = {k.arg: k.value for k in node.keywords}
            if called.endswith("np.load") and not _false(given.get("allow_pickle")):
                found.append(f"{name}:{node.lineno} reads NumPy files without allow_pickle=False")
            if "shell" in given and not _false(given["shell"]):
                found.append(f"{name}:{node.lineno} runs a shell")
    return found


def _false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def test_the_package_runs_nothing_from_outside():
    assert findings(ROOT) == []


PLANTED = {
    "imports pickle": "import pickle",
    "imports shelve": "from shelve import open",
    "calls eval": "eval(text)",
    "calls os.system": "import os\nos.system(text)",
    "without allow_pickle=False": "import numpy as np\nnp.load(path)",
    "uses requests": "import requests",
    "runs a shell": "import subprocess\nsubprocess.run(text, shell=True)",
}


@pytest.mark.parametrize("said", PLANTED)
def test_a_planted_fault_is_found(said, tmp_path):
    (tmp_path / "x.py").write_text(PLANTED[said])
    assert said in "\n".join(findings(tmp_path))
