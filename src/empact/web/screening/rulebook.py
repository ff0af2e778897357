"""Instruments as they are read here, the rules on the screener with what the region decided, and who flips by a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from hashlib import sha256

from django.conf import settings

from ...definitions.instruments import read_instruments
from ...instruments.instrument import Instrument
from ...instruments.screener import Certificate, OfficialResult, rules_of
from ...instruments.screener_rules import Clause, Flip, Rule, rule_in_force, who_flips
from ...instruments.shelf import Shelf
from ...terms.errors import UserError
from .models import RuleVersion, ScreenerResult

__all__ = ["SCREENER", "as_official", "as_rule", "flips_of", "in_force", "newest", "screener", "shelf", "stamp", "versions"]

SCREENER = "belrai_screener"


@cache
def shelf() -> Shelf:
    """All instruments; those of the region (folder ``library`` of the workspace) take the place of ours."""
    folder = settings.WORKSPACE.folder / "library"
    return read_instruments(*((folder,) if (folder / "instruments").is_dir() else ()))


def screener(on: date) -> Instrument:
    """The version for an assessment of that day. Raises :class:`UserError` where there was none yet."""
    return shelf().named(SCREENER, on=on)


def as_official(row: ScreenerResult) -> OfficialResult:
    """``person`` is the id of the result, so that two results of one person stay two."""
    return OfficialResult(
        person=str(row.pk),
        assessed_on=row.assessed_on,
        modules=row.modules,
        total=row.total,
        scale_version=row.scale_version,
        certificate=Certificate(row.assessor, row.certified_since, row.certified_until),
        reference=row.reference,
    )


def as_rule(row: RuleVersion) -> Rule:
    """What the region decided, as a rule of the library."""
    limits = [] if row.total is None else [Clause(row.total)]
    limits += [] if row.activities is None else [Clause(row.activities, ("iadl", "adl"))]
    return Rule(
        name=row.name, version=row.version, any_of=tuple(limits), valid_from=row.valid_from, valid_to=row.valid_to,
        decided_on=row.decided_on, source=row.source, confidence="sure", decision=row.decision,
    )  # fmt: skip


def versions(name: str, today: date) -> tuple[Rule, ...]:
    """Every version in force of a rule, of the library and of the region."""
    own = RuleVersion.objects.filter(name=name, state=RuleVersion.State.IN_FORCE)
    return (*rules_of(screener(today), name), *map(as_rule, own))


def newest(name: str, today: date) -> Rule:
    """The version decided last."""
    return max(versions(name, today), key=lambda rule: (rule.decided_on, rule.version))


def in_force(known: Iterable[Rule], assessed_on: date, today: date) -> Rule | None:
    """The version for an assessment, as it is known today; none before the first."""
    try:
        return rule_in_force(tuple(known), assessed_on=assessed_on, known_on=today)
    except UserError:
        return None


def flips_of(new: RuleVersion, results: Iterable[ScreenerResult], today: date) -> tuple[Flip, ...]:
    """The results that a proposed rule answers otherwise than what is in force. Nothing is changed."""
    known = versions(new.name, today)
    by_rule: defaultdict[Rule | None, list[OfficialResult]] = defaultdict(list)
    for row in results:
        by_rule[in_force(known, row.assessed_on, today)].append(as_official(row))
    rule = as_rule(new)
    return tuple(flip for old, rows in by_rule.items() for flip in who_flips(rows, old, rule))


def stamp(flips: Iterable[Flip]) -> str:
    """Stands for a list of flips that somebody looked at; says nothing of it."""
    return sha256("|".join(sorted(f"{flip.person}:{flip.after}" for flip in flips)).encode()).hexdigest()
