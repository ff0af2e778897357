"""Professionals and the functions they hold."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from ....terms.identifiers import check_riziv
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import PostKept, PractitionerKept
from ..models import Code, Organisation, Post, Practitioner, Territory
from ..numbers import number_of
from ..permissions import CORRECT, KEEP_TERRITORIES, check_may_correct
from ..search import fold

__all__ = ["add_practitioner", "end_post", "give_post"]


@transaction.atomic
def add_practitioner(
    *, name: str, riziv: str = "", number_reason: str = "", discipline: Code | None = None, by: Who, at: datetime
) -> Practitioner:
    """A professional, once in the whole region: two RIZIV numbers with the same first eight digits are one provider."""
    check_may(by, CORRECT, Purpose.ADMINISTRATION)
    riziv = number_of(check_riziv, riziv, reason=number_reason)
    if riziv and Practitioner.objects.filter(riziv__startswith=riziv[:8]).exists():
        raise NotNow(_("This professional is in the address book already."), _("Look up the RIZIV number in the list."))
    added = Practitioner.objects.create(
        name=name, riziv=riziv, number_reason=number_reason, discipline=discipline, search=fold(name)
    )
    audit.record(PractitionerKept(subject=f"territory.practitioner:{added.pk}"), by=by, at=at, reason=number_reason)
    return added


@transaction.atomic
def give_post(
    *,
    practitioner: Practitioner,
    function: Code,
    starts: date,
    ends: date | None = None,
    organisation: Organisation | None = None,
    territory: Territory | None = None,
    fte_proportion: Decimal | None = None,
    by: Who,
    at: datetime,
) -> Post:
    """A professional holds a function from a day on. Who held it before keeps it until that post is ended."""
    _check_may_keep(by, organisation)
    policies.check_period(starts, ends)
    policies.check_codes_usable(starts, function)
    post = Post.objects.create(
        practitioner=practitioner,
        function=function,
        organisation=organisation,
        territory=territory,
        fte_proportion=fte_proportion,
        starts=starts,
        ends=ends,
    )
    _record(post, by, at)
    return post


@transaction.atomic
def end_post(*, post: Post, last_day: date | None, by: Who, at: datetime) -> Post:
    """The last day in a function; ``None`` takes that back. From the next day on no page shows the name any more."""
    _check_may_keep(by, post.organisation)
    policies.check_period(post.starts, last_day)
    post.ends = last_day
    post.save(update_fields=("ends",))
    _record(post, by, at)
    return post


def _check_may_keep(by: Who, organisation: Organisation | None) -> None:
    if organisation is None:
        check_may(by, KEEP_TERRITORIES, Purpose.ADMINISTRATION)
    else:
        check_may_correct(by, organisation)


def _record(post: Post, by: Who, at: datetime) -> None:
    event = PostKept(subject=f"territory.post:{post.pk}", practitioner=post.practitioner_id, ends=post.ends)
    audit.record(event, by=by, at=at)
