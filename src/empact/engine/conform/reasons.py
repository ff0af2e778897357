"""Why a row was not taken up: the closed list of reasons, each with what to do about it."""

from __future__ import annotations

from typing import Final

__all__ = ["REASONS"]

REASONS: Final[dict[str, str]] = {
    "not-json": "The line cannot be read as JSON. Ask the source to write the file again.",
    "not-fhir": "The line is JSON but no FHIR resource: it has no resourceType.",
    "too-large": "The line is longer than 16 MB. Ask the source to leave out attached documents.",
    "torn-file": "The packed file ends early or is damaged; complete lines before that point were taken. Deliver it again.",
    "not-parquet": "The file cannot be read as Parquet. Deliver it again.",
    "not-csv": "The row cannot be split into the columns of its heading: look for a stray quote or separator.",
    "wrong-value": (
        "A number, a yes/no or a word of a fixed list cannot be read. Check layout.yaml and docs/reference/csv-layout.md."
    ),
    "missing-value": "A column that must be filled is empty.",
    "no-id": "The record has no identifier, so nothing can refer to it.",
    "no-person": "The record does not say whom it is about.",
    "unknown-person": "The person is not among the persons delivered, or was rejected. Deliver the person first.",
    "unknown-practice": "Neither the practice nor the practitioner of this registration is known.",
    "unknown-event": "The cost refers to an event that was not delivered, so its person cannot be told.",
    "no-code": "The record says nothing about what was diagnosed, given, done or found.",
    "no-date": "The record has no date.",
    "impossible-date": "A date does not exist, cannot be read or lies before 1880. Check how the source writes dates.",
    "date-in-future": "The record is dated after the day of the load.",
    "outside-period": "The record lies wholly outside the period its delivery was said to be of. Is it the right year?",
    "end-before-start": "The last day lies before the first.",
    "no-birth-date": "The person has no year of birth, so no age can be told.",
    "birth-in-future": "The person is born after the day of the load.",
    "entered-in-error": "The source itself marks the record as entered in error.",
    "refuted": "The source itself marks the diagnosis as refuted.",
    "not-done": "The record is of something planned, cancelled or not done.",
    "no-amount": "The cost has no amount.",
    "negative-amount": "The amount is negative and the row is not marked as a correction.",
    "repeated-id": "A record with this identifier was already read in this delivery; the first is kept.",
    "wrong-area": "The area cannot be read as a NIS code, a sector code or level:code.",
}
