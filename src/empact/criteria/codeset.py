"""A set of codes, said as a clinician says it: prefixes, ranges and exceptions, per code system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..terms.codes import SYSTEMS, Code, system
from ..terms.errors import DefinitionError

__all__ = ["CodeRange", "CodeSet"]


@dataclass(frozen=True, slots=True, order=True)
class CodeRange:
    """``low`` to ``high`` inclusive, each with its descendants; a single code has ``low == high``.

    In a system without hierarchy a code matches itself alone.
    """

    system: str
    low: str
    high: str

    def __post_init__(self) -> None:
        of = system(self.system)
        for code in (self.low, self.high):
            if not of.is_valid(code):
                raise DefinitionError(f"'{code}' is not a code of {of.title}.")
        if self.low > self.high or len(self.low) != len(self.high):
            raise DefinitionError(
                f"'{self.low}-{self.high}' is not a range of {of.title}.",
                hint="Both ends need the same length, low end first.",
            )
        if self.low != self.high and not of.hierarchical:
            raise DefinitionError(f"{of.title} has no ranges.", hint="List the codes one by one.")

    @classmethod
    def read(cls, system_id: str, text: str) -> CodeRange:
        """Read ``I50.0`` or ``I20-I25``."""
        of = system(system_id)
        low, dash, high = str(text).partition("-") if of.hierarchical else (str(text), "", "")
        low = of.normalise(low)
        return cls(system_id, low, of.normalise(high) if dash else low)

    def matches(self, code: str) -> bool:
        """``code`` in normalised spelling, of the same system."""
        if not SYSTEMS[self.system].hierarchical:
            return code == self.low
        return self.low <= code[: len(self.low)] <= self.high

    def __str__(self) -> str:
        return self.low if self.low == self.high else f"{self.low}-{self.high}"


@dataclass(frozen=True, slots=True)
class CodeSet:
    """What is in, and what is taken out again. Empty sets cannot be built: they would answer 'nobody' in silence.

    Codes of ICD-10 also match rows in ICD-10-CM, unless the set says for itself what it wants there.
    """

    included: tuple[CodeRange, ...]
    excluded: tuple[CodeRange, ...] = ()
    name: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not self.included:
            raise DefinitionError("A set of codes without codes would never match.", hint="List at least one code.")
        object.__setattr__(self, "included", tuple(sorted(set(self.included))))
        object.__setattr__(self, "excluded", tuple(sorted(set(self.excluded))))

    @classmethod
    def of(
        cls,
        codes: Mapping[str, Iterable[str] | str],
        excluded: Mapping[str, Iterable[str] | str] | None = None,
        *,
        name: str = "",
    ) -> CodeSet:
        """From ``{"icd10": ["I20-I25"], "icpc2": "K74"}``."""
        return cls(tuple(_read(codes)), tuple(_read(excluded or {})), name=name)

    @property
    def systems(self) -> tuple[str, ...]:
        return tuple(sorted({r.system for r in self.included}))

    def matches(self, code: Code) -> bool:
        """Is this code in the set? The slow and obvious way; engines expand the set over a register's concepts instead."""
        return self.lists(code) and not self.takes_out(code)

    def lists(self, code: Code) -> bool:
        """Is it among the codes named, exceptions aside?"""
        return _any(self.included, self._answering(code), code.value)

    def takes_out(self, code: Code) -> bool:
        """Is it among the exceptions?"""
        return _any(self.excluded, self._answering(code), code.value)

    def _answering(self, code: Code) -> str:
        return "icd10" if code.system == "icd10cm" and "icd10cm" not in self.systems else code.system

    def __str__(self) -> str:
        said = "; ".join(
            f"{SYSTEMS[s].title} " + ", ".join(str(r) for r in self.included if r.system == s) for s in self.systems
        )
        out = ", ".join(str(r) for r in self.excluded)
        return said + (f" (without {out})" if out else "")


def _any(ranges: tuple[CodeRange, ...], system_id: str, code: str) -> bool:
    return any(r.system == system_id and r.matches(code) for r in ranges)


def _read(codes: Mapping[str, Iterable[str] | str]) -> Iterable[CodeRange]:
    for system_id, listed in codes.items():
        for text in [listed] if isinstance(listed, str) else listed:
            yield CodeRange.read(system_id, text)
