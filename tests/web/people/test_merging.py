"""Two records of one person: put together, taken apart, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from empact.terms.identifiers import check_insz
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow
from empact.web.people import actions, insz
from empact.web.people.models import InformalCarer, Merge, Person

from .conftest import AT, START, number, relate

LATER = datetime(2026, 3, 4, 9, tzinfo=UTC)


@pytest.fixture
def twins(cast, town, places, add):
    """Jozef once more, from the hospital: with an address, without a number."""
    twin = add("Zzpeters", street="Street 1", birth_year=1948)
    relate(twin, places.hospital)
    return town.jozef, twin


def state():
    fields = [f.attname for f in Person._meta.fields if f.name not in ("version", "insz_sealed")]
    people = {p.pk: [getattr(p, f) for f in fields] + [insz.digits(p)] for p in Person.objects.all()}
    relations = sorted((r.pk, r.person_id) for r in Person.objects.first().care_relations.model.objects.all())
    return people, relations, sorted((c.pk, c.person_id, c.carer_id) for c in InformalCarer.objects.all())


@pytest.mark.parametrize("keep_first", [True, False])
def test_all_that_hangs_on_one_hangs_on_the_other_and_undoing_gives_both_back(cast, town, twins, keep_first):
    kept, gone = twins if keep_first else reversed(twins)
    before, by = state(), cast.who(town.administrator)
    merge = actions.merge(kept=kept, gone=gone, by=by, at=AT)
    kept = Person.objects.get(pk=kept.pk)
    assert kept.care_relations.count() == 3
    assert (kept.street, insz.digits(kept), kept.user) == ("Street 1", number(1).digits, town.jozef.user)
    assert {p.pk for p in Person.objects.filter(merged_into=None, search__contains="zzpe")} == {kept.pk}
    actions.undo_merge(merge=merge, by=by, at=LATER)
    assert state() == before


def test_the_practice_of_the_lost_record_sees_the_kept_one(cast, town, twins):
    kept, gone = twins
    actions.merge(kept=kept, gone=gone, by=cast.who(town.administrator), at=AT)
    client = cast.client(town.surgeon)
    assert client.get(reverse("people:person", args=(kept.pk,))).status_code == 200
    assert client.get(reverse("people:person", args=(gone.pk,))).status_code == 404


def test_looks_at_the_lost_record_stay_in_the_log(cast, town, twins):
    kept, gone = twins
    cast.client(town.surgeon).get(reverse("people:person", args=(gone.pk,)))
    actions.merge(kept=kept, gone=gone, by=cast.who(town.administrator), at=AT)
    assert "Surgeon" in cast.client(town.jozef.user).get(reverse("people:own_looks")).content.decode()


def test_two_numbers_are_two_persons_unless_one_is_a_bis_number(cast, town, add):
    by = cast.who(town.administrator)
    with pytest.raises(NotNow, match="two national numbers"):
        actions.merge(kept=town.jozef, gone=town.maria, by=by, at=AT)
    bis = add("Zzbis")
    insz.put(bis, check_insz("30410100311", today=AT.date()))
    bis.save()
    with pytest.raises(NotNow, match="two national numbers"):
        actions.merge(kept=bis, gone=town.jozef, by=by, at=AT)
    actions.merge(kept=town.jozef, gone=bis, by=by, at=AT)
    assert insz.digits(Person.objects.get(pk=town.jozef.pk)) == number(1).digits


def test_what_cannot_be_merged(cast, town, twins):
    by = cast.who(town.administrator)
    with pytest.raises(NotNow, match="one record"):
        actions.merge(kept=town.jozef, gone=town.jozef, by=by, at=AT)
    with pytest.raises(NotNow, match="account"):
        actions.merge(kept=town.jozef, gone=town.an, by=by, at=AT)
    actions.merge(kept=twins[0], gone=twins[1], by=by, at=AT)
    with pytest.raises(NotNow, match="already"):
        actions.merge(kept=twins[0], gone=twins[1], by=by, at=AT)


def test_a_carer_who_turns_out_to_be_the_person_stays_where_they_are(cast, town, add):
    """A row that would tie somebody to themselves is refused by the database and left alone."""
    twin = add("Zztwin")
    row = InformalCarer.objects.create(person=town.jozef, carer=twin, relation="self", starts=START)
    merge = actions.merge(kept=town.jozef, gone=twin, by=cast.who(town.administrator), at=AT)
    row.refresh_from_db()
    assert row.carer_id == twin.pk and str(row.pk) not in str(merge.moved)


def test_undoing_twice_or_under_a_later_merge_is_refused(cast, town, twins, add):
    by = cast.who(town.administrator)
    merge = actions.merge(kept=twins[0], gone=twins[1], by=by, at=AT)
    later = actions.merge(kept=add("Zzthird"), gone=twins[0], by=by, at=AT)
    with pytest.raises(NotNow, match="Undo that first|put together"):
        actions.undo_merge(merge=merge, by=by, at=LATER)
    actions.undo_merge(merge=later, by=by, at=LATER)
    actions.undo_merge(merge=merge, by=by, at=LATER)
    with pytest.raises(NotNow, match="undone already"):
        actions.undo_merge(merge=Merge.objects.get(pk=merge.pk), by=by, at=LATER)


def test_only_the_keeper_of_the_register_does_it(cast, town, twins):
    for user in (town.gp, town.coordinator, town.analyst, town.jozef.user):
        with pytest.raises(Denied):
            actions.merge(kept=twins[0], gone=twins[1], by=cast.who(user), at=AT)


def test_by_hand_search_put_together_undo(cast, town, twins):
    client = cast.client(town.administrator)
    kept, gone = twins
    choose = reverse("people:choose", args=(kept.pk,))
    assert client.get(choose).status_code == 200
    assert reverse("people:merge", args=(kept.pk, gone.pk)) in client.post(choose, {"q": "zzpet"}).content.decode()
    assert client.post(reverse("people:merge", args=(kept.pk, gone.pk))).status_code == 302
    merge = Merge.objects.get()
    assert reverse("people:undo_merge", args=(merge.pk,)) in client.get(reverse("people:merges")).content.decode()
    client.post(reverse("people:undo_merge", args=(merge.pk,)))
    assert Person.objects.get(pk=gone.pk).merged_into is None
    looks = AuditEntry.objects.filter(event="person.seen", part="merge", user=town.administrator.pk, person=gone.pk)
    before = looks.count()
    assert gone.name in client.get(reverse("people:merges")).content.decode()
    assert looks.count() == before + 1


def test_the_log_goes_back_through_every_record_that_was_taken_in(cast, town, twins, add):
    kept, gone = twins
    cast.client(town.surgeon).get(reverse("people:person", args=(gone.pk,)))
    by, middle = cast.who(town.administrator), add("Zzmiddle")
    actions.merge(kept=middle, gone=gone, by=by, at=AT)
    actions.merge(kept=kept, gone=middle, by=by, at=AT)
    assert "Surgeon" in cast.client(town.jozef.user).get(reverse("people:own_looks")).content.decode()
