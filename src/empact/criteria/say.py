"""Any criterion as a sentence, readable aloud in Dutch, French, German or English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, Protocol

from ..terms.codes import SYSTEMS
from ..terms.errors import UserError
from ..terms.periods import EVER, Window
from . import nodes as n
from .codeset import CodeSet
from .nouns import NOUNS
from .words import LANGUAGES, PHRASES

__all__ = ["Titles", "check_language", "say", "say_number", "written"]

_MOST_CODES: Final = 8


class Titles(Protocol):
    """Where the titles of conditions, determinants and scores are found: a ``definitions.models.Library``."""

    @property
    def conditions(self) -> Mapping[str, Any]: ...

    @property
    def determinants(self) -> Mapping[str, Any]: ...

    @property
    def scores(self) -> Mapping[str, Any]: ...


def check_language(language: str) -> str:
    """Raises a sentence for a language we do not speak."""
    if language not in LANGUAGES:
        raise UserError(f"'{language}' is not a language we speak.", hint="Known: " + ", ".join(LANGUAGES) + ".")
    return language


def say(node: n.Node, language: str = "en", library: Titles | None = None) -> str:
    """A flag becomes a predicate ("has ...", subject: the person), a number or events a noun phrase.

    Long lists of codes are cut after eight. Ids stand where ``library`` does not give a title.
    """
    return " ".join(_Speaker(check_language(language), library).say(node).split())


def say_number(value: float, language: str) -> str:
    """With the decimal sign of the language, without needless zeros."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text if language == "en" else text.replace(".", ",")


def written(system: str, code: str) -> str:
    """A code as people write it: ICD codes get their dot back."""
    if system in ("icd10", "icd10cm", "icd9cm"):
        stem = 4 if system == "icd9cm" and code.startswith("E") else 3
        return f"{code[:stem]}.{code[stem:]}" if len(code) > stem else code
    return code


class _Speaker:
    def __init__(self, language: str, library: Titles | None) -> None:
        self.language, self.library = language, library

    def phrase(self, key: str, **parts: str) -> str:
        return PHRASES[key][self.language].format(**parts)

    def noun(self, key: str, plural: bool) -> str:
        return NOUNS[key][self.language].split("|")[plural]

    def number(self, value: float) -> str:
        return say_number(value, self.language)

    # ------------------------------------------------------------ yes or no

    def say(self, node: n.Node) -> str:
        match node:
            case n.Events():
                return f"{self.events(node, plural=True)} {self.around(node)}"
            case n.Number():
                return self.say_number_node(node)
            case n.AllOf(of):
                return self.several("all_of", of, "and")
            case n.AnyOf(of):
                return self.several("any_of", of, "or")
            case n.AtLeastOf(least, of):
                return self.listed(self.phrase("at_least_of", n=str(least)), of)
            case n.Unless(flag, exceptions):
                inner = self.inside(flag)
                return self.phrase("unless", flag=inner, exceptions=self.several("any_of", exceptions, "or"))
            case n.AtLeast(number, threshold, strict):
                return self.threshold(number, threshold, strict)
            case n.FirstWithin(events, window):
                return self.phrase("first", noun=self.events(events, plural=False), window=self.window(window))
            case n.LatestIs(events, value):
                noun, said = self.events(events, plural=False), self.comparison(value)
                return self.phrase("latest", noun=noun, window=self.around(events), value=said)
            case n.Aged(low, None):
                return self.phrase("aged_from", low=str(low))
            case n.Aged(0, high):
                return self.phrase("aged_to", high=str(high))
            case n.Aged(low, high):
                return self.phrase("aged_between", low=str(low), high=str(high))
            case n.OfSex(sex):
                return self.phrase(sex)
            case n.LivesIn(area):
                return self.phrase("lives_in", area=area)
            case n.Registered():
                return self.phrase("registered")
            case n.Insured(status):
                return self.phrase(status)
            case n.Enrolled(programme, window):
                when = f" {self.window(window)}" if window else ""
                return self.phrase("enrolled" if programme else "enrolled_in_any", programme=programme, window=when)
            case n.Has(kind, id):
                return self.phrase(f"has_{kind}", title=self.title(f"{kind}s", id))
        raise TypeError(f"no words for {type(node).__name__}")

    def several(self, key: str, of: tuple[n.Flag, ...], joint: str) -> str:
        if len(of) == 1:
            return self.say(of[0])
        if len(of) == 2:
            return f"{self.inside(of[0])} {self.phrase(joint)} {self.inside(of[1])}"
        return self.listed(self.phrase(key), of)

    def listed(self, opening: str, of: tuple[n.Flag, ...]) -> str:
        return f"{opening}: " + "; ".join(f"({i}) {self.inside(flag)}" for i, flag in enumerate(of, start=1))

    def inside(self, flag: n.Flag) -> str:
        said = self.say(flag)
        compound = isinstance(flag, (n.AllOf, n.AnyOf, n.AtLeastOf, n.Unless)) and not (
            isinstance(flag, (n.AllOf, n.AnyOf)) and len(flag.of) == 1
        )
        return f"[{said}]" if compound else said

    def threshold(self, number: n.Number, threshold: float, strict: bool) -> str:
        q = self.phrase("more_than" if strict else "at_least", n=self.number(threshold))
        plural = threshold != 1 or strict
        match number:
            case n.Count(events):
                return self.phrase("has_events", window=self.around(events), q=q, noun=self.events(events, plural=plural))
            case n.CountAtPractices(events):
                return self.phrase("has_events", window=self.around(events), q=q, noun=self.at_practices(number, plural))
            case n.CountDates(events):
                return self.phrase("has_dates", window=self.around(events), q=q, noun=self.events(events, plural=False))
            case n.CountCodes(events, level, _, _):
                noun, each = self.noun(f"level_{level}", plural), self.each(number)
                return self.phrase(
                    "has_codes", window=self.around(events), q=q, noun=noun, about=self.about(events), each=each
                )
            case n.CountSpells(events):
                return self.phrase("has_spells", window=self.around(events), q=q, noun=self.spells(number, plural))
            case n.CountDischarges(events):
                return self.phrase("has_spells", window=self.around(events), q=q, noun=self.discharges(number, plural))
            case n.PersonDays(window):
                return self.phrase("has_person_days", window=self.window(window), q=q)
            case n.Deaths(window):
                return self.phrase("has_deaths", window=self.window(window))
            case n.Sum(events, of):
                return self.phrase(f"has_{of}", window=self.around(events), q=q, about=self.about(events))
            case n.ScoreOf(score, weights):
                return self.phrase("has_score", q=q, title=self.score(score, weights))
            case n.ConditionCount():
                return self.phrase("has_conditions", q=q)
            case n.SystemCount():
                return self.phrase("has_systems", q=q)
        raise TypeError(f"no words for {type(number).__name__}")

    # ------------------------------------------------------------ numbers

    def say_number_node(self, node: n.Number) -> str:
        match node:
            case n.Count(events):
                return self.phrase("number_of", noun=self.events(events, plural=True), window=self.around(events))
            case n.CountAtPractices(events):
                return self.phrase("number_of", noun=self.at_practices(node, True), window=self.around(events))
            case n.CountDates(events):
                return self.phrase("number_of_dates", noun=self.events(events, plural=True), window=self.around(events))
            case n.CountCodes(events, level, _, _):
                noun, each = self.noun(f"level_{level}", True), self.each(node)
                return self.phrase(
                    "number_of_codes", noun=noun, about=self.about(events), each=each, window=self.around(events)
                )
            case n.CountSpells(events):
                return self.phrase("number_of", noun=self.spells(node, True), window=self.around(events))
            case n.CountDischarges(events):
                return self.phrase("number_of", noun=self.discharges(node, True), window=self.around(events))
            case n.PersonDays(window):
                return self.phrase("person_days", window=self.window(window))
            case n.Deaths(window):
                return self.phrase("deaths", window=self.window(window))
            case n.Sum(events, of):
                return self.phrase(f"sum_{of}", about=self.about(events), window=self.around(events))
            case n.ScoreOf(score, weights):
                return self.phrase("score_of", title=self.score(score, weights))
            case n.ConditionCount():
                return self.phrase("condition_count")
            case n.SystemCount():
                return self.phrase("system_count")
        raise TypeError(f"no words for {type(node).__name__}")

    def each(self, node: n.CountCodes) -> str:
        said = []
        if node.each_rows > 1:
            said.append(self.phrase("each_rows", n=str(node.each_rows)))
        if node.each_ddd > 0:
            said.append(self.phrase("each_ddd", n=self.number(node.each_ddd)))
        return ", " + f" {self.phrase('and')} ".join(said) if said else ""

    def at_practices(self, asked: n.CountAtPractices, plural: bool) -> str:
        return self.phrase(
            "at_main_practice" if asked.most else "at_a_practice", noun=self.events(asked.events, plural=plural)
        )

    def spells(self, spells: n.CountSpells, plural: bool) -> str:
        noun = self.spell(spells.events, plural)
        if spells.codes is not None:
            diagnosis = f"{self.diagnosis(spells.position)} {self.codes(spells.codes)}"
            if spells.also is not None:
                diagnosis += f" {self.phrase('or')} {self.diagnosis()} {self.codes(spells.also)}"
            noun = self.phrase("for_diagnosis", noun=noun, what=diagnosis)
        if spells.without is None:
            return noun
        diagnosis = f"{self.diagnosis()} {self.codes(spells.without)}"
        return self.phrase("but_without", noun=noun, what=diagnosis)

    def spell(self, events: n.Events, plural: bool) -> str:
        unplanned = getattr(n.core_of(events), "unplanned", None)
        return self.noun({True: "unplanned_spell", False: "planned_spell"}.get(unplanned, "spell"), plural)  # type: ignore[arg-type]

    def discharges(self, asked: n.CountDischarges, plural: bool) -> str:
        noun = self.phrase("ended_alive", noun=self.spell(asked.events, plural))
        if asked.again is None:
            return noun
        return self.phrase("followed_by", noun=noun, other=self.spell(asked.again, False), n=str(asked.days))

    def diagnosis(self, position: str = "", *, plural: bool = False) -> str:
        return self.noun(f"{position}_diagnosis" if position else "condition_occurrence", plural)

    # ------------------------------------------------------------ records

    def events(self, events: n.Events, *, plural: bool) -> str:
        """The noun with what it is about, without its window."""
        core = n.core_of(events)
        if isinstance(core, n.Visited):
            return f" {self.phrase('or')} ".join(self.noun(k, plural) for k in core.kinds or ("any",)) + " " + self.about(core)
        position = getattr(core, "position", "")
        noun = self.diagnosis(position, plural=plural) if position else self.noun(core.table, plural)
        return f"{noun} {self.about(core)}"

    def about(self, events: n.Events) -> str:
        core = n.core_of(events)
        match core:
            case n.Visited(_, unplanned, role):
                said = [] if unplanned is None else [self.phrase("unplanned" if unplanned else "planned")]
                return " ".join(said + ([self.phrase("role", role=role)] if role else []))
            case n.Paid(domain):
                return self.phrase("for_domain", domain=domain) if domain else ""
            case n.CodedEvents(codes):
                said = [self.codes(codes)]
                value = getattr(core, "value", None)
                if value is not None:
                    said.append(self.phrase("valued", value=self.comparison(value)))
                if answers := getattr(core, "answers", ()):
                    said.append(self.phrase("answered", answers=f" {self.phrase('or')} ".join(answers)))
                return " ".join(said)
        raise TypeError(f"no words for {type(core).__name__}")

    def codes(self, codes: CodeSet) -> str:
        said = self.phrase("coded", codes=self.ranges(codes.included))
        return f"{said} ({self.phrase('without', codes=self.ranges(codes.excluded))})" if codes.excluded else said

    def ranges(self, ranges: tuple[Any, ...]) -> str:
        shown: tuple[Any, ...] = ranges[:_MOST_CODES]
        systems: dict[str, list[str]] = {}
        for r in shown:
            low, high = written(r.system, r.low), written(r.system, r.high)
            systems.setdefault(r.system, []).append(low if low == high else f"{low}-{high}")
        said = f" {self.phrase('or')} ".join(f"{SYSTEMS[s].title} {', '.join(listed)}" for s, listed in systems.items())
        more = len(ranges) - len(shown)
        return said + (f" {self.phrase('more_codes', n=str(more))}" if more else "")

    def comparison(self, value: n.Comparison) -> str:
        return f"{self.phrase(value.operator)} {self.number(value.value)} {value.unit}".strip()

    # ------------------------------------------------------------ time and titles

    def around(self, events: n.Events) -> str:
        said = self.window(n.window_of(events))
        return self.phrase("lasting", window=said) if isinstance(events, n.Lasting) else said

    def window(self, window: Window) -> str:
        if window.before:
            inside = self.window(replace(window, before=0))
            return self.phrase("ending", window=inside, n=str(window.before), unit=self.noun("day", window.before != 1))
        if window == EVER:
            return self.phrase("ever")
        if window.period:
            return self.phrase("period")
        if window.calendar_year or window.days is None:
            return self.phrase("calendar_year")
        years = round(window.days / 365.25)
        if years > 1 and round(years * 365.25) == window.days:
            return self.phrase("days", n=str(years), unit=self.noun("year", True))
        return self.phrase("days", n=str(window.days), unit=self.noun("day", window.days != 1))

    def score(self, score: str, weights: str) -> str:
        title = self.title("scores", score)
        return self.phrase("weights", title=title, weights=weights) if weights else title

    def title(self, group: str, id: str) -> str:
        definition = getattr(self.library, group).get(id) if self.library is not None else None
        return definition.title[self.language] if definition is not None else id
