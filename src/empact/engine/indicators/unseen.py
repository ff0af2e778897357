"""Which indicators ask for what the register holds no record of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from ...criteria.nodes import (
    CodedEvents,
    CountAtPractices,
    CountSpells,
    Deaths,
    Enrolled,
    Has,
    Insured,
    Paid,
    PersonDays,
    Recorded,
    ScoreOf,
    Visited,
    walk,
)
from ...definitions.models import Indicator
from ...tables.care_events import POSITIONS
from ..database import sql_text
from ..session import Session

__all__ = ["unseen"]


def unseen(session: Session, indicators: Sequence[Indicator]) -> list[str]:
    """Indicators of whose numerator the register holds no record at all: zero would say more than is known.

    Nor is known what was the main diagnosis where no source tells positions, nor who saw a dentist where none tells roles,
    nor who was reached where none tells enrolments.
    """

    @cache
    def holds(table: str, where: str) -> bool:
        return _holds(session, table, where)

    return [i.id for i in indicators if not _could_tell(session, i, holds)]


def _could_tell(session: Session, indicator: Indicator, holds: Callable[[str, str], bool]) -> bool:
    """Is there a record of the kind that the numerator asks for?"""
    asked = [node for rule in (indicator.numerator, indicator.numerator_observation) if rule for node in walk(rule)]

    def known(nodes: Iterable[CodedEvents]) -> bool:
        return any(len(session.concepts.numbers(node.codes)) for node in nodes)

    of_spells = [d for node in asked if isinstance(node, CountSpells) for d in node.wanted]
    positions = {d.position for d in (*of_spells, *asked) if isinstance(d, Recorded) and d.position}
    if not all(holds(Recorded.table, f"condition_status_concept_id = {POSITIONS[p]}") for p in positions):
        return False
    if any(isinstance(node, CountAtPractices) for node in asked) and not holds(Visited.table, "care_site_id IS NOT NULL"):
        return False
    if of_spells:
        return known(of_spells)
    coded = [node for node in asked if isinstance(node, CodedEvents)]
    visits = [node for node in asked if isinstance(node, Visited)]
    if any(isinstance(node, Enrolled) for node in asked) and not holds("programme_enrolment", "true"):
        return False
    if any(isinstance(n, (Paid, PersonDays, Deaths, Has, Insured, Enrolled, ScoreOf)) for n in asked):
        return True
    if visits:
        return bool(coded) or any(not v.role or holds(Visited.table, f"provider_role = {sql_text(v.role)}") for v in visits)
    return not coded or known(coded)


def _holds(session: Session, table: str, where: str) -> bool:
    """Does the register hold such a row?"""
    if table not in session.register.tables:
        return False
    session.db.register(table, session.register.files(table))
    return bool(session.db.rows(f"SELECT 1 AS x FROM {table} WHERE {where} LIMIT 1"))
