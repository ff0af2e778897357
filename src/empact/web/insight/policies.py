"""What must hold before a load is used, or the mill is asked."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..kernel.problems import Conflict, NotNow
from ..kernel.who import Who
from . import mill
from .figures import Figures
from .models import Draft, Edition, LoadAnswer
from .states import DRAFT_MOVES
from .warnings import Warned

__all__ = [
    "check_answered",
    "check_at_hand",
    "check_draft_moves",
    "check_open",
    "check_reviewer",
    "check_seen",
    "check_waits",
    "check_waves",
    "has_written",
]


def check_at_hand() -> None:
    """Raises :class:`NotNow` when the folders of the mill are not beside this house."""
    if not mill.at_hand():
        raise NotNow(_("The calculations stand on another machine."), _("Ask your analyst for the document."))


def check_waits(found: Figures | None, figures: str) -> Figures:
    """The load that waits, if it is the one that was looked at."""
    if found is None:
        raise NotNow(_("No load waits to be released."))
    if found.path.name != figures:
        raise Conflict(_("Another load has come in the meantime."), _("Look at its warnings first."))
    return found


def check_answered(warnings: Iterable[Warned]) -> None:
    """Nothing is used while a warning has no answer, or something has to be loaded again."""
    answers = [one.answer for one in warnings]
    if open_ := answers.count(None):
        said = ngettext(
            "%(number)d warning of this load has no answer.", "%(number)d warnings of this load have no answer.", open_
        )
        raise NotNow(said % {"number": open_}, _("Answer each one first."))
    if any(one is not None and one.verdict == LoadAnswer.Verdict.AGAIN for one in answers):
        raise NotNow(_("Something of this load has to be loaded again."), _("Load it again, or turn this load down."))


def check_waves(waves: int, reserve: int, practices: int) -> None:
    """Waves are of practices that begin after each other: each is compared with those that have not begun, so nobody is held
    out besides."""
    if waves and practices < waves:
        raise NotNow(_("There are not so many practices."), _("Choose every practice of a larger place, or fewer waves."))
    if waves and reserve:
        raise NotNow(_("With waves nobody is held out."), _("Set the share that is held out to 0."))


def check_open(draft: Draft, newest: Edition, edition: int) -> None:
    """Only what is being written changes, and only from what its reader saw."""
    if draft.state != Draft.State.DRAFT:
        raise NotNow(_("This draft is not being written now."), _("Take it back first."))
    check_seen(newest, edition)


def check_seen(newest: Edition, edition: int) -> None:
    """Who decides, or changes, has seen the newest edition."""
    if newest.number != edition:
        raise Conflict(_("Somebody changed this draft in the meantime."), _("Look at it again, then make your change."))


def check_draft_moves(draft: Draft, state: str) -> None:
    if (draft.state, state) not in DRAFT_MOVES:
        raise NotNow(_("This is not the next step of this draft."))


def check_reviewer(draft: Draft, by: Who) -> None:
    """Four eyes: nobody approves what is their own."""
    if has_written(draft, by):
        raise NotNow(_("Somebody else has to look at it."), _("Who wrote in a draft does not approve it."))


def has_written(draft: Draft, who: Who) -> bool:
    """Did they begin this draft, or make any edition of it?"""
    return who.user_id in {draft.author_id, *draft.editions.values_list("author_id", flat=True)}
