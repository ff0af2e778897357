"""Who looked at a report about me: I read it once I was told of the report, and nobody reads it for me."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from empact.web.kernel.models import User
from empact.web.people.models import Representative
from empact.web.signals import actions
from empact.web.signals.models import Signal

from .conftest import START, press

SAID = "what was told about you with the red button"


@pytest.fixture
def handled(desk, town, region):
    """A report about Jozef that Wim has in hand and Wout has read, and one joined to it that Wim has read."""
    report, twin = (
        press(person=town.jozef, municipality=region.leuven, reporter="zzneighbour", words=words) for words in ("one", "two")
    )
    for signal in (report, twin):
        for who in (desk.wim, desk.wout) if signal is report else (desk.wim,):
            actions.open_signal(signal=signal, by=who, at=timezone.now())
    actions.show_reporter(signal=report, by=desk.wim, at=timezone.now())
    actions.take_up(signal=report, by=desk.wim, at=timezone.now())
    actions.join(signal=twin, to=report, by=desk.wim, at=timezone.now())
    return report


def lines(page: str) -> list[str]:
    return [row for row in page.split("<tr>") if SAID in row]


def test_the_person_reads_who_looked_at_a_report_once_they_were_told_of_it(cast, town, desk, handled):
    me = cast.client(town.jozef.user)
    me.cookies["language"] = "en"
    page = lambda: me.get(reverse("people:own_looks")).content.decode()  # noqa: E731
    assert SAID not in page()
    actions.tell(signal=handled, told="unsafe", why="who does harm reads along", by=desk.wim, at=timezone.now())
    assert SAID not in page()
    actions.tell(signal=handled, told="yes", by=desk.wim, at=timezone.now())
    found = lines(page())
    assert sorted("Wim" if "Wim" in row else "Wout" for row in found) == ["Wim", "Wim", "Wim", "Wout"]
    assert all("Welfare" in row and "social worker" in row and 'class="tag"' not in row for row in found)  # looks, no changes
    assert "zzneighbour" not in page()
    csv = me.get(reverse("people:own_looks"), {"format": "csv"}).content.decode("utf-8-sig")
    assert sum(SAID in line for line in csv.splitlines()) == 4


def test_nobody_else_reads_it_for_the_person(cast, town, desk, handled):
    actions.tell(signal=handled, told="yes", by=desk.wim, at=timezone.now())
    Representative.objects.create(person=town.jozef, by=town.lea, kind="legal", starts=START)
    for user, name in ((town.coordinator, "people:looks"), (town.lea.user, "people:cared_looks")):
        client = cast.client(User.objects.get(pk=user.pk))
        client.cookies["language"] = "en"
        answer = client.get(reverse(name, args=(town.jozef.pk,)))
        assert answer.status_code == 200 and SAID not in answer.content.decode()


def test_a_report_about_nobody_known_or_somebody_else_is_nobody_s_look(cast, town, desk, region):
    for person in (None, town.maria):
        signal = press(person=person, municipality=region.leuven, words=str(person))
        actions.open_signal(signal=signal, by=desk.wim, at=timezone.now())
        Signal.objects.filter(pk=signal.pk).update(told="yes" if person else "not_known")
    me = cast.client(town.jozef.user)
    me.cookies["language"] = "en"
    assert SAID not in me.get(reverse("people:own_looks")).content.decode()
