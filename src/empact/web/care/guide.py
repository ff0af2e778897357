"""The guide of a talk about what matters: four questions, each with its place in the plan, where the answer is kept.

The questions are our own, in the order of goal-oriented care: what matters, what goes well, what is wanted, and who helps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..consent.access import Sheet
from .queries import PlanPage
from .versions import PART_OF_TEXT

__all__ = ["LIFE_GOAL", "QUESTIONS", "Answer", "Question", "answers", "on_paper"]

LIFE_GOAL: Final = "life_goal"
LINES: Final = 8
"""To write on, below each question: two questions on a page."""


@dataclass(frozen=True, slots=True)
class Question:
    """``field``: the text of the plan that holds the answer, or :data:`LIFE_GOAL`. ``more``: what helps to go on asking."""

    field: str
    ask: Any
    more: tuple[Any, ...]


QUESTIONS: Final = (
    Question(
        "matters",
        gettext_lazy("What matters most to you?"),
        (gettext_lazy("What makes a day a good day?"), gettext_lazy("What do you not want to lose?")),
    ),
    Question(
        "myself",
        gettext_lazy("What goes well, and what do you do yourself?"),
        (gettext_lazy("What are you good at?"), gettext_lazy("What do you want to go on doing yourself?")),
    ),
    Question(
        LIFE_GOAL,
        gettext_lazy("What would you like to do, or do again?"),
        (gettext_lazy("What is in the way?"), gettext_lazy("What would be a first step?")),
    ),
    Question(
        "agreements",
        gettext_lazy("Who and what helps you, and what do we agree?"),
        (gettext_lazy("Whom do you want beside you?"), gettext_lazy("When do we look at it again?")),
    ),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """``said``: what stands in the plan, in the person's words. ``writes``: whoever reads may write it down."""

    question: Question
    said: list[str]
    writes: bool


def answers(shown: PlanPage, sheet: Sheet, *, own: bool) -> list[Answer]:
    """Of the questions whose part of the plan may be read. ``own``: the person reads, or who speaks or is near."""
    found = []
    for question in QUESTIONS:
        part = PART_OF_TEXT.get(question.field, PART_OF_TEXT["matters"])
        if part not in sheet.whole:
            continue
        said = [life.text for life, _cares in shown.goals]
        if question.field != LIFE_GOAL:
            said = [line for line in str(shown.texts.get(question.field, "")).splitlines() if line.strip()]
        taken = bool(said) and not own and question.field in ("matters", "myself")  # the person's own, once they said it
        found.append(Answer(question, said, bool(sheet.write[part]) and not taken))
    return found


def on_paper(language: str) -> dict[str, Any]:
    """What stands on the sheet to write on. Nothing of anybody. Call it in ``language``."""
    return {
        "title": _("A talk about what matters"), "heading": _("A talk about what matters"), "lang": language,
        "call": _("Write down what the person says, in their own words. Nobody has to answer."),
        "danger": _("What is written here stays with the person, until they want to share it."),
        "sections": [
            {"title": f"{number}. {one.ask}", "text": [" ".join(map(str, one.more))], "lines": LINES}
            for number, one in enumerate(QUESTIONS, 1)
        ],
        "foot": _("Name and day:"),
    }  # fmt: skip
