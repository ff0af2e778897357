"""Did an action do what it was for? A document of six parts, with an interval, or an honest reason why there is none."""

from .document import PARTS, Document, document_of
from .protocol import Stamp, fingerprint_of, register_protocol, stamps_of

__all__ = ["PARTS", "Document", "Stamp", "document_of", "fingerprint_of", "register_protocol", "stamps_of"]
