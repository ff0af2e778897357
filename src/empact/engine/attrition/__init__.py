"""How many people remain after each rule of a definition, and how many an edit of it would move."""

from .answer import Answer, answer
from .count import Counter
from .document import Document, opened, read_document, read_file, written
from .places import PLACES, places
from .trial import on_test_people

__all__ = [
    "PLACES",
    "Answer",
    "Counter",
    "Document",
    "answer",
    "on_test_people",
    "opened",
    "places",
    "read_document",
    "read_file",
    "written",
]
