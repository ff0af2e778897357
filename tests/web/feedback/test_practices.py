"""The page of practices names a check for each, and each of these is a test that runs."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from empact.web.kernel import digest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "reference" / "feedback-practices.md"


def test_each_of_eighteen_practices_has_a_check_that_is_there():
    rows = re.findall(r"^\| (\d+) \| .+ \| `(test_\w+)` \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(n) for n, _test in rows] == list(range(1, 19))
    files = [*(ROOT / "tests" / "web" / "feedback").glob("test_*.py"), ROOT / "tests" / "web" / "browser" / "test_feedback.py"]
    there = set(re.findall(r"^def (test_\w+)", "\n".join(p.read_text(encoding="utf-8") for p in files), re.MULTILINE))
    named = [test for _n, test in rows]
    assert set(named) <= there and len(set(named)) == 18


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
