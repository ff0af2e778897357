"""Two neighbourhoods of a town, a village, organisations with a place each, and a contact who keeps the offers of one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from empact.web.kernel.who import SYSTEM, Who
from empact.web.network import actions
from empact.web.network.models import Offer
from empact.web.territory.actions import organisations
from empact.web.territory.models import Code, Membership, Organisation, Population, Territory
from tests.web.territory.conftest import number as enterprise

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = date(2026, 3, 3)
START = date(2020, 1, 1)
DONE = {"by": SYSTEM, "at": AT}


def needed(user):
    """The same, with roles that were confirmed today: nothing asks about them."""
    user.hats.update(confirmed=timezone.localdate())
    return user


@pytest.fixture
def areas(db) -> dict[str, Territory]:
    """zone > town > north, south; zone > village."""
    kinds = {
        "zone": "zone", "town": "municipality", "north": "neighbourhood", "south": "neighbourhood", "village": "municipality",
    }  # fmt: skip
    made = {n: Territory.objects.create(code=n, name=n.title(), kind=kind, starts=START) for n, kind in kinds.items()}
    for part, whole in (("town", "zone"), ("village", "zone"), ("north", "town"), ("south", "town")):
        Membership.objects.create(part=made[part], whole=made[whole], starts=START)
    for name, people in (("north", 4000), ("south", 2000)):
        said = {"on": date(2025, 1, 1), "number": people, "source": "Statbel", "recorded_at": AT}
        Population.objects.create(territory=made[name], **said)
    return made


@pytest.fixture
def partner(areas):
    """``partner("Home help")``: an organisation of the town with a place in it and a telephone, made once."""
    made: dict[str, Organisation] = {}

    def get(name: str, place: str = "town") -> Organisation:
        if name not in made:
            kbo = enterprise(50 + len(made))
            values = {"name": name, "kbo": kbo, "street": "Markt 1", "postcode": ""}
            one = organisations.add_organisation(values=values, starts=START, **DONE)
            one.municipality = areas[place]
            Organisation.save(one, update_fields=("municipality",))
            site = organisations.add_site(organisation=one, kind="practice", name=f"{name} {place}", starts=START, **DONE)
            site.municipality, site.street, site.postcode = areas[place], "Kerkstraat 2", "3000"
            type(site).save(site)
            contact = Code.objects.get(codelist="function", code="contact")
            organisations.add_contact(
                organisation=one, function=contact, mailbox="info@example.org", phone="+3216123456", starts=START, **DONE
            )
            made[name] = one
        return made[name]

    return get


@pytest.fixture
def office(cast) -> Who:
    return cast.who(cast.user("Olga", "pmo"))


@pytest.fixture
def omar(cast, partner):
    """The contact of one organisation."""
    return needed(cast.user("Omar", ("contact", "organisation", partner("Home help").pk)))


@pytest.fixture
def offer(partner):
    """``offer("cleaning", "Poetshulp")``: an offer that goes on and was assured today; ``of``, what else is said."""

    def make(kind: str, name: str, of: str = "Home help", *, place: str = "town", assured=TODAY, at=AT, **said) -> Offer:
        organisation = partner(of, place)
        values = {"kind": kind, "name.nl": name, "sites": str(organisation.sites.get().pk)}
        values |= {key.replace("__", "."): value for key, value in said.items()}
        one = actions.keep_offer(organisation=organisation, values=values, today=TODAY, by=SYSTEM, at=at)
        if assured:
            actions.assure_offer(offer=one, today=assured, by=SYSTEM, at=at)
        return one

    return make
