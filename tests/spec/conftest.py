"""The fixture ``spec``: the same tables, the same criterion, every engine."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest

from empact.definitions.grammar import Context, read_flag
from empact.definitions.indicators import read_amount
from empact.definitions.place import Place
from empact.definitions.read import read_library
from empact.definitions.yaml_files import parse_yaml
from empact.engine.duckdb import connect
from empact.engine.evaluate import evaluate
from empact.engine.evaluator import Evaluator
from empact.engine.people import read_people
from empact.engine.reference.evaluate import holds, number
from empact.engine.register import open_register
from empact.engine.session import Session

from ..tables import make_register
from .drawn import register_tables

HEAD = """
version: 1
title: {nl: x, fr: x, de: x, en: x}
source: [made up]
reviewer: nobody
reviewed: 2026-01-01
review_by: 2027-01-01
valid_from: 2026-01-01
"""
EXAMPLES = """
examples:
  - {name: yes, as_of: 2024-01-01, person: {born: 1950-01-01}, expect: true}
  - {name: no, as_of: 2024-01-01, person: {born: 1950-01-01}, expect: false}
"""


def slow(register, flag, as_of, library):
    with connect() as db:
        return {p.person_id: holds(flag, p, as_of, library) for p in read_people(db, register, 1, register.persons)}


def slow_amount(register, amount, as_of, library):
    with connect() as db:
        return {p.person_id: number(amount, p, as_of, library) for p in read_people(db, register, 1, register.persons)}


def fast_amount(register, amount, as_of, library):
    found = {}
    with connect(ordered=True) as db:
        session = Session.open(db, register, library, as_of)
        for part in register.parts:
            data = session.part(part, session.needs([amount]))
            found |= dict(zip(data.people.ids.tolist(), Evaluator(data, library).number(amount).tolist(), strict=True))
    return found


def fast(register, flag, as_of, library):
    table = evaluate(register, {"asked": flag}, as_of, library)
    return dict(zip(table["person_id"].to_pylist(), table["asked"].to_pylist(), strict=True))


ENGINES = {"reference": slow, "duckdb": fast}
AMOUNTS = {"reference": slow_amount, "duckdb": fast_amount}


@pytest.fixture
def spec(tmp_path):
    """``ask``, ``amount`` and ``definitions`` in the words of a definition file; tables by the names in ``drawn.SHORT``."""

    def check(
        *,
        ask: str = "",
        amount: str = "",
        expect: dict[str, bool] | dict[str, float],
        as_of: str = "2024-01-01",
        definitions: dict[str, str] | None = None,
        **tables: str,
    ):
        library = read_library(write(tmp_path / "library", definitions or {}), shipped=False)
        read, engines = (read_flag, ENGINES) if ask else (read_amount, AMOUNTS)
        asked = read(Place("spec"), parse_yaml(dedent(ask or amount), "spec"), Context(library.codelists))
        rows, numbers = register_tables(tables)
        register = open_register(make_register(tmp_path / "register", rows, parts=min(2, len(numbers))))
        for engine, answer in engines.items():
            found = answer(register, asked, date.fromisoformat(as_of), library)
            assert (engine, {name: found[number] for name, number in numbers.items()}) == (engine, expect)

    return check


def write(folder, definitions):
    folder.mkdir()
    for name, text in definitions.items():
        kind, id = name.split("/")
        (folder / kind).mkdir(exist_ok=True)
        tail = EXAMPLES if kind in ("conditions", "determinants") else ""
        (folder / kind / f"{id}.yaml").write_text(f"id: {id}\nkind: {kind[:-1]}{HEAD}{dedent(text)}{tail}", encoding="utf-8")
    return folder
