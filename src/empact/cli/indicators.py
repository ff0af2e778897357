"""``empact show indicators``: what was measured, as a table, CSV, JSON or picture."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..engine.release.released import Releases
    from ..engine.show.listing import Listing

__all__ = ["release_options", "level_of", "read_groups", "show_indicators"]


def show_indicators(args: argparse.Namespace) -> Listing:
    """The table that was asked; draws the picture too where one was asked."""
    from ..engine.indicators import open_measures
    from ..engine.release.released import Releases
    from ..engine.show import indicators as show
    from ..engine.show.comparators import smoothed
    from ..terms.errors import UserError

    if args.results is None:
        raise UserError(
            "'indicators' needs what was measured.",
            hint="Add --results DIR; make them with: empact measure --register DIR --period 2023 --results DIR",
        )
    measures = open_measures(args.results)
    how = release_options(args)
    releases = Releases(measures, measures.period(args.period), **how)
    plain = args.format != "table"
    if args.name is None:
        if args.by or args.strata or args.trend or args.svg:
            raise UserError("Name the indicator.", hint="As in: empact show indicators gp_contact --by municipality")
        return show.all_indicators(measures, releases, args.language, plain=plain)
    described = measures.indicator(args.name)
    area = args.area[0] if args.area else None
    if args.trend or args.chart == "trend":
        level = args.by or (level_of(area, releases) if area else None)
        points = show.series(measures, args.name, area, level if area else None, **how)
        if args.svg:
            from ..engine.show.charts_svg import trend_svg
            from .render import save

            save(trend_svg(points, described, args.language, internal=args.internal), args.svg)
        return show.over_time(points, described, releases, args.language, plain=plain)
    if args.peers:
        return _beside_peers(args, releases, area, how)
    released = releases.release(args.name, args.by, args.strata or "")
    if args.svg:
        _draw(args, released)
    smooth = smoothed(released) if args.smooth else None
    return show.by_level(released, releases, args.language, plain=plain, smooth=smooth)


def _beside_peers(args: argparse.Namespace, releases: Releases, area: str | None, how: dict[str, Any]) -> Listing:
    from ..engine.release.released import Releases
    from ..engine.show.comparators import comparison
    from ..terms.errors import UserError

    if not area or not args.by:
        raise UserError("Whose peers?", hint="As in: --by practice --area 12 --peers similar")
    measures = releases.measures
    earlier = [p for p in measures.periods if p.end < releases.period.start and abs(p.days - releases.period.days) <= 3]
    before = Releases(measures, earlier[-1], **how) if earlier and args.name in measures.measured(earlier[-1]) else None
    return comparison(releases, args.name, args.by, area, args.peers, before, args.language)


def _draw(args: argparse.Namespace, released: object) -> None:
    from ..engine.release.released import Released
    from ..engine.show.charts_svg import funnel_svg, map_svg
    from ..terms.errors import UserError
    from .render import save

    assert isinstance(released, Released)
    if released.level is None:
        raise UserError("A picture needs areas or periods.", hint="Add --by municipality, or --trend.")
    if args.chart == "map":
        if args.shapes is None:
            raise UserError("A map needs boundaries.", hint="Add --shapes FILE, a GeoJSON with one feature per area.")
        save(map_svg(released, args.shapes.read_text(encoding="utf-8"), args.language), args.svg)
    else:
        save(funnel_svg(released, args.language), args.svg)


def level_of(area: str, releases: object) -> str:
    """The level on which an area or practice of that id, code or name lies."""
    from ..engine.release.released import Releases
    from ..terms.errors import UserError

    assert isinstance(releases, Releases)
    for hierarchy in releases.sheet.hierarchies.values():
        for level, nodes in hierarchy.at.items():
            if any(area in (n, n.partition(":")[2], hierarchy.name.get(n)) for n in nodes):
                return level
    raise UserError(f"There is no area or practice '{area}'.", hint="See them with --by municipality, --by practice ...")


def release_options(args: argparse.Namespace) -> dict[str, Any]:
    """How numbers are released, as the arguments say: of which groups, from what number on, rounded or not."""
    return {"groups": read_groups(args.groups), "threshold": args.threshold, "internal": args.internal, "rounding": args.round}


def read_groups(file: Path | None) -> dict[str, list[str]] | None:
    """``group,member`` rows: a member is an area or a practice, by id, code or name."""
    from ..terms.errors import UserError

    if file is None:
        return None
    found: dict[str, list[str]] = {}
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            group, member = (row.get("group") or "").strip(), (row.get("member") or "").strip()
            if not group or not member:
                raise UserError(f"'{file.name}' is no list of groups.", hint="Its columns are group,member; none is empty.")
            found.setdefault(group, []).append(member)
    if not found:
        raise UserError(f"'{file.name}' names no group.", hint="One row per member: group,member.")
    return found
