"""The plan of Zorgzaam Leuven as a portfolio to walk through: what the plan says and no more.

Its 28 activities, bodies, roles, agreements, staff, work packages and steps stand as the plan has them, in its own words.
Nothing is made up of how its activities go; the people, partners and care of the demonstration are the usual ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from ...definitions.frames import read_frames
from ...definitions.tracks import read_tracks
from ..budgets.actions import take_up_tables
from ..governance import actions as governance
from ..governance.models import Body
from ..governance.regions import told
from ..participation.actions import take_up_track
from ..portfolio.actions import take_up_frame
from ..territory.models import Territory
from . import demo_teams
from .demo_decisions import offer_services, seat_partners
from .demo_history import Hat

__all__ = ["tell"]


def tell(*, hat: Hat, places: Mapping[str, tuple[str, str]], at: datetime) -> None:
    """``hat``: who somebody of the cast is, by name; ``places``: kind and id by the name of the place."""
    today = timezone.localdate(at)
    began = today - timedelta(days=300)
    office: dict[str, Any] = {"by": hat("Griet"), "at": at - timedelta(days=300)}
    take_up_frame(told=read_frames()["leuven"], activities=True, today=began, **office)
    plan = told()["leuven"]
    governance.take_up_bodies(told=plan, quorum=50, starts=began, **office)
    governance.take_up_handbook(told=plan, today=began, **office)
    group = Body.objects.get(name="Stuurgroep")
    own, _kinds = seat_partners(group, hat("Luc"), places, starts=began, ends=today + timedelta(days=40), led=office)
    for year in (today.year, today.year + 1):
        governance.plan_year(body=group, year=year, where="", by=hat("Griet"), at=at)
    region = Territory.objects.filter(kind=Territory.Kind.REGION).order_by("name").first()
    if region is not None:
        name = plan.partnership.name if plan.partnership else region.name
        said: dict[str, Any] = {"name": name, "entity": own, "controller": own}
        governance.name_partnership(territory=region, values=said, starts=began, **office)
    offer_services(hat, at)
    demo_teams.tell(hat=hat, places=places, at=at)
    take_up_track(track=read_tracks()["track_leuven"], today=began, **office)
    take_up_tables(plan="leuven", **office)
