"""Working groups: from the objective back to the group, and back to everybody who took part."""

from __future__ import annotations

import pytest

from empact.definitions.frames import read_frames
from empact.web.kernel.day import news, todo
from empact.web.kernel.problems import Denied, NotNow, Problem
from empact.web.participation import actions
from empact.web.participation.models import Participant
from empact.web.portfolio import actions as portfolio

from .conftest import AFTER, AT, START, TODAY, needed


@pytest.fixture
def brought(group, item, office):
    def make(title="Ring once a week", code="SO1"):
        items = [item("objective", code)]
        return actions.bring(group=group, title=title, items=items, on=TODAY, today=TODAY, by=office, at=AT)

    return make


@pytest.mark.shows("COM-07")
def test_from_an_objective_one_goes_back_to_the_group_that_brought_it_and_to_its_notes(item, office, cast, category, partner):
    """The brainwave, four groups on how it is, and five co-creation groups: one for each strategic objective."""
    kinds = [("brainwave", "Brainwave"), *(("as_is", f"As-is {n}") for n in range(1, 5))]
    for kind, name in kinds:
        actions.make_group(name=name, kind=kind, purpose="?", starts=START, by=office, at=AT)
    client = cast.client(needed(cast.user("Piet", "policy")))
    for n in range(1, 6):
        aim = item("objective", f"SO{n}")
        one = actions.make_group(
            name=f"Co-creation {n}", kind="co_creation", purpose="?", items=[aim], starts=START, by=office, at=AT
        )
        person = actions.invite(
            group=one, called=f"Guest {n}", category=category("academic"), organisation=partner("University"), today=TODAY,
            by=office, at=AT,
        )  # fmt: skip
        actions.accept(participant=person, today=TODAY, by=office, at=AT)
        day = actions.plan_session(group=one, on=TODAY, where="Town hall", by=office, at=AT)
        actions.hold(session=day, notes=f"We drew map {n}.", present=[person], today=TODAY, by=office, at=AT)
        actions.bring(group=one, title=f"Idea {n}", items=[aim], on=TODAY, today=TODAY, by=office, at=AT)
        page = client.get(f"/actions/frame/{aim.pk}/").content.decode()
        assert f"Idea {n}" in page and f"Co-creation {n}" in page and f"/consultations/groups/{one.pk}/" in page
        assert f"We drew map {n}." in client.get(f"/consultations/groups/{one.pk}/").content.decode()
    assert client.get("/consultations/groups/?format=csv").content.decode("utf-8-sig").count("co_creation") == 5


@pytest.mark.shows("COM-08")
def test_each_who_takes_part_gets_what_was_done_with_it_and_a_group_does_not_end_before(
    group, citizen, brought, office, cast, category
):
    guest = actions.invite(group=group, called="Jef", category=category("patients-and-carers"), today=TODAY, by=office, at=AT)
    actions.accept(participant=guest, wishes=["interpreter"], today=TODAY, by=office, at=AT)
    rita = cast.who(citizen.user)
    output = brought()
    with pytest.raises(NotNow, match="what was done with everything"):
        actions.tell(group=group, today=AFTER, by=office, at=AT)
    assert [t.kind for t in todo(office, TODAY) if "outputs" in t.kind] == ["participation.outputs_to_answer"]
    action = portfolio.propose_action(title="Ring weekly", puller=None, today=TODAY, by=office, at=AT)
    actions.answer_output(output=output, answer="It is an action now.", actions=[action], today=AFTER, by=office, at=AT)
    with pytest.raises(NotNow, match="Not everybody"):
        actions.end_group(group=group, last_day=AFTER, by=office, at=AT)
    actions.tell(group=group, today=AFTER, by=office, at=AT)
    with pytest.raises(NotNow, match="Not everybody"):  # Jef has no account: somebody rings him
        actions.end_group(group=group, last_day=AFTER, by=office, at=AT)
    actions.tell(group=group, others=[guest], today=AFTER, by=office, at=AT)
    assert set(Participant.objects.values_list("told", flat=True)) == {AFTER}
    actions.end_group(group=group, last_day=AFTER, by=office, at=AT)
    assert [str(n.title) for n in news(rita, AFTER)] == ["What was done with it: Co-creation 1"]
    page = cast.client(citizen.user).get("/consultations/").content.decode()
    assert "It is an action now." in page and "Ring weekly" in page and f"/actions/{action.pk}/" not in page


@pytest.mark.shows("COM-08")
def test_wishes_are_seen_to_without_a_reason_and_only_by_who_prepares_the_meeting(group, citizen, office, cast):
    olaf = cast.client(needed(cast.user("Olaf", "pmo")))
    assert 'value="step_free"' in olaf.get(f"/consultations/groups/{group.pk}/sessions/new/").content.decode()
    actions.plan_session(group=group, on=TODAY, access=["step_free", "online"], by=office, at=AT)
    rita = cast.client(citizen.user).get(f"/consultations/groups/{group.pk}/").content.decode()
    assert "without steps" in rita and "Wished for" not in rita and "Rita" not in rita.split("<main")[1]
    assert "Wished for" in olaf.get(f"/consultations/groups/{group.pk}/").content.decode()
    partner = cast.client(needed(cast.user("Piet", "policy"))).get(f"/consultations/groups/{group.pk}/").content.decode()
    assert "Rita" not in partner and "Wished for" not in partner and "1 person takes part" in partner
    aim = group.items.get().pk
    assert f"/actions/frame/{aim}/" in partner and f"/actions/frame/{aim}/" not in rita


@pytest.mark.shows("COM-08")
def test_taking_part_is_recognised(group, citizen, office, cast):
    olaf = cast.client(needed(cast.user("Olaf", "pmo")))
    said = {"kind": "travel", "euro": "12.40", "on": TODAY.isoformat()}
    assert olaf.post(f"/consultations/groups/participants/{citizen.pk}/thank/", said).status_code == 302
    assert citizen.recognitions.get().cents == 1240
    with pytest.raises(NotNow, match="not come yet"):
        actions.thank(participant=citizen, kind="letter", on=AFTER, today=TODAY, by=office, at=AT)


def test_an_invitation_is_answered_by_whom_it_is_for_and_leaving_takes_no_reason(group, office, cast, category):
    user = needed(cast.user("Ben", "carer"))
    ben, sam = cast.who(user), cast.user("Sam", "person")
    one = actions.invite(group=group, user=user, category=category("patients-and-carers"), today=TODAY, by=office, at=AT)
    (told,) = (t for t in todo(ben, TODAY) if t.kind == "participation.invitations")
    assert cast.client(sam).get(told.address).status_code == 404
    with pytest.raises(Denied):
        actions.accept(participant=one, today=TODAY, by=cast.who(sam), at=AT)
    client = cast.client(user)
    assert client.post(told.address, {"wishes": ["evening", "evening"]}).status_code == 302
    one.refresh_from_db()
    assert one.accepted is not None and one.wishes == ["evening"]
    assert client.post(told.address, {"wishes": ["online"]}).status_code == 302
    assert client.post(f"/consultations/groups/participants/{one.pk}/leave/").status_code == 302
    one.refresh_from_db()
    assert one.ends is not None and one.wishes == []
    with pytest.raises(NotNow, match="left the group"):
        actions.accept(participant=one, today=TODAY, by=office, at=AT)
    again = actions.invite(group=group, user=user, category=category("academic"), today=TODAY, by=office, at=AT)
    with pytest.raises(NotNow, match="invited already"):
        actions.invite(group=group, user=user, category=category("academic"), today=TODAY, by=office, at=AT)
    assert again.pk != one.pk


def test_what_is_not_said_is_refused(group, office, category, item):
    code = category("academic")
    with pytest.raises(Problem, match="Choose an account"):
        actions.invite(group=group, category=code, today=TODAY, by=office, at=AT)
    with pytest.raises(Problem, match="for which objective"):
        actions.bring(group=group, title="x", items=[], on=TODAY, today=TODAY, by=office, at=AT)
    with pytest.raises(NotNow, match="brought nothing"):
        actions.tell(group=group, today=TODAY, by=office, at=AT)
    day = actions.plan_session(group=group, on=TODAY, by=office, at=AT)
    with pytest.raises(NotNow, match="meets on that day"):
        actions.plan_session(group=group, on=TODAY, by=office, at=AT)
    other = actions.make_group(name="Other", kind="working", purpose="?", starts=AFTER, by=office, at=AT)
    with pytest.raises(NotNow, match="does not exist on that day"):
        actions.plan_session(group=other, on=TODAY, by=office, at=AT)
    stranger = actions.invite(group=other, called="Mo", category=code, today=TODAY, by=office, at=AT)
    with pytest.raises(NotNow, match="takes part in this group"):
        actions.hold(session=day, notes="x", present=[stranger], today=TODAY, by=office, at=AT)
    assert read_frames()["empact"]


def test_a_group_goes_its_way_through_the_pages(cast, item, category, office):
    olaf = cast.client(needed(cast.user("Olaf", "pmo")))
    aim = item("objective", "SO2").pk
    said = {"name": "Carers", "kind": "working", "purpose": "Rest", "items": [aim], "starts": "2026-01-01"}
    home = olaf.post("/consultations/groups/new/", said).url
    person = {"called": "Jef", "category": category("patients-and-carers").pk}
    assert olaf.post(f"{home}invite/", person).status_code == 302
    one = Participant.objects.get()
    assert olaf.post(f"/consultations/groups/participants/{one.pk}/", {"wishes": ["daytime"]}).status_code == 302
    meeting = {"on": "2026-02-01", "where": "Library", "access": ["daytime"]}
    assert olaf.post(f"{home}sessions/new/", meeting).status_code == 302
    session = one.group.sessions.get()
    assert (
        olaf.post(f"/consultations/groups/sessions/{session.pk}/", {"notes": "We talked.", "present": [one.pk]}).status_code
        == 302
    )
    output = {"title": "A day off", "items": [aim], "on": "2026-02-01"}
    assert olaf.post(f"{home}outputs/new/", output).status_code == 302
    brought = one.group.outputs.get()
    assert olaf.post(f"/consultations/groups/outputs/{brought.pk}/", {"answer": "Yes."}).status_code == 302
    assert olaf.post(f"{home}tell/", {"others": [one.pk]}).status_code == 302
    assert olaf.post(f"{home}end/").status_code == 302
    page = olaf.get(home).content.decode()
    assert "A day off" in page and "We talked." in page and "Jef" in page
