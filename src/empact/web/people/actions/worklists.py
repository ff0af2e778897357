"""Lists of pseudonyms: brought by who may not know the names, and turned into names where the people are treated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ....gate.worklists import WorklistError, read_record, read_worklist
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import naming, policies, standing
from ..events import OutcomesTold, WorklistBrought, WorklistNamed
from ..models import Handover, Person, Worklist, WorklistLine
from ..permissions import BRING_WORKLIST, NAME_WORKLIST

__all__ = ["SENTENCES", "Named", "bring_worklist", "name_worklist", "tell_outcomes"]


@dataclass(frozen=True, slots=True)
class Named:
    """``rows``: own people with why they are on the list. ``others``: how many of it are not theirs.

    ``answers``: what became of whom. ``off``: own people who said no or were not reached lately, and are left alone.
    ``left``: own people who were on the list before and are not any more, with the code of why.
    """

    rows: tuple[tuple[Person, str], ...]
    others: int
    answers: dict[UUID, Handover]
    off: int
    left: tuple[tuple[Person, str], ...]


@transaction.atomic
def bring_worklist(
    *,
    title: str,
    content: bytes,
    record: bytes = b"",
    series: str = "",
    organisation: UUID | None = None,
    team: UUID | None = None,
    by: Who,
    at: datetime,
) -> Worklist:
    """For one organisation or one team; ``record`` is what the mill tells beside the list, ``series`` what runs of one list
    share, where that is not the rule it names. The whole list or nothing; raises :class:`Problem` with what is wrong in it."""
    check_may(by, BRING_WORKLIST, Purpose.POPULATION)
    if (organisation is None) == (team is None):
        raise Problem(_("A list is for one organisation or one team."), _("Choose one."))
    try:
        found = read_worklist(content)
        about = read_record(record) if record else {}
    except WorklistError as error:
        raise Problem(gettext(error.template) % error.values, gettext(error.hint)) from None
    worklist = Worklist.objects.create(
        title=title,
        project=found.project,
        ground=found.ground[:200],
        purpose=found.purpose[:200],
        recipient=found.recipient[:200],
        organisation_id=organisation,
        team_id=team,
        brought_at=at,
        brought_by=by.user_id,
        size=sum(not line.left for line in found.lines),
        about=about,
        series=series or about.get("asked") or title,
    )
    lines = (
        WorklistLine(worklist=worklist, pseudonym=line.pseudonym, reason=line.reason, left=line.left) for line in found.lines
    )
    WorklistLine.objects.bulk_create(lines, batch_size=500)
    event = WorklistBrought(
        subject=f"people.worklist:{worklist.pk}",
        project=found.project,
        recipient=f"organisation:{organisation}" if organisation else f"team:{team}",
        size=worklist.size,
    )
    audit.record(event, by=by, at=at, purpose=Purpose.POPULATION)
    return worklist


@transaction.atomic
def name_worklist(*, worklist: Worklist, by: Who, at: datetime) -> Named:
    """The recipient's own people on the list, by name. Each of them can read that this was done, and on what ground.

    Of the others only how many there are: their pseudonyms are never computed.
    """
    check_may(by, NAME_WORKLIST, Purpose.CARE)
    policies.check_for_this_hat(worklist, by)
    own = naming.own_people(by, worklist.project, timezone.localdate(at))
    lines = list(worklist.lines.filter(left=""))
    mine = tuple((own[line.pseudonym], line.reason) for line in lines if line.pseudonym in own)
    gone = worklist.lines.filter(pseudonym__in=own).exclude(left="")
    left = tuple((own[line.pseudonym], line.left) for line in gone)
    answers = {one.person_id: one for one in worklist.handovers.select_related("assigned_to")}
    alone = standing.left_alone(worklist, timezone.localdate(at)) - set(answers)
    rows = tuple((person, reason) for person, reason in mine if person.pk not in alone)
    worklist.named_at = worklist.named_at or at
    worklist.own = len(rows)
    worklist.save(update_fields=("named_at", "own"))
    others = len(lines) - len(mine)
    event = WorklistNamed(subject=f"people.worklist:{worklist.pk}", ground=worklist.ground, named=len(rows), others=others)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    shown = (p.pk for p, _why in (*rows, *left))
    audit.seen(shown, by=by, at=at, purpose=Purpose.CARE, part="worklist", reason=worklist.why)
    return Named(rows, others, answers, len(mine) - len(rows), left)


@transaction.atomic
def tell_outcomes(*, worklist: Worklist, by: Who, at: datetime) -> tuple[tuple[str, str], ...]:
    """Pseudonym and why they leave, of everybody who leaves the list at its next run: for ``empact list --exclude``.

    The mill is told in its own words; whoever carries the file sees no name, and the file is kept nowhere.
    """
    check_may(by, BRING_WORKLIST, Purpose.POPULATION)
    found = list(standing.outcomes(worklist, timezone.localdate(at)))
    called = naming.all_pseudonyms([one.person for one, _word in found], worklist.project)
    rows = tuple(sorted((pseudonym, word) for one, word in found for pseudonym in called[one.person_id]))
    event = OutcomesTold(subject=f"people.worklist:{worklist.pk}", project=worklist.project, people=len(found))
    audit.record(event, by=by, at=at, purpose=Purpose.POPULATION)
    return rows


SENTENCES: Final = (
    _("The file is no text in UTF-8."),
    _("Save it as CSV in UTF-8."),
    _("Nobody is on this list."),
    _("Nothing was taken in."),
    _("The list has more than %(most)d lines."),
    _("Make it smaller."),
    _("The file is no CSV."),
    _("Separate columns by commas."),
    _("The list lacks the column %(column)s."),
    _("The list needs one value of '%(column)s', the same on every line."),
    _("One list is for one recipient, on one ground and for one purpose: make a list for each."),
    _("The file is no list of people as 'empact export measure-report --type subject-list' writes it."),
    _("Bring that file as it was written, or a CSV."),
    _("The file is no record as 'empact list' writes it."),
    _("Bring the .json that was written beside the list."),
    _("Line %(line)d holds no pseudonym made by the gate."),
    _("Nothing was taken in. Names and numbers may not come."),
)
"""What the gate says, for the translators: the gate itself knows no languages."""
