"""What follows from a look in an emergency: the person and the data-protection officers get a letter."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from ..kernel import letters
from ..kernel.models import Hat, Message, User
from ..people.models import Person

__all__ = ["tell_of_emergency"]


def tell_of_emergency(message: Message, at: datetime) -> None:
    """A letter holds no name and nothing about anybody: it says where to read."""
    person = Person.objects.select_related("user").get(pk=message.person) if message.person else None
    if person is not None and person.user is not None:
        letters.send("looked", to=person.user, page="consent:own", at=at)
    checking = Hat.objects.worn_on(timezone.localdate(at)).filter(role="dpo").values("user")
    for officer in User.objects.filter(pk__in=checking):
        letters.send("looked", to=officer, page="consent:emergencies", at=at)
