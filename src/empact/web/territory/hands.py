"""What belongs to an organisation, and changes hands with it when two entries become one. Other apps add their tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import Model

from .models import Collaboration, Contact, Organisation, Post, SignatureLine, Site

__all__ = ["HANDS", "Hand", "change_hands"]


@dataclass(frozen=True, slots=True)
class Hand:
    """``field`` of ``model`` is the organisation. ``once``: of what it has one row, open where rows end."""

    model: type[Model]
    field: str
    once: tuple[str, ...]

    def moving(self, kept: Organisation, gone: Organisation) -> list[UUID]:
        """Ids of what goes over; a second row of what there is once stays where it is."""
        rows = self.model._default_manager
        leaving = rows.filter(**{self.field: gone})
        if not self.once:
            return list(leaving.values_list("pk", flat=True))
        own = rows.filter(**{self.field: kept})
        if any(f.name == "ends" for f in self.model._meta.get_fields()):
            own, ended = own.filter(ends=None), set(leaving.exclude(ends=None).values_list("pk", flat=True))
        else:
            ended = set()
        has = set(own.values_list(*self.once))
        return [pk for pk, *key in leaving.values_list("pk", *self.once) if pk in ended or tuple(key) not in has]


HANDS: Final[dict[str, Hand]] = {}
"""By the name that stands on record with a merge."""


def change_hands(model: type[Model], field: str = "organisation", *, once: tuple[str, ...] = ()) -> None:
    """One more table, or one more organisation of its rows. Its name stands on record: that of the model alone in this app,
    with its app elsewhere."""
    name = str(model._meta.model_name if model._meta.app_label == "territory" else model._meta.label_lower)
    if name in HANDS and HANDS[name].field != field:  # a second organisation in the same row
        name = f"{name}.{field}"
    if HANDS.setdefault(name, Hand(model, field, once)).model is not model:
        raise ValueError(f"two tables named {name} change hands")


for _model in (Contact, Site, Post, SignatureLine):
    change_hands(_model)
change_hands(Collaboration, "owner")
