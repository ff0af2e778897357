"""Makes docs/reference/criteria.md from the spec tests, without running them."""

from __future__ import annotations

import ast
from pathlib import Path
from textwrap import dedent
from typing import Any

from .drawn import drawn

__all__ = ["criteria_page"]

FOLDER = Path(__file__).resolve().parent


def criteria_page(folder: Path = FOLDER) -> str:
    """The manual of the language, in the order of the chapters and, within them, of the tests."""
    lines = [
        "# Criteria",
        "",
        "What may be asked, and what each question means. Every paragraph below is a test that runs on every",
    ]
    lines += ["engine (`tests/spec`). How to write a whole definition: [definitions](definitions.md)."]
    lines += ["Unless said otherwise the index date is 1 January 2024."]
    for path in sorted(folder.glob("test_[0-9]*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        title, _, about = (ast.get_docstring(module) or "").partition("\n\n")
        lines += ["", f"## {title}", "", about]
        constants = _constants(module)
        for node in module.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                lines += _paragraph(node, constants)
    return "\n".join(lines) + "\n"


def _constants(scope: Any) -> dict[str, Any]:
    """Texts given a name in a module or a test."""
    found = {}
    for node in scope.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant):
            found[node.targets[0].id] = node.value.value
    return found


def _paragraph(test: ast.FunctionDef, constants: dict[str, Any]) -> list[str]:
    name = test.name.removeprefix("test_").replace("_", " ")
    lines = ["", f"### {name[:1].upper()}{name[1:]}", "", ast.get_docstring(test) or ""]
    call = next(n for n in ast.walk(test) if isinstance(n, ast.Call) and ast.unparse(n.func) == "spec")
    given = {k.arg: _literal(k.value, constants | _constants(test)) for k in call.keywords if k.arg}
    for path, text in (given.pop("definitions", None) or {}).items():
        lines += ["", f"`{path}.yaml` says:", "", "```yaml", dedent(text).strip(), "```"]
    ask, amount, expect, as_of = (given.pop(name, None) for name in ("ask", "amount", "expect", "as_of"))
    for short, text in given.items():
        lines += ["", f"*{short}*", "", *_table(text)]
    lines += ["", f"Asked{f' on {as_of}' if as_of else ''}:", "", "```yaml", dedent(ask or amount).strip(), "```", ""]
    if amount:
        return [*lines, ", ".join(f"{person}: {answer}" for person, answer in expect.items()) + "."]
    yes = [person for person, answer in expect.items() if answer]
    no = [person for person, answer in expect.items() if not answer]
    lines.append(f"Yes: {', '.join(yes) or 'nobody'}. No: {', '.join(no) or 'nobody'}.")
    return lines


def _literal(node: ast.expr, constants: dict[str, Any]) -> Any:
    """A value written in a test: literals, names of texts, texts that are filled in or joined."""
    match node:
        case ast.Name(id):
            return constants[id]
        case ast.Dict(keys, values):
            return {_literal(k, constants): _literal(v, constants) for k, v in zip(keys, values, strict=True) if k is not None}
        case ast.BinOp(left, ast.Add(), right):
            return _literal(left, constants) + _literal(right, constants)
        case ast.Call(ast.Attribute(value, "format"), [], keywords):
            return _literal(value, constants).format(**{k.arg: _literal(k.value, constants) for k in keywords if k.arg})
    return ast.literal_eval(node)


def _table(text: str) -> list[str]:
    head = [cell.strip() for cell in text.strip().splitlines()[0].split("|")]
    rows = drawn(text)
    return [
        f"| {' | '.join(head)} |",
        "|" + "---|" * len(head),
        *(f"| {' | '.join(r.get(h, '') for h in head)} |" for r in rows),
    ]
