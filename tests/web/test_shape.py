"""Every app of the house has the same rooms, and the same doors between them do not exist. To know one is to know all."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
from django.apps import apps
from django.conf import settings

from empact.web.kernel.who import Who

WEB: Final = Path(import_module("empact.web").__file__).parent
TESTS: Final = Path(__file__).parent
APPS: Final = [name.rpartition(".")[2] for name in settings.OUR_APPS if not name.endswith(".kernel")]
SEEN_OTHERWISE: Final[dict[str, str]] = {}
"""Tables without ``visible_to``, and why: ``app.Model`` to a sentence."""

_WRITES: Final = {"create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def modules(app: str) -> list[Path]:
    return [p for p in sorted((WEB / app).rglob("*.py")) if "migrations" not in p.parts]


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path) -> str:
    return path.relative_to(WEB).as_posix()


def has_tables(app: str) -> bool:
    return bool(list(apps.get_app_config(app).get_models()))


def is_in(path: Path, app: str, room: str) -> bool:
    """Is this module ``room.py`` or in the folder ``room`` of the app?"""
    return path.relative_to(WEB / app).parts[0] in (room, f"{room}.py")


def root(node: ast.AST) -> ast.AST:
    """What a chain of calls and attributes begins with."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node


def writes(code: ast.Module) -> list[tuple[int, str, str]]:
    """Line, method and first name of each call that changes rows."""
    found = []
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            chain = {n.attr for n in ast.walk(node.func) if isinstance(n, ast.Attribute)}
            on_rows = node.func.attr in _WRITES and chain & {"objects", "_default_manager", "_base_manager"}
            on_a_row = node.func.attr in ("save", "delete") and not chain & {"session", "storage"}
            if on_rows or on_a_row:
                start = root(node.func.value)
                found.append((node.lineno, node.func.attr, start.id if isinstance(start, ast.Name) else ""))
    return found


def imported(code: ast.Module) -> list[tuple[str, str]]:
    """(module with its leading dots, name) of every import from."""
    return [
        ("." * node.level + (node.module or ""), alias.name)
        for node in ast.walk(code)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]


@pytest.mark.parametrize("app", APPS)
def test_an_app_has_its_rooms(app):
    """What keeps no tables writes nothing, so it has no models, no migrations and no actions."""
    folder = WEB / app
    rooms = ["views", "permissions"] + (["models", "actions"] if has_tables(app) else [])
    missing = [name for name in ("README.md", "apps.py", "urls.py") if not (folder / name).exists()]
    missing += [room for room in rooms if not ((folder / room).is_dir() or (folder / f"{room}.py").exists())]
    assert not missing
    assert (folder / "templates" / app).is_dir()
    assert (folder / "migrations" / "__init__.py").exists() or not has_tables(app)


@pytest.mark.parametrize("app", APPS)
def test_every_module_says_what_it_is_for(app):
    assert not [place(p) for p in modules(app) if p.stat().st_size and not ast.get_docstring(tree(p))]


@pytest.mark.parametrize("app", APPS)
def test_an_action_is_keyword_only_says_who_and_when_and_is_whole(app):
    wrong = []
    for path in modules(app):
        if not is_in(path, app, "actions"):
            continue
        module = import_module("empact.web." + place(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        for name in module.__all__ if hasattr(module, "__all__") else ():
            action = getattr(module, name)
            if not inspect.isfunction(action) or action.__module__ != module.__name__:
                continue
            said = inspect.signature(action, eval_str=True)
            if any(p.kind is not p.KEYWORD_ONLY for p in said.parameters.values()):
                wrong.append(f"{place(path)} {name}: takes something by position")
            if (by := said.parameters.get("by")) is None or by.annotation is not Who:
                wrong.append(f"{place(path)} {name}: does not say by: Who")
            if (at := said.parameters.get("at")) is None or at.annotation is not datetime:
                wrong.append(f"{place(path)} {name}: does not say at: datetime")
            if not hasattr(action, "__wrapped__"):
                wrong.append(f"{place(path)} {name}: is not atomic")
    assert not wrong


@pytest.mark.parametrize("app", APPS)
def test_reading_starts_from_what_may_be_seen(app):
    models = apps.get_app_config(app).get_models()
    blind = [m._meta.label for m in models if not hasattr(m._default_manager.all(), "visible_to")]
    assert not [label for label in blind if not SEEN_OTHERWISE.get(label, "").endswith(".")]


@pytest.mark.parametrize("app", APPS)
def test_only_actions_write(app):
    outside = [p for p in modules(app) if not is_in(p, app, "actions")]
    assert not [f"{place(p)}:{line} {method}" for p in outside for line, method, _ in writes(tree(p))]


@pytest.mark.parametrize("app", APPS)
def test_an_app_writes_its_own_tables_only(app):
    wrong = []
    for path in modules(app):
        code = tree(path)
        foreign = {
            name for module, name in imported(code) if re.search(r"\.(\w+)\.models", module) and f".{app}." not in module
        }
        wrong += [f"{place(path)}:{line} {name}.{method}" for line, method, name in writes(code) if name in foreign]
    assert not wrong


@pytest.mark.parametrize("app", APPS)
def test_an_app_enters_others_through_their_doors(app):
    others = [*(a for a in APPS if a != app)]
    closed = re.compile(rf"\.({'|'.join(others)})\.(views|forms|templates)\b") if others else re.compile(r"(?!)")
    wrong = [f"{place(p)}: {m}.{n}" for p in modules(app) for m, n in imported(tree(p)) if closed.search(f".{m}.{n}")]
    for path in (WEB / app / "templates").rglob("*.html"):
        used = re.findall(r"{%\s*(?:extends|include)\s+['\"](\w+)/", path.read_text(encoding="utf-8"))
        wrong += [f"{place(path)}: {name}" for name in used if name not in (app, "kernel")]
    assert not wrong


@pytest.mark.parametrize("app", APPS)
def test_no_template_holds_a_script_or_a_style_of_its_own(app):
    inside = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", re.IGNORECASE)
    files = (WEB / app / "templates").rglob("*.html")
    assert not [place(p) for p in files if inside.search(p.read_text(encoding="utf-8"))]


def test_a_list_as_a_file_has_one_name():
    said = {name for path in WEB.rglob("*.html") for name in re.findall(r'"([^"]* as CSV)"', path.read_text(encoding="utf-8"))}
    assert said == {"Download as CSV"}


@pytest.mark.parametrize("app", APPS)
def test_lists_are_counted(app):
    """Somewhere in its tests an app with tables bounds the number of questions its lists ask the database."""
    assert not has_tables(app) or any(
        "django_assert_max_num_queries" in p.read_text(encoding="utf-8") for p in (TESTS / app).rglob("test_*.py")
    )
