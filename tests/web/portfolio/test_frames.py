"""A frame of the library, taken up in versions; the matrix of its activities."""

from __future__ import annotations

import csv
import io

import pytest

from empact.definitions.frames import read_frames
from empact.web.kernel.problems import NotNow
from empact.web.portfolio import actions
from empact.web.portfolio.models import Action, Contribution, Frame, Item

from .conftest import AT, TODAY, needed


@pytest.fixture
def leuven(db, office):
    return actions.take_up_frame(told=read_frames()["leuven"], activities=True, today=TODAY, by=office, at=AT)


def test_a_version_is_taken_up_once_and_an_earlier_one_stays(frame, office, leuven):
    with pytest.raises(NotNow, match="already"):
        actions.take_up_frame(told=read_frames()["empact"], activities=False, today=TODAY, by=office, at=AT)
    assert Frame.objects.count() == 2 and Frame.objects.get(key="empact").vision["nl"]


@pytest.mark.shows("TER-12")
def test_cancer_screening_counts_on_seven_categories_and_sickness_funds_lead_to_all_that_count_on_them(leuven, cast):
    screening = Action.objects.get(search__contains="kankerscreening")
    assert [i.code for i in screening.connections.order_by("number")] == ["1", "4", "5", "6", "7", "9", "11"]
    client = cast.client(needed(cast.user("Piet", "policy")))
    page = client.get("/actions/", {"connection": "9"}).content.decode()
    counting = Action.objects.filter(connections__code="9")
    assert f"{counting.count()} actions" in page and counting.count() == 15


@pytest.mark.shows("PRT-10")
def test_every_cell_of_a_document_has_a_mark_until_somebody_confirms_it_by_name(leuven, office, item_of):
    assert Action.objects.count() == 28 and Item.objects.of(leuven, "aim", "topic").count() == 15
    assert not Contribution.objects.exclude(confirmed=None).exists()
    one = Contribution.objects.first()
    actions.contribute(action=one.action, item=one.item, strength=3, evidence="seen", today=TODAY, by=office, at=AT)
    one.refresh_from_db()
    assert one.confirmed == TODAY
    from empact.web.kernel.models import AuditEntry

    assert AuditEntry.objects.get(event="portfolio.contribution_kept").user == office.user_id


@pytest.fixture
def item_of(leuven):
    return lambda kind, code: Item.objects.get(frame=leuven, kind=kind, code=code)


@pytest.mark.shows("C7")
def test_coverage_equals_hand_counts_of_the_plan_and_what_nobody_adds_to_is_named(
    leuven, cast, office, django_assert_max_num_queries
):
    """Marks per column as counted by hand in the table of the plan (2023-2024)."""
    client = cast.client(needed(cast.user("Piet", "policy")))
    with django_assert_max_num_queries(30):
        page = client.get("/actions/matrix/").content.decode()
    answer = client.get("/actions/matrix/", {"format": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(answer)))
    columns = [c for c in rows[0] if ":" in c]
    assert [sum(bool(r[c]) for r in rows) for c in columns] == [24, 17, 20, 24, 24, 22, 18, 14, 22, 23, 21, 15, 24, 26, 27]
    assert len(rows) == 28 and "to be confirmed" in page
    crowded = page.partition("More than three in four add to")[2].partition("</p>")[0]
    assert crowded.count(";") == 8  # nine columns have more than 21 of 28 marks: 24, 24, 24, 22, 22, 23, 24, 26, 27
    first = item_of_column(leuven, columns[11])
    for one in Contribution.objects.filter(item=first):
        actions.contribute(action=one.action, item=first, strength=0, today=TODAY, by=office, at=AT)
    assert "Nothing adds to" in client.get("/actions/matrix/").content.decode()


def test_who_keeps_an_action_fills_its_empty_cells_and_nobody_is_led_where_they_may_not_go(leuven, cast):
    reads, keeps = cast.client(needed(cast.user("Piet", "policy"))), cast.client(needed(cast.user("Olaf", "pmo")))
    assert "/cells/" not in reads.get("/actions/matrix/").content.decode()
    page = keeps.get("/actions/matrix/").content.decode()
    assert page.count("/cells/") == 28 * 15
    item = Item.objects.of(leuven, "aim", "topic").exclude(contributions__action__number=1).first()
    cell = f"/actions/{Action.objects.get(number=1).pk}/cells/{item.pk}/"
    assert cell in page and keeps.post(cell, {"strength": 2, "evidence": "a trial"}).status_code == 302
    assert Contribution.objects.get(action__number=1, item=item).strength == 2


def item_of_column(frame, column):
    kind, _, code = column.partition(":")
    return Item.objects.get(frame=frame, kind=kind, code=code)


@pytest.mark.shows("MOD-04")
def test_an_objective_shows_how_many_actions_it_has_and_one_without_is_a_gap(frame, ready, cast):
    page = cast.client(needed(cast.user("Piet", "policy"))).get("/actions/frame/").content.decode()
    assert page.count("no action yet") >= 4 and "1 action" in page
    address = f"/actions/frame/{ready.objective_id}/"
    client = cast.client(needed(cast.user("Pola", "policy")))
    of_objective = client.get(address).content.decode()
    assert ready.title in of_objective and "falls" in of_objective and "Nothing measures this yet" not in of_objective
    ready.kpis.all().delete()
    assert "Nothing measures this yet" in client.get(address).content.decode()
