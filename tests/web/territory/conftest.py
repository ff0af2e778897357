"""A small region: two zones, three municipalities, a living lab across them, and the people who keep the address book."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from empact.web.kernel.who import SYSTEM
from empact.web.territory import imports
from empact.web.territory.actions.organisations import add_organisation
from empact.web.territory.actions.territories import import_territories
from empact.web.territory.models import Code, Organisation, Territory

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = date(2026, 3, 3)
START = date(2020, 1, 1)
REGION = """code,name,region,zone,care_region,population,population_on,source,postcodes,latitude,longitude
37015,Tielt,West,RITS,Tielt,20390,2021-01-01,Statbel,8700,51.0,3.33
37010,Oostrozebeke,West,RITS,Tielt,7943,2021-01-01,Statbel,8780,50.92,3.33
36015,Roeselare,West,Midden,Roeselare,63763,2021-01-01,Statbel,8800,50.94,3.12
"""


def number(stem: int) -> str:
    """An enterprise number with check digits that fit; nobody's, as far as we know."""
    return f"{stem:08d}{97 - stem % 97:02d}"


@pytest.fixture
def region(db) -> Territory:
    rows = imports.read_territories(REGION)
    import_territories(rows=rows, starts=START, version="boundaries of 2020", source="test", by=SYSTEM, at=AT)
    return Territory.objects.get(kind="region")


@pytest.fixture
def place(region):
    """A territory by its code."""
    return lambda code: Territory.objects.get(code=code)


@pytest.fixture
def organisation(region):
    """Makes one: ``organisation("Practice", kbo=1, postcode="8700")``."""

    def make(name: str, kbo: int | None = None, works_in=(), **values) -> Organisation:
        values = {"name": name, "kbo": number(kbo) if kbo else "", **values}
        return add_organisation(values=values, works_in=works_in, starts=START, by=SYSTEM, at=AT)

    return make


@pytest.fixture
def code(db):
    return lambda codelist, code: Code.objects.get(codelist=codelist, code=code)


@pytest.fixture
def keeper(cast):
    """Who keeps the registers."""
    return cast.who(cast.user("Anna", "administrator"))
