"""All instruments, and the one in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ..terms.errors import DefinitionError, UserError
from .instrument import Instrument

__all__ = ["Shelf"]


class Shelf:
    """Instruments by code and day. Two versions of one code that hold on the same day are refused."""

    def __init__(self, instruments: Iterable[Instrument] = ()) -> None:
        self._by_code: dict[str, list[Instrument]] = {}
        for one in sorted(instruments, key=lambda i: (i.code, i.valid_from)):
            before = self._by_code.setdefault(one.code, [])
            if before and (before[-1].valid_to is None or one.valid_from <= before[-1].valid_to):
                raise DefinitionError(
                    f"{one.file}: {before[-1].file} holds for '{one.code}' on the same days.",
                    hint="End the earlier version the day before: valid_to.",
                )
            before.append(one)

    def __iter__(self) -> Iterator[Instrument]:
        return (one for versions in self._by_code.values() for one in versions)

    @property
    def codes(self) -> tuple[str, ...]:
        """What can be asked for."""
        return tuple(self._by_code)

    def named(self, code: str, *, on: date) -> Instrument:
        """The version of an instrument in force on a day: that of the assessment, not of the reading."""
        if code not in self._by_code:
            raise UserError(f"There is no instrument '{code}'.", hint="Known: " + ", ".join(self.codes) + ".")
        versions = self._by_code[code]
        found = next((one for one in versions if one.is_valid_on(on)), None)
        if found is None:
            raise UserError(
                f"No version of '{code}' was in force on {on}.", hint=f"The first is from {versions[0].valid_from}."
            )
        return found
