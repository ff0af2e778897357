"""Reads the head that every definition has, without any grammar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ..terms.head import Head
from .place import Place

__all__ = ["HEAD", "LANGUAGES", "read_head", "read_titles"]

LANGUAGES: Final = ("nl", "fr", "de", "en")
HEAD: Final = (
    "id",
    "kind",
    "version",
    "title",
    "source",
    "reviewer",
    "reviewed",
    "review_by",
    "valid_from",
    "valid_to",
    "note",
)
_NEEDED: Final = tuple(k for k in HEAD if k not in ("note", "valid_to"))


def read_head(
    file: str, value: Any, kind: str, keys: tuple[str, ...], needed: tuple[str, ...]
) -> tuple[Place, dict[str, Any], dict[str, Any]]:
    """The place, the mapping, and the arguments every definition takes."""
    place = Place(file)
    given = place.mapping(value, (*HEAD, *keys), (*_NEEDED, *needed))
    if given["kind"] != kind:
        raise (place / "kind").error(
            f"'{given['kind']}' lies in the folder of a {kind}.", f"Say 'kind: {kind}', or move the file."
        )
    name = file.removesuffix(".yaml")
    if given["id"] != name:
        raise (place / "id").error(f"'{given['id']}' is not the name of the file.", f"Say 'id: {name}'.")
    head = Head(
        source=(place / "source").texts(given["source"]),
        reviewer=(place / "reviewer").text(given["reviewer"]),
        reviewed=(place / "reviewed").day(given["reviewed"]),
        review_by=(place / "review_by").day(given["review_by"]),
        valid_from=(place / "valid_from").day(given["valid_from"]) if given["valid_from"] is not None else date.min,
        valid_to=(place / "valid_to").day(given["valid_to"]) if given.get("valid_to") is not None else None,
        note=(place / "note").text(given["note"]) if given.get("note") is not None else "",
        file=file,
    )
    if head.valid_to is not None and head.valid_to < head.valid_from:
        raise (place / "valid_to").error("it ends before it begins.")
    if head.review_by < head.reviewed:
        raise (place / "review_by").error("the next review lies before the last one.")
    shared = {
        "id": name,
        "version": (place / "version").whole(given["version"], 1),
        "title": read_titles(place / "title", given["title"]),
        "head": head,
    }
    return place, given, shared


def read_titles(place: Place, value: Any) -> Mapping[str, str]:
    """A text in every language."""
    given = place.mapping(value, LANGUAGES, LANGUAGES)
    return {language: (place / language).text(given[language]) for language in LANGUAGES}
