"""The message bank: approved words in three languages, dated and owned."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import IntegrityError, transaction

from empact.web.kernel.day import todo
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.participation import actions
from empact.web.participation.models import KeyMessage

from .conftest import AFTER, AT, TODAY, needed

WORDS = {"subject": "Why", "nl": "Samen zorgen.", "fr": "Soigner ensemble.", "de": "Gemeinsam sorgen."}


@pytest.fixture
def write(partner, office):
    def make(follows=None, **more):
        said = {**WORDS, "owner": partner("Town"), **more}
        return actions.write_message(follows=follows, today=TODAY, by=office, at=AT, **said)

    return make


@pytest.mark.shows("COM-05")
def test_each_message_is_dated_and_owned_and_said_in_three_languages_once_its_owner_approved(write, contact, cast, partner):
    one = write()
    assert not KeyMessage.objects.holding(TODAY).exists()
    with pytest.raises(Denied):
        actions.approve(message=one, today=TODAY, by=contact("Hospital"), at=AT)
    assert [t.kind for t in todo(contact("Town"), TODAY)] == ["participation.messages_to_approve"]
    actions.approve(message=one, today=TODAY, by=contact("Town"), at=AT)
    client = cast.client(needed(cast.user("Piet", "policy")))
    (row,) = csv.DictReader(io.StringIO(client.get("/consultations/messages/?format=csv").content.decode("utf-8-sig")))
    assert (row["owner"], row["approved"]) == ("Town", TODAY.isoformat())
    assert all(row[n] == WORDS[n] for n in ("nl", "fr", "de"))
    for empty in ("nl", "fr", "de", "subject"):
        with pytest.raises(Problem):
            write(**{empty: " "})
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyMessage.objects.create(**WORDS, made=TODAY, owner=None)


def test_other_words_take_its_place_from_the_day_they_are_approved(write, contact):
    first = actions.approve(message=write(), today=TODAY, by=contact("Town"), at=AT)
    second = write(follows=first, nl="Samen beter.")
    assert list(KeyMessage.objects.holding(AFTER)) == [first]
    actions.approve(message=second, today=AFTER, by=contact("Town"), at=AT)
    assert list(KeyMessage.objects.holding(AFTER)) == [second]
    with pytest.raises(NotNow, match="already"):
        write(follows=KeyMessage.objects.get(pk=first.pk))
    with pytest.raises(NotNow, match="was approved"):
        actions.approve(message=second, today=AFTER, by=contact("Town"), at=AT)


def test_a_message_goes_its_way_through_the_pages(cast, partner, office):
    olaf = cast.client(needed(cast.user("Olaf", "pmo")))
    assert olaf.post("/consultations/messages/new/", {**WORDS, "owner": partner("Town").pk}).status_code == 302
    one = KeyMessage.objects.get()
    assert olaf.post(f"/consultations/messages/{one.pk}/approve/").status_code == 302
    assert olaf.post(f"/consultations/messages/{one.pk}/withdraw/").status_code == 302
    assert "not said any more" in olaf.get("/consultations/messages/").content.decode()
    assert olaf.post(f"/consultations/messages/{one.pk}/withdraw/", {"undo": "1"}).status_code == 302
    said = {**WORDS, "nl": "Anders.", "owner": partner("Town").pk}
    assert olaf.post(f"/consultations/messages/{one.pk}/replace/", said).status_code == 302
    assert KeyMessage.objects.get(nl="Anders.").follows == one
