"""Warnings of the load behind the figures in force: findings of the checks that are not in order, and rows that were not taken
up. Each has a name that stays while it is the same load, and an answer once somebody gave one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ..kernel.purposes import Purpose
from ..kernel.who import Who
from . import words
from .models import LoadAnswer

__all__ = ["Warned", "name_of_load", "rejected", "warned"]

_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Warned:
    """``says`` and ``hint`` in the reader's language; ``source`` whose rows they are, where it is known."""

    name: str
    says: str
    hint: str
    source: str = ""
    answer: LoadAnswer | None = None


def name_of_load(told: Mapping[str, Any]) -> str:
    """The version of the register, and when it was loaded."""
    return f"{told['register']} {told['last_load'] or ''}".strip()[:80]


def warned(told: Mapping[str, Any], who: Who) -> dict[str, Warned]:
    """By name, in the order of the package: what is not in order, then what was not taken up."""
    answers: dict[str, LoadAnswer] = {}
    given = LoadAnswer.objects.visible_to(who, Purpose.POPULATION).filter(load=name_of_load(told)).select_related("author")
    for one in given:  # the newest first
        answers.setdefault(one.warning, one)
    found = {}
    for f in told["findings"]:
        if f["verdict"] != "ok":
            name = f["id"][:_LONGEST]
            found[name] = Warned(name, words.in_language(f["finding"]), words.in_language(f["hint"]), "", answers.get(name))
    for r in told["rejects"]:
        name = rejected(r)
        found[name] = Warned(
            name, f"{r['source']} {r['file']}: {r['reason']}", r["hint"] or "", r["source"], answers.get(name)
        )
    return found


def rejected(row: Mapping[str, Any]) -> str:
    """What rows of one file that were not taken up for one reason are called."""
    return f"rejected.{row['source']}.{row['file']}.{row['reason']}"[:_LONGEST]
