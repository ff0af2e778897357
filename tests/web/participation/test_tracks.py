"""The way a shipped plan went: seventeen steps, and a date that cannot be right."""

from __future__ import annotations

from datetime import date

import pytest

from empact.definitions.tracks import read_tracks
from empact.web.kernel.problems import NotNow
from empact.web.participation import actions, policies
from empact.web.participation.models import Step

from .conftest import AT, TODAY, needed

LEUVEN = read_tracks()["track_leuven"]


@pytest.fixture
def taken(office):
    return actions.take_up_track(track=LEUVEN, today=TODAY, by=office, at=AT)


@pytest.mark.shows("COM-06")
def test_seventeen_steps_load_with_one_action_and_the_date_of_the_second_is_shown_as_suspicious(taken, cast, office):
    steps = list(taken.steps.all())
    assert [s.number for s in steps] == list(range(1, 18))
    assert steps[1].said == "6/12/2023" and steps[1].starts == date(2023, 12, 6)  # as it stands there, not corrected
    assert policies.suspicious(steps) == {2: date(2022, 12, 6)}
    page = cast.client(needed(cast.user("Piet", "policy"))).get(f"/consultations/documents/{taken.pk}/").content.decode()
    assert page.count("suspicious date") == 1 and "2022-12-06" in page or "12/06/2022" in page or "06/12/2022" in page
    assert "17/02/2023" in page and "indiening" in page
    with pytest.raises(NotNow, match="already"):
        actions.take_up_track(track=LEUVEN, today=TODAY, by=office, at=AT)


@pytest.mark.shows("COM-06")
def test_each_step_says_with_whom_which_version_and_what_came_of_it_where_the_annex_does(shared):
    annex = (shared / "mission" / "seeds" / "004_95b668f0a8b643f0.txt").read_text(encoding="utf-8")
    told = [
        line.partition(". ")[2] for line in annex.partition("Bijlage 4. Participatief traject")[2].splitlines()[4:] if line
    ]
    assert len(told) == len(LEUVEN.steps) == 17
    for step, line in zip(LEUVEN.steps, told, strict=True):
        assert line.startswith(step.said), step
        assert step.what in line and step.version in line, step
        for word in f"{step.partners} {step.result}".replace(",", "").replace(".", "").split():
            assert word.lower() in line.lower(), (step.number, word)
        assert ("202" in step.said) == (step.starts is not None), step


def steps_of(*days):
    return [Step(number=n, starts=day, said=str(day)) for n, day in enumerate(days, 1)]


def test_a_step_is_suspicious_when_it_lies_after_the_last_one_and_the_year_before_is_named_only_where_it_fits():
    jan, feb, mar = date(2023, 1, 5), date(2023, 2, 5), date(2023, 3, 5)
    assert policies.suspicious(steps_of(jan, feb, mar)) == {}
    assert policies.suspicious(steps_of(feb, jan, mar)) == {}  # out of order is not impossible
    assert policies.suspicious(steps_of(jan, date(2024, 2, 5), mar)) == {2: feb}
    assert policies.suspicious(steps_of(jan, date(2024, 6, 5), mar)) == {2: None}
    assert policies.suspicious(steps_of(jan, date(2024, 2, 29), mar)) == {2: date(2023, 2, 28)}
    assert policies.suspicious(steps_of(date(2024, 1, 1), mar)) == {1: None}
    assert policies.suspicious(steps_of(jan, None, None)) == policies.suspicious([]) == {}
    assert policies.suspicious(steps_of(jan, None, date(2024, 2, 5), mar)) == {3: feb}


def test_what_is_shipped_says_where_it_comes_from():
    assert "bijlage 4" in LEUVEN.source and LEUVEN.language == "nl"
