"""From the plan to a colleague in one tap, by the channel they want; no messages are kept here."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from empact.web.care import actions
from empact.web.care.models import Member
from empact.web.kernel import region
from empact.web.kernel.models import AuditEntry, RegionChoice
from empact.web.kernel.problems import Denied, NotNow
from tests.web.consent.conftest import agree  # noqa: F401 - fixture

MESSENGER = "https://messenger.example.org/"


def line(client, plan, name):
    """The row of a member in the care team of the plan."""
    page = client.get(plan).content.decode().partition('id="team"')[2]
    return next(row for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if f'row">{name} ' in row)


@pytest.mark.shows("CAR-27")
@pytest.mark.parametrize(
    ("said", "opens"),
    [
        ("016 22 22 22", "tel:+3216222222"),
        ("nurse@care.example.org", "mailto:nurse@care.example.org"),
        (f"{MESSENGER}chat?with=8812", f"{MESSENGER}chat?with=8812"),
    ],
)
def test_a_colleague_is_reached_from_the_plan_by_one_link_to_the_channel_they_want(cast, care, said, opens):
    RegionChoice.objects.create(id="care.messengers", value=f"https://other.example.org/ {MESSENGER}")
    plan = f"/persons/{care.person.pk}/plan/"
    nurse, gp = cast.client(care.nurse), cast.client(care.town.gp)
    assert "<a " not in line(gp, plan, "Nurse")
    address = f"{plan}team/{care.team.nurse.pk}/change/"
    assert f'href="{address}"' in nurse.get(f"{plan}team/").content.decode()
    assert nurse.post(address, {"does": "washes each morning", "contact_by": said}).status_code == 302
    for reader, where in ((gp, plan), (cast.client(care.person.user), f"/my/plans/{care.person.pk}/")):
        assert re.findall(r'href="([^"]*)"', line(reader, where, "Nurse")) == [opens]
    assert "Zz" not in opens and str(care.person.pk) not in opens
    actions.change_member(
        member=care.team.coordinator, does="", phone="+3216111111", reachable="", contact_by=said, by=care.who.coordinator,
        at=care.team.coordinator.moved_at,
    )  # fmt: skip
    top = gp.get(plan).content.decode().partition("Who coordinates")[2].partition("</p>")[0]
    assert top.index(f'href="{opens}"') < (top.index("tel:+3216111111") if opens != "tel:+3216111111" else len(top))


@pytest.mark.shows("CAR-27")
def test_no_chat_is_built():
    ours = [model for model in apps.get_models() if model.__module__.startswith("empact.web.")]
    named = {m._meta.label for m in ours if re.search("chat|conversation|message", m.__name__, re.IGNORECASE)}
    assert named == {"kernel.Message", "participation.KeyMessage"}
    bank = {field.name for field in apps.get_model("participation.KeyMessage")._meta.get_fields()}
    assert not bank & {"sender", "recipient", "to", "user", "person", "read_at"}, "approved words of a plan, sent to nobody"
    outbox = apps.get_model("kernel.Message")
    assert not {"text", "body", "words"} & {field.name for field in outbox._meta.get_fields()}, "the outbox carries events"


def test_only_what_the_region_agreed_on_is_a_messenger_and_a_wrong_address_is_a_sentence(cast, care):
    nurse, address = cast.client(care.nurse), f"/persons/{care.person.pk}/plan/team/{care.team.nurse.pk}/change/"
    for wrong in ("javascript:alert(1)", f"{MESSENGER}chat", "siilo://chat/1", "name@", "call me", "12", "data:text/html,x"):
        assert nurse.post(address, {"contact_by": wrong}).status_code == 422, wrong
    assert not Member.objects.exclude(contact_by="").exists()
    (choice,) = [one for one in region.choices() if one.id == "care.messengers"]
    assert choice.checked(f"{MESSENGER}  https://b.example/") and choice.checked("") == ""
    for wrong in ("messenger", f"{MESSENGER} http://b.example/", "javascript:x"):
        with pytest.raises(ValidationError):
            choice.checked(wrong)


def test_a_member_changes_the_own_line_and_who_changes_the_team_every_line(cast, care, now):
    said = {"does": "washes", "phone": "", "reachable": "before ten", "contact_by": "016 22 22 22", "at": now}
    for by in (care.who.nurse, care.who.coordinator, care.who.jozef):
        actions.change_member(member=care.team.nurse, by=by, **said)
    for by in (care.who.gp, care.who.an, care.who.stranger):
        with pytest.raises(Denied):
            actions.change_member(member=care.team.nurse, by=by, **said)
    client = cast.client(care.town.gp)
    assert client.get(f"/persons/{care.person.pk}/plan/team/{care.team.nurse.pk}/change/").status_code == 404
    assert client.get(f"/persons/{care.person.pk}/plan/team/{care.team.gp.pk}/change/").status_code == 200
    actions.change_member(member=care.team.an, by=care.who.an, **said)
    assert "before ten" in client.get(f"/persons/{care.person.pk}/plan/").content.decode()
    gone = actions.end_member(member=care.team.nurse, by=care.who.jozef, at=now)
    with pytest.raises((Denied, NotNow)):
        actions.change_member(member=gone, by=care.who.coordinator, **said)
    assert not AuditEntry.objects.filter(detail__icontains="3216222222").exists()


def test_how_a_colleague_is_reached_is_asked_once_and_somebody_near_as_they_have_it_on_record(cast, care, now, agree):  # noqa: F811
    said = {"does": "", "phone": "", "reachable": "", "contact_by": "nurse@care.example.org"}
    actions.change_member(member=care.team.nurse, by=care.who.nurse, at=now, **said)
    maria = care.town.maria
    maria.user = cast.user("Account9", "person")
    maria.save()
    agree(maria)
    again = actions.propose(person=maria, user=care.nurse, role="nurse", by=cast.who(maria.user), at=now)
    assert again.contact_by == "nurse@care.example.org"
    care.town.an.email, care.town.an.channel = "an@home.example.org", "mail"
    care.town.an.save()
    assert Member.objects.get(pk=care.team.an.pk).way.address == "mailto:an@home.example.org"
