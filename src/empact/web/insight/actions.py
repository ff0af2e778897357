"""What can be asked (a document of one place, what a draft would change), and how a draft is written and decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..kernel import audit, jobs
from ..kernel.models import Job, User
from ..kernel.permissions import check_may
from ..kernel.problems import Missing, NotNow
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..people.permissions import BRING_WORKLIST
from . import drafts, lists, policies, warm
from .bring import put_in_force, turn_down
from .environment import KIND, may_see
from .events import DraftBegun, DraftChanged, DraftMoved, EnvironmentAsked, ListAsked, LoadAnswered, LoadDecided, PreviewAsked
from .figures import in_force, waiting
from .models import Draft, Edition, LoadAnswer, LoadRelease
from .opening import newest
from .permissions import ASK, DRAFT, EXPLAIN, PREVIEW, RELEASE
from .states import DRAFT_MOVES
from .warnings import name_of_load, warned

__all__ = [
    "answer_warning",
    "ask_environment",
    "ask_list",
    "ask_preview",
    "begin_draft",
    "change_draft",
    "decide_load",
    "go_on",
    "move_draft",
]

_REVIEWED_FOR: Final = timedelta(days=365)


@transaction.atomic
def answer_warning(*, load: str, warning: str, verdict: str, note: str, by: Who, at: datetime) -> LoadAnswer:
    """Seen and explained, or to be loaded again, and why. What was said before is kept beside it."""
    check_may(by, EXPLAIN, Purpose.POPULATION)
    if not note.strip():
        raise NotNow(_("Say why."))
    made = LoadAnswer.objects.create(
        load=load, warning=warning, verdict=verdict, note=note.strip(), author=_account(by), at=at
    )
    event = LoadAnswered(subject=f"insight.loadanswer:{made.pk}", load=load, warning=warning, verdict=verdict)
    audit.record(event, by=by, at=at)
    return made


@transaction.atomic
def decide_load(*, figures: str, verdict: str, note: str = "", by: Who, at: datetime) -> LoadRelease:
    """Release the load that waits, or turn it down. ``figures``: the file its writer saw.

    A person first answers each warning; the one at the machine itself has the command line for it, and is on record as such.
    """
    check_may(by, RELEASE, Purpose.POPULATION)
    found = policies.check_waits(waiting(), figures)
    is_released = verdict == LoadRelease.Verdict.RELEASED
    if is_released and by.user_id is not None:
        policies.check_answered(warned(found, by, in_force()).values())
    if not is_released and not note.strip():
        raise NotNow(_("Say why."))
    author = None if by.user_id is None else _account(by)
    load = name_of_load(found.told("loads"))
    made = LoadRelease.objects.create(load=load, figures=figures, verdict=verdict, note=note.strip(), author=author, at=at)
    event = LoadDecided(subject=f"insight.loadrelease:{made.pk}", load=load, figures=figures, verdict=verdict)
    audit.record(event, by=by, at=at)
    # a crash between the two leaves it waiting, to be released once more: never used without a line that says who did it
    transaction.on_commit(lambda: (put_in_force if is_released else turn_down)(found.path.parent, figures))
    return made


@transaction.atomic
def ask_environment(*, area: str, language: str, by: Who, at: datetime) -> Job:
    """The environment analysis of a zone or municipality, in one language, about the newest period that is open to who asks.

    One that waits or runs already is the answer.
    """
    check_may(by, ASK, Purpose.POPULATION)
    policies.check_at_hand()
    figures = in_force()
    period = newest(figures, by) if figures else None
    if period is None or not may_see(by, area, timezone.localdate(at)):
        raise Missing
    asked = {"area": area, "language": language, "period": period.name}
    job = jobs.enqueue(KIND, asked, by=by, at=at, once=" ".join(asked.values()))
    if job.asked == at:  # else it was asked before, and that is on record
        audit.record(EnvironmentAsked(subject=f"kernel.job:{job.pk}", area=area, language=language), by=by, at=at)
    return job


@transaction.atomic
def ask_preview(*, draft: str, by: Who, at: datetime) -> Job:
    """How many people a draft would move to another class of the Pop-Box."""
    check_may(by, PREVIEW, Purpose.POPULATION)
    policies.check_at_hand()
    if draft not in drafts.names():
        raise Missing
    job = jobs.enqueue(drafts.KIND, {"draft": draft}, by=by, at=at, once=draft)
    if job.asked == at:
        audit.record(PreviewAsked(subject=f"kernel.job:{job.pk}", draft=draft), by=by, at=at)
    return job


@transaction.atomic
def ask_list(*, rule: str, recipient: str, wanted: Mapping[str, Any], language: str, by: Who, at: datetime) -> Job:
    """A proactive list of a rule for ``organisation:ID`` or ``team:ID``, or a list for every practice of ``territory:ID``;
    ``wanted``: title, places, reserve (percent), waves, project, ground and purpose. It is brought when the mill has made it;
    one that waits or runs already is the answer."""
    check_may(by, BRING_WORKLIST, Purpose.POPULATION)
    policies.check_at_hand()
    figures = in_force()
    kind, _sep, place = recipient.partition(":")
    if figures is None or lists.rule_named(figures, rule, by) is None or kind not in ("organisation", "team", "territory"):
        raise Missing
    today = timezone.localdate(at)
    groups = lists.groups_of(UUID(place), today) if kind == "territory" else {}
    nodes = [] if kind == "territory" else lists.nodes_of(kind, UUID(place), today)
    waves = int(wanted.get("waves") or 0)
    policies.check_waves(waves, int(wanted["reserve"]), len(groups))
    if not nodes and not groups:
        raise NotNow(_("Nobody's records lead to this recipient."), _("Give its practice or its territory a code first."))
    asked = {
        "rule": rule,
        "recipient": recipient,
        "nodes": nodes,
        "groups": groups,
        "language": language,
        **wanted,
        "waves": waves,
    }
    return go_on(asked=asked, by=by, at=at)


@transaction.atomic
def go_on(*, asked: Mapping[str, Any], by: Who, at: datetime) -> Job:
    """Have a list made as it was asked for by :func:`ask_list`, now or before: the next wave begins without anybody asking."""
    check_may(by, BRING_WORKLIST, Purpose.POPULATION)
    rule, recipient = asked["rule"], asked["recipient"]
    kind, _sep, place = recipient.partition(":")
    if kind == "territory":  # practices may have joined, or stopped, since it was asked for
        asked = {**asked, "groups": lists.groups_of(UUID(place), timezone.localdate(at))}
    job = jobs.enqueue(lists.KIND, dict(asked), by=by, at=at, once=f"{rule} {recipient}"[:200])
    if job.asked == at:
        audit.record(ListAsked(subject=f"kernel.job:{job.pk}", rule=rule, recipient=recipient), by=by, at=at)
    return job


@transaction.atomic
def begin_draft(*, kind: str, rule: str, title: str, document: Mapping[str, Any], by: Who, at: datetime) -> Draft:
    """A draft of a definition in force as the mill opened it, or of an own rule (no ``kind``)."""
    check_may(by, DRAFT, Purpose.POPULATION)
    policies.check_at_hand()
    made = Draft.objects.create(kind=kind, rule=rule, title=title, author=_account(by), begun=at)
    Edition.objects.create(draft=made, number=1, document=dict(document), author=_account(by), at=at)
    audit.record(DraftBegun(subject=f"insight.draft:{made.pk}", kind=kind, rule=rule), by=by, at=at)
    return made


@transaction.atomic
def change_draft(*, draft: Draft, edition: int, document: Mapping[str, Any], by: Who, at: datetime) -> Edition:
    """One more edition, made from the one its writer saw. A rule of one's own may become a definition by it, and back."""
    check_may(by, DRAFT, Purpose.POPULATION)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    policies.check_open(draft, draft.newest, edition)
    made = Edition.objects.create(draft=draft, number=edition + 1, document=dict(document), author=_account(by), at=at)
    kind, rule = document.get("kind", ""), document.get("id", draft.rule)
    if (draft.kind, draft.rule) != (kind, rule):
        draft.kind, draft.rule = kind, rule
        draft.save()
    audit.record(DraftChanged(subject=f"insight.draft:{draft.pk}", edition=made.number), by=by, at=at)
    return made


@transaction.atomic
def move_draft(*, draft: Draft, state: str, edition: int, reason: str = "", by: Who, at: datetime) -> Draft:
    """Propose, take back, withdraw, approve or refuse the edition that was seen. What is approved lies at the mill."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    policies.check_draft_moves(draft, state)
    move = Draft.State(draft.state), Draft.State(state)
    check_may(by, DRAFT_MOVES[move], Purpose.POPULATION)
    newest = draft.newest
    policies.check_seen(newest, edition)
    draft.state = state
    if state == Draft.State.PROPOSED:
        _check_counts(newest.document)
    if state in (Draft.State.APPROVED, Draft.State.REFUSED):
        policies.check_reviewer(draft, by)
        draft.reviewer, draft.decided, draft.reason = _account(by), at, reason
        if state == Draft.State.REFUSED and not reason.strip():
            raise NotNow(_("Say why it is not approved."))
    draft.save()
    audit.record(DraftMoved(subject=f"insight.draft:{draft.pk}", state=state, edition=newest.number), by=by, at=at)
    if state == Draft.State.APPROVED:
        document = _reviewed(draft, newest.document, by, at)
        text = warm.answer({"write": document})["text"]
        drafts.keep(draft.kind, draft.rule, int(document.get("version", 1)), text)
    return draft


def _account(by: Who) -> User:
    """Drafts are written by people, not by the system."""
    assert by.user_id is not None
    return User.objects.get(pk=by.user_id)


def _check_counts(document: Mapping[str, Any]) -> None:
    """A draft is proposed when the mill can count by it and its own examples come out."""
    if warm.answer({"definition": document})["failed"]:
        raise NotNow(_("Some of its examples say otherwise."), _("Change the rule, or take those examples out."))


def _reviewed(draft: Draft, document: Mapping[str, Any], by: Who, at: datetime) -> dict[str, Any]:
    """The document with who looked at it, when, and until when that holds."""
    if not draft.kind:
        return dict(document)
    day = timezone.localdate(at)
    name = _account(by).name
    return {**document, "reviewer": name, "reviewed": day.isoformat(), "review_by": (day + _REVIEWED_FOR).isoformat()}
