"""What the region is built of: three building blocks, tools and levers, each with its page and what it holds."""

from __future__ import annotations

import re

import pytest

from empact.web.kernel import modules
from empact.web.kernel.modules import Group
from empact.web.portfolio import actions
from tests.web.portfolio.conftest import AT, TODAY, frame, idea, item, manager, needed, office, partner, results, zone

__all__ = ["frame", "idea", "item", "manager", "office", "partner", "results", "zone"]


def doors(html: str) -> dict[str, str]:
    return {title: address for address, title in re.findall(r'href="([^"]+)"><strong>([^<]+)</strong>', html)}


def cards(html: str) -> dict[str, tuple[str, str]]:
    """Title of a module to its address (empty: no link) and what is said of it."""
    found = re.findall(r'<section class="card" aria-label="([^"]+)"><h[23]>(.*?)</h[23]>(.*?)</section>', html, re.S)
    return {t: ((re.findall(r'href="([^"]+)"', head) or [""])[0], re.sub(r"<[^>]*>", " ", body)) for t, head, body in found}


@pytest.mark.shows("MOD-19")
def test_who_comes_for_the_first_time_finds_vision_actions_and_learning_network_in_one_click_each(cast, idea, office):
    actions.say_vision(text="Everybody walks", year=2030, today=TODAY, by=office, at=AT)
    values = {"public_sentence": "We walk together."}
    actions.keep_action(action=idea, values=values, today=TODAY, by=office, at=AT)
    visitor = cast.client()
    home = visitor.get("/").content.decode()
    blocks = doors(home.partition("Three building blocks")[2].partition("<h2>")[0])
    assert list(blocks) == ["Vision", "Actions", "Learning network"]
    vision, done, learning = (visitor.get(address) for address in blocks.values())
    assert vision.status_code == done.status_code == learning.status_code == 200
    assert "Everybody walks" in vision.content.decode() and "2030" in vision.content.decode()
    learnt = cards(learning.content.decode())
    directory = learnt.pop("Directory of help and care")
    assert visitor.get(directory[0]).status_code == 200
    assert set(learnt) == {"Learning from the own figures", "Good practices", "Working groups", "Message bank"}
    assert not any(address for address, _said in learnt.values())  # nobody is led to a page that does not open
    for client in (visitor, cast.client(needed(cast.user("Piet", "policy")))):  # and from every page, and in every report
        assert 'href="/model/"' in client.get("/statements/").content.decode()
    report = actions.freeze_report(title="Quarter", since=TODAY, figures=None, today=TODAY, by=office, at=AT)
    assert report.content["vision"]["text"] == {"": "Everybody walks"} and len(report.content["actions"]) == 1
    assert {row["title"] for row in report.content["added"]["learning"]} == {
        "directory", "feedback", "practices", "groups", "messages",
    }  # fmt: skip
    assert all(re.match(r"\s*\S", said) and re.search(r"\b0 ", said) for _address, said in learnt.values())


def test_status_is_counted_from_what_there_is_and_a_link_stands_for_who_may_open_it(cast, idea, results, office):
    page = lambda client: cards(client.get("/model/").content.decode())  # noqa: E731
    visitor, partner_ = page(cast.client()), page(cast.client(needed(cast.user("Piet", "policy"))))
    tools = ("Population management", "Impact measurement", "Portfolio", "Governance")
    assert set(tools) < set(visitor) == set(partner_)
    assert [partner_[t][0] for t in tools] == ["/popbox/", "/figures/", "/actions/", "/decisions/"]
    assert not any(visitor[t][0] for t in tools) and "opens for who works with it" in visitor["Portfolio"][1]
    assert "1 action that was not stopped" in visitor["Portfolio"][1] and "0 of them run" in visitor["Portfolio"][1]
    assert "1 group of people in the Pop-Box" in visitor["Population management"][1]
    assert "1 of them is measured in 2025" in visitor["Impact measurement"][1]
    actions.propose_action(title="One more", today=TODAY, by=office, at=AT)
    assert "2 actions that were not stopped" in page(cast.client())["Portfolio"][1]


def test_charlie_reads_the_model_and_is_led_nowhere_he_may_not_go(cast, charlie, idea):
    found = cards(cast.client(charlie).get("/model/").content.decode())
    assert {t for t, (address, _said) in found.items() if address} == {"Vision", "Actions", "Learning network"}


@pytest.mark.shows("MOD-20")
def test_the_page_about_the_model_links_to_four_tools_and_two_levers_each_a_working_page(cast, idea, results):
    client = cast.client(needed(cast.user("Piet", "policy")))
    found = modules.of(Group.TOOL, Group.LEVER)
    shown = cards(client.get("/model/").content.decode())
    assert len(found) == 6 and [m.group for m in found].count(Group.LEVER) == 2
    for module in found:
        address, said = shown[str(module.title)]
        assert client.get(address).status_code == 200 and re.search(r"\d", said), module.id
