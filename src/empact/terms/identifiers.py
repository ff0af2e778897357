"""Belgian numbers: what each is made of, how it is checked, how it is shown.

``check_x`` gives a parsed value or raises :class:`IdentifierError`, whose sentence says which part is wrong and never repeats
the number. Blanks, dots, dashes and slashes do not count. Check digits are compared as numbers: '08' is 8.

Sources: Royal Decree of 8 February 1991 (BIS); Banque-Carrefour, national numbers; FPS Economy, numbers of the KBO since
19 September 2023; Infohos on the RIZIV check modulo 89; ISO 13616 (IBAN); ITU-T E.164.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from .errors import UserError

__all__ = [
    "RECEIPT_CHARACTERS",
    "Establishment",
    "IdentifierError",
    "Insz",
    "Kbo",
    "Riziv",
    "check_establishment",
    "check_iban",
    "check_insz",
    "check_kbo",
    "check_nis",
    "check_phone",
    "check_postcode",
    "check_receipt",
    "check_riziv",
    "check_sector",
]

RECEIPT_CHARACTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, O, 1 or I: a code is read aloud on the telephone."""


class IdentifierError(UserError):
    """``part`` is what is wrong: ``characters``, ``length``, ``first digit``, ``check digits``, ``date``, ``order``, ``list``.

    ``template`` and ``values`` make the sentence, for who translates it. ``may_keep``: an organisation or a provider may keep
    the number with a reason, because official exceptions exist; ``kept`` is then what is stored.
    """

    def __init__(self, part: str, template: str, hint: str = "", *, kept: str = "", **values: Any) -> None:
        super().__init__(template % values, hint=hint)
        self.part = part
        self.template = template
        self.values = values
        self.kept = kept

    @property
    def may_keep(self) -> bool:
        return bool(self.kept)


@dataclass(frozen=True, slots=True)
class Insz:
    """A national or a BIS number. ``birth`` is None where day, month or both are unknown; ``bis``: from the crossroads bank.

    Says nothing of sex: it may have changed, or not have been known.
    """

    digits: str = field(repr=False)
    century: int
    birth: date | None = field(repr=False)
    bis: bool

    def __str__(self) -> str:
        d = self.digits
        return f"{d[:2]}.{d[2:4]}.{d[4:6]}-{d[6:9]}.{d[9:]}"

    @property
    def masked(self) -> str:
        """What a screen shows unless asked for more."""
        return f"**.**.**-***.{self.digits[9:]}"


@dataclass(frozen=True, slots=True)
class Riziv:
    """``provider``: the first eight digits, the same during a career. ``competence``: the last three; 000 for institutions."""

    digits: str
    modulus: int

    @property
    def provider(self) -> str:
        return self.digits[:8]

    @property
    def competence(self) -> str:
        return self.digits[8:]

    def __str__(self) -> str:
        d = self.digits
        return f"{d[0]}-{d[1:6]}-{d[6:8]}-{d[8:]}"


@dataclass(frozen=True, slots=True)
class Kbo:
    """An enterprise number of ten digits."""

    digits: str

    def __str__(self) -> str:
        return f"{self.digits[:4]}.{self.digits[4:7]}.{self.digits[7:]}"

    @property
    def vat(self) -> str:
        """Written as a VAT number; that the organisation pays VAT does not follow."""
        return f"BE{self.digits}"


@dataclass(frozen=True, slots=True)
class Establishment:
    """An establishment unit number of ten digits."""

    digits: str

    def __str__(self) -> str:
        d = self.digits
        return f"{d[0]}.{d[1:4]}.{d[4:7]}.{d[7:]}"


def check_insz(text: str, *, today: date) -> Insz:
    """A national or BIS number. Never kept when it is wrong."""
    digits = _digits(text, 11, "A national number")
    first, check = int(digits[:9]), int(digits[9:])
    century = next((c for c, n in ((1900, first), (2000, first + 2_000_000_000)) if 97 - n % 97 == check), None)
    if century is None:
        raise _check_digits("A national number", "the last two digits")
    month, day, order = int(digits[2:4]), int(digits[4:6]), int(digits[6:9])
    bis = month >= 20
    if not (month <= 12 or 20 <= month <= 32 or 40 <= month <= 52):
        raise IdentifierError("date", "The month in this number does not exist.", "Check the third and fourth digit.")
    if order == 0 or (order == 999 and not bis):
        raise IdentifierError("order", "The order number in this number does not exist.", "Check digits seven to nine.")
    month %= 20
    return Insz(digits, century, _birth(century + int(digits[:2]), month, day, today), bis)


def _birth(year: int, month: int, day: int, today: date) -> date | None:
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        raise IdentifierError("date", "The date in this number does not exist.", "Check the first six digits.") from None
    if first > today:
        raise IdentifierError("date", "The date in this number is still to come.", "Check the first six digits.")
    return first if month and day else None


def check_riziv(text: str) -> Riziv:
    """The number of a care provider or institution; either of two check rules may fit."""
    digits = _digits(text, 11, "A RIZIV number")
    stem, check = int(digits[:6]), int(digits[6:8])
    for modulus in (97, 89):
        if modulus - stem % modulus == check:
            return Riziv(digits, modulus)
    raise _check_digits("A RIZIV number", "the seventh and eighth digit", kept=digits)


def check_kbo(text: str) -> Kbo:
    """An enterprise number; nine digits get the leading 0 of before 2005, and BE is left out."""
    bare = re.sub(r"^\s*BE", "", text, flags=re.IGNORECASE)
    plain = _plain(bare)
    digits = _digits("0" + plain if len(plain) == 9 else bare, 10, "An enterprise number")
    fits = _fits_97(digits)
    if digits[0] not in "01":
        if digits[0] in "2345678" and fits:
            raise IdentifierError(
                "first digit",
                "This is the number of an establishment unit, not of an enterprise.",
                "Give the enterprise number; it begins with 0 or 1.",
                kept=digits,
            )
        raise IdentifierError("first digit", "An enterprise number begins with 0 or 1.", "Check the first digit.", kept=digits)
    if not fits:
        raise _check_digits("An enterprise number", "the last two digits", kept=digits)
    return Kbo(digits)


def check_establishment(text: str) -> Establishment:
    """The number of an establishment unit."""
    digits = _digits(text, 10, "An establishment unit number")
    if digits[0] not in "2345678":
        raise IdentifierError(
            "first digit", "An establishment unit number begins with 2 to 8.", "Check the first digit.", kept=digits
        )
    if not _fits_97(digits):
        raise _check_digits("An establishment unit number", "the last two digits", kept=digits)
    return Establishment(digits)


def check_postcode(text: str, known: Collection[str] | None = None) -> str:
    """Four digits, 1000 to 9999, in the list ``known`` where one is given."""
    digits = _digits(text, 4, "A postcode")
    if digits[0] == "0":
        raise IdentifierError("first digit", "A postcode lies between 1000 and 9999.", "Check the first digit.")
    if known is not None and digits not in known:
        raise IdentifierError("list", "This postcode is not in the list.", "Look up the postcode of the municipality.")
    return digits


def check_nis(text: str) -> str:
    """The five digits of Statbel for a municipality; which of them exist changes with mergers."""
    return _digits(text, 5, "A NIS code")


def check_sector(text: str) -> str:
    """A statistical sector: the NIS code and four characters (letters, digits or a dash at the end)."""
    plain = text.strip().upper()
    if not re.fullmatch(r"[0-9]{5}[0-9A-Z]{3}[0-9A-Z-]", plain, re.ASCII):
        raise IdentifierError(
            "length", "A statistical sector is a NIS code of five digits and four characters.", "Write it as 24062A00-."
        )
    return plain


def check_phone(text: str) -> str:
    """In E.164. A number without a country is Belgian: eight digits after the 0, or nine for a mobile."""
    plain = re.sub(r"[()]", "", _plain(text))
    plain = re.sub(r"^00", "+", plain)
    if not re.fullmatch(r"\+?[0-9]+", plain, re.ASCII):
        raise IdentifierError(
            "characters", "A phone number holds digits only.", "Write it as 016 12 34 56 or +32 16 12 34 56."
        )
    if plain.startswith("+") and not plain.startswith("+32"):
        if not 8 <= len(plain) <= 16:
            raise IdentifierError("length", "This phone number is too short or too long.", "Check the country and the number.")
        return plain
    if not plain.startswith(("+32", "0")):
        raise IdentifierError("first digit", "A phone number begins with 0 or with +.", "Write it as 016 12 34 56.")
    national = re.sub(r"^(\+32)?0?", "", plain)
    if not re.fullmatch(r"[1-9][0-9]{7}|4[0-9]{8}", national, re.ASCII):
        raise IdentifierError("length", "This phone number is too short or too long.", "Write it as 016 12 34 56.")
    return f"+32{national}"


def check_iban(text: str) -> str:
    """A Belgian account number of 16 characters, without blanks."""
    plain = _plain(text).upper()
    if not re.fullmatch(r"BE[0-9]*", plain, re.ASCII):
        raise IdentifierError("characters", "A Belgian account number is BE and 14 digits.", "Check the characters.")
    if len(plain) != 16:
        raise IdentifierError(
            "length", "A Belgian account number has %(wanted)d characters; this has %(found)d.", wanted=16, found=len(plain)
        )
    if int(plain[4:] + "1114" + plain[2:4]) % 97 != 1:
        raise _check_digits("A Belgian account number", "the two digits after BE")
    return plain


def check_receipt(text: str) -> str:
    """The code on a receipt, as 7K4-29M."""
    plain = _plain(text).upper()
    if set(plain) - set(RECEIPT_CHARACTERS):
        raise IdentifierError("characters", "A receipt code never holds 0, O, 1 or I.", "Check the code on the receipt.")
    if len(plain) != 6:
        raise IdentifierError("length", "A receipt code has six characters, as 7K4-29M.", "Check the code on the receipt.")
    return f"{plain[:3]}-{plain[3:]}"


def _plain(text: str) -> str:
    return re.sub(r"[\s./\-\u2010-\u2014]", "", text)


def _digits(text: str, wanted: int, what: str) -> str:
    plain = _plain(text)
    if not re.fullmatch(r"[0-9]*", plain, re.ASCII):
        raise IdentifierError("characters", f"{what} holds digits only.", "Take out letters and other characters.")
    if len(plain) != wanted:
        template = f"{what} has %(wanted)d digits; this has %(found)d."
        raise IdentifierError("length", template, "Check whether a digit is missing.", wanted=wanted, found=len(plain))
    return plain


def _fits_97(digits: str) -> bool:
    return 97 - int(digits[:8]) % 97 == int(digits[8:])


def _check_digits(what: str, where: str, kept: str = "") -> IdentifierError:
    return IdentifierError("check digits", f"{what} has check digits that fit; these do not.", f"Check {where}.", kept=kept)
