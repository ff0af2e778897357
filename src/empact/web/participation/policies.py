"""May this happen now? Nothing is finished while a comment waits for an answer; silence neither blocks nor agrees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..kernel.problems import NotNow, Problem
from ..territory.models import Organisation
from .models import Comment, Consultation, Group, Output, Paragraph, Participant, Step, Version
from .queries import is_asked

__all__ = [
    "check_answer", "check_askable", "check_finish", "check_may_say", "check_own_again", "check_rewritable",
    "check_told", "suspicious",
]  # fmt: skip


def check_rewritable(version: Version) -> None:
    """A draft that nobody was asked about; what was asked about stays as it was read."""
    if version.finished is not None:
        raise NotNow(_("This version is finished."), _("Make the next version."))
    if version.consultations.exists():
        raise NotNow(_("Others were asked about this version: it stays as they read it."), _("Make the next version."))


def check_askable(version: Version, opens: date, closes: date) -> None:
    if version.finished is not None:
        raise NotNow(_("This version is finished."), _("Ask about the draft of the next one."))
    if closes <= opens:
        raise NotNow(_("Give others at least until tomorrow."))


def check_may_say(
    consultation: Consultation, organisation: Organisation | None, participant: Participant | None, day: date
) -> None:
    """While the round is open; by who was asked, and where it is open to all by every partner."""
    if not consultation.is_open(day):
        raise NotNow(_("This round is not open."), _("It was open from %(opened)s until %(closes)s.") % _days(consultation))
    if not is_asked(consultation, organisation, participant) and (participant is not None or not consultation.for_all):
        raise NotNow(_("This round asks others. You may read along."))


def _days(consultation: Consultation) -> dict[str, str]:
    return {"opened": consultation.opened.isoformat(), "closes": consultation.closes.isoformat()}


def check_answer(comment: Comment, outcome: str, reason: str, change: Paragraph | None) -> None:
    """An answer has a reason; what points to a change points into a later version of the same document."""
    version = comment.consultation.version
    later = [v for v in version.document.versions.all() if v.place > version.place]
    if any(v.finished for v in later):
        raise NotNow(_("A version that came after it is finished: its answers stay as they are."))
    if outcome not in Comment.Outcome.values:
        raise Problem(_("Say what becomes of it."))
    if not reason.strip():
        raise Problem(_("Say why: an answer without a reason is none."))
    if change is None:
        return
    if outcome == Comment.Outcome.REFUSED:
        raise NotNow(_("What is not taken up changes nothing: leave the paragraph open."))
    if change.version_id not in {v.pk for v in later}:
        raise NotNow(_("Point to a paragraph of a later version of this document."))


def check_own_again(comment: Comment, day: date) -> None:
    """What has no answer yet may be taken back while the round is open."""
    if not comment.consultation.is_open(day):
        raise NotNow(_("This round is not open."))
    if comment.outcome:
        raise NotNow(_("This comment has an answer: it stays."))


def check_finish(version: Version, day: date) -> None:
    """No round open, each comment answered, and each that was taken up points to where."""
    if version.finished is not None:
        raise NotNow(_("This version is finished."))
    document = version.document
    if document.versions.filter(major=version.major, minor__gt=version.minor).exists():
        raise NotNow(_("There is a later version."))
    rounds = Consultation.objects.filter(version__document=document)
    if rounds.open_on(day).exists():
        raise NotNow(_("A round is open still."), _("End it first, or wait until it closes."))
    said = Comment.objects.filter(consultation__in=rounds)
    if waiting := said.unanswered().count():
        said_so = ngettext("%(number)s comment has no answer.", "%(number)s comments have no answer.", waiting)
        raise NotNow(said_so % {"number": waiting}, _("Answer each of them first."))
    if unshown := said.unshown().count():
        said_so = ngettext(
            "%(number)s comment was taken up, and nothing points to where.",
            "%(number)s comments were taken up, and nothing points to where.",
            unshown,
        )
        raise NotNow(said_so % {"number": unshown}, _("Point to the paragraph that changed."))


def check_told(group: Group) -> None:
    """Nobody is told what was done while nothing was said of it."""
    outputs = Output.objects.filter(group=group)
    if not outputs.exists():
        raise NotNow(_("This group has brought nothing yet."))
    if outputs.unanswered().exists():
        raise NotNow(_("Say first what was done with everything this group brought."))


def suspicious(steps: Sequence[Step]) -> dict[int, date | None]:
    """Numbers of steps dated after the last one, where the way ends; with the day a year earlier where it fits in between."""
    if not steps or (end := steps[-1].last_day) is None:
        return {}
    return {one.number: _a_year_before(one, steps) for one in steps[:-1] if one.starts is not None and one.starts > end}


def _a_year_before(one: Step, steps: Sequence[Step]) -> date | None:
    assert one.starts is not None
    day = one.starts.replace(
        year=one.starts.year - 1, day=min(one.starts.day, 28) if one.starts.month == 2 else one.starts.day
    )
    dated = [s for s in steps if s.starts is not None]
    for (before, this), (_this, after) in pairwise(pairwise(dated)):
        if this is one and before.starts is not None and after.starts is not None:
            return day if before.starts <= day <= after.starts else None
    return None
