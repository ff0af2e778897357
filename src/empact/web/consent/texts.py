"""The words a person agrees to, by kind of consent. A change of meaning is a new version."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from .models import Consent

__all__ = ["SENTENCES", "VERSION"]

VERSION: Final = "2026-11"
SENTENCES: Final[dict[str, Any]] = {
    Consent.Kind.NATIONAL: _(
        "The national consent lets care providers in the whole country exchange health data. "
        "We only write down that it exists. It opens nothing here."
    ),
    Consent.Kind.PARTICIPATION: _(
        "The professionals of the care team share one plan. They read and write in it what their role needs, and nothing more."
    ),
    Consent.Kind.SECONDARY: _("Data without a name may be used for figures and research. A no changes nothing in care."),
    Consent.Kind.INFORMAL: _(
        "Informal carers and neighbours of the care team read what is named here. Without this they read nothing."
    ),
}
