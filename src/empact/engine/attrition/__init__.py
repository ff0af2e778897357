"""How many people remain after each rule of a definition, and how many an edit of it would move."""

from .answer import Answer, answer
from .count import Counter
from .document import Document, opened, read_document, written

__all__ = ["Answer", "Counter", "Document", "answer", "opened", "read_document", "written"]
