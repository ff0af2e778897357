"""Addresses outside the house that a plan leads to: below what the region named, and without a national number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from ...terms.identifiers import IdentifierError, check_insz
from ..kernel.problems import Problem

__all__ = ["address_field", "check_below", "is_below"]

_ELEVEN: Final = re.compile(r"(?<!\d)\d(?:[ .-]?\d){10}(?!\d)")


def address_field(**options: Any) -> forms.URLField:
    """An address of https, or nothing."""
    https = URLValidator(schemes=["https"], message=_("Write an address that begins with https://."))
    return forms.URLField(required=False, assume_scheme="https", validators=[https], **options)


def is_below(address: str, base: str) -> bool:
    """Is the address at the same host as ``base``, on the same path or deeper?"""
    asked, allowed = urlsplit(address), urlsplit(base)
    path = allowed.path if allowed.path.endswith("/") else f"{allowed.path}/"
    same = asked.scheme == allowed.scheme == "https" and asked.netloc.lower() == allowed.netloc.lower()
    return same and bool(asked.netloc) and ".." not in unquote(asked.path) and f"{asked.path}/".startswith(path)


def check_below(address: str, bases: Iterable[str], today: date) -> None:
    """Raises :class:`Problem` where it is below none of ``bases``, or holds what is a national number."""
    if not any(is_below(address, base) for base in bases if base):
        raise Problem(_("This address is not one that the region named."), _("Ask whoever keeps the choices of the region."))
    for found in _ELEVEN.findall(unquote(address)):
        try:
            check_insz(found, today=today)
        except IdentifierError:
            continue
        raise Problem(_("A national number never stands in an address."), _("Ask the source for another address."))
