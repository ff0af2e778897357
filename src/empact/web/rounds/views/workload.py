"""How much work waits, by team and by who coordinates (F18)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...kernel import lists
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import workload
from ..permissions import SEE_WORKLOAD
from ..workload import Load, OfTeam

__all__ = ["listing"]


@allow(SEE_WORKLOAD, purpose=Purpose.PROJECT)
@require_safe
def listing(request: Request) -> HttpResponse:
    """Of one's own team with a line for each who coordinates; of all teams, their whole."""
    today = timezone.localdate(timezone.now())
    teams = workload.teams_of(request.who)
    if lists.wants_csv(request):
        return lists.as_csv("workload", [_("name of the team"), _("who coordinates"), *_heads()], _rows(request, teams, today))
    page = lists.page_of(request, teams)
    context = {
        "page": page, "teams": workload.loads_of(request.who, page.object_list, today), "heads": _heads(), "today": today,
        "days": workload.AHEAD.days,
    }  # fmt: skip
    return render(request, "rounds/workload.html", context)


def _heads() -> list[str]:
    return [
        _("persons"), _("open tasks"), _("of these late"), _("plans to look at again"), _("coming"), _("without a day"),
    ]  # fmt: skip


def _rows(request: Request, teams: Any, today: Any) -> Iterator[list[Any]]:
    for one in workload.loads_of(request.who, teams, today):
        for line in one.lines:
            yield [one.team.name, line.name, *_numbers(line.load)]
        yield [one.team.name, _("whole team"), *_whole(one)]
        yield [one.team.name, _("nobody coordinates yet"), one.alone]


def _whole(one: OfTeam) -> list[Any]:
    return _numbers(one.load) if one.load is not None else [_("work of one person")]


def _numbers(load: Load) -> list[int]:
    return [load.persons, load.tasks, load.late, load.reviews, load.coming, load.undated]
