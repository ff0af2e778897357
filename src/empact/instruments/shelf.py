"""All instruments, and the one in force on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..terms.errors import DefinitionError, UserError
from .instrument import Instrument

__all__ = ["Shelf"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Instruments by code and day. Two versions of one code that hold on the same day are refused."""

    instruments: tuple[Instrument, ...] = ()

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.instruments, key=lambda i: (i.code, i.head.valid_from)))
        for before, one in zip(ordered, ordered[1:], strict=False):
            if before.code == one.code and (before.head.valid_to is None or one.head.valid_from <= before.head.valid_to):
                raise DefinitionError(
                    f"{one.head.file}: {before.head.file} holds for '{one.code}' on the same days.",
                    hint="End the earlier version the day before: valid_to.",
                )
        object.__setattr__(self, "instruments", ordered)

    def __iter__(self) -> Iterator[Instrument]:
        return iter(self.instruments)

    @property
    def codes(self) -> tuple[str, ...]:
        """What can be asked for."""
        return tuple(dict.fromkeys(one.code for one in self.instruments))

    def named(self, code: str, *, on: date) -> Instrument:
        """The version of an instrument in force on a day: that of the assessment, not of the reading."""
        versions = [one for one in self.instruments if one.code == code]
        if not versions:
            raise UserError(f"There is no instrument '{code}'.", hint="Known: " + ", ".join(self.codes) + ".")
        for one in versions:
            if one.is_valid_on(on):
                return one
        raise UserError(
            f"No version of '{code}' was in force on {on}.", hint=f"The first is from {versions[0].head.valid_from}."
        )
