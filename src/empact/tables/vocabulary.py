"""The codes a register has met, numbered."""

from __future__ import annotations

from .declare import Column as C
from .declare import Table

__all__ = ["CONCEPT", "REJECT"]

CONCEPT = Table(
    "concept",
    "One row per (system, code) that occurs in this register version. Numbers run from 1 in order of (system, code).",
    (
        C("concept_id", "INTEGER", "Dense number within this register version."),
        C("vocabulary_id", "VARCHAR", "Code system, as named in empact.terms.codes: icd10, icpc2, atc, snomed ..."),
        C("concept_code", "VARCHAR", "The code in normalised spelling: upper case, no dots."),
        C("concept_name", "VARCHAR", "Title, where the source gave one.", null="no title given"),
    ),
    key="concept_id",
    person_sorted=False,
)
REJECT = Table(
    "reject",
    "One row per input row that was not taken up, with the reason. Rows in = rows kept + rows rejected.",
    (
        C("source", "VARCHAR", "Name of the load."),
        C("file", "VARCHAR", "File name, without its folder."),
        C("line", "BIGINT", "Line or row in the file, from 1.", null="known by its id instead"),
        C("record_id", "VARCHAR", "Identifier of the record.", null="has none, or cannot be read"),
        C("target", "VARCHAR", "Table it was meant for.", null="cannot be told"),
        C("reason", "VARCHAR", "Reason code, as listed in docs/reference/rejects.md."),
        C("hint", "VARCHAR", "What to do about it."),
    ),
    key="file",
    person_sorted=False,
    ours=True,
)
