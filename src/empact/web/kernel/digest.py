"""The letter of the week: how many things wait on Mijn dag, for all hats together. At most one a week, on the day chosen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import day as days
from . import letters, reminders
from .jobs import Running, kind
from .models import Digest, Hat, User
from .who import Who

__all__ = ["USUAL", "counts", "due", "send_all", "things", "weeks_between", "write"]

USUAL: Final = {"policy": 4, "steering": 4, "researcher": 4, "domain_coach": 2, "transition_coach": 2}
"""One letter in so many weeks, for roles whose work has another rhythm; the others have one a week."""


@kind("kernel.digest", _("Weekly letters"), daily=time(6, 30))
def send_all(job: Running) -> None:
    """Each working morning, for whoever chose this day of the week or had no letter yet though their day is past."""
    today = timezone.localdate(job.at)
    waiting = list(due(today))
    job.step("Writing letters", len(waiting))
    written = 0
    for user in waiting:
        written += write(user, today=today, at=job.at)
        job.advance()
    reminders.forget(today)
    with job.ending(letters=written):
        pass


def due(today: date) -> Iterator[User]:
    """Who wears a hat today, chose this day of the week or an earlier one, and had no letter in this week."""
    monday = today - timedelta(days=today.weekday())
    hats = Hat.objects.worn_on(today).values("user")
    chose = Q(digest=None) | (Q(digest__weekday__lte=today.weekday()) & (Q(digest__week=None) | Q(digest__week__lt=monday)))
    yield from User.objects.filter(chose, is_active=True, pk__in=hats).select_related("digest").iterator(chunk_size=500)


def write(user: User, *, today: date, at: datetime) -> bool:
    """Write this week's letter, if there is anything to say; whether one was sent.

    The week is marked first: whatever happens to this process, nobody gets two.
    """
    monday = today - timedelta(days=today.weekday())
    chosen, _made = Digest.objects.get_or_create(user=user)
    if not Digest.objects.filter(Q(week=None) | Q(week__lt=monday), user=user).update(week=monday):
        return False
    try:
        there, news = things(user, today)
        todo = _heard(user, there)
        sent = _is_wanted(user, chosen, todo, news, monday, today) and letters.send(
            "digest", to=user, page="kernel:day", at=at, todo=len(todo), news=sum(n.number for n in news)
        )
        if sent:
            Digest.objects.filter(user=user).update(sent=monday)
        reminders.note(user.pk, there, todo if sent else (), today)
        return sent
    except Exception:
        Digest.objects.filter(user=user, week=monday).update(week=chosen.week)
        raise


def _is_wanted(user: User, chosen: Digest, todo: list[days.Todo], news: list[days.News], monday: date, today: date) -> bool:
    """Somebody's due is told every week; the rest in the rhythm chosen. Who asked for silence is still told what to do."""
    if any(one.kind not in days.KINDS or days.KINDS[one.kind].duty for one in todo):
        return True
    weeks = chosen.weeks or weeks_between(user, today)
    if chosen.sent is not None and monday < chosen.sent + timedelta(weeks=weeks):
        return False
    return bool(todo or (news and not chosen.duties_only))


def weeks_between(user: User, today: date) -> int:
    """The usual rhythm of the roles of an account: of its most frequent one."""
    roles = Hat.objects.filter(user=user).worn_on(today).values_list("role", flat=True)
    return min((USUAL.get(role, 1) for role in roles), default=1)


def things(user: User, today: date) -> tuple[list[days.Todo], list[days.News]]:
    """Things to do and changes of the last seven days, as Mijn dag shows them, each once however many hats see it."""
    todo: dict[tuple[str, str], days.Todo] = {}
    news: dict[tuple[str, str], days.News] = {}
    for hat in Hat.objects.filter(user=user).worn_on(today):
        who = Who.of(user, hat)
        todo |= {(str(one.title), one.address): one for one in days.todo(who, today)}
        news |= {(str(n.title), n.address): n for n in days.news(who, today) if n.at > today - timedelta(days=7)}
    return list(todo.values()), list(news.values())


def counts(user: User, today: date) -> tuple[int, int]:
    """What a letter says: so many things to do, without the kinds this account silenced, and so many that changed."""
    todo, news = things(user, today)
    return len(_heard(user, todo)), sum(n.number for n in news)


def _heard(user: User, todo: list[days.Todo]) -> list[days.Todo]:
    silent = reminders.muted_by(user.pk)
    return [one for one in todo if one.kind not in silent]
