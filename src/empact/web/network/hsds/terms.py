"""The taxonomies of the directory in HSDS: kinds of help and care, and what Belgium says besides, as attributes."""

from __future__ import annotations

from functools import cache
from typing import Any, Final
from uuid import UUID, uuid5

from django.utils import translation

from ..kinds import LANGUAGES, codes, groups, kinds
from ..models import Offer
from ..values import TEXTS

__all__ = ["ACCESS", "KIND", "SAID", "SPACE", "TAXONOMIES", "identifier", "term", "terms"]

SPACE: Final = UUID("6b0d9d4e-4a5c-5b0e-9c39-3f7d0f3f6a10")
"""Ids that are made are made from this one and what they name: the same on every machine."""
KIND, ACCESS, SAID = "kind", "access", "said"
TAXONOMIES: Final = {
    KIND: ("Kinds of help and care", "Health and welfare alike, after Belgian and Flemish law; shipped with EMPACT."),
    ACCESS: ("Accessibility", "What makes an offer easy to use."),
    SAID: ("Belgian extension", "What HSDS has no field for: texts in other languages, convention, waiting time, cost."),
}
_SAID: Final = ("convention", "cost", "wait_days", "wait_on")


def identifier(*names: object) -> str:
    """The id of something that has none of its own."""
    return str(uuid5(SPACE, "/".join(map(str, names))))


@cache
def terms() -> dict[str, dict[str, Any]]:
    """All terms by their id, each with the taxonomy it is of. Names are in English; kinds name their sources."""
    found: dict[str, dict[str, Any]] = {}

    def add(taxonomy: str, code: str, name: str, description: str, parent: str = "") -> None:
        one: dict[str, Any] = {
            "id": identifier(taxonomy, code), "code": code, "name": name, "description": description, "language": "en",
            "taxonomy": TAXONOMIES[taxonomy][0], "taxonomy_id": identifier(taxonomy),
        }  # fmt: skip
        found[one["id"]] = one | ({"parent_id": identifier(taxonomy, parent)} if parent else {})

    with translation.override("en"):
        for code, kind in {**groups(), **kinds()}.items():
            add(KIND, code, str(kind), f"{kind.sector}; {kind.source}".strip("; "), kind.within)
        for code, name in codes("access").items():
            add(ACCESS, code, name, name)
        for text in TEXTS:
            for language in LANGUAGES:
                add(SAID, f"{text}.{language}", f"{text} ({language})", "The same text in another language.")
        add(SAID, "language", "Language", "In which language the texts of the service itself are.")
        for field in _SAID:
            add(SAID, field, str(Offer._meta.get_field(field).verbose_name), "A field of EMPACT, with its code as the value.")  # type: ignore[union-attr]
    return found


def term(taxonomy: str, code: str) -> dict[str, Any]:
    return terms()[identifier(taxonomy, code)]
