"""Where in a file we are, and plain questions to a piece of YAML. Every complaint names file and place."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from ..terms.errors import DefinitionError

__all__ = ["Place"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """A file and the keys that lead to a value, as in ``heart_failure.yaml: evidence.gp_code.recorded``."""

    file: str
    keys: tuple[str, ...] = ()

    def __truediv__(self, key: object) -> Place:
        return Place(self.file, (*self.keys, str(key)))

    def __str__(self) -> str:
        return f"{self.file}: {'.'.join(self.keys)}" if self.keys else self.file

    def error(self, message: str, hint: str = "") -> DefinitionError:
        return DefinitionError(f"{self}: {message}", hint=hint)

    def trying(self, build: Callable[[], T]) -> T:
        """Build something; where it complains, say where we are."""
        try:
            return build()
        except DefinitionError as error:
            if error.message.startswith(f"{self.file}: "):
                raise
            raise self.error(error.message, error.hint) from None

    def mapping(self, value: Any, known: Collection[str] | None = None, needed: Iterable[str] = ()) -> dict[str, Any]:
        """A mapping with only known keys and all needed ones."""
        if not isinstance(value, dict):
            raise self.error("a mapping (key: value) is needed here.")
        for key in value:
            if known is not None and key not in known:
                raise self.error(f"there is no key '{key}'.", meant(str(key), known))
        for key in needed:
            if key not in value:
                raise self.error(f"'{key}' is missing.", f"Add '{key}: ...'.")
        return value

    def text(self, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.error("a text is needed here.", "Put numbers and codes in quotes." if value is not None else "")
        return value.strip()

    def list_of(self, value: Any) -> list[Any]:
        if not isinstance(value, list) or not value:
            raise self.error("a list with at least one entry is needed here.")
        return value

    def texts(self, value: Any) -> tuple[str, ...]:
        """One text, or a list of them."""
        listed = self.list_of(value) if isinstance(value, list) else [value]
        return tuple((self / i if isinstance(value, list) else self).text(v) for i, v in enumerate(listed))

    def yes_no(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise self.error("true or false is needed here.")
        return value

    def whole(self, value: Any, least: int | None = None) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or (least is not None and value < least):
            raise self.error("a whole number is needed here" + (f", at least {least}." if least is not None else "."))
        return value

    def number(self, value: Any, least: float | None = None) -> float:
        if not isinstance(value, (int, float)) or isinstance(value, bool) or value != value or abs(value) == float("inf"):
            raise self.error("a number is needed here.", "Write decimals with a point.")
        if least is not None and value < least:
            raise self.error(f"a number of at least {least:g} is needed here.")
        return value

    def day(self, value: Any) -> date:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error("a date is needed here.", "Write it as 2024-01-31, without quotes.")
        return value

    def one_of(self, value: Any, known: Collection[str]) -> str:
        if value not in known or not isinstance(value, str):
            raise self.error(f"'{value}' is not known here.", meant(str(value), known))
        return value


def meant(word: str, known: Collection[str]) -> str:
    """``Did you mean ...?``, or the known words."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"Did you mean '{close[0]}'?" if close else "Known: " + ", ".join(sorted(known)) + "."
