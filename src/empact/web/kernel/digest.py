"""The weekly letter: how many things wait on Mijn dag, for all hats together. At most one a week, on the day chosen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import day as days
from . import letters
from .jobs import Running, kind
from .models import Digest, Hat, User
from .who import Who

__all__ = ["counts", "due", "send_all", "write"]


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
        todo, news = counts(user, today)
        # Who asked for silence is still told of duties.
        if not todo and (chosen.duties_only or not news):
            return False
        return letters.send("digest", to=user, page="kernel:day", at=at, todo=todo, news=news)
    except Exception:
        Digest.objects.filter(user=user, week=monday).update(week=chosen.week)
        raise


def counts(user: User, today: date) -> tuple[int, int]:
    """Things to do and changes of the last seven days, as Mijn dag shows them, each once however many hats see it."""
    todo, news = set(), set()
    for hat in Hat.objects.filter(user=user).worn_on(today):
        who = Who.of(user, hat)
        todo |= {(str(one.title), one.address) for one in days.todo(who, today)}
        news |= {(str(n.title), n.address) for n in days.news(who, today) if n.at > today - timedelta(days=7)}
    return len(todo), len(news)
