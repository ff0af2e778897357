"""What a region decides for itself: each choice has a sentence, a default and what is allowed; changes are on record.

Apps declare what they ask in ``apps.py``; nothing is kept that was not asked. Secrets are not here (``site/workspace.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .models import RegionChoice

__all__ = ["Choice", "choices", "clear", "declare", "name", "read"]

_REGISTER: Final[dict[str, Choice]] = {}
_CACHED: Final = "region-choices"


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
    default = _REGISTER[choice_id].default
    kept = cache.get(_CACHED)
    if kept is None:
        kept = dict(RegionChoice.objects.values_list("id", "value"))
        cache.set(_CACHED, kept, 300)
    return kept.get(choice_id, default)


def clear() -> None:
    """Forget what was read: something was chosen."""
    cache.delete(_CACHED)


def name() -> str:
    """How the region is called."""
    return str(read("region.name"))


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
    "region.address_of_person",
    _("How Dutch pages address a person"),
    _("Letters and pages for persons and carers."),
    default="u",
    field=lambda: forms.ChoiceField(choices=[("u", "u"), ("je", "je")]),
)
declare(
    "region.small_number",
    _("Smallest number that is shown"),
    _("Counts below it are hidden everywhere, with whatever would give them away."),
    default=5,
    field=_threshold,
)
