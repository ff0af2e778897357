"""Each kind of decision by its rule, what is said for whom, and how a decision is found again."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from empact.web.governance import actions, policies
from empact.web.governance.models import Decision
from empact.web.governance.states import MOVES
from empact.web.kernel.day import todo
from empact.web.kernel.problems import Denied, NotNow, Problem

from .conftest import AT, TODAY, WORDS, needed


@pytest.mark.shows("D3")
def test_only_steps_of_the_table_are_taken(opened, office):
    decision = opened()
    for before in Decision.State:
        for after in Decision.State:
            decision.state = before
            if (before, after) in MOVES and after != "taken":
                actions.move_decision(decision=decision, to=after, today=TODAY, by=office, at=AT)
            else:
                with pytest.raises(NotNow):
                    actions.move_decision(decision=decision, to=after, today=TODAY, by=office, at=AT)


@pytest.mark.shows("D4")
def test_silence_does_not_block_and_two_do_not_bind_all(opened, say, take):
    decision = opened()
    say(decision, "A", "agrees")
    with pytest.raises(NotNow, match="1 of 4 seats have spoken; 2 must"):
        take(decision)
    say(decision, "B", "abstains")
    assert take(decision).state == "taken"  # C and D never said anything


@pytest.mark.shows("GOV-30")
def test_an_objection_is_kept_with_its_answer_and_no_count_is_forced(opened, say, take, office):
    decision = opened()
    say(decision, "A", "agrees")
    say(decision, "B", "agrees")
    with pytest.raises(NotNow, match="without a reason"):
        say(decision, "C", "objects")
    voice = say(decision, "C", "objects", reason="Who pays the room?")
    with pytest.raises(NotNow, match="objection without an answer"):
        take(decision)
    actions.answer_voice(voice=voice, answer="The town does", by=office, at=AT)
    taken = take(decision, proposal="It starts in Tielt, in the room of the town.")
    assert taken.voices.get(stance="objects").answer == "The town does"
    assert taken.proposal.endswith("of the town.")


@pytest.mark.shows("D3")
@pytest.mark.parametrize(
    ("said", "is_taken"), [("aa", True), ("aao", True), ("ao", False), ("aoo", False), ("abb", True), ("bb", False)]
)
def test_a_majority_is_more_for_than_against_of_those_who_vote(opened, say, take, said, is_taken):
    decision = opened(kind="majority")
    stances = {"a": "agrees", "o": "objects", "b": "abstains"}
    for letter, one in zip("ABCD", said, strict=False):
        say(decision, letter, stances[one], reason="because")
    if is_taken:
        assert take(decision).state == "taken"
    else:
        with pytest.raises(NotNow, match="not more for it"):
            take(decision)


@pytest.mark.shows("D3")
def test_a_board_decides_by_itself_up_to_its_mandate(opened, take, office):
    board = actions.make_body(name="Board", purpose="Daily", quorum=50, up_to=5000, starts=TODAY, by=office, at=AT)
    assert take(opened(body=board, kind="mandate", cost=5000)).state == "taken"
    with pytest.raises(NotNow, match="costs more"):
        take(opened(body=board, kind="mandate", cost=5001))
    with pytest.raises(NotNow, match="costs more"):
        take(opened(kind="mandate"))  # the steering group has no mandate of its own


@pytest.mark.shows("D3")
def test_after_advice_means_that_every_advice_has_an_answer(opened, say, take, office):
    decision = opened(kind="advice")
    with pytest.raises(NotNow, match="Nobody has advised"):
        take(decision)
    with pytest.raises(NotNow, match="Advice is given"):
        say(decision, "A", "agrees")
    voice = say(decision, "A", "advises", reason="Ask the pharmacists, too")
    with pytest.raises(NotNow, match="no answer yet"):
        take(decision)
    actions.answer_voice(voice=voice, answer="They are asked", by=office, at=AT)
    assert take(decision).state == "taken"


@pytest.mark.shows("D5")
def test_a_proxy_counts_for_who_gave_it_can_be_overridden_and_never_chains(opened, say, seats, member):
    def give(giver, holder):
        actions.give_mandate(
            giver=seats[giver], holder=seats[holder], starts=TODAY, ends=TODAY + timedelta(days=30), by=member(giver), at=AT
        )

    decision = opened()
    with pytest.raises(NotNow, match="no mandate"):
        say(decision, "A", "agrees", through="B")
    give("A", "B")
    give("B", "C")
    voice = say(decision, "A", "agrees", through="B")
    assert (voice.seat, voice.by) == (seats["A"], seats["B"])
    with pytest.raises(NotNow, match="no mandate"):
        say(decision, "A", "objects", through="C", reason="A never asked C")
    with pytest.raises(Denied):
        actions.give_mandate(giver=seats["A"], holder=seats["D"], starts=TODAY, ends=TODAY, by=member("B"), at=AT)
    own = say(decision, "A", "objects", reason="I changed my mind")
    assert own.pk == voice.pk and own.by is None and decision.voices.count() == 1
    with pytest.raises(NotNow, match="spoken itself"):
        say(decision, "A", "agrees", through="B")


@pytest.mark.shows("D13")
def test_who_has_a_stake_is_shown_as_such_and_does_not_vote_unless_the_body_lets_them(opened, say, steering, cast):
    decision = opened()
    with pytest.raises(NotNow, match="has a stake does not vote"):
        say(decision, "A", "agrees", stake="We would be paid for it")
    say(decision, "A", "abstains", stake="We would be paid for it")
    page = cast.client(needed(cast.user("Piet", "policy"))).get(f"/decisions/{decision.pk}/").content.decode()
    assert "has a stake" in page and "We would be paid for it" in page
    steering.stakes_vote = True
    steering.save()
    assert say(opened(), "A", "agrees", stake="We would be paid for it").stance == "agrees"


def test_nobody_speaks_for_the_seat_of_another(opened, seats, member):
    with pytest.raises(Denied, match="Another organisation"):
        actions.speak(decision=opened(), seat=seats["A"], stance="agrees", today=TODAY, by=member("B"), at=AT)


@pytest.mark.shows("GOV-15")
@pytest.mark.parametrize("gone", ["question", "proposal", "reasons", "plan"])
def test_a_decision_says_what_of_the_plan_it_serves(steering, office, gone):
    with pytest.raises(Problem):
        actions.propose(body=steering, values={**WORDS, gone: " "}, today=TODAY, by=office, at=AT)


@pytest.mark.shows("GOV-03")
def test_a_condition_shows_up_on_the_day_of_the_review(opened, say, take, office):
    decision = opened()
    say(decision, "A", "agrees")
    say(decision, "B", "agrees")
    take(decision, conditions="Goes on if ten teams take part", review_by=date(2026, 9, 1))
    assert not [t for t in todo(office, date(2026, 8, 1)) if t.kind == "governance.decisions_to_review"]
    (told,) = (t for t in todo(office, date(2026, 9, 1)) if t.kind == "governance.decisions_to_review")
    assert told.due == date(2026, 9, 1) and "ten teams" in str(told.why)


@pytest.mark.shows("D6")
@pytest.mark.shows("GOV-24")
def test_any_decision_is_found_by_its_words_among_ten_thousand_and_one_that_was_replaced_points_forward(
    opened, say, take, steering, office, cast, django_assert_max_num_queries
):
    first = opened()
    say(first, "A", "agrees")
    say(first, "B", "agrees")
    take(first, conditions="Only with a Zwinkelbaum in the room")
    then = actions.propose(body=steering, values=WORDS, follows=first, today=TODAY, by=office, at=AT)
    Decision.objects.bulk_create(
        Decision(
            number=n, body=steering, question=f"Question {n}", proposal="p", reasons="r", plan="SO1", proposed=TODAY,
            search=f"{n} question {n} about something that many decisions are about p r so1",
        )
        for n in range(100, 10_100)
    )  # fmt: skip
    client = cast.client(needed(cast.user("Piet", "policy")))
    page = client.get("/decisions/", {"q": "zwinkelbaum room"}).content.decode()
    assert "1 decision<" in page.replace("</p>", "<") and f"replaced by {then.number}" in page
    with django_assert_max_num_queries(20):
        assert client.get("/decisions/").status_code == 200
    assert "Another decision took its place" in client.get(f"/decisions/{first.pk}/").content.decode()
    with pytest.raises(NotNow, match="follows that one already"):
        actions.propose(body=steering, values=WORDS, follows=Decision.objects.get(pk=first.pk), today=TODAY, by=office, at=AT)
    file = client.get("/decisions/?q=zwinkelbaum&format=csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(file))
    assert row["followed by"] == str(then.number)


def test_a_decision_goes_its_way_through_the_pages(cast, steering, seats, office):
    office_ = cast.client(needed(cast.user("Olaf", "pmo")))
    said = {"body": steering.pk, "kind": "consent", "cost": 100, "hours": 5, "alternatives": "", **WORDS}
    home = office_.post("/decisions/new/", said).url
    office_.post(f"{home}move/", {"to": "open"})
    for letter, voice in (("A", {"stance": "agrees"}), ("B", {"stance": "objects", "reason": "Too dear"})):
        where = ("steering", "organisation", seats[letter].organisation_id)
        client = cast.client(needed(cast.user(f"Member{letter}", where)))
        assert "Say what you think" in client.get(home).content.decode()
        assert "/decisions/" in client.get("/day/").content.decode()
        assert client.post(f"{home}speak/{seats[letter].pk}/", voice).status_code == 302
    decision = Decision.objects.get()
    objection = decision.voices.get(stance="objects")
    assert office_.post(f"/decisions/voices/{objection.pk}/answer/", {"answer": "Half the price"}).status_code == 302
    taken = {"proposal": "It starts for half the price.", "starts": "2026-04-01", "review_by": "2027-04-01"}
    assert office_.post(f"{home}take/", taken).status_code == 302
    page = office_.get(home).content.decode()
    assert "It starts for half the price." in page and "Half the price" in page and "taken" in page
    assert policies.turnout(decision, TODAY).spoke == 2


@pytest.mark.shows("GOV-09")
@pytest.mark.parametrize("aims", [[], None, ["profit"], ["health", "profit"]])
def test_a_decision_that_serves_no_aim_is_not_even_proposed(steering, office, aims, cast):
    values = {**WORDS, "aims": aims} if aims is not None else {k: v for k, v in WORDS.items() if k != "aims"}
    with pytest.raises(Problem, match="at least one of the five aims"):
        actions.propose(body=steering, values=values, today=TODAY, by=office, at=AT)
    client = cast.client(needed(cast.user("Olaf", "pmo")))
    said = {"body": steering.pk, "kind": "consent", "cost": 0, "hours": 0, **WORDS, "aims": aims or []}
    assert client.post("/decisions/new/", said).status_code == 422 and not Decision.objects.exists()


@pytest.mark.shows("GOV-09")
def test_the_aims_stand_on_the_sheet_of_the_decision(steering, office, cast):
    one = actions.propose(body=steering, values={**WORDS, "aims": ["equity", "health"]}, today=TODAY, by=office, at=AT)
    assert one.aims == ["health", "equity"]  # in their own order
    page = cast.client(needed(cast.user("Piet", "policy"))).get(f"/decisions/{one.pk}/").content.decode()
    assert "population health, equity" in page
