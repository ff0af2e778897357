"""Each form asks no more than was promised (docs/reference/field-budgets.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.forms import BaseForm
from django.urls import get_resolver

BUDGETS = Path(__file__).parents[2] / "docs" / "reference" / "field-budgets.md"


def below(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def forms() -> dict[str, tuple[int, int]]:
    """Fields that are seen, and those that must be filled, of each form of ours."""
    assert get_resolver().url_patterns  # every page, and with it every form, is known now
    counted = {}
    for form in below(BaseForm):
        seen = [f for f in getattr(form, "base_fields", {}).values() if not f.widget.is_hidden]
        if form.__module__.startswith("empact.web.") and seen and not form.__name__.startswith("_"):
            name = f"{form.__module__.removeprefix('empact.web.').removesuffix('.forms')}.{form.__name__}"
            counted[name] = (len(seen), sum(f.required for f in seen))
    return counted


@pytest.mark.shows("XCT-01")
def test_no_form_asks_or_insists_on_more_than_was_promised():
    rows = re.findall(r"^\| ([\w.]+Form|[\w.]+Filter|[\w.]+Search) \| (\d+) \| (\d+) \|$", BUDGETS.read_text("utf-8"), re.M)
    promised = {name: (int(fields), int(must)) for name, fields, must in rows}
    asked = forms()
    assert asked.keys() == promised.keys()
    assert [name for name, counts in asked.items() if any(c > p for c, p in zip(counts, promised[name], strict=True))] == []
