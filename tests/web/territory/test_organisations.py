"""Organisations: numbers, corrections, contacts by function, merging and taking in a file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from empact.web.kernel import audit
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.who import SYSTEM
from empact.web.territory import imports
from empact.web.territory.actions.codes import add_code, retire_code
from empact.web.territory.actions.importing import apply_import, keep_import
from empact.web.territory.actions.merging import merge_organisations, undo_merge
from empact.web.territory.actions.organisations import (
    add_contact,
    add_site,
    correct_organisation,
    end_contact,
    undo_correction,
)
from empact.web.territory.actions.people import add_practitioner, end_post, give_post
from empact.web.territory.models import Code, Contact, Correction, Organisation, Post
from empact.web.territory.numbers import WrongNumber

from .conftest import AT, START, TODAY, number

WRONG = f"{12345678:08d}00"


def test_an_organisation_has_its_municipality_from_its_postcode(organisation):
    assert organisation("Practice Élan", postcode="8700").municipality.name == "Tielt"
    assert Organisation.objects.filter(search__contains="practice elan").exists()


def test_one_enterprise_number_is_one_organisation(organisation):
    organisation("One", kbo=1)
    with pytest.raises(NotNow, match="Another organisation"):
        organisation("Two", kbo=1)


def test_a_number_whose_check_fails_is_kept_with_a_reason_only(region):
    from empact.web.territory.actions.organisations import add_organisation

    with pytest.raises(WrongNumber) as wrong:
        add_organisation(values={"name": "A", "kbo": WRONG}, starts=START, by=SYSTEM, at=AT)
    assert wrong.value.may_keep
    kept = add_organisation(
        values={"name": "A", "kbo": WRONG, "number_reason": "as in the KBO"}, starts=START, by=SYSTEM, at=AT
    )
    assert kept.kbo == WRONG


def test_the_contact_of_an_organisation_corrects_that_one_and_no_other(organisation, cast):
    mine, other = organisation("Mine"), organisation("Other")
    contact = cast.who(cast.user("Carla", ("contact", "organisation", mine.pk)))
    correct_organisation(organisation=mine, values={"name": "Mine now"}, today=TODAY, by=contact, at=AT)
    mine.refresh_from_db()
    assert (mine.name, mine.checked, mine.search) == ("Mine now", TODAY, "mine now")
    with pytest.raises(Denied, match="another organisation"):
        correct_organisation(organisation=other, values={"name": "x"}, today=TODAY, by=contact, at=AT)


def test_the_record_says_which_fields_changed_and_not_what_they_hold(organisation):
    mine = organisation("Mine")
    correct_organisation(organisation=mine, values={"name": "Secret", "line": "first"}, today=TODAY, by=SYSTEM, at=AT)
    line = AuditEntry.objects.order_by("-seq").first()
    assert line.detail == {"fields": ["name", "line"]}


def test_corrections_are_taken_back_from_the_last_one_on(organisation, place, code):
    mine = organisation("First", kbo=1, postcode="8700", works_in=[place("37015")], category=code("category", "welfare"))
    said = {"name": "Second", "postcode": "8800", "category": None}
    correct_organisation(organisation=mine, values=said, works_in=[], today=TODAY, by=SYSTEM, at=AT)
    correct_organisation(organisation=mine, values={"name": "Third"}, today=TODAY, by=SYSTEM, at=AT + timedelta(minutes=1))
    third, second = Correction.objects.all()
    with pytest.raises(NotNow, match="corrected again since"):
        undo_correction(correction=second, today=TODAY, by=SYSTEM, at=AT)
    undo_correction(correction=third, today=TODAY, by=SYSTEM, at=AT)
    assert Organisation.objects.get().name == "Second"
    undo_correction(correction=Correction.objects.get(pk=second.pk), today=TODAY, by=SYSTEM, at=AT)
    back = Organisation.objects.get()
    assert (back.name, back.postcode, back.category.code, back.checked) == ("First", "8700", "welfare", None)
    assert (back.municipality.name, [t.code for t in back.works_in.all()]) == ("Tielt", ["37015"])
    with pytest.raises(NotNow, match="taken back already"):
        undo_correction(correction=Correction.objects.get(pk=second.pk), today=TODAY, by=SYSTEM, at=AT)


def test_only_who_may_correct_takes_a_correction_back(organisation, cast):
    mine, other = organisation("Mine"), organisation("Other")
    correct_organisation(organisation=mine, values={"name": "New"}, today=TODAY, by=SYSTEM, at=AT)
    stranger = cast.who(cast.user("Dirk", ("contact", "organisation", other.pk)))
    with pytest.raises(Denied, match="another organisation"):
        undo_correction(correction=Correction.objects.get(), today=TODAY, by=stranger, at=AT)


def test_a_file_leaves_a_line_of_record_for_each_organisation_and_its_merges_are_taken_back(organisation, keeper, place):
    known = organisation("Known", kbo=1000, works_in=[place("36015")])
    same = organisation("Same", kbo=1001)
    text = f"name,kbo,works_in\nNew name,{number(1000)},37015\nSame,{number(1001)},\nNewcomer,{number(1002)},37015 36015\n"
    last = AuditEntry.objects.order_by("-seq").first().seq
    file = keep_import(content=text, by=keeper, at=AT)
    apply_import(file=file, merge={2, 3}, today=TODAY, by=keeper, at=AT)
    lines = AuditEntry.objects.filter(seq__gt=last + 1)
    newcomer = Organisation.objects.get(name="Newcomer")
    assert [(e.event.partition(".")[2], e.subject.partition(":")[2], e.detail.get("fields")) for e in lines] == [
        ("organisation_added", str(newcomer.pk), None),
        ("organisation_corrected", str(known.pk), ["name", "works_in"]),
        ("organisation_corrected", str(same.pk), []),
        ("organisations_imported", str(file.pk), None),
    ]
    assert {t.code for t in newcomer.works_in.all()} == {"37015", "36015"}
    assert audit.verify()[1] == []
    undo_correction(correction=Correction.objects.get(), today=TODAY, by=keeper, at=AT)
    known.refresh_from_db()
    assert (known.name, [t.code for t in known.works_in.all()]) == ("Known", ["36015"])


@pytest.mark.shows("TER-11")
def test_a_type_is_added_used_and_retired_and_old_records_keep_the_label(organisation):
    words = {"nl": "Wijkhuis", "fr": "Maison de quartier", "de": "Nachbarschaftshaus", "en": "Neighbourhood house"}
    added = add_code(codelist="type", code="house", **words, by=SYSTEM, at=AT)
    old = organisation("Old", actor_type=added)
    assert [o.name for o in Organisation.objects.filter(actor_type=added)] == ["Old"]
    retire_code(code=added, since=TODAY, by=SYSTEM, at=AT)
    assert added not in Code.objects.current("type", TODAY)
    old.refresh_from_db()
    assert str(old.actor_type) == "Neighbourhood house"
    correct_organisation(organisation=old, values={"name": "Old still"}, today=TODAY, by=SYSTEM, at=AT)
    with pytest.raises(NotNow, match="not used any more"):
        correct_organisation(organisation=organisation("New"), values={"actor_type": added}, today=TODAY, by=SYSTEM, at=AT)


def test_a_new_contact_takes_the_place_of_the_old_one(organisation, code):
    mine, function = organisation("Mine"), code("function", "coordinator")
    old = add_contact(organisation=mine, function=function, mailbox="a@example.org", starts=START, by=SYSTEM, at=AT)
    add_contact(organisation=mine, function=function, phone="016 12 34 56", starts=TODAY, by=SYSTEM, at=AT)
    assert [c.phone for c in Contact.objects.on(TODAY).filter(organisation=mine)] == ["+3216123456"]
    old.refresh_from_db()
    assert old.ends == date(2026, 3, 2)
    with pytest.raises(NotNow, match="mailbox or a phone"):
        add_contact(organisation=mine, function=function, starts=TODAY, by=SYSTEM, at=AT)


def test_ending_a_contact_can_be_taken_back(organisation, code):
    contact = add_contact(
        organisation=organisation("Mine"), function=code("function", "contact"), mailbox="a@example.org", starts=START,
        by=SYSTEM, at=AT,
    )  # fmt: skip
    end_contact(contact=contact, last_day=date(2026, 3, 2), by=SYSTEM, at=AT)
    assert not Contact.objects.on(TODAY).exists()
    end_contact(contact=contact, last_day=None, by=SYSTEM, at=AT)
    assert Contact.objects.on(TODAY).get() == contact


def test_a_site_has_an_establishment_number_of_its_own(organisation):
    mine = organisation("Mine")
    site = {"organisation": mine, "kind": "establishment", "name": "Site", "starts": START, "by": SYSTEM, "at": AT}
    assert add_site(number="2.147.812.701", **site).number == "2147812701"
    with pytest.raises(NotNow, match="Another site"):
        add_site(number="2.147.812.701", **site)
    with pytest.raises(WrongNumber, match="begins with 2"):
        add_site(number=number(1), **site)


def test_two_entries_become_one_and_two_again(organisation, code):
    kept, gone = organisation("Kept", kbo=1), organisation("Gone")
    contact = add_contact(
        organisation=gone, function=code("function", "contact"), mailbox="a@example.org", starts=START, by=SYSTEM, at=AT
    )
    merge = merge_organisations(kept=kept, gone=gone, by=SYSTEM, at=AT)
    contact.refresh_from_db()
    assert contact.organisation == kept
    assert list(Organisation.objects.kept()) == [kept]
    with pytest.raises(NotNow, match="merged already"):
        merge_organisations(kept=kept, gone=gone, by=SYSTEM, at=AT)
    undo_merge(merge=merge, by=SYSTEM, at=AT)
    contact.refresh_from_db()
    assert contact.organisation == gone
    assert set(Organisation.objects.kept()) == {kept, gone}
    with pytest.raises(NotNow, match="undone already"):
        undo_merge(merge=merge, by=SYSTEM, at=AT)


def file_of(rows) -> str:
    return "name;kbo;category;line;postcode;mailbox;number_reason\n" + "\n".join(";".join(r) for r in rows)


@pytest.mark.shows("TER-10")
def test_310_organisations_come_in_whole_or_not_at_all(organisation, keeper):
    known = organisation("Known", kbo=1000)
    rows = [[f"Organisation {n}", number(1000 + n), "7", "first", "8700", f"o{n}@example.org", ""] for n in range(310)]
    rows[20][1] = number(1010)  # twice in the file
    wrong = [*rows[:100], ["Wrong", WRONG, "", "", "", "", ""], ["No number", "abc", "99", "", "", "", ""], *rows[100:]]
    read = imports.read_organisations(file_of(wrong), TODAY)
    assert [(f.line, f.column) for f in read.faults] == [(102, "kbo"), (103, "kbo"), (103, "category")]
    kept = keep_import(content=file_of(wrong), by=keeper, at=AT)
    with pytest.raises(NotNow, match="nothing was taken in"):
        apply_import(file=kept, merge=(), today=TODAY, by=keeper, at=AT)
    assert Organisation.objects.count() == 1

    right = keep_import(content=file_of(rows), by=keeper, at=AT)
    read = imports.read_organisations(right.content, TODAY)
    assert (len(read.new), [(r.line, bool(r.twin), r.first) for r in read.double]) == (308, [(2, True, None), (22, False, 12)])
    apply_import(file=right, merge={2}, today=TODAY, by=keeper, at=AT)
    known.refresh_from_db()
    assert known.name == "Organisation 0"  # merged by choice
    assert Organisation.objects.get(kbo=number(1010)).name == "Organisation 10"  # the second was left out
    assert Organisation.objects.count() == 309
    with pytest.raises(NotNow, match="already"):
        apply_import(file=right, merge=(), today=TODAY, by=keeper, at=AT)


def test_a_wrong_check_digit_comes_in_with_a_reason(region):
    read = imports.read_organisations(file_of([["Exception", WRONG, "", "", "", "", "as in the KBO"]]), TODAY)
    assert (read.faults, read.rows[0].values["kbo"]) == ([], WRONG)


def test_a_former_coordinator_is_gone_and_the_function_stays(organisation, code, region):
    function = code("function", "coordinator")
    person = add_practitioner(name="Former", by=SYSTEM, at=AT)
    post = give_post(practitioner=person, function=function, territory=region, starts=START, by=SYSTEM, at=AT)
    end_post(post=post, last_day=date(2026, 3, 2), by=SYSTEM, at=AT)
    assert not Post.objects.on(TODAY).exists()


def test_one_provider_is_entered_once(region):
    add_practitioner(name="A", riziv="10000007000", by=SYSTEM, at=AT)
    with pytest.raises(NotNow, match="already"):
        add_practitioner(name="A again", riziv="1-00000-07-001", by=SYSTEM, at=AT)
