"""From pseudonyms to names: only the recipient, only its own people, on record."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from empact.gate.keys import begin_rotation, end_rotation
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, Problem
from empact.web.kernel.who import SYSTEM
from empact.web.people import actions
from empact.web.people.models import Worklist

from .conftest import AT

HEAD = "pseudonym,project,ground,purpose,recipient,reason\n"


@pytest.fixture
def content(pseudonym_of):
    def make(*people, project="popbox"):
        rows = "".join(
            f"{pseudonym_of(s, project)},{project},care relation,call for a check,practice,no check\n" for s in people
        )
        return (HEAD + rows).encode()

    return make


@pytest.fixture
def brought(places, content):
    return lambda *people, **more: actions.bring_worklist(
        title="Eye check", content=content(*people, **more), organisation=places.practice.pk, by=SYSTEM, at=AT
    )


@pytest.mark.shows("A16")
def test_the_analyst_brings_a_list_and_the_practice_reads_the_names_of_its_own_people_on_record(cast, town, places, content):
    bringing = cast.client(town.analyst)
    file = SimpleUploadedFile("list.csv", content(1, 2))
    sent = {"title": "Eye check", "recipient": f"organisation:{places.practice.pk}", "file": file}
    assert bringing.post(reverse("people:bring"), sent).status_code == 302
    worklist = Worklist.objects.get()
    assert "Eye check" in bringing.get(reverse("people:brought")).content.decode()
    assert bringing.post(reverse("people:worklist", args=(worklist.pk,))).status_code == 403

    practice = cast.client(town.gp)
    assert "Eye check" in practice.get(reverse("kernel:day")).content.decode()
    before = practice.get(reverse("people:worklist", args=(worklist.pk,))).content.decode()
    assert "Zzpeeters" not in before
    answer = practice.post(reverse("people:worklist", args=(worklist.pk,))).content.decode()
    assert "Zzpeeters" in answer and "no check" in answer and "Zzmaes" not in answer
    assert "1 person on this list is not in your care" in answer

    entry = AuditEntry.objects.get(event="people.worklist_named")
    assert (entry.user, entry.detail) == (town.gp.pk, {"ground": "care relation", "named": 1, "others": 1})
    look = AuditEntry.objects.get(event="person.seen", part="worklist")
    assert (look.person, look.reason) == (town.jozef.pk, "call for a check (care relation)")


def test_another_organisation_does_not_learn_that_there_is_a_list(cast, town, brought):
    worklist = brought(1, 2)
    client = cast.client(town.surgeon)
    assert client.get(reverse("people:worklist", args=(worklist.pk,))).status_code == 404
    assert client.post(reverse("people:worklist", args=(worklist.pk,))).status_code == 404
    with pytest.raises(Denied):
        actions.name_worklist(worklist=worklist, by=cast.who(town.surgeon), at=AT)


def test_pseudonyms_of_another_project_name_nobody(cast, town, brought):
    named = actions.name_worklist(worklist=brought(1, project="falls"), by=cast.who(town.gp), at=AT)
    assert [p.family_name for p, _ in named.rows] == ["Zzpeeters"]
    mixed = brought(1, project="falls")
    mixed.project = "popbox"
    assert actions.name_worklist(worklist=mixed, by=cast.who(town.gp), at=AT).rows == ()


def test_during_a_rotation_old_lists_still_name_and_afterwards_not(cast, town, brought, keys):
    old = brought(1)
    begin_rotation(keys, today=date(2026, 3, 3))
    new = brought(1)
    by = cast.who(town.gp)
    assert [len(actions.name_worklist(worklist=one, by=by, at=AT).rows) for one in (old, new)] == [1, 1]
    end_rotation(keys, today=date(2026, 3, 4))
    assert [len(actions.name_worklist(worklist=one, by=by, at=AT).rows) for one in (old, new)] == [0, 1]


def test_a_file_with_a_name_in_it_is_refused_whole(cast, town, places):
    row = "Jozef Zzpeeters,popbox,care relation,call,practice,\n"
    with pytest.raises(Problem, match="Line 2") as refused:
        actions.bring_worklist(
            title="x", content=(HEAD + row).encode(), organisation=places.practice.pk, by=cast.who(town.analyst), at=AT
        )
    assert "Zz" not in f"{refused.value.message}{refused.value.hint}"
    assert not Worklist.objects.exists()


def test_a_list_has_one_recipient(cast, town, places, content):
    with pytest.raises(Problem, match="one organisation or one team"):
        actions.bring_worklist(
            title="x", content=content(1), organisation=places.practice.pk, team=places.team.pk, by=SYSTEM, at=AT
        )


def test_without_the_key_nobody_is_named_and_the_page_says_so(cast, town, brought, settings, tmp_path):
    worklist = brought(1)
    settings.GATE_KEYS = tmp_path / "elsewhere.json"
    answer = cast.client(town.gp).post(reverse("people:worklist", args=(worklist.pk,)))
    assert answer.status_code == 400 and "Zzpeeters" not in answer.content.decode()
    worklist.refresh_from_db()
    assert worklist.named_at is None


def test_the_names_as_a_file_are_on_record_again(cast, town, brought):
    worklist = brought(1, 2)
    answer = cast.client(town.gp).post(reverse("people:worklist_export", args=(worklist.pk,)))
    assert "Zzpeeters" in answer.content.decode() and "Zzmaes" not in answer.content.decode()
    assert AuditEntry.objects.filter(event="people.worklist_named").count() == 1
