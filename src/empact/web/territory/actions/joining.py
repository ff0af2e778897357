"""The open door: an organisation asks to join, somebody looks, and it is in."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ....terms.identifiers import RECEIPT_CHARACTERS, check_kbo, check_phone, check_postcode, check_receipt
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import JoinAnswered, JoinAsked, OrganisationAdded
from ..models import Code, Contact, JoinRequest, Organisation
from ..numbers import number_of
from ..permissions import REVIEW_REQUESTS
from .organisations import store

__all__ = ["accept_request", "ask_to_join", "refuse_request"]


@transaction.atomic
def ask_to_join(
    *,
    name: str,
    kbo: str,
    category: Code,
    postcode: str,
    mailbox: str,
    phone: str = "",
    motive: str = "",
    by: Who,
    at: datetime,
) -> JoinRequest:
    """Anybody may ask, for an organisation that is not in the address book yet; nothing is added before somebody looked."""
    kbo = number_of(check_kbo, kbo)
    policies.check_kbo_free(kbo)
    if JoinRequest.objects.filter(kbo=kbo, state=JoinRequest.State.ASKED).exists():
        raise NotNow(_("Your organisation has asked already."), _("You get an answer in the mailbox you gave."))
    request = JoinRequest.objects.create(
        name=name,
        kbo=kbo,
        category=category,
        postcode=number_of(check_postcode, postcode),
        mailbox=mailbox,
        phone=number_of(check_phone, phone),
        motive=motive,
        receipt=_receipt(),
        asked_at=at,
    )
    audit.record(JoinAsked(subject=f"territory.joinrequest:{request.pk}"), by=by, at=at)
    return request


def _receipt() -> str:
    """A code that nobody else has; a thousand million are possible."""
    while True:
        code = check_receipt("".join(secrets.choice(RECEIPT_CHARACTERS) for _n in range(6)))
        if not JoinRequest.objects.filter(receipt=code).exists():
            return code


@transaction.atomic
def accept_request(*, request: JoinRequest, starts: date, by: Who, at: datetime) -> Organisation:
    """The organisation is a partner from ``starts`` on."""
    check_may(by, REVIEW_REQUESTS, Purpose.ADMINISTRATION)
    policies.check_answerable(request, JoinRequest.State.ACCEPTED)
    values = {"name": request.name, "kbo": request.kbo, "category": request.category, "postcode": request.postcode}
    organisation, _before = store(Organisation(starts=starts), {**values, "checked": starts}, None, starts)
    function = Code.objects.filter(codelist=Code.List.FUNCTION, code="contact").first()
    if function is not None:
        Contact.objects.create(
            organisation=organisation, function=function, mailbox=request.mailbox, phone=request.phone, starts=starts
        )
    request.organisation = organisation
    _answer(request, JoinRequest.State.ACCEPTED, "", by, at)
    audit.record(OrganisationAdded(subject=f"territory.organisation:{organisation.pk}"), by=by, at=at)
    return organisation


@transaction.atomic
def refuse_request(*, request: JoinRequest, answer: str, by: Who, at: datetime) -> JoinRequest:
    """Not now, and why."""
    check_may(by, REVIEW_REQUESTS, Purpose.ADMINISTRATION)
    policies.check_answerable(request, JoinRequest.State.REFUSED)
    return _answer(request, JoinRequest.State.REFUSED, answer, by, at)


def _answer(request: JoinRequest, state: JoinRequest.State, answer: str, by: Who, at: datetime) -> JoinRequest:
    request.state, request.answer, request.decided_at = state, answer, at
    request.save(update_fields=("state", "answer", "decided_at", "organisation"))
    organisation = request.organisation_id
    audit.record(
        JoinAnswered(subject=f"territory.joinrequest:{request.pk}", state=str(state), organisation=organisation), by=by, at=at
    )
    return request
