"""One small made-up region and one real set for all integration tests: made once per worker, read by many."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from empact.definitions.models import Library
from empact.definitions.read import read_library
from empact.engine.ingest import load
from empact.engine.register import Register, open_register
from empact.engine.run import Results, run
from empact.synthetic import write_region

AS_OF = date(2024, 1, 1)
NOW = datetime(2026, 1, 1)


@pytest.fixture(scope="session")
def library() -> Library:
    return read_library()


@pytest.fixture(scope="session")
def region_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """6,000 people x 3 years as OMOP files."""
    out = tmp_path_factory.mktemp("files") / "region"
    write_region(people=6_000, seed=7, out=out, as_="omop", end=AS_OF, workers=1)
    return out


@pytest.fixture(scope="session")
def region(region_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Register:
    """The same people in a register of three parts."""
    folder = tmp_path_factory.mktemp("register")
    load([region_files], format="omop", register=folder, now=NOW, parts=3)
    return open_register(folder)


@pytest.fixture(scope="session")
def region_results(region: Register, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A run over them. Not to be written to."""
    return run(region, as_of=AS_OF, results=tmp_path_factory.mktemp("results"), library=library, workers=1).results


@pytest.fixture(scope="session")
def fhir_register(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Register:
    """The real FHIR set of 319 people."""
    folder = tmp_path_factory.mktemp("fhir")
    load([shared / "data" / "fhir-synthea-319"], format="fhir", register=folder, now=NOW)
    return open_register(folder)
