"""A draft goes round, everybody gets an answer, and only then there is a version 1.0. Silence says nothing."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.utils import timezone

from empact.web.governance import actions as governance
from empact.web.governance.agenda import agenda
from empact.web.kernel.day import news, todo
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.kernel.who import SYSTEM
from empact.web.participation import actions, queries
from empact.web.participation.models import Comment, Consultation, Version
from empact.web.territory.actions.merging import merge_organisations

from .conftest import AFTER, AT, CLOSES, START, TEXT, TODAY, needed


def finish(version, office, day=AFTER):
    return actions.finish(version=version, today=day, by=office, at=AT)


def following(plan, office, text=TEXT):
    return actions.next_version(document=plan, text=text, today=AFTER, by=office, at=AT)


def waiting(who, day=TODAY):
    return [t for t in todo(who, day) if t.kind == "participation.consultations_waiting"]


@pytest.mark.shows("COM-12")
@pytest.mark.shows("D12")
def test_version_one_waits_for_an_answer_to_each_comment_and_a_pointer_to_each_change(plan, asked, say, answer, office):
    round_ = asked()
    many = say(round_, "Hospital", "Not ten but twenty", 2)
    money = say(round_, "Town", "Not the town alone", 3)
    whole = say(round_, "Home nursing", "Why Tielt?")
    draft = following(plan, office, TEXT.replace("Ten", "Twenty"))
    with pytest.raises(NotNow, match="3 comments have no answer"):
        finish(draft, office)
    answer(many, "accepted")
    answer(whole, "refused", "Most of those who fall live there")
    with pytest.raises(NotNow, match="1 comment has no answer"):
        finish(draft, office)
    answer(money, "partly", "The province pays half")
    with pytest.raises(NotNow, match="2 comments were taken up, and nothing points to where"):
        finish(draft, office)
    answer(many, "accepted", change=draft.paragraphs.get(number=2))
    answer(money, "partly", "The province pays half", change=draft.paragraphs.get(number=3))
    done = finish(draft, office)
    assert str(done) == "1.0" and done.finished == AFTER
    assert str(Comment.objects.get(pk=many.pk).change) == "1.0 §2"
    with pytest.raises(NotNow, match="stay as they are"):
        answer(whole, "accepted")


@pytest.mark.shows("D12")
def test_an_answer_has_a_reason_and_points_only_into_a_later_version_of_the_same_document(
    plan, draft, asked, say, answer, office
):
    one = say(asked(), "Hospital", "Twenty", 2)
    with pytest.raises(Problem, match="without a reason"):
        answer(one, "refused", " ")
    with pytest.raises(NotNow, match="later version"):
        answer(one, "accepted", change=draft.paragraphs.get(number=2))
    other = actions.make_document(title="Other", text="a", today=TODAY, by=office, at=AT)
    foreign = actions.next_version(document=other, text="b", today=TODAY, by=office, at=AT)
    with pytest.raises(NotNow, match="later version"):
        answer(one, "accepted", change=foreign.paragraphs.get())
    with pytest.raises(NotNow, match="changes nothing"):
        answer(one, "refused", change=following(plan, office).paragraphs.first())
    with pytest.raises(Problem, match="what becomes of it"):
        answer(one, "perhaps")


@pytest.mark.shows("D4")
def test_silence_does_not_block_and_is_never_taken_for_consent(plan, draft, asked, say, office, cast):
    """The peer's bug: something hung because members were silent. Here nobody says a word, and nobody has agreed."""
    round_ = asked()
    with pytest.raises(NotNow, match="open still"):
        finish(draft, office, CLOSES)
    finish(draft, office, AFTER)
    body, alone = queries.reached(round_)[round_.pk]
    if alone.asked.body_id:
        body, alone = alone, body
    assert [str(o) for o in body.silent] == ["Hospital", "Town"] and body.answered == alone.answered == 0
    page = cast.client(needed(cast.user("Piet", "policy"))).get(f"/consultations/documents/{plan.pk}/").content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "said nothing" in main and "agree" not in main


@pytest.mark.shows("GOV-19")
def test_of_a_document_one_reads_who_was_asked_who_answered_and_what_changed(
    plan, asked, say, answer, office, contact, partner, cast
):
    round_ = asked()
    many = say(round_, "Hospital", "Not ten but twenty", 2)
    actions.add_nothing(
        consultation=round_, organisation=partner("Home nursing"), today=TODAY, by=contact("Home nursing"), at=AT
    )
    draft = following(plan, office, TEXT.replace("Ten", "Twenty"))
    answer(many, "accepted", "More teams want to", change=draft.paragraphs.get(number=2))
    by = {str(r.asked): r for r in queries.reached(round_)[round_.pk]}
    assert [str(o) for o in by["Steering group"].said] == ["Hospital"]
    assert [str(o) for o in by["Steering group"].silent] == ["Town"]
    assert [str(o) for o in by["Home nursing"].nothing] == ["Home nursing"]
    client = cast.client(needed(cast.user("Piet", "policy")))
    page = client.get(f"/consultations/documents/{plan.pk}/").content.decode()
    assert "Steering group" in page and "More teams want to" in page and "0.2 §2" in page
    file = client.get(f"/consultations/documents/{plan.pk}/?format=csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(file))
    assert (row["said by"], row["answer"], row["seen in"]) == ("Hospital", "accepted", "0.2 §2")
    assert "Changed by" in client.get(f"/consultations/documents/versions/{draft.pk}/").content.decode()


@pytest.mark.shows("D12")
def test_observers_read_all_and_say_nothing_and_a_round_for_some_is_read_by_every_partner(asked, say, cast, partner, contact):
    round_ = asked(for_all=False)
    say(round_, "Hospital", "Too dear", 3)
    Consultation.objects.update(closes=timezone.localdate())
    observer = cast.client(needed(cast.user("Nele", "analyst")))
    page = observer.get(f"/consultations/{round_.pk}/").content.decode()
    assert "Too dear" in page and "You read along" in page and "Say what you think" not in page
    assert observer.post(f"/consultations/{round_.pk}/comment/", {"text": "I say"}).status_code == 403
    with pytest.raises(NotNow, match="asks others"):
        say(round_, "Library", "May we?")
    assert say(asked(), "Library", "May we?").number == 1


def test_nobody_speaks_for_another_organisation_and_the_office_writes_down_what_was_said(asked, contact, partner, office):
    round_ = asked()
    said = {"consultation": round_, "text": "No", "organisation": partner("Town"), "today": TODAY, "at": AT}
    with pytest.raises(Denied, match="another organisation"):
        actions.comment(by=contact("Hospital"), **said)
    assert actions.comment(by=office, **said).number == 1
    with pytest.raises(Problem, match="who speaks"):
        actions.comment(**(said | {"organisation": None}), by=office)


@pytest.mark.shows("D12")
def test_who_takes_part_in_a_group_that_is_asked_speaks_for_themselves_and_sees_no_other_round(
    asked, group, citizen, cast, answer, plan, office
):
    closed, round_ = asked(), asked(groups=[group], bodies=[], organisations=[])
    client, rita = cast.client(citizen.user), cast.who(citizen.user)
    assert client.get(f"/consultations/{closed.pk}/").status_code == 404
    assert [t.address for t in waiting(rita)] == [f"/consultations/{round_.pk}/"]
    part = round_.version.paragraphs.get(number=2)
    actions.comment(consultation=round_, text="Ask us too", paragraph=part, participant=citizen, today=TODAY, by=rita, at=AT)
    assert not waiting(rita)
    draft = following(plan, office)
    answer(round_.comments.get(), "accepted", "We will", change=draft.paragraphs.get(number=2))
    assert "Ask us too" in client.get(f"/consultations/{round_.pk}/").content.decode()
    mine = client.get("/consultations/").content.decode()
    assert "Ask us too" in mine and "We will" in mine and "0.2 §2" in mine
    assert any(n.address == "/consultations/" for n in news(rita, AFTER))
    other = cast.client(needed(cast.user("Piet", "policy"))).get(f"/consultations/{round_.pk}/").content.decode()
    assert "Ask us too" in other and "Rita" not in other and "somebody of Co-creation 1" in " ".join(other.split())
    stranger = cast.user("Sam", "person")
    with pytest.raises(Denied, match="Somebody else"):
        actions.comment(consultation=round_, text="x", participant=citizen, today=TODAY, by=cast.who(stranger), at=AT)


def test_after_the_last_day_nothing_is_said_and_more_time_opens_it_again(asked, say, office):
    round_ = asked()
    assert say(round_, "Hospital", day=CLOSES).number == 1
    with pytest.raises(NotNow, match="not open"):
        say(round_, "Hospital", day=AFTER)
    actions.end_round(consultation=round_, closes=AFTER, today=AFTER, by=office, at=AT)
    assert say(round_, "Hospital", day=AFTER).number == 2
    actions.end_round(consultation=round_, closes=CLOSES, today=AFTER, by=office, at=AT)
    with pytest.raises(NotNow, match="not open"):
        say(round_, "Hospital", day=AFTER)


def test_a_round_asks_somebody_about_a_draft_for_a_day_at_least(asked, draft, office):
    with pytest.raises(Problem, match="whom you ask"):
        asked(bodies=[], organisations=[])
    with pytest.raises(NotNow, match="until tomorrow"):
        actions.ask(version=draft, question="?", closes=TODAY, today=TODAY, by=office, at=AT)
    finish(draft, office)
    with pytest.raises(NotNow, match="finished"):
        asked()


def test_a_version_stays_as_others_read_it_and_a_draft_that_nobody_read_is_written_anew(
    asked, draft, office, plan, say, answer
):
    again = actions.rewrite(version=draft, text="One.\n\n\n Two. \n", by=office, at=AT)
    assert [p.text for p in again.paragraphs.all()] == ["One.", "Two."]
    one = say(asked(), "Hospital", "Three?", 1)
    with pytest.raises(NotNow, match="as they read it"):
        actions.rewrite(version=draft, text="x", by=office, at=AT)
    new = following(plan, office, "One.\n\nTwo.\n\nThree.")
    answer(one, "accepted", change=new.paragraphs.get(number=3))
    with pytest.raises(NotNow, match="points to a paragraph"):
        actions.rewrite(version=new, text="One.", by=office, at=AT)
    assert Version.objects.get(pk=new.pk).paragraphs.count() == 3


def test_numbers_go_on_after_a_whole_one_and_only_the_last_draft_is_finished(draft, plan, office):
    second = following(plan, office)
    with pytest.raises(NotNow, match="later version"):
        finish(draft, office)
    assert str(finish(second, office)) == "1.0"
    third = following(plan, office)
    assert (str(third), str(finish(third, office))) == ("1.1", "2.0")
    with pytest.raises(NotNow, match="finished"):
        finish(third, office)


def test_my_day_names_what_waits_for_an_answer_and_for_the_own_organisation(asked, say, contact, office):
    round_ = asked()
    for name in ("Hospital", "Town", "Home nursing"):
        assert [t.due for t in waiting(contact(name))] == [CLOSES], name
    assert not waiting(contact("Library"))
    say(round_, "Hospital")
    assert not waiting(contact("Hospital")) and not waiting(contact("Town"), AFTER)
    (told,) = (t for t in todo(office, TODAY) if t.kind == "participation.comments_to_answer")
    assert told.due == date(2026, 4, 2) and "1 comment" in str(told.why)


def test_advice_for_a_decision_is_asked_and_what_asks_a_body_is_on_its_agenda(asked, steering, office, cast):
    said = {"question": "Does it start?", "proposal": "It does.", "reasons": "Many fall.", "plan": "SO1", "kind": "consent"}
    said["aims"] = ["health"]
    decision = governance.propose(body=steering, values=said, today=TODAY, by=office, at=AT)
    round_ = asked(kind="advice", decision=decision)
    page = cast.client(needed(cast.user("Piet", "policy"))).get(f"/consultations/{round_.pk}/").content.decode()
    assert "advice" in page and "Does it start?" in page
    assert [d.address for d in agenda(steering, TODAY)] == [f"/consultations/{round_.pk}/"]
    assert not agenda(steering, AFTER)


def test_two_organisations_that_become_one_keep_what_both_said(asked, say, partner, contact):
    round_ = asked(organisations=[partner("Home nursing"), partner("Library")])
    for name in ("Home nursing", "Library"):
        say(round_, name, f"By {name}")
        actions.add_nothing(consultation=round_, organisation=partner(name), today=TODAY, by=contact(name), at=AT)
    merge_organisations(kept=partner("Library"), gone=partner("Home nursing"), by=SYSTEM, at=AT)
    assert round_.comments.filter(organisation=partner("Library")).count() == 2


def test_a_document_goes_its_way_through_the_pages(cast, steering, partner, office):
    olaf = cast.client(needed(cast.user("Olaf", "pmo")))
    home = olaf.post("/consultations/documents/new/", {"title": "Plan", "about": "", "text": "One.\n\nTwo."}).url
    draft = Version.objects.get()
    assert olaf.post(f"/consultations/documents/versions/{draft.pk}/text/", {"text": "One.\n\nTwo!"}).status_code == 302
    today = timezone.localdate()
    closes = today + timedelta(days=7)
    said = {"question": "Right?", "kind": "comments", "bodies": [steering.pk], "closes": closes, "for_all": "on"}
    at = olaf.post(f"/consultations/documents/versions/{draft.pk}/ask/", said).url
    town = cast.client(needed(cast.user("Tina", ("contact", "organisation", partner("Town").pk))))
    assert "Say something about this" in town.get(at).content.decode()
    part = draft.paragraphs.get(number=2)
    assert str(part.pk) in town.get(f"{at}comment/?paragraph={part.pk}").content.decode()
    assert town.post(f"{at}comment/", {"text": "Three!", "paragraph": part.pk}).status_code == 302
    nurse = cast.client(needed(cast.user("Nora", ("nurse", "organisation", partner("Home nursing").pk))))
    assert nurse.post(f"{at}nothing/").status_code == 302 and "nothing to add" in nurse.get(at).content.decode()
    written = {"text": "Said by phone", "organisation": partner("Hospital").pk}
    assert olaf.post(f"{at}comment/", written).status_code == 302
    olaf.post(f"{home}next/", {"text": "One.\n\nThree."})
    second = Version.objects.first()
    assert olaf.post(f"/consultations/documents/versions/{second.pk}/finish/").status_code == 409
    closed = today - timedelta(days=1)
    Consultation.objects.update(opened=closed, closes=today)
    assert olaf.post(f"{at}closes/", {"closes": closed}).status_code == 302
    for comment in Comment.objects.all():
        change = second.paragraphs.get(number=2).pk
        answer = {"outcome": "accepted", "reason": "Yes", "change": change}
        assert olaf.post(f"/consultations/comments/{comment.pk}/answer/", answer).status_code == 302
    assert olaf.post(f"/consultations/documents/versions/{second.pk}/finish/").status_code == 302
    page = olaf.get(home).content.decode()
    assert "1.0" in page and "finished" in page


def test_lists_are_counted_and_charlie_sees_nothing(
    cast, charlie, office, asked, say, plan, group, django_assert_max_num_queries
):
    for n in range(30):
        made = actions.make_document(title=f"Paper {n}", text="a", today=TODAY, by=office, at=AT)
    for _ in range(20):
        round_ = asked()
    for n in range(20):
        say(round_, "Hospital", f"Comment {n}", 1 + n % 3)
    client = cast.client(needed(cast.user("Piet", "policy")))
    home = "/consultations/"
    pages = (
        home, f"{home}documents/", f"{home}documents/?format=csv", f"{home}documents/{plan.pk}/", f"{home}{round_.pk}/",
        f"{home}groups/", f"{home}involvement/", f"{home}messages/", f"{home}groups/{group.pk}/",
    )  # fmt: skip
    for page in pages:
        with django_assert_max_num_queries(25):
            assert client.get(page).status_code == 200
        assert cast.client(charlie).get(page).status_code == 403
    assert client.get("/consultations/documents/?waiting=on").content.decode().count("<tr>") == 2
    assert "Paper 7" in client.get("/consultations/documents/?q=paper 7").content.decode()
    assert made.versions.count() == 1 and START < TODAY


@pytest.mark.shows("COM-09")
def test_involvement_names_each_category_of_actors_and_those_of_which_nobody_was_asked(
    asked, say, partner, category, citizen, cast
):
    for name, code in (("Hospital", "hospitals"), ("Home nursing", "professional-associations")):
        partner(name)
        type(partner(name)).objects.filter(name=name).update(category=category(code))
    say(asked(), "Hospital")
    by = {r.category.code if r.category else "": r for r in queries.involvement(TODAY)}
    assert len(by) == 12 and len(by["hospitals"].asked) == len(by["hospitals"].answered) == 1
    assert len(by["professional-associations"].asked) == 1 and not by["professional-associations"].answered
    assert by["patients-and-carers"].people == 1 and not by["patients-and-carers"].is_missing
    assert by["academic"].is_missing and len(by[""].asked) == 1  # the town has no category
    client = cast.client(needed(cast.user("Piet", "policy")))
    page = client.get("/consultations/involvement/").content.decode()
    assert page.count("nobody yet") == sum(r.is_missing for c, r in by.items() if c) == 8
    rows = list(csv.DictReader(io.StringIO(client.get("/consultations/involvement/?format=csv").content.decode("utf-8-sig"))))
    assert [r["asked"] for r in rows if "Academic" in r["category"]] == ["0"]


def test_who_said_something_takes_it_back_until_it_is_answered(asked, say, answer, contact, office, cast):
    round_ = asked()
    one, two = say(round_, "Hospital", "Oops"), say(round_, "Hospital", "This")
    with pytest.raises(Denied):
        actions.take_back(comment=one, today=TODAY, by=contact("Town"), at=AT)
    with pytest.raises(NotNow, match="not open"):
        actions.take_back(comment=one, today=AFTER, by=contact("Hospital"), at=AT)
    answer(two, "refused")
    with pytest.raises(NotNow, match="has an answer"):
        actions.take_back(comment=two, today=TODAY, by=contact("Hospital"), at=AT)
    Consultation.objects.update(closes=timezone.localdate())
    hugo = cast.client(needed(cast.user("Hugo", ("contact", "organisation", one.organisation_id))))
    assert hugo.get(f"/consultations/{round_.pk}/").content.decode().count("Take it back") == 1
    assert hugo.post(f"/consultations/comments/{one.pk}/back/").status_code == 302
    assert [c.text for c in round_.comments.all()] == ["This"]
    assert AuditEntry.objects.filter(event="participation.comment_taken_back").count() == 1
