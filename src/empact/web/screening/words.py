"""A result and the rule of the day in sentences: what it says, by which limit, and what comes next. A step, not a verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ...instruments.instrument import Instrument
from ...instruments.screener_rules import Clause, Rule, Step, clauses_met, next_step
from . import rulebook
from .models import MODULES, FollowUp, RuleVersion, ScreenerResult

__all__ = [
    "Verdict", "asks", "estimate_said", "level", "limit_said", "module_title", "number", "score", "short", "signed",
    "source_said", "title_of", "verdicts",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """``sentence``: what the rule says of the result; ``step``: what comes next, where the rule is about that;
    ``rule``: of when the rule is; ``source``: where it can be read.
    """

    title: str
    met: bool
    sentence: str
    step: str
    rule: str
    source: str


def number(value: Decimal | None) -> str:
    """A score as short as it can be: 5 or 5.5."""
    if value is None:
        return "–"
    text = f"{value.normalize():f}"
    return text if get_language() == "en" else text.replace(".", ",")


def score(value: Decimal) -> str:
    """As :func:`number`. Three decimals are kept; two are read, and more of a number below one."""
    return number(short(value))


def short(value: Decimal) -> Decimal:
    return round(value, 3 if abs(value) < 1 else 2)


def signed(value: Decimal) -> str:
    """A difference with its sign."""
    return f"+{number(value)}" if value > 0 else number(value)


def module_title(name: str) -> str:
    """The module in the reader's words."""
    field = ScreenerResult._meta.get_field(name)
    assert isinstance(field, DecimalField)
    return str(field.verbose_name)


def title_of(instrument: Instrument) -> str:
    return instrument.title.get(get_language() or "en", instrument.title["en"])


def estimate_said() -> str:
    """What stands beside each estimate, on the page, in the file and in the API."""
    return _("An estimate made here: not official, opens no right.")


def level(reached: int) -> str:
    """Where a goal stands, on the scale of goal attainment."""
    said = (
        _("much less than expected"), _("less than expected"), _("as expected"), _("more than expected"),
        _("much more than expected"),
    )  # fmt: skip
    return said[reached + 2]


def asks(step: FollowUp) -> str:
    """Why somebody has to decide."""
    if step.rule_id is None:
        return _("The result reaches the limit: the full BelRAI comes next.")
    if step.met:
        return _("By a new rule this result reaches the limit. Before, it did not.")
    return _("By a new rule this result does not reach the limit any more.")


def limit_said(clause: Clause) -> str:
    """Its limit, in words."""
    if not clause.modules:
        return _("a total of %(limit)s or more") % {"limit": number(clause.at_least)}
    if clause.modules == ("iadl", "adl"):
        return _("IADL and ADL together %(limit)s or more") % {"limit": number(clause.at_least)}
    named = ", ".join(module_title(name) for name in clause.modules if name in MODULES)
    return _("%(modules)s together %(limit)s or more") % {"modules": named, "limit": number(clause.at_least)}


def source_said(rule: Rule) -> str:
    """Where it can be read: what the region wrote, or the first address among the sources of the library."""
    if rule.decision:
        return rule.source
    found = re.search(r"[\w-]+(\.[\w-]+)+(/[\w/-]*)?", rule.source)
    return found[0] if found else ""


def verdicts(row: ScreenerResult, known: dict[str, tuple[Rule, ...]], today: date, *, whole: bool) -> list[Verdict]:
    """By each rule of the day. ``whole``: may the reader know the modules? Else nothing of them is said."""
    found = []
    for name, versions in known.items():
        rule = rulebook.in_force(versions, row.assessed_on, today)
        if rule is not None:
            found.append(_verdict(row, rule, RuleVersion.Name(name), whole))
    return found


def _verdict(row: ScreenerResult, rule: Rule, name: RuleVersion.Name, whole: bool) -> Verdict:
    result = rulebook.as_official(row)
    reached = clauses_met(result, rule)
    shown = [(clause, value) for clause, value in reached if whole or not clause.modules]
    limits = _(" or ").join(limit_said(clause) for clause in rule.any_of)
    if not reached:
        sentence = _("The limit is not reached: %(limits)s.") % {"limits": limits}
    elif shown:
        said = "; ".join(f"{number(value)} ({limit_said(clause)})" for clause, value in shown)
        sentence = _("The limit is reached: %(said)s.") % {"said": said}
    else:
        sentence = _("The limit is reached.")
    return Verdict(str(name.label), bool(reached), sentence, _step(result, rule, name), _rule_said(rule), source_said(rule))


def _step(result: Any, rule: Rule, name: str) -> str:
    if name != RuleVersion.Name.FULL_ASSESSMENT:
        return ""
    if next_step(result, rule) is Step.FULL_ASSESSMENT:
        return _("Next step: the full BelRAI.")
    return _("No next step by this rule.")


def _rule_said(rule: Rule) -> str:
    days = {"decided": date_format(rule.decided_on, "DATE_FORMAT"), "begin": date_format(rule.valid_from, "DATE_FORMAT")}
    said = [_("Rule of %(decided)s, for assessments from %(begin)s on.") % days]
    if rule.decision:
        said.append(_("Decision %(decision)s.") % {"decision": rule.decision})
    if rule.confidence == "unverified":
        said.append(_("No official limit is known. Until the region decides, this one stands in."))
    return " ".join(said)
