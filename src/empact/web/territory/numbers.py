"""Checked numbers, with their sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...terms.identifiers import IdentifierError
from ..kernel.problems import Problem

__all__ = ["SENTENCES", "WrongNumber", "number_of", "sentence_of"]


class WrongNumber(Problem):
    """``may_keep``: it can be stored with a reason."""

    def __init__(self, error: IdentifierError) -> None:
        super().__init__(*sentence_of(error))
        self.part = error.part
        self.may_keep = error.may_keep


def number_of(check: Callable[[str], Any], text: str, *, reason: str = "") -> str:
    """What is stored: the digits; empty for nothing. Raises :class:`WrongNumber`, unless a reason keeps an exception."""
    if not text.strip():
        return ""
    try:
        read = check(text)
    except IdentifierError as error:
        if error.may_keep and reason.strip():
            return error.kept
        raise WrongNumber(error) from None
    return str(getattr(read, "digits", read))


def sentence_of(error: IdentifierError) -> tuple[str, str]:
    """What is wrong and what to do, translated."""
    return gettext(error.template) % error.values, gettext(error.hint) if error.hint else ""


SENTENCES: Final = (
    _("A national number holds digits only."),
    _("A national number has %(wanted)d digits; this has %(found)d."),
    _("A national number has check digits that fit; these do not."),
    _("The month in this number does not exist."),
    _("The order number in this number does not exist."),
    _("The date in this number does not exist."),
    _("The date in this number is still to come."),
    _("A RIZIV number holds digits only."),
    _("A RIZIV number has %(wanted)d digits; this has %(found)d."),
    _("A RIZIV number has check digits that fit; these do not."),
    _("An enterprise number holds digits only."),
    _("An enterprise number has %(wanted)d digits; this has %(found)d."),
    _("An enterprise number has check digits that fit; these do not."),
    _("An enterprise number begins with 0 or 1."),
    _("This is the number of an establishment unit, not of an enterprise."),
    _("An establishment unit number holds digits only."),
    _("An establishment unit number has %(wanted)d digits; this has %(found)d."),
    _("An establishment unit number has check digits that fit; these do not."),
    _("An establishment unit number begins with 2 to 8."),
    _("A postcode holds digits only."),
    _("A postcode has %(wanted)d digits; this has %(found)d."),
    _("A postcode lies between 1000 and 9999."),
    _("This postcode is not in the list."),
    _("A NIS code holds digits only."),
    _("A NIS code has %(wanted)d digits; this has %(found)d."),
    _("A statistical sector is a NIS code of five digits and four characters."),
    _("A phone number holds digits only."),
    _("A phone number begins with 0 or with +."),
    _("This phone number is too short or too long."),
    _("A Belgian account number is BE and 14 digits."),
    _("A Belgian account number has %(wanted)d characters; this has %(found)d."),
    _("A Belgian account number has check digits that fit; these do not."),
    _("A receipt code never holds 0, O, 1 or I."),
    _("A receipt code has six characters, as 7K4-29M."),
    _("Take out letters and other characters."),
    _("Check whether a digit is missing."),
    _("Check the first digit."),
    _("Check the third and fourth digit."),
    _("Check digits seven to nine."),
    _("Check the first six digits."),
    _("Check the last two digits."),
    _("Check the seventh and eighth digit."),
    _("Check the two digits after BE."),
    _("Check the characters."),
    _("Check the country and the number."),
    _("Check the code on the receipt."),
    _("Give the enterprise number; it begins with 0 or 1."),
    _("Look up the postcode of the municipality."),
    _("Write it as 24062A00-."),
    _("Write it as 016 12 34 56."),
    _("Write it as 016 12 34 56 or +32 16 12 34 56."),
)
"""All sentences of :mod:`empact.terms.identifiers`: that room knows no screens, so their translations are kept here."""
