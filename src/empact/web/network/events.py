"""What happens in the directory. Codes and ids only."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from ..kernel.events import Event

__all__ = ["CorrectionAnswered", "CorrectionProposed", "OfferAssured", "OfferKept", "OfferMoved", "OffersImported"]


@dataclass(frozen=True, kw_only=True)
class OfferKept(Event):
    """``fields`` that changed, not what they hold."""

    name = "network.offer_kept"
    organisation: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class OfferMoved(Event):
    name = "network.offer_moved"
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class OfferAssured(Event):
    """Somebody looked, and it is right."""

    name = "network.offer_assured"


@dataclass(frozen=True, kw_only=True)
class CorrectionProposed(Event):
    name = "network.correction_proposed"
    offer: UUID
    about: str


@dataclass(frozen=True, kw_only=True)
class CorrectionAnswered(Event):
    name = "network.correction_answered"
    offer: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class OffersImported(Event):
    name = "network.offers_imported"
    added: int
    refreshed: int
    left_out: int
