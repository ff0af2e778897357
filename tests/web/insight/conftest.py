"""A released region of a few thousand people that the tests of this folder share."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from importlib.resources import files

import pytest

from empact.definitions.read import read_library
from empact.engine.duckdb import connect
from empact.engine.indicators import measure, open_measures
from empact.engine.ingest import load
from empact.engine.quality import read_rules
from empact.engine.register import open_register
from empact.engine.run import run
from empact.engine.show.catalogue import catalogue_of
from empact.engine.show.flows import flows_of
from empact.engine.show.loads import loads_of
from empact.engine.show.package import write_package
from empact.synthetic import write_region
from empact.terms.periods import parse_period
from empact.web.insight.bring import bring, put_in_force
from empact.web.insight.figures import in_force


@pytest.fixture(scope="session")
def mill(tmp_path_factory):
    """The folders of the mill: register, results, measured (eight months), and what was released from them."""
    home = tmp_path_factory.mktemp("mill")
    write_region(people=8_000, seed=11, out=home / "omop", as_="omop", end=date(2024, 1, 1), workers=1)
    load([home / "omop"], format="omop", register=home / "register", now=datetime(2026, 1, 1), parts=2)
    register, library = open_register(home / "register"), read_library()
    periods = parse_period("2023-05..2023-12", "month")
    measure(
        register,
        periods=periods,
        results=home / "measured",
        library=library,
        indicators=["gp_contact", "emerg_adm", "flu_vacc_65"],
        workers=1,
    )
    found = run(register, as_of=date(2024, 1, 1), results=home / "results", library=library, workers=1).results
    with connect() as db:
        loads = loads_of(db, register, read_rules(), library)
        flows = flows_of(db, register, found)
    said = {"run": found, "loads": loads, "definitions": catalogue_of(found, library), "flows": flows}
    write_package(open_measures(home / "measured"), home / "released", stratified=periods[-1:], **said)
    draft = home / "drafts" / "higher" / "segments"
    draft.mkdir(parents=True)
    text = (files("empact.library") / "segments" / "popbox.yaml").read_text(encoding="utf-8")
    for old, new in (("{conditions_at_least: 4}", "{conditions_at_least: 3}"), ("\nversion: 1\n", "\nversion: 2\n")):
        assert old in text
        text = text.replace(old, new)
    (draft / "popbox.yaml").write_text(
        text[: text.index("\nexamples:") + 1] if "\nexamples:" in text else text, encoding="utf-8"
    )
    return home


@pytest.fixture(scope="session")
def brought(mill, tmp_path_factory):
    """A folder of results in which the figures of eight months are in force, made once."""
    folder = tmp_path_factory.mktemp("brought") / "results"
    put_in_force(folder, bring(mill / "released", folder))
    return folder


@pytest.fixture
def months(brought, settings):
    """The figures of eight months, in force."""
    shutil.copytree(brought, settings.WORKSPACE.results)
    yield in_force()
    shutil.rmtree(settings.WORKSPACE.results)
