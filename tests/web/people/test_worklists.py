"""From pseudonyms to names: only the recipient, only its own people, on record."""

from __future__ import annotations

import json
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


# ---------------------------------------------------------------- the next run


@pytest.fixture
def coached(cast, town, places, pseudonym_of):
    """A list for the team, approved and read; ``left``: who is not on it any more, by sequence and reason."""
    coach = cast.who(town.coordinator)

    def make(*people, left=(), at=AT, title="Eye check"):
        rows = "".join(f"{pseudonym_of(s)},popbox,care relation,call,team,no check,\n" for s in people)
        rows += "".join(f"{pseudonym_of(s)},popbox,care relation,call,team,,{why}\n" for s, why in left)
        content = (HEAD.strip() + ",left\n" + rows).encode()
        worklist = actions.bring_worklist(title=title, content=content, team=places.team.pk, by=SYSTEM, at=at)
        actions.move_worklist(worklist=worklist, to="approved", by=coach, at=at)
        actions.name_worklist(worklist=worklist, by=coach, at=at)
        return worklist

    return make


def test_the_mill_is_told_by_pseudonym_who_leaves_at_the_next_run_and_no_name(cast, town, coached, pseudonym_of):
    worklist = coached(1)
    page = reverse("people:outcomes", args=(worklist.pk,))
    analyst = cast.client(town.analyst)
    assert analyst.post(page).content.decode().splitlines()[1:] == []
    actions.say_of(
        worklist=worklist, person=town.jozef, state="accepted", assigned_to=town.coordinator.pk, next_step=AT.date(),
        by=cast.who(town.coordinator), at=AT,
    )  # fmt: skip
    answer = analyst.post(page)
    assert answer.content.decode("utf-8-sig").splitlines() == ["pseudonym,reason", f"{pseudonym_of(1)},taken_up"]
    assert AuditEntry.objects.filter(event="people.outcomes_told").latest("seq").detail == {"project": "popbox", "people": 1}
    for user in (town.coordinator, town.gp):
        assert cast.client(user).post(page).status_code == 403


@pytest.mark.parametrize(
    ("state", "more", "word"),
    [
        ("declined", {"reason": "followed"}, "declined"),
        ("refused", {}, "refused"),
        ("postponed", {"next_step": AT.date()}, ""),
    ],
)
def test_each_answer_has_its_word_and_who_is_postponed_stays(cast, town, coached, state, more, word):
    by = cast.who(town.coordinator)
    worklist = coached(1)
    actions.say_of(worklist=worklist, person=town.jozef, state=state, by=by, at=AT, **more)
    told = actions.tell_outcomes(worklist=worklist, by=cast.who(town.analyst), at=AT)
    assert [why for _pseudonym, why in told] == ([word] if word else [])


@pytest.mark.shows("POP-14")
def test_who_left_the_list_stands_below_it_by_name_with_the_reason_and_the_earlier_run_gives_way(cast, town, places, coached):
    first = coached(1)
    second = coached(left=[(1, "taken_up"), (2, "dead")], at=AT.replace(month=4))
    first.refresh_from_db()
    assert (first.followed_by, second.size) == (second, 0)
    client = cast.client(town.coordinator)
    page = client.post(reverse("people:worklist", args=(second.pk,))).content.decode()
    below = page[page.index("Left since the list before") :]
    assert "Zzpeeters" in below and "taken up" in below and "Zzmaes" not in page
    assert AuditEntry.objects.filter(event="person.seen", part="worklist", person=town.jozef.pk, at=second.named_at).exists()
    assert client.get(reverse("people:on_list", args=(second.pk, town.jozef.pk))).status_code == 404
    assert (
        "A newer run of this list took its place" in client.get(reverse("people:worklist", args=(first.pk,))).content.decode()
    )
    assert "without anybody" not in client.get(reverse("people:worklists")).content.decode()


def test_who_is_still_open_comes_over_to_the_next_run(cast, town, coached):
    by = cast.who(town.coordinator)
    first = coached(1)
    actions.say_of(worklist=first, person=town.jozef, state="postponed", next_step=AT.date(), by=by, at=AT)
    other = coached(1, title="Feet", at=AT.replace(month=4))
    assert other.handovers.count() == 0, "another list is another matter"
    second = coached(1, at=AT.replace(month=5))
    assert [h.state for h in second.handovers.all()] == ["postponed"] and first.handovers.count() == 0


def test_the_rule_the_numbers_and_the_three_questions_of_reach_stand_on_the_page(cast, town, places, content):
    by_language = dict.fromkeys(("nl", "fr", "de", "en"), "has diabetes")
    line = {
        "trait": "increased_reimbursement",
        "group": "increased",
        "name": "",
        "proportion": 0.25,
        "lower": 0.1,
        "upper": 0.4,
    }
    line |= {"people": 40, "reached": 10}
    record = {
        "format": "empact-worklist/1", "as_of": "2026-01-01", "places": 40, "reserve": 0.2,
        "rule": {"asked": "condition:diabetes", "title": by_language, "text": by_language, "version": 3,
                 "fingerprint": "0a1b2c3d4e5f6789", "period": ""},
        "effect": dict.fromkeys(by_language, "Offered a place compared with those who wait; looked at on 01/04/2026."),
        "steps": {"meets": 60, "offered": 40}, "left": {"before": 40, "stays": 30, "taken_up": None, "done": None},
        "behind": dict.fromkeys(by_language, ["increased reimbursement: 10 of 40 on the list before were taken up"]),
        "equity": [line | {"of": of} for of in ("could", "offered", "taken_up")],
    }  # fmt: skip
    worklist = actions.bring_worklist(
        title="x", content=content(1), record=json.dumps(record).encode(), organisation=places.practice.pk, by=SYSTEM, at=AT
    )
    assert worklist.series == "condition:diabetes"
    page = cast.client(town.gp).get(reverse("people:worklist", args=(worklist.pk,))).content.decode()
    for said in (
        "has diabetes",
        "Version 3",
        "2026-01-01",
        "Since the list before",
        "How the effect will be known: Offered a place compared",
        "still on it",
        "too few to show",
        "Who was taken up, of the list before",
        "Who is on the list, of all who could be",
        "10 of 40 on the list",
    ):
        assert said in page
