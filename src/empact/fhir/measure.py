"""The definition of an indicator, as it was measured, as a FHIR Measure: so that a report can be read by others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from .elements import SCORINGS, UNSUPPORTED, Heading, Json, absent, code_of, improvement, populations_of, unit_of

__all__ = ["measure_resource"]

_EVERYBODY: Final[Mapping[str, str]] = {
    "nl": "iedereen die op de laatste dag leeft en gevolgd wordt",
    "fr": "toute personne en vie et suivie le dernier jour",
    "de": "alle, die am letzten Tag leben und beobachtet werden",
    "en": "everybody alive and observed on the last day",
}


def measure_resource(indicator: str, described: Mapping[str, Any], heading: Heading) -> Json:
    """``described``: the indicator as the results keep it. One that waits for data is a draft without populations."""
    language = heading.language
    waits = bool(described["waits_for"])
    titles = described["title"]
    resource: Json = {
        "resourceType": "Measure",
        "language": language,
        "extension": [heading.extension("fingerprint", valueString=described["fingerprint"])],
        "url": heading.address("Measure", indicator),
        "version": str(described["version"]),
        "name": "".join(word.capitalize() for word in indicator.split("_")),
        "title": titles[language],
        "status": "draft" if waits else "active",
        "date": described["reviewed"],
        "publisher": described["owner"],
        **_in_force(described),
        "reviewer": [{"name": described["reviewer"]}],
        "relatedArtifact": [{"type": "citation", "citation": text} for text in described["source"]],
        "scoring": code_of("measure-scoring", SCORINGS[described["scoring"]]),
        "type": [code_of("measure-type", described["type"])],
        **improvement(described["direction"]),
    }
    if described["note"] or waits:
        said = [described["note"], f"Waits for {described['waits_for']}." if waits else ""]
        resource["description"] = "\n".join(text for text in said if text)
    if unit := unit_of(described).get("unit"):
        resource["extension"].append(heading.extension("score-unit", valueString=unit))
    if not waits:
        resource["group"] = [{"population": _populations(described, language)}]
        if described["strata"]:
            system = heading.address("CodeSystem", "stratifier")
            resource["group"][0]["stratifier"] = [
                {"code": {"coding": [{"system": system, "code": s}]}} for s in described["strata"]
            ]
    return {key: value for key, value in resource.items() if value not in ([], "")}


def _populations(described: Mapping[str, Any], language: str) -> list[Json]:
    found, before = [], _EVERYBODY[language]
    for ours, code in populations_of(described):
        sentence = described["says"].get(ours, {}).get(language, "")
        sentence = sentence or before  # without a rule of its own it is all of the population around it
        if ours == "initial_population":
            before = sentence
        text = ours.replace("_", " ") if code == "measure-observation" else ""
        found.append(
            {
                "code": code_of("measure-population", code, text),
                # R4 knows CQL, FHIRPath and queries; ours is none of them: the rule by its name, and as a reader checks it.
                "criteria": {"description": sentence, "_language": absent(UNSUPPORTED), "expression": ours},
            }
        )
    return found


def _in_force(described: Mapping[str, Any]) -> Json:
    """From when and until when the rule holds; nothing where it has no ends."""
    ends = {"start": described["valid_from"], "end": described.get("valid_to")}
    told = {name: day for name, day in ends.items() if day is not None}
    return {"effectivePeriod": told} if told else {}
