"""Figures by quarter: no person, no small number, and nothing that gives one away."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import pytest

from empact.web.kernel.models import RegionChoice
from empact.web.kernel.who import NOBODY
from empact.web.signals.figures import begins, masked, quarters
from empact.web.signals.models import Signal, Theme

from .conftest import press

TODAY = date(2026, 11, 26)
Q3 = datetime(2026, 8, 3, 9, tzinfo=UTC)


def report(n, *, minutes=None, promise=120, heard=True, theme="other", at=Q3):
    made = Signal(theme=theme, reported_at=at + timedelta(hours=n), promised_by=at + timedelta(hours=n, minutes=promise))
    made.first_contact_at = None if minutes is None else made.reported_at + timedelta(minutes=minutes)
    made.feedback_at = made.reported_at if heard else None
    return made


def test_the_median_and_the_shares_are_right():
    rows = [report(n, minutes=n * 10, heard=n >= 5) for n in range(1, 21)]  # 12 of 20 within 120 minutes, 16 heard
    (quarter,) = quarters(rows, TODAY, 3)
    assert (quarter.name, quarter.reports, quarter.median_minutes) == ("2026-Q3", 20, 105)
    assert (quarter.in_time, quarter.with_feedback) == (60, 80)
    (quarter,) = quarters(rows, TODAY, 5)
    assert (quarter.in_time, quarter.with_feedback) == (60, None)  # four heard nothing: too small to show


def test_a_quarter_that_goes_on_or_is_small_is_not_shown():
    now = datetime(2026, 11, 2, tzinfo=UTC)
    assert quarters([report(n, at=now) for n in range(50)], TODAY, 5) == []
    (quarter,) = quarters([report(n, minutes=1) for n in range(4)], TODAY, 5)
    assert {quarter.reports, quarter.median_minutes, quarter.in_time, quarter.with_feedback, *quarter.themes.values()} == {
        None
    }
    assert begins(TODAY).date() == date(2024, 10, 1)


def test_themes_that_are_small_are_hidden_with_what_would_give_them_away():
    shown = masked({"a": 3, "b": 9, "c": 20, "d": 0}, 5)
    assert shown == {"a": None, "b": None, "c": 20, "d": None}
    assert masked({"a": 5, "b": 9}, 5) == {"a": 5, "b": 9}


@pytest.mark.parametrize("seed", range(40))
def test_no_small_number_follows_from_what_is_shown(seed):
    """With the sum known, what is hidden could be many things: no small cell has one value only."""
    drawn = Random(seed)
    cells = {k: drawn.choice((0, 1, 2, 4, 5, 7, 12)) for k in "abcd"}
    shown = masked(cells, 5)
    hidden = [k for k, n in shown.items() if n is None]
    small = [k for k, n in cells.items() if 0 < n < 5]
    assert set(small) <= set(hidden)
    if sum(cells.values()) < 5 or not small:
        return
    rest = sum(cells[k] for k in hidden)
    possible = [c for c in product(range(rest + 1), repeat=len(hidden)) if sum(c) == rest]
    assert all(len({c[hidden.index(k)] for c in possible}) > 4 for k in small)


@pytest.mark.shows("RED-03")
def test_the_median_time_to_contact_and_the_share_with_feedback_are_on_the_quarterly_page(cast, db, monkeypatch):
    from django.utils import timezone

    from empact.web.signals.figures import quarter_of

    before = timezone.now() - timedelta(days=92)
    for n in range(12):
        signal = press(at=before, words=f"{n}", theme="abuse" if n < 3 else "other", by=NOBODY)
        heard = {"feedback": "contact", "feedback_at": before} if n < 6 else {}
        Signal.objects.filter(pk=signal.pk).update(first_contact_at=before + timedelta(minutes=45), **heard)
    office = cast.client(cast.user("Office", "pmo"))
    office.cookies["language"] = "en"
    page = office.get("/signals/figures/").content.decode()
    year, quarter = quarter_of(timezone.localdate(before))
    row = page.partition(f"{year}-Q{quarter}</th>")[2].partition("</tr>")[0]
    assert [part.partition("<")[0] for part in row.split('"number">')[1:]] == ["12", "45", "100 %", "50 %"]
    steps = office.get("/red-button/how/").content.decode()
    for step in ("Received", "Looked at", "Contact made", "Agreed", "Feedback", "Closed"):
        assert f"{step}." in steps
    csv = office.get("/signals/figures/?format=csv").content.decode("utf-8-sig").splitlines()
    assert csv[1].startswith(f"{year}-Q{quarter},12,45,100,50,") and "3" not in csv[1].split(",")[5:]
    assert list(Theme.values) == csv[0].split(",")[5:]
    RegionChoice.objects.create(id="region.small_number", value=13)
    assert "12</td>" not in office.get("/signals/figures/").content.decode()


def test_figures_take_as_many_questions_for_many(cast, db, django_assert_max_num_queries):
    for n in range(30):
        press(at=Q3, words=f"{n}")
    office = cast.client(cast.user("Office2", "policy"))
    with django_assert_max_num_queries(14):
        assert office.get("/signals/figures/").status_code == 200
