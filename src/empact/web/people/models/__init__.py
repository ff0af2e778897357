"""The tables of people: one record per person, and how persons, carers and care hang together."""

from .buddies import Buddy
from .gatherings import Gathering, SignUp
from .merges import Merge
from .persons import Channel, Person, Sex
from .relations import CareRelation, InformalCarer, OfPerson, Representative
from .worklists import Handover, Worklist, WorklistLine

__all__ = [
    "Buddy",
    "CareRelation",
    "Channel",
    "Gathering",
    "Handover",
    "InformalCarer",
    "Merge",
    "OfPerson",
    "Person",
    "Representative",
    "Sex",
    "SignUp",
    "Worklist",
    "WorklistLine",
]
