"""A case manager is asked for, takes the mandate up or not, and leaves with a report."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Denied, NotNow, Problem, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from ...people.policies import check_cares
from ...territory.models import Team
from .. import policies, states
from ..events import CaseMoved
from ..models import CaseMandate
from ..permissions import ASK_CASE, MANAGE_CASE
from .plans import changed

__all__ = ["answer_case", "ask_case", "close_case", "lengthen_case"]


@transaction.atomic
def ask_case(
    *,
    person: Person,
    asked_of: Team,
    very_complex: bool,
    team_in_crisis: bool,
    refuses_care: bool,
    urgency: str,
    reason: str,
    by: Who,
    at: datetime,
) -> CaseMandate:
    """Ask a team of case managers, for at least one of the three reasons."""
    check_may(by, ASK_CASE, Purpose.CARE)
    check_cares(person, by, timezone.localdate(at))
    policies.check_case_criteria(very_complex, team_in_crisis, refuses_care)
    reason = check_words(reason, _("Say what a case manager should do."))
    try:
        with transaction.atomic():
            case = CaseMandate.objects.create(
                person=person, asked_of=asked_of, very_complex=very_complex, team_in_crisis=team_in_crisis,
                refuses_care=refuses_care, urgency=urgency, reason=reason, asked_at=at, asked_by=by.user_id,
            )  # fmt: skip
    except IntegrityError:
        raise NotNow(_("A case manager was asked for already, or is there.")) from None
    return _moved(case, by, at)


@transaction.atomic
def answer_case(
    *,
    case: CaseMandate,
    yes: bool,
    starts: date | None = None,
    ends: date | None = None,
    parts: Collection[str] = (),
    answer: str = "",
    by: Who,
    at: datetime,
) -> CaseMandate:
    """A case manager of the team that was asked takes it up, with a last day, or says why not. Never from the care team."""
    case = _locked(case, by)
    today = timezone.localdate(at)
    to = CaseMandate.State.ACTIVE if yes else CaseMandate.State.REFUSED
    if case.state != CaseMandate.State.ASKED:
        raise NotNow(_("This cannot follow what was said before."), _("Open the page again and look where it stands."))
    if yes:
        policies.check_not_in_team(case.person, by.user_id)
        starts = starts or today
        policies.check_case_period(starts, ends, today)
        if set(parts) - set(policies.mandate_parts()):
            raise Problem(_("A mandate names only parts that need one."))
        case.manager_id, case.starts, case.ends = by.user_id, starts, ends
        case.scope = f"|{'|'.join(sorted(parts))}|" if parts else ""
    else:
        case.answer = check_words(answer, _("Say why nobody takes it up."))
    case.state = to
    case.save()
    return _moved(case, by, at)


@transaction.atomic
def lengthen_case(*, case: CaseMandate, ends: date, why: str, by: Who, at: datetime) -> CaseMandate:
    """A later last day, with a reason, while the mandate is in force or has just run out."""
    case = _locked(case, by)
    policies.check_move(states.CASE_MOVES, case.state, CaseMandate.State.ACTIVE)
    _check_manages(case, by)
    if case.state != CaseMandate.State.ACTIVE or case.ends is None or ends <= case.ends:
        raise Problem(_("The new last day is after the former one."))
    policies.check_case_period(timezone.localdate(at), ends, timezone.localdate(at))
    case.longer = check_words(why, _("Say why it takes longer."))
    case.ends = ends
    case.save(update_fields=("ends", "longer"))
    return _moved(case, by, at)


@transaction.atomic
def close_case(*, case: CaseMandate, report: str, by: Who, at: datetime) -> CaseMandate:
    """With an exit report, which goes into what the care team agreed; access ends at once."""
    case = _locked(case, by)
    policies.check_move(states.CASE_MOVES, case.state, CaseMandate.State.CLOSED)
    _check_manages(case, by)
    case.report = check_words(report, _("Say what was done, and what the care team goes on with."))
    case.state, case.closed_at = CaseMandate.State.CLOSED, at
    case.save(update_fields=("report", "state", "closed_at"))
    plan = policies.plan_of(case.person)
    if plan is not None:  # the care team goes on with it
        plan.agreements = f"{plan.agreements}\n\n{case.report}".strip()
        plan.save(update_fields=("agreements",))
        changed(plan, "agreements", by=by, at=at, purpose=Purpose.CARE)
    return _moved(case, by, at)


def _locked(case: CaseMandate, by: Who) -> CaseMandate:
    check_may(by, MANAGE_CASE, Purpose.CARE)
    if not by.at("team", case.asked_of_id):
        raise Denied(_("This was asked of another team."))
    return CaseMandate.objects.select_for_update(of=("self",)).select_related("person").get(pk=case.pk)


def _check_manages(case: CaseMandate, by: Who) -> None:
    if case.manager_id != by.user_id:
        raise Denied(_("Another case manager has this mandate."))


def _moved(case: CaseMandate, by: Who, at: datetime) -> CaseMandate:
    event = CaseMoved(subject=f"care.case:{case.pk}", person=case.person_id, state=case.state, until=case.ends)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return case
