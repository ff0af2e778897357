"""Group activities: planning and calling off, signing up and off, the waiting list. No plan is asked for, no record made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...kernel import audit, sealing
from ...kernel.permissions import check_may
from ...kernel.problems import Denied, Missing
from ...kernel.purposes import Purpose
from ...kernel.who import SYSTEM, Who
from ...territory.search import fold
from .. import together
from ..events import GatheringChanged, SignUpMoved, SignUpsWiped
from ..models import Gathering, Person, SignUp
from ..permissions import JOIN, LEAD
from ..states import GATHERING_MOVES, SIGN_UP_MOVES

__all__ = [
    "change_gathering", "come_back", "join", "join_by_name", "leave", "move_gathering", "plan_gathering", "tell_of_place",
    "wipe_sign_ups", "write_down",
]  # fmt: skip

_S = SignUp.State
_AT_ONCE: Final = 500


@transaction.atomic
def plan_gathering(*, said: Mapping[str, Any], by: Who, at: datetime) -> Gathering:
    """By the organisation or team of the hat."""
    check_may(by, LEAD, Purpose.CARE)
    if by.scope_kind not in ("organisation", "team"):
        raise Denied(
            _("You work for no organisation or team in this role."), _("Ask your administrator for a role at a place.")
        )
    together.check_gathering(said, 0, timezone.localdate(at))
    made = Gathering.objects.create(**said, **{f"{by.scope_kind}_id": by.scope_id})
    _changed(made, tuple(said), by, at)
    return made


@transaction.atomic
def change_gathering(*, gathering: Gathering, said: Mapping[str, Any], by: Who, at: datetime) -> Gathering:
    """More places are given to who waits, in order."""
    gathering = _led(gathering, by)
    together.check_gathering(said, _taken(gathering), timezone.localdate(at))
    fields = tuple(name for name, value in said.items() if getattr(gathering, name) != value)
    for name in fields:
        setattr(gathering, name, said[name])
    if fields:
        gathering.save(update_fields=fields)
        _changed(gathering, fields, by, at)
        _fill(gathering, at)
    return gathering


@transaction.atomic
def move_gathering(*, gathering: Gathering, state: str, by: Who, at: datetime) -> Gathering:
    """Call it off, or take that back: sign-ups stay as they are."""
    gathering = _led(gathering, by)
    together.check_move(gathering.state, state, GATHERING_MOVES)
    gathering.state = state
    gathering.save(update_fields=("state",))
    _changed(gathering, ("state",), by, at)
    _fill(gathering, at)
    return gathering


@transaction.atomic
def join(*, gathering: Gathering, person: Person, by: Who, at: datetime) -> SignUp:
    """Oneself, or whom one helps or speaks for. Who signed up already is not signed up twice."""
    check_may(by, JOIN, Purpose.OWN)
    together.check_own(person, by, timezone.localdate(at))
    gathering = _goes_on(gathering, at)
    there = SignUp.objects.filter(gathering=gathering, person=person).first()
    return _enter(gathering, there or SignUp(person=person), by, at, Purpose.OWN)


@transaction.atomic
def write_down(*, gathering: Gathering, name: str, phone: str, by: Who, at: datetime) -> SignUp:
    """Of somebody who calls, writes or comes by: a name and a phone number, and nothing else is asked."""
    gathering = _led(gathering, by)
    together.check_goes_on(gathering, timezone.localdate(at))
    return _enter(gathering, _by_name(gathering, name, phone), by, at, Purpose.CARE)


@transaction.atomic
def join_by_name(*, gathering: Gathering, name: str, phone: str, by: Who, at: datetime) -> SignUp:
    """Anybody, where the region wants it. It asks for no role."""
    together.check_open()
    gathering = _goes_on(gathering, at)
    return _enter(gathering, _by_name(gathering, name, phone), by, at, Purpose.OWN)


@transaction.atomic
def leave(*, sign_up: SignUp, by: Who, at: datetime) -> SignUp:
    """The place goes to who waits longest."""
    sign_up, purpose = _of_mine(sign_up, by, at)
    together.check_move(sign_up.state, _S.OFF, SIGN_UP_MOVES)
    _move(sign_up, _S.OFF, by, at, purpose)
    _fill(sign_up.gathering, at)
    return sign_up


@transaction.atomic
def come_back(*, sign_up: SignUp, by: Who, at: datetime) -> SignUp:
    """After signing off: at the end of the list."""
    sign_up, purpose = _of_mine(sign_up, by, at)
    together.check_goes_on(sign_up.gathering, timezone.localdate(at))
    return _enter(sign_up.gathering, sign_up, by, at, purpose)


@transaction.atomic
def tell_of_place(*, sign_up: SignUp, by: Who, at: datetime) -> SignUp:
    """Somebody called them: they know that they have a place."""
    gathering = _led(sign_up.gathering, by)
    sign_up = SignUp.objects.get(pk=sign_up.pk)
    sign_up.to_call = False
    sign_up.save(update_fields=("to_call",))
    _record(gathering, sign_up, by, at, Purpose.CARE, told=True)
    return sign_up


@transaction.atomic
def wipe_sign_ups(*, by: Who, at: datetime) -> int:
    """Who signed up for what is over for so long; how many, again until none. It asks for no role: time alone decides."""
    over = timezone.localdate(at) - together.KEPT
    known = SignUp.objects.filter(gathering__day__lt=over).exclude(Q(person=None) & Q(called_sealed=""))
    ids = list(known.values_list("pk", flat=True)[:_AT_ONCE])
    SignUp.objects.filter(pk__in=ids).update(person=None, called_sealed="", key="", written_by=None, to_call=False)
    if ids:
        audit.record(SignUpsWiped(subject="people.signup:", people=len(ids)), by=by, at=at)
    return len(ids)


def _led(gathering: Gathering, by: Who) -> Gathering:
    check_may(by, LEAD, Purpose.CARE)
    together.check_led_here(gathering, by)
    return _held(gathering)


def _held(gathering: Gathering) -> Gathering:
    """Two who take the last place at once wait for each other."""
    return Gathering.objects.select_for_update(of=("self",)).get(pk=gathering.pk)


def _goes_on(gathering: Gathering, at: datetime) -> Gathering:
    held = _held(gathering)
    together.check_goes_on(held, timezone.localdate(at))
    return held


def _of_mine(sign_up: SignUp, by: Who, at: datetime) -> tuple[SignUp, Purpose]:
    """As it is now, and why this hat may move it: it leads, or it is its own."""
    purpose = Purpose.OWN if by.role in ("person", "carer") else Purpose.CARE
    check_may(by, JOIN if purpose == Purpose.OWN else LEAD, purpose)
    gathering = _held(sign_up.gathering)
    today: date = timezone.localdate(at)
    found = SignUp.objects.visible_to(by, purpose, today).filter(pk=sign_up.pk).first()
    if found is None:
        raise Missing
    found.gathering = gathering
    return found, purpose


def _by_name(gathering: Gathering, name: str, phone: str) -> SignUp:
    """The same name and number for the same activity is the same sign-up."""
    key = sealing.blind_index(f"{gathering.pk}\0{fold(name)}\0{phone}", place="people.signup:key")
    there = SignUp.objects.filter(gathering=gathering, key=key).first()
    if there is None:
        there = SignUp(key=key)
        there.seal(name.strip(), phone)
    return there


def _enter(gathering: Gathering, sign_up: SignUp, by: Who, at: datetime, purpose: Purpose) -> SignUp:
    """A place, or the end of the waiting list. Who has either keeps it."""
    if sign_up.state in (_S.IN, _S.WAITING):
        return sign_up
    sign_up.gathering, sign_up.asked_at, sign_up.written_by_id = gathering, at, by.user_id
    _move(sign_up, together.next_state(_taken(gathering), gathering.places), by, at, purpose)
    return sign_up


def _fill(gathering: Gathering, at: datetime) -> None:
    """Free places go to who waits longest; who has no account has to be called. Nobody is named: who left stays unknown."""
    if gathering.state != Gathering.State.PLANNED or gathering.day < timezone.localdate(at):
        return
    free = gathering.places - _taken(gathering)
    waits = gathering.sign_ups.filter(state=_S.WAITING).select_related("person").order_by("asked_at", "id")
    for one in waits[: max(free, 0)]:
        one.to_call = one.person is None or one.person.user_id is None
        _move(one, _S.IN, SYSTEM, at, Purpose.CARE)


def _taken(gathering: Gathering) -> int:
    return gathering.sign_ups.filter(state=_S.IN).count()


def _move(sign_up: SignUp, state: str, by: Who, at: datetime, purpose: Purpose) -> None:
    sign_up.state = state
    sign_up.to_call = sign_up.to_call and state == _S.IN
    sign_up.save()
    _record(sign_up.gathering, sign_up, by, at, purpose)


def _record(gathering: Gathering, sign_up: SignUp, by: Who, at: datetime, purpose: Purpose, *, told: bool = False) -> None:
    event = SignUpMoved(
        subject=f"people.signup:{sign_up.pk}",
        person=sign_up.person_id,
        gathering=str(gathering.pk),
        state=sign_up.state,
        told=told,
    )
    audit.record(event, by=by, at=at, purpose=purpose)


def _changed(gathering: Gathering, fields: tuple[str, ...], by: Who, at: datetime) -> None:
    event = GatheringChanged(subject=f"people.gathering:{gathering.pk}", fields=fields)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
