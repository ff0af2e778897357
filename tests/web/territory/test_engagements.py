"""Agreements: what was signed stays as it was signed, newcomers are looked at, who works together has an end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.who import NOBODY, SYSTEM
from empact.web.territory import queries
from empact.web.territory.actions.engagements import (
    end_collaboration,
    publish_declaration,
    sign,
    start_collaboration,
    withdraw,
)
from empact.web.territory.actions.joining import accept_request, ask_to_join, refuse_request
from empact.web.territory.models import Collaboration, JoinRequest, Organisation, SignatureLine
from empact.web.territory.numbers import WrongNumber
from empact.web.territory.states import JOIN_OWNER, SIGNATURE_MOVES, SIGNATURE_OWNER, Signature

from .conftest import AT, START, TODAY, number

SIGNATORY = {"signatory": "An Sign", "function": "director", "by": SYSTEM}


@pytest.fixture
def text(db):
    def make(version=1, kind="mandate", language="nl"):
        return publish_declaration(
            kind=kind, version=version, language=language, title="Mandaat",
            text="Wij gaan akkoord met de visie.\n\nEn het plan.",
            published=START, by=SYSTEM, at=AT,
        )  # fmt: skip

    return make


def test_sign_withdraw_and_sign_again_leave_three_dated_lines(organisation, text):
    mine, form = organisation("Mine"), text()
    for n, move in enumerate((sign, withdraw, sign)):
        move(organisation=mine, declaration=form, on=TODAY + timedelta(n), at=AT + timedelta(n), **SIGNATORY)
    assert [(line.move, line.on, line.text) for line in SignatureLine.objects.filter(organisation=mine)] == [
        ("sign", TODAY, form.text),
        ("withdraw", TODAY + timedelta(1), form.text),
        ("sign", TODAY + timedelta(2), form.text),
    ]


def test_what_cannot_follow_is_refused(organisation, text):
    mine, form = organisation("Mine"), text()
    with pytest.raises(NotNow, match="nothing to withdraw"):
        withdraw(organisation=mine, declaration=form, on=TODAY, at=AT, **SIGNATORY)
    with pytest.raises(NotNow, match="not in force"):
        sign(organisation=mine, declaration=form, on=START - timedelta(1), at=AT, **SIGNATORY)
    sign(organisation=mine, declaration=form, on=TODAY, at=AT, **SIGNATORY)
    with pytest.raises(NotNow, match="signed this text already"):
        sign(organisation=mine, declaration=form, on=TODAY, at=AT, **SIGNATORY)


def test_a_new_version_shows_who_signed_the_old_one_only(organisation, text):
    first, second = text(1), text(2)
    old, both, left = organisation("Old"), organisation("Both"), organisation("Left")
    for one in (old, both, left):
        sign(organisation=one, declaration=first, on=TODAY, at=AT, **SIGNATORY)
    sign(organisation=both, declaration=second, on=TODAY, at=AT + timedelta(hours=1), **SIGNATORY)
    withdraw(organisation=left, declaration=first, on=TODAY, at=AT + timedelta(hours=1), **SIGNATORY)
    assert set(queries.signatories("mandate")) == {old.pk, both.pk}
    assert queries.signed_older_only("mandate", queries.signatories("mandate")) == [old]


def test_only_somebody_of_the_organisation_signs_for_it(organisation, text, cast):
    mine, other = organisation("Mine"), organisation("Other")
    contact = cast.who(cast.user("Carla", ("contact", "organisation", mine.pk)))
    with pytest.raises(Denied, match="another organisation"):
        sign(organisation=other, declaration=text(), on=TODAY, signatory="x", function="y", by=contact, at=AT)


def test_every_state_has_an_owner_and_a_way_in():
    assert set(SIGNATURE_OWNER) == set(Signature)
    assert set(JOIN_OWNER) == set(JoinRequest.State)
    assert set(SIGNATURE_MOVES.values()) | {Signature.OPEN} == set(Signature)


def asked(code, kbo=5, **more):
    return ask_to_join(
        name="New", kbo=number(kbo), category=code("category", "welfare"), postcode="8700", mailbox="new@example.org",
        by=NOBODY, at=AT, **more,
    )  # fmt: skip


def test_a_newcomer_asks_is_looked_at_and_is_in(region, code):
    request = asked(code)
    assert not Organisation.objects.exists()
    with pytest.raises(NotNow, match="asked already"):
        asked(code)
    joined = accept_request(request=request, starts=TODAY, by=SYSTEM, at=AT)
    assert (joined.starts, joined.contacts.get().mailbox, joined.municipality.name) == (TODAY, "new@example.org", "Tielt")
    with pytest.raises(NotNow, match="answered already"):
        refuse_request(request=request, answer="no", by=SYSTEM, at=AT)


def test_a_request_with_a_wrong_number_is_refused_at_the_door(region, code):
    with pytest.raises(WrongNumber):
        ask_to_join(
            name="New", kbo="0123456780", category=code("category", "welfare"), postcode="8700", mailbox="n@example.org",
            by=NOBODY, at=AT,
        )  # fmt: skip


def test_nobody_answers_requests_without_the_right(region, code, cast):
    with pytest.raises(Denied):
        accept_request(request=asked(code), starts=TODAY, by=cast.who(cast.user("Bob", "nurse")), at=AT)


def test_a_collaboration_has_two_parties_and_an_end(organisation):
    home, hospital = organisation("Home"), organisation("Hospital")
    with pytest.raises(NotNow, match="at least two"):
        start_collaboration(owner=home, parties=[home], subject="x", starts=START, by=SYSTEM, at=AT)
    one = start_collaboration(owner=home, parties=[hospital], subject="x", starts=START, by=SYSTEM, at=AT)
    assert list(hospital.collaborations.all()) == [one]
    end_collaboration(collaboration=one, last_day=TODAY - timedelta(1), by=SYSTEM, at=AT)
    assert not Collaboration.objects.on(TODAY).exists()
