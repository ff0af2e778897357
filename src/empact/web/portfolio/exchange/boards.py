"""Boards of other tools: each card as an idea, with what it needs, and a milestone where it has a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from .archive import Rows

__all__ = ["HEAD", "board_in", "cards_in"]

HEAD: Final = ("title", "need", "list", "due", "closed", "tool")
"""What is taken of a card. Who works on it is left where it is."""


@cache
def _tools() -> Mapping[str, list[dict[str, Any]]]:
    said: Mapping[str, list[dict[str, Any]]] = yaml.safe_load((files(__package__) / "boards.yaml").read_text("utf-8"))
    return said


def board_in(rows: Rows) -> Rows | None:
    """The cards of a CSV, under :data:`HEAD`; ``None``: no board that is known."""
    head = [name.strip() for name in rows[0]] if rows else []
    tool = next((t for t in _tools()["csv"] if set(t["known_by"]) <= set(head)), None)
    if tool is None:
        return None
    found = [list(HEAD)]
    for row in rows[1:]:
        said = {name: value.strip() for name, value in zip(head, row, strict=False)}
        closed = any(said.get(name, "") in words for name, words in tool.get("closed", {}).items())
        found.append(_card(tool, [_first(said, tool[name]) for name in ("title", "need", "list", "due")], closed))
    return found


def cards_in(told: Any) -> Rows | None:
    """The cards of a JSON export; ``None``: no board that is known."""
    cards, lists = (told.get("cards"), told.get("lists")) if isinstance(told, dict) else (None, None)
    if not isinstance(cards, list) or not isinstance(lists, list):
        return None
    cards = [card for card in cards if isinstance(card, dict)]
    tool = next((t for t in _tools()["json"] if any(t["card_has"] in card for card in cards)), None)
    if tool is None:
        return None
    names = {_id(one): str(one.get(tool["list_title"], "")) for one in lists if isinstance(one, dict)}
    away = {_id(one) for one in lists if isinstance(one, dict) and one.get(tool["closed"])}
    found = [list(HEAD)]
    for card in cards:
        where = card.get(tool["list"])
        told_of = [card.get(tool["title"]), card.get(tool["need"]), names.get(where, ""), card.get(tool["due"])]
        closed = bool(card.get(tool["closed"])) or where in away
        found.append(_card(tool, [str(part or "") for part in told_of], closed))
    return found


def _id(one: Mapping[str, Any]) -> Any:
    return one.get("id") or one.get("_id")


def _card(tool: Mapping[str, Any], told: Iterable[str], closed: bool) -> list[str]:
    title, need, of, due = (part.replace("\x00", "").strip() for part in told)
    return [title, need, of, _day(due), "yes" if closed else "", tool["tool"]]


def _first(said: Mapping[str, str], names: str | list[str]) -> str:
    return next((said[n] for n in ([names] if isinstance(names, str) else names) if said.get(n)), "")


def _day(text: str) -> str:
    """As ISO where it can be read one way only; as it stands where it cannot, and then it is refused."""
    if found := re.match(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T|$|\s)", text):
        return found[1]
    numbers = [int(n) for n in found.groups()] if (found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)) else []
    if numbers and (numbers[0] > 12 or numbers[1] > 12 or numbers[0] == numbers[1]):
        day, month = (numbers[0], numbers[1]) if numbers[1] <= 12 else (numbers[1], numbers[0])
        try:
            return date(numbers[2], month, day).isoformat()
        except ValueError:
            return text
    for pattern in ("%d %b %Y", "%d/%b/%y", "%d %B %Y", "%b %d, %Y"):
        try:
            return datetime.strptime(text, pattern).date().isoformat()
        except ValueError:
            continue
    return text
