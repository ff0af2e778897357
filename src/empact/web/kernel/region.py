"""What a region decides for itself: each choice has a sentence, a default and what is allowed; changes are on record.

Apps declare what they ask in ``apps.py``; nothing is kept that was not asked. Secrets are not here (``site/workspace.py``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import RegionChoice

__all__ = ["Choice", "choices", "declare", "emergency", "forget", "languages", "name", "once", "read", "read_many"]

_REGISTER: Final[dict[str, Choice]] = {}
# In a request: empty, or with what the region chose as its one element.
_CHOSEN: ContextVar[list[dict[str, Any]] | None] = ContextVar("_CHOSEN", default=None)


@dataclass(frozen=True, slots=True)
class Choice:
    """``field`` makes the form field that reads and checks it; its clean value must be plain JSON."""

    id: str
    title: Any
    sentence: Any
    default: Any
    field: Callable[[], forms.Field]

    def checked(self, value: Any) -> Any:
        """The value as it is kept. Raises :class:`ValidationError`."""
        return self.field().clean(value)


def declare(choice_id: str, title: Any, sentence: Any, *, default: Any, field: Callable[[], forms.Field]) -> None:
    """Ask something of the region. The default must itself be allowed."""
    if choice_id in _REGISTER:
        raise ValueError(f"choice {choice_id} is declared twice")
    _REGISTER[choice_id] = Choice(choice_id, title, sentence, default, field)


def choices() -> Sequence[Choice]:
    return tuple(_REGISTER[key] for key in sorted(_REGISTER))


def read(choice_id: str) -> Any:
    """What the region chose, or the default. Raises :class:`KeyError` for what was never asked."""
    return read_many(choice_id)[0]


def read_many(*choice_ids: str) -> list[Any]:
    """Several choices with one look in the database."""
    defaults = {choice_id: _REGISTER[choice_id].default for choice_id in choice_ids}
    kept = _kept()
    return [kept.get(choice_id, default) for choice_id, default in defaults.items()]


def _kept() -> dict[str, Any]:
    held = _CHOSEN.get()
    if held:
        return held[0]
    kept = dict(RegionChoice.objects.values_list("id", "value"))
    if held is not None:
        held.append(kept)
    return kept


@contextmanager
def once() -> Iterator[None]:
    """For the time of one request: what the region chose is looked up once."""
    token = _CHOSEN.set([])
    try:
        yield
    finally:
        _CHOSEN.reset(token)


def forget() -> None:
    """Look again: the region has just chosen."""
    if held := _CHOSEN.get():
        held.clear()


def name() -> str:
    """How the region is called."""
    return str(read("region.name"))


def languages(chosen: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The official languages and those offered as a courtesy, in the region's order: (code, its own name)."""
    names = dict(settings.LANGUAGES)
    official, courtesy = _codes(chosen)
    return [(code, names[code]) for code in official], [(code, names[code]) for code in courtesy]


def emergency(chosen: str) -> list[tuple[str, str]]:
    """Whom to call beside 112, from ``1733 doctor on duty; 1813 ...``: (number, what it is for)."""
    return [(number, what) for number, _space, what in (part.strip().partition(" ") for part in chosen.split(";")) if number]


def _emergency() -> forms.Field:
    def calls(value: str) -> None:
        if any(not re.fullmatch(r"\+?[0-9/.]{3,15}", number) or not what for number, what in emergency(value)):
            raise ValidationError(_("Write a number, a space and what it is for; a semicolon between two."))

    return forms.CharField(max_length=300, required=False, validators=[calls])


def _codes(chosen: str) -> tuple[list[str], list[str]]:
    official, _semicolon, courtesy = chosen.partition(";")
    return official.replace(",", " ").split(), courtesy.replace(",", " ").split()


def _languages() -> forms.Field:
    def known(value: str) -> None:
        official, courtesy = _codes(value)
        codes = official + courtesy
        if not official or len(set(codes)) < len(codes) or set(codes) - set(dict(settings.LANGUAGES)):
            raise ValidationError(_("Write at least one official language, and each once. You can use: nl, fr, de, en."))

    return forms.CharField(max_length=30, validators=[known])


def _threshold() -> forms.Field:
    def lower_never(value: int) -> None:
        if value < 5:
            raise ValidationError(_("A region may hide more than the law asks, not less: 5 or higher."))

    return forms.IntegerField(validators=[lower_never])


declare(
    "region.name",
    _("Name of the region"),
    _("Stands on top of every page and every report."),
    default="EMPACT",
    field=lambda: forms.CharField(max_length=60),
)
declare(
    "region.small_number",
    _("Smallest number that is shown"),
    _("Counts below it are hidden everywhere, with whatever would give them away."),
    default=5,
    field=_threshold,
)
declare(
    "region.languages",
    _("Languages"),
    _("The official ones, then a semicolon, then those you offer as a courtesy. For example: nl, fr; de, en"),
    default="nl; fr, de, en",
    field=_languages,
)
declare(
    "region.contact",
    _("E-mail address for questions"),
    _("Stands on the page about accessibility and privacy."),
    default="",
    field=lambda: forms.EmailField(required=False),
)
declare(
    "region.leave_to",
    _("Where 'Leave now' goes"),
    _("An everyday page that tells nothing about who reads it."),
    default="https://www.meteo.be/",
    field=lambda: forms.URLField(assume_scheme="https"),
)
declare(
    "region.emergency",
    _("Whom to call beside 112"),
    _("Stands at the bottom of every page. For example: 1733 doctor on duty; 1712 violence"),
    default="",
    field=_emergency,
)
