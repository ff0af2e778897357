"""May this happen to this thing now? ``check_x`` raises a sentence, ``x`` answers yes or no. Who may do it is permissions."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.utils.translation import gettext as _

from ..kernel import problems
from ..kernel.problems import NotNow
from .models import (
    Code,
    CoordinationMeeting,
    Correction,
    Declaration,
    JoinRequest,
    Membership,
    Merge,
    Organisation,
    SignatureLine,
    Territory,
)
from .models.territories import ADMINISTRATIVE
from .states import JOIN_MOVES, MEETING_MOVES, SIGNATURE_MOVES, Meeting, Signature

__all__ = [
    "check_answerable",
    "check_code_free",
    "check_codes_usable",
    "check_correction_undoable",
    "check_kbo_free",
    "check_meeting_moves",
    "check_leavable",
    "check_mergeable",
    "check_movable",
    "check_period",
    "check_signature_moves",
    "check_undoable",
    "half_a_year_after",
    "meeting_on",
    "signature_of",
    "undoable",
]


def check_period(starts: date, ends: date | None) -> None:
    problems.check_period(starts, ends, _("Give a last day on or after the first."))


def check_kbo_free(kbo: str, but: Organisation | None = None) -> None:
    """One record per enterprise number."""
    others = Organisation.objects.kept().filter(kbo=kbo)
    if kbo and any(o != but for o in others):
        raise NotNow(
            _("Another organisation has this enterprise number."), _("Open that one, or merge the two if they are the same.")
        )


def check_codes_usable(day: date, *codes: Code | None, kept: tuple[Code | None, ...] = ()) -> None:
    """A retired code is not chosen any more; where it stands already it may stay."""
    if any(c is not None and c.retired is not None and c.retired <= day and c not in kept for c in codes):
        raise NotNow(_("One of the choices is not used any more."), _("Choose another one from the list."))


def check_code_free(code: str) -> None:
    if Territory.objects.filter(code=code).exists():
        raise NotNow(_("Another territory has this code."), _("Choose another code."))


def check_movable(part: Territory, whole: Territory, starts: date) -> None:
    """Something small lies in something larger, from a day on which nothing later is said about it yet."""
    if part.kind not in ADMINISTRATIVE:
        raise NotNow(_("A set of territories lies in nothing else."))
    if whole.kind in ADMINISTRATIVE and ADMINISTRATIVE.index(part.kind) <= ADMINISTRATIVE.index(whole.kind):
        raise NotNow(_("A territory lies in a larger one, not in one of its own size."))
    later = Membership.objects.filter(part=part, whole__kind=whole.kind, starts__gte=starts)
    if whole.kind in ADMINISTRATIVE and later.exists():
        raise NotNow(_("There is a later change of this territory already."), _("Choose a day after that change."))
    if Membership.objects.on(starts).filter(part=part, whole=whole).exists():
        raise NotNow(_("This territory lies there already on that day."))


def check_leavable(membership: Membership) -> None:
    """Out of a set one just goes; out of a zone one moves to another, so that nobody lives nowhere."""
    if membership.whole.kind in ADMINISTRATIVE:
        raise NotNow(_("A territory does not leave this one without lying in another."), _("Move it to another one."))


def check_mergeable(kept: Organisation, gone: Organisation) -> None:
    if kept.pk == gone.pk:
        raise NotNow(_("These are one and the same entry."), _("Choose two different organisations."))
    if kept.merged_into_id or gone.merged_into_id:
        raise NotNow(_("One of the two was merged already."), _("Undo that merge first."))


def check_undoable(merge: Merge) -> None:
    if merge.undone_at is not None:
        raise NotNow(_("This merge was undone already."))
    if merge.kept.merged_into_id:
        raise NotNow(_("The organisation was merged into another since."), _("Undo that merge first."))


def undoable(merge: Merge) -> bool:
    try:
        check_undoable(merge)
    except NotNow:
        return False
    return True


def check_correction_undoable(correction: Correction) -> None:
    """Corrections are taken back from the last one on, so that none is lost under another."""
    if correction.undone_at is not None:
        raise NotNow(_("This correction was taken back already."))
    if correction.organisation.merged_into_id:
        raise NotNow(_("The organisation was merged into another since."), _("Undo that merge first."))
    if Correction.objects.filter(organisation=correction.organisation, undone_at=None).first() != correction:
        raise NotNow(_("The entry was corrected again since."), _("Take the last correction back first."))


def signature_of(organisation: Organisation, declaration: Declaration) -> Signature:
    """Where an organisation stands with a text: what its last line says."""
    last = SignatureLine.objects.filter(organisation=organisation, declaration=declaration).last()
    if last is None:
        return Signature.OPEN
    return Signature.SIGNED if last.move == SignatureLine.Move.SIGN else Signature.WITHDRAWN


def check_signature_moves(
    organisation: Organisation, declaration: Declaration, move: SignatureLine.Move, on: date
) -> Signature:
    """The state after the move."""
    state = signature_of(organisation, declaration)
    if (state, move) not in SIGNATURE_MOVES:
        raise NotNow(
            _("This organisation has signed this text already.")
            if move == SignatureLine.Move.SIGN
            else _("This organisation has not signed this text, so there is nothing to withdraw.")
        )
    if on < declaration.published:
        raise NotNow(_("This text was not in force yet on that day."))
    return SIGNATURE_MOVES[state, move]


def check_answerable(request: JoinRequest, to: JoinRequest.State) -> None:
    if (request.state, to) not in JOIN_MOVES:
        raise NotNow(_("This request was answered already."))


def meeting_on(meeting: CoordinationMeeting, day: date) -> Meeting:
    """Where a meeting stands on a day."""
    if meeting.held is not None:
        return Meeting.HELD
    return Meeting.MISSED if meeting.planned < day else Meeting.PLANNED


def check_meeting_moves(meeting: CoordinationMeeting, to: Meeting, day: date) -> None:
    if (meeting_on(meeting, day), to) not in MEETING_MOVES:
        raise NotNow(_("This meeting was held already."), _("Take that back first."))


def half_a_year_after(day: date) -> date:
    """The same day six months later, or the last day that month has."""
    months = day.month + 5
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
