"""How a colleague wants to be reached: a phone number, an e-mail address or a link to a messenger. No message is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from ...terms.identifiers import check_phone
from ..kernel import region
from ..kernel.problems import Problem
from ..territory.numbers import number_of
from .links import address_field, check_below

__all__ = ["Way", "checked", "declare_messengers", "way_by"]


@dataclass(frozen=True, slots=True)
class Way:
    """``address`` opens the channel in one tap; ``shown``: the number, the e-mail address, or where the messenger is."""

    address: str
    shown: str


def way_by(said: str) -> Way | None:
    """From what :func:`checked` kept, or any phone number; ``None`` for nothing."""
    if said.startswith("https://"):
        return Way(said, urlsplit(said).netloc)
    if "@" in said:
        return Way(f"mailto:{quote(said, safe='@')}", said)
    return Way(f"tel:{said}", said) if said else None


def checked(text: str, today: date) -> str:
    """As it is kept. Raises :class:`Problem` for what reaches nobody, or a messenger that the region did not agree on."""
    said = text.strip()
    if ":" in said:
        check_below(said, _messengers(), today)
        return said
    if "@" in said:
        try:
            validate_email(said)
        except ValidationError:
            raise Problem(_("This e-mail address is not complete."), _("Write it as name@example.org.")) from None
        return said
    return number_of(check_phone, said)


def declare_messengers() -> None:
    """Which messengers the partners use is agreed on in the region."""
    region.declare(
        "care.messengers",
        _("Messengers for the care team"),
        _("With which address a link to a colleague may begin, as https://messenger.example/; a space between two."),
        default="",
        field=lambda: forms.CharField(required=False, max_length=300, validators=[_addresses]),
    )


def _messengers() -> list[str]:
    return str(region.read("care.messengers")).split()


def _addresses(value: str) -> None:
    for one in value.split():
        address_field().clean(one)
