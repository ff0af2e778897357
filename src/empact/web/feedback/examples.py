"""What a team can do about a figure, and what others did: content with its source, in ``examples.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import get_language

__all__ = ["Example", "example_for", "examples"]


@dataclass(frozen=True, slots=True)
class Example:
    """``do``: one sentence by language; ``example``: what others did and what came of it."""

    id: str
    indicators: frozenset[str]
    source: str
    texts: dict[str, dict[str, str]]

    @property
    def do(self) -> str:
        return self._in("do")

    @property
    def example(self) -> str:
        return self._in("example")

    def _in(self, part: str) -> str:
        said = self.texts[part]
        return said.get(get_language() or "en", said["en"])


@cache
def examples() -> tuple[Example, ...]:
    """All of them; the last fits every figure."""
    with (Path(__file__).parent / "examples.yaml").open(encoding="utf-8") as file:
        entries = yaml.safe_load(file)
    return tuple(
        Example(e["id"], frozenset(e["indicators"]), e["source"], {"do": e["do"], "example": e["example"]}) for e in entries
    )


def example_for(indicator: str) -> Example:
    """The entry that names this indicator; else the one for every figure."""
    return next((e for e in examples() if indicator in e.indicators), examples()[-1])
