"""The shape of modules: small, listed, documented, well named."""

from __future__ import annotations

import ast
import re
import statistics

from .code import ROOT, SOURCE, modules, tree_of

EXPLAIN_AT, SPLIT_AT = 400, 800
# Modules over 400 lines, each with the reason why it is one thing. A reason is a sentence.
LARGE: dict[str, str] = {
    "criteria/nodes.py": "The closed vocabulary in one place: whoever reviews what may be asked reads one file."
}
# Who may catch everything, each with the reason.
CATCHES = {
    "cli/main.py": "The outermost door.",
    "web/kernel/outbox.py": "One listener that fails must not keep the others from their message.",
}
# What a framework reads by its own names has no list of public ones.
READ_BY_DJANGO = {"urls.py", "formats.py", "settings.py"}
VAGUE = {"utils", "util", "helpers", "helper", "misc", "common", "new", "legacy", "base"}


def of(path):
    return path.relative_to(SOURCE).as_posix()


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def is_public(path):
    return not path.name.startswith("_") or path.name == "__init__.py"


def test_no_module_is_larger_than_a_reader_can_hold():
    assert not [f"{of(p)}: {lines(p)} lines" for p in modules() if lines(p) > SPLIT_AT]


def test_a_large_module_has_a_reason():
    assert not [f"{of(p)}: {lines(p)} lines" for p in modules() if lines(p) > EXPLAIN_AT and of(p) not in LARGE]


def test_a_reason_is_dropped_when_the_module_shrank():
    assert not [name for name in LARGE if not (SOURCE / name).exists() or lines(SOURCE / name) <= EXPLAIN_AT]


def test_the_median_module_is_small():
    assert statistics.median(lines(p) for p in modules() if lines(p) >= 5) <= 200


def test_every_public_module_says_what_it_is_for():
    silent = [of(p) for p in modules() if is_public(p) and p.read_text().strip() and not ast.get_docstring(tree_of(p))]
    assert not silent


def test_every_public_module_lists_its_public_names():
    """A package's ``__init__`` that defines nothing needs no list; an entry point that is run has none either."""
    missing = []
    for path in modules():
        tree = tree_of(path)
        names = {t.id for n in tree.body if isinstance(n, ast.Assign | ast.AnnAssign) for t in targets(n)}
        defines = any(
            isinstance(n, ast.FunctionDef | ast.ClassDef | ast.ImportFrom | ast.Assign | ast.AnnAssign) for n in tree.body
        )
        if is_public(path) and path.name not in {"__main__.py", *READ_BY_DJANGO} and defines and "__all__" not in names:
            missing.append(of(path))
    assert not missing


def test_listed_names_exist():
    for path in modules():
        tree = tree_of(path)
        if any(isinstance(n, ast.FunctionDef) and n.name == "__getattr__" for n in tree.body):
            continue  # names made when asked for
        defined = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                defined.add(node.name)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                defined |= {a.asname or a.name for a in node.names}
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                defined |= {t.id for t in targets(node)}
        listed = set()
        for node in tree.body:
            if isinstance(node, ast.Assign) and [t.id for t in targets(node)] == ["__all__"]:
                listed = {c.value for c in ast.walk(node.value) if isinstance(c, ast.Constant)}
        assert listed <= defined | {p.stem for p in path.parent.iterdir()}, f"{of(path)}: {sorted(listed - defined)}"


def targets(node):
    found = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [n for t in found for n in ast.walk(t) if isinstance(n, ast.Name)]


def test_modules_are_named_after_their_subject():
    vague = [of(p) for p in modules() if p.stem in VAGUE or re.search(r"(_v?\d|_old|_new)$", p.stem) and "20" not in p.stem]
    assert not vague


def test_only_the_outermost_door_catches_everything():
    found = []
    for path in modules():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ExceptHandler) and of(path) not in CATCHES:
                caught = [ast.unparse(t) for t in (node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]) if t]
                reraises = any(isinstance(n, ast.Raise) and n.exc is None for n in ast.walk(node))
                if not reraises and (not caught or {"Exception", "BaseException"} & set(caught)):
                    found.append(f"{of(path)}:{node.lineno}")
    assert not found


def test_no_file_names_a_place_on_somebody_s_machine():
    """Nor the host of a package registry: a lock made behind a mirror must not carry it."""
    # spelled in pieces, so that this file does not find itself
    places = [
        "/" + "work/",
        "/" + "home/",
        "/" + "root/",
        "/" + "tmp/proto",
        "C:" + "\\Users",
        "pythonhosted" + ".org",
        "pypi" + ".org",
    ]
    kinds = {".py", ".md", ".toml", ".yaml", ".yml", ".lock", ".in", ".csv", ".json", ""}
    skipped = {".git", ".venv", "demo", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
    offending = []
    for top in sorted(ROOT.iterdir()):
        files = [top] if top.is_file() else [p for p in top.rglob("*") if p.is_file()] if top.name not in skipped else []
        for path in files:
            if path.suffix not in kinds or skipped & set(path.parts) or path.stat().st_size > 5_000_000:
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            offending += [f"{path.relative_to(ROOT)}: {place}" for place in places if place in text]
    assert not offending
