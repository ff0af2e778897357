"""Code lists: adding, wording, retiring and taking back into use."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..events import CodeKept
from ..models import Code
from ..permissions import KEEP_LISTS

__all__ = ["add_code", "retire_code", "word_code"]


@transaction.atomic
def add_code(
    *, codelist: str, code: str, nl: str, fr: str, de: str, en: str, number: int | None = None, by: Who, at: datetime
) -> Code:
    """A new code, in all four languages at once."""
    check_may(by, KEEP_LISTS, Purpose.ADMINISTRATION)
    added = Code.objects.create(codelist=codelist, code=code, number=number, nl=nl, fr=fr, de=de, en=en)
    _record(added, by, at)
    return added


@transaction.atomic
def word_code(*, code: Code, nl: str, fr: str, de: str, en: str, by: Who, at: datetime) -> Code:
    """Better words for the same thing."""
    check_may(by, KEEP_LISTS, Purpose.ADMINISTRATION)
    code.nl, code.fr, code.de, code.en = nl, fr, de, en
    code.save(update_fields=("nl", "fr", "de", "en"))
    _record(code, by, at)
    return code


@transaction.atomic
def retire_code(*, code: Code, since: date | None, by: Who, at: datetime) -> Code:
    """Not offered from a day on; records that have it keep its label. ``None`` takes it back into use."""
    check_may(by, KEEP_LISTS, Purpose.ADMINISTRATION)
    code.retired = since
    code.save(update_fields=("retired",))
    _record(code, by, at)
    return code


def _record(code: Code, by: Who, at: datetime) -> None:
    event = CodeKept(subject=f"territory.code:{code.pk}", codelist=code.codelist, code=code.code, retired=code.retired)
    audit.record(event, by=by, at=at)
