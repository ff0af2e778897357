"""One record of a promise: what was kept by words before, what changes hands with an organisation, what its page leads to."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from types import SimpleNamespace
from uuid import uuid4

from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from empact.definitions.frames import read_frames
from empact.web.kernel import outbox
from empact.web.kernel.who import SYSTEM
from empact.web.portfolio import actions
from empact.web.portfolio.actions.frames import BEFORE
from empact.web.portfolio.doors import takes_part_in
from empact.web.portfolio.models import Action, Frame, Promise
from empact.web.territory.actions.merging import merge_organisations, undo_merge
from empact.web.territory.models import Merge

from .conftest import AT, TODAY, needed

TAKE_OVER = import_module("empact.web.portfolio.migrations.0002_promises_of_before")._take_over


def took_over(*rows: SimpleNamespace) -> None:
    """The migration, on rows of the table that it empties."""
    table = SimpleNamespace(objects=SimpleNamespace(order_by=lambda *_by: sorted(rows, key=lambda r: r.starts)))
    known = {"Commitment": table}
    TAKE_OVER(SimpleNamespace(get_model=lambda app, name: known.get(name) or apps.get_model(app, name)), None)


def commitment(organisation, subject: str, contribution: str = "time", **days: date) -> SimpleNamespace:
    said = {"starts": date(2024, 1, 1), "confirmed": date(2025, 5, 5), "ends": None, **days}
    return SimpleNamespace(pk=uuid4(), organisation_id=organisation.pk, subject=subject, contribution=contribution, **said)


def test_what_organisations_engaged_in_by_words_becomes_promises_on_one_action_each(partner, office):
    one, two = partner("One"), partner("Two")
    falls = [commitment(one, "Falls"), commitment(two, "Falls", "lead"), commitment(one, "Falls", "data", ends=TODAY)]
    merge = Merge.objects.create(kept=one, gone=partner("Three"), moved={"commitment": [str(falls[0].pk)]}, at=AT)
    took_over(*falls, commitment(two, "Food", confirmed=TODAY))
    assert list(Action.objects.values_list("title", "stage", "frame__key")) == [
        ("Falls", "idea", BEFORE), ("Food", "idea", BEFORE),
    ]  # fmt: skip
    kept = {p.pk: (p.organisation_id, p.contribution, p.starts, p.confirmed, p.ends) for p in Promise.objects.all()}
    assert [kept[c.pk] for c in falls] == [(c.organisation_id, c.contribution, c.starts, c.confirmed, c.ends) for c in falls]
    undo_merge(merge=Merge.objects.get(pk=merge.pk), by=SYSTEM, at=AT)
    assert Promise.objects.get(pk=falls[0].pk).organisation.name == "Three"
    frame = actions.take_up_frame(told=read_frames()["empact"], activities=False, today=TODAY, by=office, at=AT)
    assert {one.frame for one in Action.objects.all()} == {frame}


def test_an_action_that_is_known_by_that_title_gets_the_promise_once(idea, partner):
    there = {"action": idea, "organisation": partner("One"), "starts": TODAY}
    Promise.objects.create(contribution="time", **there)
    took_over(commitment(partner("One"), idea.title), commitment(partner("One"), idea.title, "data"))
    assert (Action.objects.count(), Frame.objects.count()) == (1, 1)
    assert [p.contribution for p in idea.promises.all()] == ["data", "time"]


def test_promises_pulled_actions_and_tasks_change_hands_with_an_organisation_and_come_back(ready, partner, manager, office):
    gone, kept = partner("Home nursing"), partner("Kept")
    said = {"action": ready, "today": TODAY, "at": AT}
    own = actions.promise(organisation=gone, contribution="lead", by=manager, **said)
    twice = [actions.promise(organisation=o, contribution="time", by=office, **said) for o in (gone, kept)]
    task = actions.add_task(action=ready, title="Trained", due=TODAY, organisation=gone, function="head", by=manager, at=AT)

    def held_by() -> list[str]:
        for row in (own, *twice, task, ready):
            row.refresh_from_db()
        return [one.organisation.name for one in (own, *twice, task)] + [ready.puller.name]

    before = held_by()
    merge = merge_organisations(kept=kept, gone=gone, by=SYSTEM, at=AT)
    assert held_by() == ["Kept", "Home nursing", "Kept", "Kept", "Kept"]  # the same is not promised twice
    undo_merge(merge=merge, by=SYSTEM, at=AT)
    assert held_by() == before == ["Home nursing", "Home nursing", "Kept", "Home nursing", "Home nursing"]


def test_an_action_is_found_by_the_name_its_puller_has_today(ready, partner, cast):
    gone, kept = partner("Home nursing"), partner("Kept")
    client = cast.client(needed(cast.user("Piet", "policy")))

    def found(word: str) -> bool:
        outbox.deliver(at=timezone.now())
        return ready.title in client.get("/actions/", {"q": word}).content.decode()

    assert found("nursing") and not found("kept")
    merge = merge_organisations(kept=kept, gone=gone, by=SYSTEM, at=AT)
    assert found("kept") and not found("nursing")
    undo_merge(merge=merge, by=SYSTEM, at=AT)
    assert found("nursing") and not found("kept")


def test_the_page_of_an_organisation_leads_to_what_it_takes_part_in_who_may_see_it(idea, partner, cast):
    one = partner("Home nursing")
    page, sheet = (reverse(name, args=[one.pk]) for name in ("territory:organisation", "portfolio:partner"))
    assert sheet in cast.client(cast.user("Bob", "nurse")).get(page).content.decode()


def test_an_organisation_takes_part_in_what_it_promised_itself(idea, partner, manager, office):
    own, said = partner("Home nursing"), {"action": idea, "today": TODAY, "at": AT}
    actions.promise(organisation=own, contribution="time", by=office, **said)
    actions.promise(organisation=own, contribution="lead", by=manager, **said)
    assert list(takes_part_in(own.pk, TODAY)) == [f"{idea.title}: lead"]
