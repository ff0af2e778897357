"""Every write of the directory, with its line in the audit in the same stroke."""

from .corrections import answer_correction, propose_correction
from .importing import import_offers, take_over
from .offers import assure_offer, keep_offer, move_offer, note_offer

__all__ = [
    "answer_correction", "assure_offer", "import_offers", "keep_offer", "move_offer", "note_offer", "propose_correction",
    "take_over",
]  # fmt: skip
