"""Reading the house's own files: every test in this folder starts from here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

__all__ = ["ROOT", "SOURCE", "LIBRARY", "modules", "tree_of", "imported", "called", "cited"]

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "empact"
LIBRARY = SOURCE / "library"


@cache
def modules(folder: Path = SOURCE) -> tuple[Path, ...]:
    """Every Python file below a folder, in order; without migrations, which are as Django writes them."""
    return tuple(sorted(p for p in folder.rglob("*.py") if "migrations" not in p.parts))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Absolute names a module imports anywhere in it (functions included), with the line; relative imports are left out."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module, node.lineno
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and node.args:
            if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                yield node.args[0].value, node.lineno


def called(path: Path) -> Iterator[tuple[str, int]]:
    """Dotted name of every call in a module, with its line."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            yield ast.unparse(node.func), node.lineno


def cited(folder: Path = ROOT / "tests") -> Iterator[tuple[str, str, Path]]:
    """Every ``@pytest.mark.shows("POP-02")``: the id, the name of the test, its file."""
    for path in modules(folder):
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith("mark.shows"):
                    for argument in mark.args:
                        yield str(ast.literal_eval(argument)), node.name, path
