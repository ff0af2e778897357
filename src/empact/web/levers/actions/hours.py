"""Hours from the moment they are registered until they are confirmed, and what takes them back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ...governance.models import Meeting
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.rows import lock
from ...kernel.who import Who
from ...portfolio.models import Action, Item, Promise
from ...portfolio.permissions import check_may_promise
from ...territory.models import Code, Organisation, Post
from .. import policies
from ..events import HoursMoved, HoursPromised, HoursRegistered
from ..models import Account, Entry, PromisedHours
from ..permissions import REGISTER, check_may_confirm, check_may_correct, check_may_register

__all__ = [
    "answer_question", "approve_paid", "ask_about", "confirm", "note_paid", "promise_hours", "register", "register_meeting",
    "reverse", "withdraw",
]  # fmt: skip

_E, _S = Entry.State, Account.Side
_MONTH = 31 * policies.QUARTER * 4 * 24


@transaction.atomic
def register(
    *,
    organisation: Organisation,
    on: date,
    seconds: int,
    post: Post | None = None,
    action: Action | None = None,
    package: Item | None = None,
    work: Code | None = None,
    meeting: Meeting | None = None,
    note: str = "",
    today: date,
    by: Who,
    at: datetime,
) -> Entry:
    """What an organisation gave; it waits until somebody else confirms it. ``post``: who worked, where that is said."""
    check_may_register(by, organisation)
    policies.check_hours(seconds, on, today)
    policies.check_post(post, organisation, on)
    giver = _account(side=_S.GIVES, organisation=organisation, post=post)
    return _enter(
        giver, action, package, by, at, on=on, seconds=seconds, work=work, meeting=meeting, note=note.strip(),
        function=post.function if post else None,
    )  # fmt: skip


@transaction.atomic
def register_meeting(
    *,
    meeting: Meeting,
    rows: Iterable[tuple[Organisation, Post | None, int]],
    action: Action | None = None,
    package: Item | None = None,
    work: Code | None = None,
    today: date,
    by: Who,
    at: datetime,
) -> list[Entry]:
    """Of everybody who was there: organisation, post and seconds. All of them or none, and once per organisation and post."""
    if not meeting.held:
        raise NotNow(_("This meeting was not held yet."))
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    there = Entry.objects.exclude(state=_E.WITHDRAWN).filter(meeting=meeting, reverses=None, reversed_by=None)
    known = set(there.values_list("giver__organisation", "giver__post"))
    made = []
    for organisation, post, seconds in rows:
        if (organisation.pk, post.pk if post else None) in known:
            raise NotNow(
                _("Hours of this meeting were registered already: %(organisation)s.") % {"organisation": organisation.name}
            )
        made.append(
            register(
                organisation=organisation, on=meeting.on, seconds=seconds, post=post, action=action, package=package,
                work=work, meeting=meeting, note=meeting.body.name[:200], today=today, by=by, at=at,
            )
        )  # fmt: skip
    return made


@transaction.atomic
def confirm(*, entries: Iterable[Entry], today: date, by: Who, at: datetime) -> list[Entry]:
    """They are right, says somebody else than who registered them: all of them or none."""
    done = []
    for entry in _locked(entries):
        check_may_confirm(by, entry)
        policies.check_other(entry, by)
        policies.check_moves(entry, _E.CONFIRMED)
        entry.state, entry.confirmed, entry.confirmed_by_id = _E.CONFIRMED, today, by.user_id
        entry.save(update_fields=("state", "confirmed", "confirmed_by"))
        done.append(_moved(entry, by, at))
    return done


@transaction.atomic
def ask_about(*, entry: Entry, question: str, by: Who, at: datetime) -> Entry:
    """Something is not clear: who registered it is asked."""
    (entry,) = _locked([entry])
    check_may_confirm(by, entry)
    policies.check_moves(entry, _E.ASKED)
    entry.state, entry.question, entry.answer = _E.ASKED, check_words(question)[:300], ""
    entry.save(update_fields=("state", "question", "answer"))
    return _moved(entry, by, at)


@transaction.atomic
def answer_question(*, entry: Entry, answer: str, by: Who, at: datetime) -> Entry:
    """The answer; it waits again to be confirmed."""
    (entry,) = _locked([entry])
    _check_of_own(entry, by)
    policies.check_moves(entry, _E.WAITING)
    entry.state, entry.answer = _E.WAITING, check_words(answer)[:300]
    entry.save(update_fields=("state", "answer"))
    return _moved(entry, by, at)


@transaction.atomic
def withdraw(*, entry: Entry, by: Who, at: datetime) -> Entry:
    """Registered by mistake, and not confirmed yet. It stays on record and counts nowhere."""
    (entry,) = _locked([entry])
    _check_of_own(entry, by)
    policies.check_moves(entry, _E.WITHDRAWN)
    entry.state = _E.WITHDRAWN
    entry.save(update_fields=("state",))
    return _moved(entry, by, at)


@transaction.atomic
def reverse(*, entry: Entry, why: str, today: date, by: Who, at: datetime) -> Entry:
    """Confirmed and wrong: a counter-entry of the same hours on the same day; both stay on record."""
    (entry,) = _locked([entry])
    check_may_correct(by, entry)
    policies.check_can_be_reversed(entry)
    return _write(
        Entry(
            giver=entry.giver, activity=entry.activity, on=entry.on, seconds=entry.seconds, work=entry.work,
            function=entry.function, meeting=entry.meeting, state=_E.CONFIRMED, confirmed=today, confirmed_by_id=by.user_id,
            reverses=entry, why=check_words(why)[:300],
        ),
        by,
        at,
    )  # fmt: skip


@transaction.atomic
def promise_hours(*, promise: Promise, seconds: int, by: Who, at: datetime) -> PromisedHours:
    """How many hours a promise of time means, says the partner itself or the project office."""
    check_may_promise(by, promise.organisation)
    if promise.contribution not in (Promise.Contribution.TIME, Promise.Contribution.LEAD):
        raise NotNow(_("This is no promise of time."))
    if seconds <= 0:
        raise NotNow(_("Hours are more than nothing."))
    kept, _made = PromisedHours.objects.update_or_create(promise=promise, defaults={"seconds": seconds})
    event = HoursPromised(subject=f"levers.promisedhours:{kept.pk}", promise=promise.pk, seconds=seconds)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return kept


# ---------------------------------------------------------------- hours that are paid


@transaction.atomic
def note_paid(
    *,
    before: Entry | None,
    organisation: Organisation | None,
    month: date,
    seconds: int,
    action: Action | None = None,
    package: Item | None = None,
    by: Who,
    at: datetime,
) -> Entry:
    """Hours of a month that the collaboration pays for: no gift, and counted in no statement. Whose they are and who may say
    so is known to who pays. ``before``: what was said of that month until now, which this takes the place of."""
    check_may(by, REGISTER, Purpose.PROJECT)
    if before is not None:
        (before,) = _locked([before])
        policies.check_moves(before, _E.WITHDRAWN)
        before.state = _E.WITHDRAWN
        before.save(update_fields=("state",))
        _moved(before, by, at)
    policies.check_hours(seconds, month, month, most=_MONTH)
    giver = _account(side=_S.PAID, organisation=organisation)
    return _enter(giver, action, package, by, at, on=month, seconds=seconds)


@transaction.atomic
def approve_paid(*, entry: Entry, today: date, by: Who, at: datetime) -> Entry:
    """They can be paid. Who may say so is known to who pays; never who wrote them down."""
    check_may(by, REGISTER, Purpose.PROJECT)
    (entry,) = _locked([entry])
    assert entry.giver.side == _S.PAID, "gifts are confirmed"
    policies.check_other(entry, by)
    policies.check_moves(entry, _E.CONFIRMED)
    entry.state, entry.confirmed, entry.confirmed_by_id = _E.CONFIRMED, today, by.user_id
    entry.save(update_fields=("state", "confirmed", "confirmed_by"))
    return _moved(entry, by, at)


# ---------------------------------------------------------------- how it is written


def _check_of_own(entry: Entry, by: Who) -> None:
    """Paid hours have an account of who employs, or of nobody: they are not withdrawn here."""
    if entry.giver.side != _S.GIVES or entry.giver.organisation is None:
        raise NotNow(_("These hours are paid: write them down anew where they are paid for."))
    check_may_register(by, entry.giver.organisation)


def _account(**of: Any) -> Account:
    whole: dict[str, Any] = {"organisation": None, "post": None, "action": None, "package": None} | of
    if whole["side"] == _S.FOR:
        found: Account = Account.objects.get_or_create(**whole)[0]
        return found
    there: Account | None = Account.objects.filter(**whole).first()
    return there or Account.objects.create(**whole)


def _enter(giver: Account, action: Action | None, package: Item | None, by: Who, at: datetime, **said: Any) -> Entry:
    if action is not None and package is not None:
        raise NotNow(_("Choose an action or a work package, not both."))
    activity = _account(side=_S.FOR, action=action, package=package)
    return _write(Entry(giver=giver, activity=activity, **said), by, at)


def _write(entry: Entry, by: Who, at: datetime) -> Entry:
    entry.noted_by_id, entry.noted = by.user_id, at
    entry.save()
    event = HoursRegistered(
        subject=f"levers.entry:{entry.pk}", giver=entry.giver_id, activity=entry.activity_id, on=entry.on,
        seconds=entry.seconds, reverses=entry.reverses_id,
    )  # fmt: skip
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return entry


def _locked(entries: Iterable[Entry]) -> list[Entry]:
    """As they are now, held until it is done."""
    ids = [entry.pk for entry in entries]
    lock(Entry, ids)
    related = ("giver__organisation", "activity__action", "reversed_by", "work", "function", "meeting")
    found = {entry.pk: entry for entry in Entry.objects.filter(pk__in=ids).select_related(*related)}
    return [found[pk] for pk in ids]


def _moved(entry: Entry, by: Who, at: datetime) -> Entry:
    event = HoursMoved(subject=f"levers.entry:{entry.pk}", state=entry.state)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return entry
