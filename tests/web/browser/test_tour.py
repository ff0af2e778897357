"""The tour of docs/tutorials/ten-minutes.md, step by step as it is written, on a demonstration made by its one command."""

from __future__ import annotations

import re
import select
import signal
from pathlib import Path
from types import SimpleNamespace

import pytest

from empact.web.site.demo import CAST, PASSWORD
from tests.web.kernel.installation import Installation
from tests.web.kernel.test_serve import free_port

from .conftest import choose

PAGE = Path(__file__).parents[3] / "docs" / "tutorials" / "ten-minutes.md"
READING = 200
"""Words a minute: a slow reader of plain text."""
DOING = 10
"""Seconds for each thing to do: find it on the page, move, click, wait."""

SAID = r"\*\*(.+?)\*\*"
ACTS = {
    r"Open `(\S+)`": lambda page, address: page.goto(page.start + address),
    rf"Sign in as {SAID}": lambda page, email: sign_in(page, email),
    r"Sign out()": lambda page, _: press(page, "Sign out"),
    rf"In the menu choose {SAID}": lambda page, name: choose(page, name),
    rf"Follow {SAID}": lambda page, name: page.get_by_role("main").get_by_role("link", name=name).first.click(),
    rf"Press {SAID}": lambda page, name: press(page, name),
    rf"Unfold {SAID}": lambda page, name: page.locator("summary", has_text=name).first.click(),
    rf"At {SAID} pick {SAID}": lambda page, label, option: pick(page, label, option),
    rf"You read: {SAID}(?:, and {SAID})?": lambda page, *words: read(page, *words),
}
"""What a sentence of the tour asks, and how a visitor does it."""


def sign_in(page, email):
    page.goto(page.start + "/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url("**/day/")


def press(page, name):
    place = page.get_by_role("button", name=re.compile(rf"^{re.escape(name)}\b")).or_(
        page.get_by_role("main").get_by_role("link", name=name, exact=True)
    )
    with page.expect_navigation():
        place.first.click()


def pick(page, label, option):
    with page.expect_navigation():
        page.get_by_label(label, exact=True).select_option(label=option)


def read(page, *words):
    said = page.inner_text("body").casefold()
    assert all(word.casefold() in said for word in words if word), (page.url, words)


def steps() -> list[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
    """Each numbered line with the acts it asks for, in order."""
    found = []
    for line in re.findall(r"^\d+\. (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE):
        acts = [(m.start(), sentence, m.groups()) for sentence in ACTS for m in re.finditer(sentence, line)]
        found.append((line, [(sentence, groups) for _at, sentence, groups in sorted(acts)]))
    return found


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """``empact demo`` as a visitor types it: its folder, and the address it says."""
    home = tmp_path_factory.mktemp("tour")
    port = free_port()
    process = Installation(home / "elsewhere").start(
        "-m", "empact.cli.main", "demo", "--folder", home / "demo", "--people", "3000", "--bind", f"127.0.0.1:{port}",
        start_new_session=True,
    )  # fmt: skip
    said = ""
    while f"http://127.0.0.1:{port}/" not in said:
        assert select.select([process.stderr], [], [], 240)[0], said
        line = process.stderr.readline()
        assert line, said
        said += line
    yield SimpleNamespace(folder=home / "demo", address=f"http://127.0.0.1:{port}")
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=40)


def test_every_step_of_the_tour_asks_something_that_a_visitor_can_do():
    for number, (line, acts) in enumerate(steps(), 1):
        assert acts, line
        bold = re.findall(SAID, line)
        assert sorted(bold) == sorted(g for _s, groups in acts for g in groups if g and f"**{g}**" in line), (number, line)


def test_the_tour_takes_no_more_than_ten_minutes():
    words = len(PAGE.read_text(encoding="utf-8").split())
    acts = sum(1 for _line, several in steps() for sentence, _g in several if not sentence.startswith("You read"))
    assert words / READING * 60 + acts * DOING <= 600


@pytest.mark.shows("X12")
def test_a_visitor_walks_through_the_region_as_the_tour_says(demonstration, page):
    page.start = demonstration.address
    for line, acts in steps():
        for sentence, groups in acts:
            try:
                ACTS[sentence](page, *groups)
            except Exception as error:
                raise AssertionError(f"{line} ({page.url})") from error


@pytest.mark.slow
def test_one_command_goes_from_nothing_to_figures_and_a_cast_and_a_second_time_makes_nothing(demonstration, tmp_path):
    made = Installation(demonstration.folder / "workspace")
    assert made.ask("from empact.web.kernel.models import User; print(User.objects.count())") == len(CAST)
    assert list((made.folder / "results").glob("figures-*.sqlite"))
    opened = "from empact.web.feedback.models import Publication as P; print(json.dumps([p.state for p in P.objects.all()]))"
    assert made.ask(opened) == ["team"]
    unknown = (
        "from empact.web.insight.figures import in_force as f; from empact.web.portfolio.models import Action, Kpi;"
        "from empact.web.portfolio.queries import target_names; p, d = target_names(f()); known = f().indicators();"
        "cells = {(a.persona in p, a.determinant in d) for a in Action.objects.exclude(persona='')};"
        "measured = [known[k.indicator]['waits_for'] for k in Kpi.objects.exclude(indicator='')];"
        "print(json.dumps([sorted(cells), any(measured)]))"
    )
    assert made.ask(unknown) == [[[True, True]], False]
    again = Installation(tmp_path / "elsewhere").empact("demo", "--folder", demonstration.folder, "--once")
    assert "empact synth" not in again and PASSWORD in again
    assert made.ask(opened) == ["team"]
