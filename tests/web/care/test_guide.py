"""The talk about what matters: four questions beside the plan and on paper, and the answers in the person's words."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.utils import translation

from empact.web.care import actions, guide
from empact.web.care.models import LifeGoal
from tests.web.reading import Page, ease

from .test_paper import _plain

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def main_of(answer):
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


@pytest.mark.shows("CAR-17")
@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_plan_to_four_questions_on_paper_in_this_language_with_room_to_write(cast, care, language):
    client, plan = cast.client(care.nurse), f"/persons/{care.person.pk}/plan/"
    talk = f"{plan}guide/"
    assert f'href="{talk}"' in main_of(client.get(plan))
    sheet = f"/guide/{language}/"
    assert f'href="{sheet}"' in main_of(client.get(talk))
    for reader in (client, cast.client()):
        page = main_of(reader.get(sheet))
        assert f'<article class="sheet" lang="{language}">' in page and page.count("<h2>") == 4
        assert page.count("<div></div>") == 4 * guide.LINES
        with translation.override(language):
            places = [page.index(str(one.ask).replace("'", "&#x27;")) for one in guide.QUESTIONS]
            said = [str(text) for one in guide.QUESTIONS for text in (one.ask, *one.more)]
        assert places == sorted(places)
    if language != "en":
        assert not {str(one.ask) for one in guide.QUESTIONS} & set(said), "translated"
    if language == "nl":
        assert ease(Page(f"<main>{page}</main>").main, "nl") >= 60
    file = cast.client().get(f"{sheet}pdf/")
    made = _plain(file.content)
    assert file.content.startswith(b"%PDF") and f'filename="guide-{language}.pdf"' in file.headers["Content-Disposition"]
    assert int(re.findall(rb"/Type/Pages/Count (\d+)", made)[0]) == 2
    for tag in (b"/StructTreeRoot", f"/Lang({language}".encode()):
        assert tag in made
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page), "nothing is fetched from elsewhere"


@pytest.mark.shows("CAR-17")
def test_what_was_said_is_written_in_the_persons_words_where_the_plan_has_it(cast, care, now):
    client, talk = cast.client(care.person.user), f"/my/plans/{care.person.pk}/guide/"
    plan = f"/my/plans/{care.person.pk}/"
    assert main_of(client.get(talk)).count("Not written down yet.") == 4
    said = {"matters": "My garden.", "myself": "I cook.", "agreements": "An comes on Monday."}
    for field, text in said.items():
        address = f"{plan}text/{field}/?from=guide"
        assert f'href="{address}"' in main_of(client.get(talk))
        care.plan.refresh_from_db()
        answer = client.post(address, {"text": text, "read": care.plan.version})
        assert answer.headers["Location"] == talk
    assert (
        client.post(f"{plan}goals/add/?from=guide", {"text": "see the sea", "domain": "hobbies"}).headers["Location"] == talk
    )
    read = main_of(client.get(talk))
    places = [read.index(f"<p>{text}</p>") for text in ("My garden.", "I cook.", "see the sea", "An comes on Monday.")]
    assert places == sorted(places) and "Not written down yet." not in read
    care.plan.refresh_from_db()
    assert {name: getattr(care.plan, name) for name in said} == said and LifeGoal.objects.get().text == "see the sea"
    theirs = main_of(cast.client(care.nurse).get(f"/persons/{care.person.pk}/plan/guide/"))
    assert "My garden." in theirs and "text/matters/" not in theirs, "these words only the person changes"
    assert client.post(f"{plan}text/crisis/", {"text": "call An", "read": care.plan.version}).headers["Location"] == plan


def test_the_guide_of_a_person_is_for_who_reads_the_goals_and_the_sheet_names_nobody(cast, care, charlie, now):
    for client in (cast.client(charlie), cast.client(care.town.surgeon), cast.client()):
        assert client.get(f"/persons/{care.person.pk}/plan/guide/").status_code in (302, 403, 404)
        assert "Zzpeeters" not in client.get("/guide/nl/").content.decode()
    assert cast.client().get("/guide/xx/").status_code == 404 and cast.client().get("/guide/xx/pdf/").status_code == 404
    assert len(guide.QUESTIONS) == 4
    actions.close_plan(person=care.person, why="moved away", by=care.who.jozef, at=now)
    client = cast.client(care.nurse)
    assert client.get(f"/persons/{care.person.pk}/plan/guide/").status_code == 404
    assert 'href="/guide/nl/"' in main_of(client.get(f"/persons/{care.person.pk}/plan/")), "on paper before there is a plan"
