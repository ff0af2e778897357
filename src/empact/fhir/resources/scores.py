"""What our instruments ask and give, as Questionnaire, QuestionnaireResponse and BeScoreResult, and back.

The modules and the total of the BelRAI Screener have no official code yet, and the Belgian list of scores does not hold those
of BelRAI: each score is ``other`` of that list with our own code beside it, and an official code where one exists. An official
result and an estimate of our own differ by ``method``: an estimate is never read as an official result.
Of an instrument our own short names leave, and no wording of a licensed one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from ...instruments import instrument as of
from ...instruments.screener import Certificate, LocalEstimate, OfficialResult, receive
from ...terms.errors import UserError
from .profiles import SCORE_CATEGORIES, SCORES
from .questionnaires import Answer, Answered, Answers, Item, Option, Questionnaire
from .results import Measured, Result
from .shape import Said, read_part
from .values import PERIOD, Coding, Concept, Identifier, Period, Quantity, Reference, When, concept

__all__ = [
    "ESTIMATE",
    "OFFICIAL",
    "SCORE",
    "answers_from",
    "answers_resource",
    "official_from",
    "questionnaire_of",
    "score_resource",
    "screener_resource",
]

SCORE: Final = "urn:empact:CodeSystem:score"
_METHOD: Final = "urn:empact:CodeSystem:score-method"
_LABEL: Final = "urn:empact:CodeSystem:score-label"
_REFERENCE: Final = "urn:empact:namespace:score-result"
_CERTIFIED: Final = "urn:empact:StructureDefinition:certified-in"
OFFICIAL: Final = concept(_METHOD, "official", "as the official application gave it")
ESTIMATE: Final = concept(_METHOD, "estimate", "an estimate: not official, opens no right")
_ANSWERED: Final = {"number": "Decimal", "code": "Integer", "word": "String", "yes_no": "Boolean"}


# ---------------------------------------------------------------- scores


def screener_resource(
    result: OfficialResult | LocalEstimate,
    screener: of.Instrument,
    *,
    person: Reference,
    issued: datetime,
    language: str = "en",
) -> Result:
    """A result of the screener. An estimate that lacks a module has no total and keeps no Belgian profile: it says why."""
    official = isinstance(result, OfficialResult)
    made = _result(screener, result.assessed_on, issued, person, result.total, result.modules, language)
    if isinstance(result, OfficialResult):
        certificate = result.certificate
        performer = Reference(display=certificate.assessor) if certificate.assessor else None
        if performer and certificate.since:
            held = PERIOD.write(_period(certificate.since, certificate.until))
            performer = replace(performer, rest={"extension": [{"url": _CERTIFIED, "valuePeriod": held}]})
        made = replace(
            made,
            identifiers=(Identifier(_REFERENCE, result.reference),) if result.reference else (),
            code=_versioned(made.code, result.scale_version),
            performers=(performer,) if performer else (),
        )
    return replace(made, method=OFFICIAL if official else ESTIMATE)


def score_resource(
    scored: of.Scored,
    instrument: of.Instrument,
    *,
    person: Reference,
    assessed_on: date,
    issued: datetime,
    language: str = "en",
) -> Result:
    """A score that our own code made of answers, with the name of its band. Not for goal attainment by one goal only."""
    made = _result(instrument, assessed_on, issued, person, scored.value, {}, language)
    label = (concept(_LABEL, scored.label, instrument.labels.get(scored.label, {}).get(language, "")),) if scored.label else ()
    return replace(made, interpretations=label, method=ESTIMATE)


def official_from(result: Result, screener: of.Instrument, *, person: str) -> OfficialResult:
    """An official result of the screener out of a resource, checked as one that is typed in. Raises :class:`UserError` for an
    estimate, for another score, and for a total that is not the sum."""
    if result.method is None or result.method.code_in(_METHOD) != "official":
        raise UserError(
            "This score does not say that it is official.", hint="Only what the official application gave opens a right."
        )
    code = next((one for one in (result.code or Concept()).codings if one.system == SCORE), Coding())
    if code.code != screener.code:
        raise UserError(f"This is no result of {screener.code}.", hint=f"Its code is not {SCORE}#{screener.code}.")
    day = result.period.start if result.period is not None else result.moment
    if day is None:
        raise UserError("The result does not say when it was taken.", hint="It stands in effectivePeriod.")
    modules = {(part.code or Concept()).code_in(SCORE): _amount(part.value) for part in result.parts}
    return receive(
        screener,
        person=person,
        assessed_on=day.first,
        modules={key: value for key, value in modules.items() if key},
        total=_amount(result.value),
        scale_version=code.version,
        certificate=_certificate(result.performers),
        reference=next((one.value for one in result.identifiers if one.system == _REFERENCE), ""),
    )


def _result(
    instrument: of.Instrument,
    on: date,
    issued: datetime,
    person: Reference,
    value: Decimal | None,
    modules: Mapping[str, Decimal],
    language: str,
) -> Result:
    return Result(
        status="final",
        categories=(concept(SCORE_CATEGORIES, "other"),),
        code=_score_code(instrument, language),
        subject=person,
        period=_period(on, on),
        issued=When.of(issued),
        value=_quantity(value, instrument.unit) if value is not None else None,
        absent=None if value is not None else concept("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown"),
        parts=tuple(
            Measured(concept(SCORE, key, instrument.items[key].title[language]), _quantity(one, ""))
            for key, one in modules.items()
        ),
    )


def _score_code(instrument: of.Instrument, language: str) -> Concept:
    official = (Coding(*instrument.coded),) if instrument.coded else ()
    return Concept((Coding(SCORES, "other"), Coding(SCORE, instrument.code), *official), instrument.title[language])


def _versioned(code: Concept | None, version: str) -> Concept | None:
    """Our own coding in the version of the scale."""
    if code is None:
        return None
    return replace(code, codings=tuple(replace(c, version=version) if c.system == SCORE else c for c in code.codings))


def _quantity(value: Decimal, unit: str) -> Said:
    return Said("Quantity", Quantity(value, unit=unit))


def _amount(said: Said | None) -> Decimal | None:
    if said is None:
        return None
    value = said.value.value if said.kind == "Quantity" else said.value if said.kind == "Integer" else None
    return None if value is None else Decimal(value)


def _period(first: date, last: date | None) -> Period:
    return Period(When.of(first), When.of(last) if last else None)


def _certificate(performers: Sequence[Reference]) -> Certificate:
    """That of the first performer. A period that cannot be read is refused: without its end it would never run out."""
    if not performers:
        return Certificate("", None)
    entries = performers[0].rest.get("extension", ())
    said: Any = next((e.get("valuePeriod", {}) for e in entries if isinstance(e, dict) and e.get("url") == _CERTIFIED), {})
    held = read_part(Period, said) if isinstance(said, dict) else None
    if held is None or held.rest.keys() & {"start", "end"}:
        raise UserError("The days of the certificate cannot be read.", hint="They stand in valuePeriod, as in 2024-01-31.")
    since, until = held.start, held.end
    return Certificate(performers[0].display, since.first if since else None, until.last if until else None)


# ---------------------------------------------------------------- what is asked, and what was answered


def questionnaire_of(instrument: of.Instrument, language: str = "en") -> Questionnaire:
    """What an instrument asks, in one language; ranges by HL7's extensions ``minValue`` and ``maxValue``."""
    return Questionnaire(
        id=instrument.code.replace("_", "-"),
        url=f"urn:empact:Questionnaire:{instrument.code}",
        version=str(instrument.version),
        name="".join(word.capitalize() for word in instrument.code.split("_")),
        title=instrument.title[language],
        status="active",
        about=("Patient",),
        licence=instrument.licence,
        reviewed=When.of(instrument.head.reviewed),
        period=_period(instrument.head.valid_from, instrument.head.valid_to),
        codes=(Coding(SCORE, instrument.code), *((Coding(*instrument.coded),) if instrument.coded else ())),
        items=tuple(_item(item, language) for item in instrument.items.values()),
        rest={"language": language},
    )


def _item(item: of.Item, language: str) -> Item:
    options = [Said("String", word) for word in item.words] + [Said("Integer", code) for code in item.codes]
    limits = [
        {"url": f"http://hl7.org/fhir/StructureDefinition/{name}", "valueDecimal": float(limit)}
        for name, limit in (("minValue", item.least), ("maxValue", item.most))
        if limit is not None
    ]
    return Item(
        item.key,
        text=f"{item.title[language]} ({item.unit})" if item.unit else item.title[language],
        type="choice" if options else _ANSWERED[item.kind].lower(),
        required=item.needed,
        options=tuple(Option(value) for value in options),
        rest={"extension": limits} if limits else {},
    )


def answers_resource(
    instrument: of.Instrument, answers: of.Answers, *, person: Reference, authored: datetime, by: Reference | None = None
) -> Answers:
    """What was answered, each in its own type. Raises :class:`UserError` as the instrument does."""
    read = instrument.read(answers)
    return Answers(
        questionnaire=f"urn:empact:Questionnaire:{instrument.code}|{instrument.version}",
        status="completed",
        subject=person,
        authored=When.of(authored),
        author=by,
        items=tuple(
            Answered(key, answers=(Answer(Said(_ANSWERED[instrument.items[key].kind], value)),)) for key, value in read.items()
        ),
    )


def answers_from(answered: Answers, instrument: of.Instrument) -> dict[str, Decimal | int | str | bool]:
    """The answers for an instrument, checked by it. Raises :class:`UserError` where they are for another one."""
    if answered.questionnaire.partition("|")[0] != f"urn:empact:Questionnaire:{instrument.code}":
        raise UserError(f"These are no answers to {instrument.code}.", hint="The questionnaire they name is another one.")
    given = {one.link: one.answers[0].value for one in answered.items if one.answers}
    return instrument.read({key: _given(said) for key, said in given.items() if said is not None})


def _given(said: Said) -> Any:
    return getattr(said.value, "code", getattr(said.value, "value", said.value))
