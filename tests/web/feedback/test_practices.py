"""Eighteen practices of good feedback, each with a check that runs; what no other file checks is checked here."""

from __future__ import annotations

import ast
import re
from importlib import resources
from pathlib import Path

import polib
import pytest
import yaml
from django.urls import reverse
from django.utils import timezone, translation

from empact.definitions.read import read_library
from empact.web.feedback.examples import example_for
from empact.web.feedback.messages import message
from empact.web.kernel import digest
from empact.web.site.words import WEB, said_in

from .test_messages import drawn

ROOT = Path(__file__).parents[3]
PRACTICES = yaml.safe_load((resources.files("empact.web.feedback") / "practices.yaml").read_text(encoding="utf-8"))[
    "practices"
]
SAID_IN = ("nl", "fr", "de", "en")
BLAME = {
    "en": r"worst|bad(ly)?|poor(ly)?|fail\w*|blame\w*|fault|guilty|wrong|weak\w*|negligen\w*|underperform\w*|rank(ed|ing)",
    "nl": r"slecht\w*|zwak\w*|gefaald|fal(en|ing|ende)|schuld\w*|nalatig\w*|ondermaats\w*|fout\w*|verwijt\w*|rangorde",
    "fr": r"pires?|mauvais\w*|faibles?|échec\w*|échou\w*|fautes?|coupab\w*|négligen\w*|insuffisan\w*|reproch\w*|classement",
    "de": r"schlecht\w*|schw(ach|äche)\w*|versag\w*|schuld\w*|nachlässig\w*|mangelhaft\w*|ungenügend\w*|vorwurf|rangliste",
}
"""Words that say whose fault a figure is, or who comes last."""


def test_each_of_eighteen_practices_has_a_check_that_is_there_and_runs():
    assert len(PRACTICES) == 18 == len({p["variable"] for p in PRACTICES}) == len({p["check"] for p in PRACTICES})
    for one in PRACTICES:
        file, _colons, name = one["check"].partition("::")
        (found,) = (n for n in ast.parse((ROOT / file).read_text(encoding="utf-8")).body if getattr(n, "name", "") == name)
        assert isinstance(found, ast.FunctionDef) and any(isinstance(n, ast.Assert) for n in ast.walk(found))
        assert not [m for m in found.decorator_list if "skip" in ast.unparse(m) or "xfail" in ast.unparse(m)]


@pytest.mark.shows("AFB-02")
@pytest.mark.parametrize("language", SAID_IN)
def test_no_word_blames_and_each_figure_says_what_others_did(language):
    """All that pages of feedback can say, the messages of 200 practices, and an example for every figure of the library."""
    app = WEB / "feedback"
    told = {said for pair in said_in(app) for said in pair if said}
    if language != "en":
        told = {said for entry in polib.pofile(str(app / "locale" / language / "LC_MESSAGES" / "django.po"))
                for said in (entry.msgstr, *entry.msgstr_plural.values()) if said}  # fmt: skip
    library = read_library().indicators
    assert len(library) >= 59 and len(told) > 100
    with translation.override(language):
        for indicator in library:
            one = example_for(indicator)
            assert one.do and one.example and one.source and one.do != one.example
            told |= {one.do, one.example}
        for about, own, before, peers, course, target in drawn(5):
            told.add(message(about, own, before, peers, course, target, "").text())
    assert [(said, found[0]) for said in told if (found := re.search(rf"\b({BLAME[language]})\b", said, re.IGNORECASE))] == []


def test_the_words_of_blame_are_found_where_they_stand():
    said = {"en": "a poor value", "nl": "een slechte waarde", "fr": "un mauvais chiffre", "de": "ein schlechter Wert"}
    assert all(re.search(rf"\b({BLAME[language]})\b", one, re.IGNORECASE) for language, one in said.items())


def test_a_card_leads_to_its_definition_and_source(cast, coach, team, opened):
    client = cast.client(coach)
    page = client.get(reverse("feedback:group", args=[team.pk])).content.decode()
    cards = re.findall(r'<section class="card" id="(\w+)"', page)
    assert cards
    for name in cards:
        assert reverse("insight:indicator", args=[name]) in page
        assert 'id="definition"' in client.get(reverse("insight:indicator", args=[name])).content.decode()


def test_who_may_name_persons_goes_on_to_the_lists_and_nobody_else(cast, coach, practice, team, opened):
    house = practice(2)
    lists = reverse("people:worklists")
    doctor = cast.client(cast.user("Lieve", ("gp", "organisation", house.pk)))
    main = doctor.get(reverse("feedback:group", args=[house.pk])).content.decode().partition("<main")[2]
    assert lists in main and doctor.get(lists).status_code == 200
    reader = cast.client(coach)  # a coach sees no persons
    assert lists not in reader.get(reverse("feedback:group", args=[team.pk])).content.decode()
    assert reader.get(lists).status_code == 403


def test_the_weekly_letter_counts_figures_that_are_ready(coach, opened):
    assert digest.counts(coach, timezone.localdate()) == (1, 0)
