"""Time off for who helps somebody: a short list that the region keeps, and its test of how heavy the helping is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from ..kernel import region

__all__ = ["Offer", "offers", "read_offers", "load_questions"]

AT_MOST: Final = 20
_PHONE: Final = re.compile(r"\+?[0-9/. ]{3,20}")


@dataclass(frozen=True, slots=True)
class Offer:
    """``phone`` or ``link`` may be empty, not both."""

    name: str
    phone: str
    link: str


def read_offers(chosen: str) -> list[Offer]:
    """Of each line: name; phone; link. Raises :class:`ValidationError` with the number of a line that cannot be read."""
    found = []
    for number, line in enumerate(chosen.splitlines(), 1):
        if not line.strip():
            continue
        name, phone, link = ([part.strip() for part in line.split(";")] + ["", "", ""])[:3]
        fits = bool(name) and bool(phone or link) and line.count(";") <= 2 and (not phone or _PHONE.fullmatch(phone))
        try:
            if link:
                URLValidator(schemes=("https",))(link)
        except ValidationError:
            fits = False
        if not fits:
            said = _(
                "Line %(number)d: write a name; a phone number; a link that begins with https. One of the two may be empty."
            )
            raise ValidationError(said, params={"number": number})
        found.append(Offer(name, phone, link))
    if len(found) > AT_MOST:
        raise ValidationError(_("At most 20 lines: this is a short list."))
    return found


def _can_be_read(chosen: str) -> None:
    read_offers(chosen)


def offers() -> list[Offer]:
    """What the region offers, in its order."""
    return read_offers(str(region.read("people.respite")))


def load_questions() -> str:
    """The address of the questions about how heavy helping is; empty where the region has none. No answer comes to us."""
    return str(region.read("people.carer_load"))


region.declare(
    "people.respite",
    _("Time off for informal carers"),
    _("One offer on each line: name; phone number; link. Informal carers find them below whom they help."),
    default="",
    field=lambda: forms.CharField(
        required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}), validators=[_can_be_read]
    ),
)
region.declare(
    "people.carer_load",
    _("Questions about how heavy caring is"),
    _("The address of a list of questions that you may use. Carers fill it in there; the answers do not come here."),
    default="",
    field=lambda: forms.URLField(required=False, assume_scheme="https"),
)
