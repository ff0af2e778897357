"""What is closed is kept as long as the region chose, and for good before it did; then only what figures count is left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from empact.web.kernel import jobs
from empact.web.kernel.models import AuditEntry, RegionChoice, User
from empact.web.kernel.problems import NotNow
from empact.web.kernel.who import SYSTEM
from empact.web.signals import actions, queries
from empact.web.signals.figures import quarters
from empact.web.signals.models import Note, Signal

from .conftest import AT, now_of, press

DAY = timedelta(days=1)


@pytest.fixture
def over(desk, town, region):
    """A report about Jozef, closed on AT, with one joined to it; and one that is open."""
    report, twin, going_on = (
        press(
            person=town.jozef, municipality=region.leuven, name="Zz Someone", reporter="zzneighbour", words=f"zzwords {n}",
            by=desk.dirk,
        )
        for n in range(3)
    )  # fmt: skip
    done = {"by": desk.wim, "at": AT}
    actions.take_up(signal=report, **done)
    actions.join(signal=twin, to=report, **done)
    actions.contact(signal=report, text="zzwords", **done)
    actions.feedback(signal=report, code="contact", **done)
    actions.tell(signal=report, told="unsafe", why="zzwords", **done)
    actions.second_read(signal=report, by=desk.wout, at=AT)
    actions.close(signal=report, outcome="help", text="zzwords", **done)
    return report, twin, going_on


def choose(days: int) -> None:
    RegionChoice.objects.update_or_create(id="signals.kept_days", defaults={"value": days})


def test_nothing_is_wiped_before_the_region_chose_nor_before_its_day(over):
    assert actions.wipe(by=SYSTEM, at=AT + 20000 * DAY) == 0
    choose(30)
    assert actions.wipe(by=SYSTEM, at=AT + 30 * DAY) == 0
    assert actions.wipe(by=SYSTEM, at=AT + 31 * DAY) == 2
    assert actions.wipe(by=SYSTEM, at=AT + 32 * DAY) == 0  # once


def test_what_was_told_goes_and_what_figures_count_stays(over, desk):
    report, twin, going_on = map(now_of, over)
    counted = quarters(queries.of_quarters(AT - DAY, AT + DAY), date(2030, 1, 1), 1)
    asked = queries.of_quarters(AT - DAY, AT + DAY).count()
    choose(30)
    actions.wipe(by=SYSTEM, at=AT + 31 * DAY)
    for signal in map(now_of, (report, twin)):
        assert signal.about == {"name": "", "words": ""} and signal.open_reporter() == ""
        assert (signal.about_index, signal.person, signal.reported_by) == ("", None, None)
        assert signal.wiped_at == AT + 31 * DAY and signal.key not in (report.key, twin.key)
        assert not signal.notes.exclude(text_sealed="").exists()
        line = AuditEntry.objects.get(event="signals.wiped", subject=f"signals.signal:{signal.pk}")
        assert (line.role, line.person, line.detail) == ("empact", None, {"kept_days": 30})
    assert Note.objects.filter(signal=report).count() > 3  # that something was done stays, without its words
    assert now_of(going_on).about["words"] == "zzwords 2" and now_of(going_on).person is not None
    assert quarters(queries.of_quarters(AT - DAY, AT + DAY), date(2030, 1, 1), 1) == counted
    assert queries.of_quarters(AT - DAY, AT + DAY).count() == asked
    for act in (actions.reopen, actions.part):
        with pytest.raises(NotNow, match="wiped"):
            act(signal=report, by=desk.wim, at=AT + 32 * DAY)
    with pytest.raises(NotNow, match="wiped"):
        actions.join(signal=going_on, to=report, by=desk.wim, at=AT + 32 * DAY)
    assert report not in [one for one, _same in queries.similar(going_on, desk.wim)]


def test_who_was_told_of_the_report_still_reads_who_looked_at_it(over, town):
    Signal.objects.filter(pk=over[0].pk).update(told="yes")
    choose(1)
    actions.wipe(by=SYSTEM, at=AT + 2 * DAY)
    assert now_of(over[0]).person == town.jozef and now_of(over[0]).about["words"] == ""


def test_each_night_a_job_wipes_and_the_pages_say_so_before_and_after(cast, over, desk):
    now = timezone.now()
    keeper, wim = cast.client(cast.user("Keeper4", "administrator")), cast.client(User.objects.get(pk=desk.wim.user_id))
    for client in (keeper, wim):
        client.cookies["language"] = "en"
    assert "the region has not chosen how long" in keeper.get("/signals/routes/").content.decode()
    choose((now - AT).days + 3)
    page = keeper.get("/signals/routes/").content.decode()
    assert f"{(now - AT).days + 3} days after they were closed" in page and "In the coming week that is 1 report." in page
    choose((now - AT).days - 3)
    jobs.enqueue("signals.wipe", by=SYSTEM, at=now)
    while (found := jobs.claim("worker", timezone.now)) is not None:
        found[0].run(found[1])
    assert now_of(over[0]).wiped_at is not None
    page = wim.get(f"/signals/{over[0].pk}/").content.decode()
    assert "What was told was wiped on" in page and "zzwords" not in page and "Open it again" not in page
    ticket = cast.client().get(f"/red-button/receipts/{over[0].ticket}/").content.decode()
    assert over[0].receipt in ticket  # who reported still reads what became of it
