"""May this happen to this thing now? ``check_x`` raises a sentence, ``x`` answers yes or no. Who may is permissions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..governance.models import Decision
from ..kernel import region
from ..kernel.amounts import euro
from ..kernel.problems import NotNow
from ..territory.models import Territory
from .choices import SMALL, SMALL_EURO, SMALL_HOURS
from .models import Action, Item, Place, Precedence, Promise, Task, Update
from .schedule import would_circle
from .states import NEEDS, ORDER, SMALL_NEEDS, SMALL_STAGES, STAGE_MOVES, is_skip

__all__ = [
    "CONFIRM_WITHIN_DAYS", "FRESH_DAYS", "Limits", "check_decided", "check_item", "check_keeps_target", "check_light",
    "check_move", "check_open", "check_phase", "check_place", "check_precedence", "check_said", "check_small",
    "check_task", "computed_light", "is_stale", "missing", "moves_of", "small_limits",
]  # fmt: skip

CONFIRM_WITHIN_DAYS: Final = 365
"""A promise is asked about again after a year."""
FRESH_DAYS: Final = 92
"""An action without news for a quarter is asked about."""
WORDS: Final = {
    "need": gettext_lazy("which need it answers"),
    "afterwards": gettext_lazy("what comes after the project"),
    "objective": gettext_lazy("an objective"),
    "programme": gettext_lazy("a programme"),
    "puller": gettext_lazy("who pulls it"),
    "target": gettext_lazy("for whom it is"),
    "start": gettext_lazy("where it starts"),
    "kpi": gettext_lazy("an indicator"),
}
_PILOT: Final = ("target", "start", "kpi")


def missing(action: Action, stage: str) -> list[str]:
    """What must still be said before this stage, that of the stages before it as well. A small action of a team says less."""
    asked: list[str] = []
    if action.is_small and stage in SMALL_STAGES:
        asked += SMALL_NEEDS
    elif stage in ORDER:
        for passed in ORDER[: ORDER.index(Action.Stage(stage)) + 1]:
            asked += [one for one in NEEDS.get(passed, ()) if one not in asked]
    return [one for one in asked if not _has(action, one)]


def _has(action: Action, one: str) -> bool:
    if one == "target":
        return bool(action.persona or action.determinant)
    if one == "start":
        return action.places.filter(role=Place.Role.START).exists()
    if one == "kpi":
        return action.kpis.exists()
    return bool(getattr(action, one))


def moves_of(action: Action) -> list[str]:
    """Stages that may follow, in order; some of them once more is said."""
    return [after for after in (*ORDER, Action.Stage.STOPPED) if (Action.Stage(action.stage), after) in STAGE_MOVES]


def check_move(action: Action, after: str, reason: str) -> None:
    if (Action.Stage(action.stage), Action.Stage(after)) not in STAGE_MOVES:
        raise NotNow(
            _("From '%(before)s' an action does not go to '%(after)s'.")
            % {"before": Action.Stage(action.stage).label, "after": Action.Stage(after).label}
        )
    if is_skip(action.stage, after) and not reason.strip():
        raise NotNow(_("This step needs a reason."), _("Write in one sentence why."))
    check_said(missing(action, after))


def check_decided(action: Action, after: str) -> None:
    """What needs means runs, goes on or is embedded by a decision that was taken, and by nothing else."""
    if not action.needs_means or after not in (Action.Stage.RUNNING, Action.Stage.EMBEDDED):
        return
    rows = action.decided.filter(after=after, decision__state=Decision.State.TAKEN)
    since = action.moves.order_by("-at").values_list("on", flat=True).first()
    if since is not None:
        rows = rows.filter(decision__decided__gte=since)
    if not rows.exists():
        raise NotNow(
            _("This action needs means of the project: a body decides about it."),
            _("Propose a decision on the page of the action."),
        )


def check_said(absent: Iterable[str]) -> None:
    """Nothing that must be said is absent."""
    if absent := list(absent):
        named = format_lazy("{}" + ", {}" * (len(absent) - 1), *(WORDS[one] for one in absent))
        raise NotNow(_("It is not said yet: %(what)s.") % {"what": named}, _("Say it on the page of the action first."))


def check_open(action: Action) -> None:
    """What has ended is not changed any more."""
    if action.stage in (Action.Stage.STOPPED, Action.Stage.EMBEDDED):
        raise NotNow(_("This action has ended."), _("Take it up again first."))


def check_item(item: Item | None, action: Action, *kinds: str) -> None:
    """An item of the action's own frame, with a name."""
    if item is not None and (item.frame_id != action.frame_id or item.kind not in kinds or not item.title):
        raise NotNow(_("The frame of this action does not know that."), _("Choose one from the list."))


def check_phase(action: Action, phase: Item, starts: date, today: date) -> None:
    """No pilot without an indicator, a target group and a place to start; it may be planned."""
    check_item(phase, action, "phase")
    if phase.stands_for != "development" and starts <= today:
        check_said(one for one in _PILOT if not _has(action, one))


def check_keeps_target(action: Action) -> None:
    """What runs keeps what it needs to run."""
    if action.stage in ORDER[ORDER.index(Action.Stage.RUNNING) :]:
        check_said(one for one in (SMALL_NEEDS if action.is_small else _PILOT) if not _has(action, one))


@dataclass(frozen=True, slots=True)
class Limits:
    """What a team may begin by itself: so many cents and hours at most."""

    cents: int
    hours: int

    def passed(self, cost_minor: int, hours: int) -> bool:
        return cost_minor > self.cents or hours > self.hours


def small_limits() -> Limits | None:
    """As the region has them now; ``None``: teams ask first."""
    allowed, most, hours = region.read_many(SMALL, SMALL_EURO, SMALL_HOURS)
    return Limits(100 * most, hours) if allowed else None


def check_small(cost_minor: int, hours: int) -> None:
    """A team begins by itself what is small enough, where the region leaves that to teams."""
    limits = small_limits()
    if limits is None:
        raise NotNow(_("In this region teams ask before they begin an action."), _("Propose it as an idea."))
    if limits.passed(cost_minor, hours):
        raise NotNow(
            _("A team begins by itself what costs %(cost)s and %(hours)s hours at most.")
            % {"cost": euro(limits.cents), "hours": limits.hours},
            _("Propose it as an idea: then a body decides about it."),
        )


def check_place(action: Action, territory: Territory, role: str, starts: date) -> None:
    """One start; and a territory is not a test and a comparison at once."""
    there = action.places.on(starts)
    if role == Place.Role.START and action.places.filter(role=role).exists():
        raise NotNow(_("This action starts somewhere else already."), _("Add this territory as an extension."))
    others = {Place.Role.TEST: Place.Role.COMPARISON, Place.Role.COMPARISON: Place.Role.TEST}
    if role in others and there.filter(role=others[Place.Role(role)], territory=territory).exists():
        raise NotNow(
            _("A territory is not in both groups: it takes part, or it is compared with."), _("Choose another territory.")
        )
    taking_part = (Place.Role.START, Place.Role.EXTENSION)
    if role == Place.Role.COMPARISON and there.filter(role__in=taking_part, territory=territory).exists():
        raise NotNow(_("The action runs in this territory, so nothing is compared with it."), _("Choose another territory."))
    if there.filter(role=role, territory=territory).exists():
        raise NotNow(_("This territory has that role already."))


def check_task(starts: date | None, due: date) -> None:
    if starts is not None and starts > due:
        raise NotNow(_("It begins after its last day."), _("Give a first day on or before the last."))


def check_precedence(before: Task, after: Task) -> None:
    """Nothing waits for itself, not by others either."""
    waits: dict[UUID, list[UUID]] = {}
    for first, then in Precedence.objects.values_list("before_id", "after_id"):
        waits.setdefault(then, []).append(first)
    if before.pk in waits.get(after.pk, ()):
        raise NotNow(_("It waits for that already."))
    if would_circle(waits, before.pk, after.pk):
        raise NotNow(_("Then it would wait for itself."), _("Choose something that does not wait for it."))


def is_stale(promise: Promise, day: date) -> bool:
    """Not confirmed for more than a year."""
    last = promise.confirmed or promise.starts
    return (
        promise.delivered is None and (promise.ends is None or promise.ends >= day) and (day - last).days > CONFIRM_WITHIN_DAYS
    )


def computed_light(action: Action, day: date) -> str:
    """How it goes by dates alone: stuck with a milestone a month late, attention with one late or no news for a quarter."""
    late = [m.due for m in action.tasks.late(day)]
    if late and day - min(late) > timedelta(days=30):
        return Update.Light.RED
    if late or (day - action.changed).days > FRESH_DAYS:
        return Update.Light.AMBER
    return Update.Light.GREEN


def check_light(action: Action, light: str, why: str, day: date) -> None:
    """On track with a late milestone is possible, with a reason."""
    if light == Update.Light.GREEN and action.tasks.late(day).exists() and not why.strip():
        raise NotNow(
            _("A milestone is late, and you say this action is on track."), _("Say in one sentence why it is all the same.")
        )
