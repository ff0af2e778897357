"""Where the fields of one version of a plan come from (R16). Heard from the plan, written once for each entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from ...care.models import PlanVersion
from ...care.versions import difference
from ...care.words import EMPTY
from ...kernel.who import Who
from ..models import Origin

__all__ = ["keep_origins"]

_SAID = {"life_goals": "text", "care_goals": "text", "tasks": "what"}
"""Of each list, the field that holds what was written."""


@transaction.atomic
def keep_origins(*, version: PlanVersion, how: str = Origin.How.TYPED, by: Who, at: datetime) -> int:
    """How many entries. Not on record by itself: the change of the plan is. What was written is compared and not kept."""
    before = PlanVersion.objects.filter(plan=version.plan_id, number=version.number - 1).first()
    former: Mapping[str, Any] = before.content if before is not None else EMPTY
    person = version.plan.person
    known = set(_words(former)) | {_plain(person.phone)} - {""}
    made = 0
    for field, row, text in _entries(former, version.content):
        _one, new = Origin.objects.get_or_create(
            plan=version.plan_id, version=version.number, field=field, row=row,
            defaults={
                "person": person, "how": how, "role": version.role, "at": version.at,
                "twice": how == Origin.How.TYPED and _plain(text) in known,
            },
        )  # fmt: skip
        made += new
    return made


def _entries(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Field, row and what was written, of all that is new or different."""
    for change in difference(before, after):
        if change.after is not None and change.kind not in _SAID and change.kind != "team":
            yield change.kind, "", str(change.after)
    for kind, name in _SAID.items():
        for key, row in after[kind].items():
            old = before[kind].get(key)
            if old is None or old[name] != row[name]:
                yield kind, str(UUID(key)), str(row[name])


def _words(content: Mapping[str, Any]) -> Iterator[str]:
    yield from (_plain(str(text)) for text in content["texts"].values() if text)
    for kind, name in _SAID.items():
        yield from (_plain(str(row[name])) for row in content[kind].values())


def _plain(text: str) -> str:
    """Case, blanks and punctuation do not make it something else; a Belgian number with its country is the same number."""
    plain = "".join(c for c in text.casefold() if c.isalnum())
    return "0" + plain[2:] if plain.startswith("32") and plain.isdigit() else plain
