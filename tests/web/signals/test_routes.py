"""Who gets what: by place, theme, age and hour; no combination is without a receiver where there is a duty service."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import product

import pytest

from empact.web.kernel.problems import Denied, Problem
from empact.web.kernel.who import SYSTEM
from empact.web.signals import actions, queries
from empact.web.signals.models import Age, Route, Theme, Urgency
from empact.web.signals.routing import chain, wholes

from .conftest import AT

WEEK = [datetime(2026, 3, 2) + timedelta(minutes=30 * n) for n in range(336)]


def called(region, place, local, theme="abuse", age="", urgency="now"):
    near = wholes(place, local.date())
    return [r.place[1] for r in chain(Route.objects.in_force(), near, theme=theme, age=age, urgency=urgency, local=local)]


def line(by=SYSTEM, **values):
    return actions.make_route(values=values, by=by, at=AT)


@pytest.mark.shows("RED-02")
def test_no_combination_of_municipality_theme_and_hour_is_without_receiver(desk, region):
    """Overdue reports escalate: test_clock.py."""
    line(organisation=desk.backup, theme="housing", days="01234", opens=time(9), closes=time(17))
    every = product((region.leuven, region.tienen, None), Theme.values, Age.values, WEEK)
    routes = list(Route.objects.in_force())
    near = {place: wholes(place, AT.date()) for place in (region.leuven, region.tienen, None)}
    for place, theme, age, local in every:
        for urgency in Urgency.values:
            assert chain(routes, near[place], theme=theme, age=age, urgency=urgency, local=local), (place, theme, age, local)
    assert queries.gaps_now(AT.date()) == []


def test_what_has_no_receiver_is_found_and_counted(desk, region):
    actions.end_route(route=desk.night, by=SYSTEM, at=AT)
    found = queries.gaps_now(AT.date())
    assert {str(g.territory) for g in found} == {"Place tienen", "None"} and {g.hours for g in found} == {168}
    day = line(regional=True, organisation=desk.duty, opens=time(8), closes=time(18))
    found = [g for g in queries.gaps_now(AT.date()) if g.territory == region.tienen and g.theme == "other"]
    assert [(g.hours, g.example) for g in found] == [(7 * 14, (0, 0))]
    actions.end_route(route=day, by=SYSTEM, at=AT)
    actions.end_route(route=desk.night, ended=False, by=SYSTEM, at=AT)
    assert queries.gaps_now(AT.date()) == []


def test_the_nearest_and_most_particular_is_first_and_the_duty_service_last(desk, region, places):
    monday = datetime(2026, 3, 2, 10)
    assert called(region, region.leuven, monday) == [desk.welfare.pk, desk.backup.pk, desk.duty.pk]
    assert called(region, region.tienen, monday) == called(region, None, monday) == [desk.duty.pk]
    line(territory=region.leuven, organisation=places.hospital, theme="abuse")
    line(territory=region.leuven, team=places.team, age="child")
    assert called(region, region.leuven, monday)[0] == places.hospital.pk
    assert called(region, region.leuven, monday, theme="lonely")[0] == desk.welfare.pk
    assert called(region, region.leuven, monday, theme="lonely", age="child")[0] == places.team.pk


def test_outside_the_hours_it_goes_to_who_is_open(desk, region, places):
    line(territory=region.leuven, organisation=places.practice, days="01234", opens=time(9), closes=time(17))
    first = lambda moment: called(region, region.leuven, moment)[0]  # noqa: E731
    assert first(datetime(2026, 3, 2, 9)) == first(datetime(2026, 3, 2, 16, 59)) == places.practice.pk
    assert first(datetime(2026, 3, 2, 17)) == first(datetime(2026, 3, 7, 10)) == desk.welfare.pk


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({}, "not both"), ({"team": True, "organisation": True}, "not both"), ({"organisation": True, "backup": True}, "else"),
     ({"organisation": True, "opens": time(9)}, "both hours"),
     ({"organisation": True, "opens": time(9), "closes": time(8)}, "both"),
     ({"organisation": True, "days": ""}, "one day")],
)  # fmt: skip
def test_a_line_that_means_nothing_is_refused(wrong, said, desk, places):
    values = {k: v for k, v in wrong.items() if k not in ("team", "organisation", "backup")}
    values |= {k: {"team": places.team, "organisation": desk.duty}[k] for k in ("team", "organisation") if k in wrong}
    values |= {"backup_organisation": desk.duty} if "backup" in wrong else {}
    with pytest.raises(Problem, match=said):
        line(**values)


def test_only_who_keeps_the_table_changes_it_and_an_end_is_taken_back(cast, desk, region):
    with pytest.raises(Denied):
        line(by=desk.wim, organisation=desk.duty)
    keeper = cast.client(cast.user("Keeper3", "zone_staff"))
    said = {"weekdays": ["0", "1"], "team": "", "organisation": desk.backup.pk, "now_minutes": 15, "day_minutes": 60,
            "week_minutes": 600}  # fmt: skip
    assert keeper.post("/signals/routes/new/", said).status_code == 302
    made = Route.objects.get(now_minutes=15)
    assert (made.days, made.territory, made.opens) == ("01", None, None)
    assert keeper.post("/signals/routes/new/", {**said, "organisation": ""}).status_code == 422
    answer = keeper.post(f"/signals/routes/{made.pk}/move/")
    assert not Route.objects.in_force().filter(pk=made.pk).exists()
    assert 'name="back"' in keeper.get(answer.headers["Location"]).content.decode()
    keeper.post(f"/signals/routes/{made.pk}/move/", {"back": "1"})
    assert Route.objects.in_force().filter(pk=made.pk).exists()
    csv = keeper.get("/signals/routes/?format=csv").content.decode("utf-8-sig")
    assert csv.splitlines()[0] == "where,what worries,about whom,days,from,until,duty service,receiver,backup"
