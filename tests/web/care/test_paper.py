"""The plan as it was on any day, what changed, and two pages of paper with whoever coordinates on top."""

from __future__ import annotations

import re
import zlib
from datetime import timedelta

import pytest
from django.utils import translation

from empact.web.care import actions, paper, queries, versions
from empact.web.care.models import PlanVersion
from empact.web.consent import access
from empact.web.kernel.problems import Conflict
from tests.web.reading import Page, ease


def full(care, now):
    """A plan as full as plans get: two life goals, two care goals each, two tasks each, a team and texts."""
    day = now.date() + timedelta(days=9)
    for text in ("in mijn tuin werken zolang ik kan", "zondag met de kleinkinderen eten"):
        life = actions.add_life_goal(person=care.person, text=text, domain="hobbies", by=care.who.jozef, at=now)
        for aim in ("elke dag tot aan de poort stappen", "veilig in en uit bad"):
            goal = actions.add_care_goal(person=care.person, life_goal=life, text=aim, by=care.who.gp, at=now)
            for what, owner in (("samen wandelen", care.team.nurse), ("de badplank brengen", care.team.an)):
                actions.add_task(person=care.person, what=what, owner=owner, due=day, care_goal=goal, by=care.who.gp, at=now)
    texts = {
        "matters": "Thuis blijven, met de tuin.\nGeen gedoe.",
        "myself": "Ik neem zelf mijn pillen.",
        "agreements": "Elke maandag bellen we.",
        "crisis": "Bel eerst An, dan de dokter.",
        "crisis_phone": "+3216222222",
    }
    for field, text in texts.items():
        care.plan.refresh_from_db()
        actions.write_text(person=care.person, field=field, text=text, read=care.plan.version, by=care.who.jozef, at=now)
    actions.add_task(
        person=care.person, what="zonder doel de brievenbus maken", owner=care.team.an, due=day, by=care.who.gp, at=now
    )
    actions.review(person=care.person, again=day, done=False, by=care.who.gp, at=now)


@pytest.mark.shows("CAR-04", "CAR-06", "F4", "HCO-20")
@pytest.mark.parametrize(("language", "call"), [("nl", "Vragen? Bel"), ("fr", "Appelez"), ("de", "Anrufen"), ("en", "Call")])
def test_the_plan_fits_two_pages_in_large_letters_with_the_coordinator_and_number_on_top(cast, care, now, language, call):
    full(care, now)
    sheet = access.sheet_of(care.who.jozef, care.person, now)
    shown = queries.plan_page(care.person, sheet, who=care.who.jozef, at=now)
    with translation.override(language):
        content = paper.told(shown, language, now.date())
    assert call in content["call"] and "Coach" in content["call"] and "+3216111111" in content["call"]
    made = paper.paper(content)
    assert int(re.findall(rb"/Type/Pages/Count (\d+)", _plain(made))[0]) <= 2
    for tag in (b"/StructTreeRoot", b"/MarkInfo", f"/Lang({language}".encode()):
        assert tag in _plain(made)
    care.person.language = language
    care.person.save()
    client = cast.client(care.person.user)
    answer = client.get(f"/my/plans/{care.person.pk}/pdf/")
    assert answer.content.startswith(b"%PDF") and "Zz" not in answer.headers["Content-Disposition"]
    page = client.get(f"/my/plans/{care.person.pk}/print/").content.decode()
    main = page.partition("<main")[2]
    if language == "nl":
        assert ease(Page(page).main, "nl") >= 60
    assert "Ik neem zelf mijn pillen." in main and "zonder doel" in main
    plan = client.get(f"/my/plans/{care.person.pk}/").content.decode()
    assert plan.index("Tasks without a goal") < plan.index("zonder doel")
    assert main.index("+3216111111") < main.index("Thuis blijven, met de tuin.") < main.index("in mijn tuin werken")


def _plain(pdf):
    """The bytes with every compressed stream opened."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


@pytest.mark.shows("F7")
def test_every_change_is_a_version_with_the_former_text_and_any_day_is_reproduced(care, now):
    write = {"person": care.person, "field": "matters", "by": care.who.jozef}
    care.plan.refresh_from_db()
    actions.write_text(text="first", read=care.plan.version, at=now + timedelta(days=1), **write)
    care.plan.refresh_from_db()
    actions.write_text(text="second", read=care.plan.version, at=now + timedelta(days=2), why="changed my mind", **write)
    care.plan.refresh_from_db()
    for days, text in ((0, ""), (1, "first"), (1.5, "first"), (2, "second"), (300, "second")):
        assert versions.as_of(care.plan, now + timedelta(days=days)).content["texts"]["matters"] == text
    assert versions.as_of(care.plan, now - timedelta(seconds=1)) is None
    newest, before = PlanVersion.objects.filter(plan=care.plan)[:2]
    assert newest.why == "changed my mind"
    (change,) = versions.difference(before.content, newest.content)
    assert (change.kind, change.before, change.after) == ("matters", "first", "second")
    assert newest.content == versions.content_of(care.plan)
    assert [v.number for v in PlanVersion.objects.filter(plan=care.plan)] == list(range(care.plan.version, 0, -1))


def test_who_was_slower_is_told_and_another_text_is_no_conflict(care, now):
    care.plan.refresh_from_db()
    read = care.plan.version
    actions.write_text(person=care.person, field="crisis", text="call An", read=read, by=care.who.gp, at=now)
    actions.write_text(person=care.person, field="agreements", text="on Monday", read=read, by=care.who.gp, at=now)
    with pytest.raises(Conflict):
        actions.write_text(person=care.person, field="crisis", text="call 112", read=read, by=care.who.coordinator, at=now)


def test_the_page_of_versions_shows_before_and_after_and_a_day(cast, care, now):
    full(care, now)
    client = cast.client(care.person.user)
    address = f"/my/plans/{care.person.pk}/versions/"
    newest = client.get(address).content.decode()
    assert "What changed" in newest and "in mijn tuin werken" in newest
    assert "There was no plan on that day" in client.get(f"{address}?on=2020-01-01").content.decode()
    care.plan.refresh_from_db()
    assert f"Version {care.plan.version}," in client.get(f"{address}?on={now.date()}").content.decode()
    assert "<ins>" in client.get(f"{address}?number=3").content.decode()
