"""FHIR R4: what was asked for, which is not what was done."""

from __future__ import annotations

from typing import Final

from .fhir_shapes import CONCEPT, FROM_SUBJECT, PERIOD, REF, SUBJECT, FhirType, coded, mistaken, undone

__all__ = ["REQUEST_TYPES"]

# R4 has no such element for devices; QI-Core adds it, and once misspelt it.
_NOT_TO_BE_DONE: Final = (
    'len(list_filter("modifierExtension", lambda x: x."valueBoolean" AND'
    " regexp_matches(lower(x.url), 'donotper?form$'))) > 0"
)


def _requested(code: str, *when: str) -> FhirType:
    """What was asked for, not done yet: an observation with the answer ``requested``."""
    start = f"coalesce({', '.join(when)})"
    return FhirType(
        SUBJECT
        | {
            "status": "VARCHAR",
            "intent": "VARCHAR",
            "doNotPerform": "BOOLEAN",
            "modifierExtension": 'STRUCT(url VARCHAR, "valueBoolean" BOOLEAN)[]',
            code: CONCEPT,
            "authoredOn": "VARCHAR",
            "occurrenceDateTime": "VARCHAR",
            "occurrencePeriod": PERIOD,
            "requester": REF,
        },
        "observation",
        FROM_SUBJECT
        | coded(f'"{code}"')
        | {"start": f"day_of({start})", "text": "'requested'", "provider": "key_of(requester.reference, 'Practitioner/')"},
        (
            mistaken(),
            undone("draft", "revoked"),
            ("not-done", f'"doNotPerform" OR {_NOT_TO_BE_DONE}'),
            ("not-done", "intent IN ('proposal', 'plan', 'option')"),
        ),
        start,
        needs_code=True,
    )


_WHEN: Final = ('"authoredOn"', '"occurrenceDateTime"', '"occurrencePeriod"."start"')
REQUEST_TYPES: Final[dict[str, FhirType]] = {
    "ServiceRequest": _requested("code", *_WHEN),
    "DeviceRequest": _requested("codeCodeableConcept", *_WHEN),
}
