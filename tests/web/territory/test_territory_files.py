"""Territories on pages: files shown before they come in, outlines checked, and leaving a set."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from empact.terms.errors import UserError
from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.who import SYSTEM
from empact.web.territory import imports, queries
from empact.web.territory.actions.territories import add_territory, end_membership, move_territory
from empact.web.territory.models import BoundaryVersion, Membership, Territory

from .conftest import AT, REGION, START, TODAY


@pytest.fixture
def anna(cast):
    return cast.client(cast.user("Anna", "administrator"))


def give(client, text: str):
    upload = SimpleUploadedFile("a.csv", text.encode())
    return client.post(reverse("territory:territory-upload"), {"file": upload}, follow=True)


def outline(*corners, kind="Polygon"):
    feature = {"type": "Feature", "properties": {"code": "37015"}, "geometry": {"type": kind, "coordinates": [list(corners)]}}
    other = {**feature, "properties": {"code": "99999"}}
    return json.dumps({"type": "FeatureCollection", "features": [feature, other]})


def test_a_region_comes_in_by_a_page_that_first_shows_it(db, anna):
    answer = give(anna, REGION)
    html = answer.content.decode()
    assert "Oostrozebeke" in html and "care-region-tielt" in html
    assert not Territory.objects.exists()
    address = answer.redirect_chain[-1][0]
    assert "required" in anna.post(address, {}).content.decode()
    anna.post(address, {"starts": "2020-01-01", "version": "boundaries of 2020", "source": "test"})
    assert BoundaryVersion.objects.get().name == "boundaries of 2020"
    region = Territory.objects.get(kind="region")
    assert queries.figure_of(region, TODAY).total == 20390 + 7943 + 63763
    assert "This file was taken in" in anna.get(address).content.decode()
    again = anna.post(address, {"starts": "2020-01-01", "version": "x"})
    assert "taken in already" in again.content.decode()
    assert "cannot be read" in give(anna, REGION.replace("20390", "many")).content.decode()


def test_outlines_come_in_by_the_same_page_and_what_is_unknown_is_said(region, anna, place):
    answer = give(anna, outline((3.3, 51.0), (3.4, 51.0), (3.4, 51.1), (3.3, 51.0)))
    assert "not known here, left out" in answer.content.decode()
    anna.post(answer.redirect_chain[-1][0], {})
    assert place("37015").outline["type"] == "Polygon"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (outline((70000.0, 190000.0), (70001.0, 190000.0), (70000.0, 190001.0)), "not in degrees"),
        (outline((3.3, "north")), "GeoJSON"),
        (outline((3.3, 51.0), kind="Point"), "GeoJSON"),
    ],
)
def test_outlines_that_no_map_can_draw_are_refused(text, said):
    with pytest.raises(UserError, match=said):
        imports.read_outlines(text)


def test_a_place_leaves_a_set_and_earlier_days_keep_it(region, place, anna):
    today = timezone.localdate()
    lab = add_territory(code="lab", name="Lab", kind="living_lab", starts=START, by=SYSTEM, at=AT)
    move_territory(part=place("37015"), whole=lab, region=region, starts=START, version="x", by=SYSTEM, at=AT)
    membership = Membership.objects.get(whole=lab)
    address = reverse("territory:leave-set", args=[membership.pk])
    html = anna.post(address, follow=True).content.decode()
    assert f'action="{address}" class="note' in html
    assert not queries.parts_of(lab, today)
    assert [t.name for t in queries.parts_of(lab, today - timedelta(1))] == ["Tielt"]
    anna.post(address, {"undo": "1"})
    assert [t.name for t in queries.parts_of(lab, today)] == ["Tielt"]


def test_a_municipality_does_not_leave_its_zone_and_only_keepers_end_a_membership(region, place, cast):
    zone = Membership.objects.get(part=place("37015"), whole=place("zone-rits"))
    with pytest.raises(NotNow, match="lying in another"):
        end_membership(membership=zone, last_day=date(2026, 1, 1), by=SYSTEM, at=AT)
    with pytest.raises(Denied):
        end_membership(membership=zone, last_day=None, by=cast.who(cast.user("Bob", "nurse")), at=AT)
