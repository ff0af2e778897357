"""``empact export``: what was measured, in the words of another system. Two documents: MeasureReport and Measure (FHIR R4)."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .arguments import a_date, add_library

if TYPE_CHECKING:
    from ..engine.indicators import Measures
    from ..engine.release.released import Released
    from ..fhir.elements import Heading

__all__ = ["add", "run"]

_LEVELS: Final = ("region", "zone", "care_region", "municipality", "neighbourhood", "practice", "group")
_ASKED_OF_LISTS: Final = ("register", "ground", "purpose", "recipient", "date")


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "export",
        help="write an indicator as a FHIR MeasureReport, or its definition as a Measure",
        description="Write an indicator as FHIR R4 JSON. Small numbers are hidden: the number is absent, with the reason "
        "'masked'. A list of people leaves with a legal ground, a purpose and a recipient, which are written down.",
    )
    parser.add_argument("what", choices=("measure-report", "measure"), help="the result, or the definition")
    parser.add_argument("name", metavar="NAME", help="the indicator")
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="what was measured")
    parser.add_argument("--period", metavar="P", help="which of the measured periods (default: the latest)")
    parser.add_argument("--by", choices=_LEVELS, help="a Bundle with a report per area or practice of this level")
    parser.add_argument(
        "--type", choices=("summary", "subject-list"), default="summary", help="counts, or who is counted (default: summary)"
    )
    parser.add_argument(
        "--date", type=a_date, metavar="DATE", help="the day of the report (default: the day the register was loaded)"
    )
    parser.add_argument("--reporter", default="", metavar="NAME", help="who reports")
    parser.add_argument(
        "--base", default="urn:empact", metavar="URI", help="begins the address of the definition (default: urn:empact)"
    )
    parser.add_argument("--language", choices=("nl", "fr", "de", "en"), default="en", help="language of a Measure")
    parser.add_argument("--groups", type=Path, metavar="FILE", help="own groups: CSV with columns group,member")
    parser.add_argument("--threshold", type=int, default=5, metavar="N", help="hide counts below N (default: 5)")
    parser.add_argument("--round", type=int, default=0, metavar="N", help="round counts to multiples of N, too")
    parser.add_argument("--internal", action="store_true", help="all numbers, small ones too: for those who work inside")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write there instead of showing")
    about = parser.add_argument_group("lists of people (--type subject-list)")
    about.add_argument("--register", type=Path, metavar="DIR", help="the register that was measured")
    about.add_argument("--ground", default="", metavar="TEXT", help="the legal ground on which the list leaves")
    about.add_argument("--purpose", default="", metavar="TEXT", help="what it is for")
    about.add_argument("--recipient", default="", metavar="TEXT", help="who receives it")
    add_library(about)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write one document; the exit code. Raises :class:`UserError` for whatever a person can mend."""
    from ..engine.indicators import open_measures
    from ..fhir.measure import measure_resource
    from .render import show_or_save

    measures = open_measures(args.results)
    heading = _heading(args, measures)
    if args.what == "measure":
        resource = measure_resource(args.name, measures.indicator(args.name), heading)
    elif args.type == "subject-list":
        resource = _people(args, measures, heading)
    else:
        resource = _counts(args, measures, heading)
    show_or_save(json.dumps(resource, indent=1, ensure_ascii=False) + "\n", args.out)
    return 0


def _heading(args: argparse.Namespace, measures: Measures) -> Heading:
    from ..fhir.elements import Heading
    from ..terms.errors import UserError

    if not re.fullmatch(r"(https?://|urn:)\S+", args.base):
        raise UserError(f"'{args.base}' cannot begin an address.", hint="As in --base https://example.org/fhir")
    loaded = str(measures.manifest["register"]["loaded_at"] or "")[:10]
    if not args.date and not loaded and args.what == "measure-report":
        raise UserError("The day of the report is not known.", hint="Add --date 2024-01-31.")
    return Heading(args.base, args.date.isoformat() if args.date else loaded, args.reporter, args.language)


def _counts(args: argparse.Namespace, measures: Measures, heading: Heading) -> dict[str, Any]:
    from ..engine.release.released import Releases
    from ..fhir.measure_report import summary, summary_bundle
    from .indicators import release_options

    releases = Releases(measures, measures.period(args.period), **release_options(args))
    released = releases.release(args.name, args.by)
    strata = _strata(args, released, releases)
    return summary(released, strata, heading) if args.by is None else summary_bundle(released, strata, heading)


def _strata(args: argparse.Namespace, released: Released, releases: Any) -> list[Released]:
    from ..terms.errors import UserError

    found = []
    for stratum in released.described["strata"]:
        try:
            found.append(releases.release(args.name, args.by, stratum))
        except UserError:  # nobody is in any of them
            continue
    return found


def _people(args: argparse.Namespace, measures: Measures, heading: Heading) -> dict[str, Any]:
    from ..definitions.read import read_library
    from ..engine.indicators.members import members_of
    from ..engine.register import open_register
    from ..engine.release.disclosures import write_down
    from ..fhir.measure_report import Disclosure, subject_list
    from ..terms.errors import UserError

    missing = [name for name in _ASKED_OF_LISTS if not str(getattr(args, name) or "").strip()]
    if missing:
        raise UserError(
            f"A list of people needs --{' and --'.join(missing)}.",
            hint="It leaves with a legal ground, a purpose and a recipient, which are written down with the day.",
        )
    if args.by:
        raise UserError("A list of people is about everybody counted.", hint="Leave out --by.")
    period, described = measures.period(args.period), measures.indicator(args.name)
    if args.name not in measures.measured(period) or args.name in measures.unseen:
        raise UserError(
            f"'{args.name}' was not measured over {period.name}.",
            hint="Measure it: empact measure. Where no record could be in its numerator it is not measured at all.",
        )
    disclosure = Disclosure(args.ground, args.purpose, args.recipient)
    members = members_of(measures, open_register(args.register), read_library(*args.library), args.name, period)
    resource = subject_list(args.name, described, period, members, disclosure, heading)
    entry = {
        "date": args.date.isoformat(),
        "what": "MeasureReport/subject-list",
        "indicator": args.name,
        "version": described["version"],
        "fingerprint": described["fingerprint"],
        "period": period.name,
        "results": measures.version,
        "register": measures.manifest["register"]["version"],
        "ground": args.ground,
        "purpose": args.purpose,
        "recipient": args.recipient,
        "people": {p["code"]["coding"][0]["code"]: p["count"] for p in resource["group"][0]["population"]},
    }
    write_down(args.results, entry)
    return resource
