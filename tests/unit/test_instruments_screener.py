"""The screener: exact half points, official apart from estimated, rules with two days, who flips, what comes next."""

from __future__ import annotations

import json
import re
from dataclasses import FrozenInstanceError, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from empact.definitions.instruments import read_instruments
from empact.instruments.item_file import read_item_file
from empact.instruments.scoring import estimate, module_score
from empact.instruments.screener import Certificate, Scale, difference, receive, rules_of, warnings
from empact.instruments.screener_rules import Clause, Rule, Step, clauses_met, meets, next_step, rule_in_force, who_flips
from empact.terms.errors import DefinitionError, UserError

DAY = date(2021, 9, 1)
CERTIFIED = Certificate("assessor-1", since=date(2020, 1, 1))


@pytest.fixture(scope="module")
def shelf():
    return read_instruments()


@pytest.fixture(scope="module")
def screener(shelf):
    return shelf.named("belrai_screener", on=DAY)


@pytest.fixture
def official(screener):
    def make(
        iadl, adl, cognition=0, psychological=0, behaviour=0, *, person="p1", on=DAY, total=None, by=CERTIFIED, scale="2021.1"
    ):
        modules = {"iadl": iadl, "adl": adl, "cognition": cognition, "psychological": psychological, "behaviour": behaviour}
        return receive(
            screener, person=person, assessed_on=on, modules=modules, total=total, scale_version=scale, certificate=by
        )

    return make


def need(screener, known_on=date(2026, 1, 1), on=DAY):
    return rule_in_force(rules_of(screener, "heavy_need"), assessed_on=on, known_on=known_on)


# ---------------------------------------------------------------- the official result


def test_the_total_is_recomputed_a_wrong_one_refused_and_an_untrained_assessor_seen(official):
    assert official("3,5", 2, 1, 0, "0.5").total == Decimal(7)
    assert official(3.5, 2, 1, 0, 0.5, total="7").total == Decimal(7)
    with pytest.raises(UserError, match="not the sum"):
        official(3.5, 2, 1, 0, 0.5, total=7.5)
    assert warnings(official(1, 1)) == ()
    for by in (
        Certificate("a", since=None),
        Certificate("a", since=DAY + timedelta(1)),
        Certificate("a", since=date(2019, 1, 1), until=DAY - timedelta(1)),
    ):
        assert len(warnings(official(1, 1, by=by))) == 1


@pytest.mark.parametrize("score", [6.5, -0.5, 2.25, "much", None, True, float("nan")])
def test_a_score_off_its_scale_is_refused(official, score):
    with pytest.raises(UserError):
        official(score, 1)


def test_a_result_cannot_be_changed_and_needs_the_version_of_its_scale(official):
    result = official(1, 1)
    with pytest.raises(FrozenInstanceError):
        result.total = Decimal(0)
    with pytest.raises(UserError, match="version of the scale"):
        official(1, 1, scale=" ")


# ---------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("modules", "met"),
    [
        ((2.5, 2.5, 3, 3, 1.5), False),  # total 12.5, IADL and ADL 5
        ((2, 3, 3, 3, 2), True),  # total 13
        ((3, 2.5), True),  # 5.5
        ((2.5, 2.5), False),  # 5
        ((0, 0, 6, 6, 1), True),  # 13 without either
        ((0, 0, 6, 6, 0.5), False),
    ],
)
def test_heavy_need_begins_at_13_or_at_5_and_a_half(screener, official, modules, met):
    assert meets(official(*modules), need(screener)) is met


def test_the_reason_is_the_clause_and_the_sum_that_meets_it(screener, official):
    ((clause, value),) = clauses_met(official(3, 2.5), need(screener))
    assert clause.modules == ("iadl", "adl") and clause.at_least == Decimal("5.5") == value


def test_before_the_decision_of_13_may_2022_the_limit_was_6_also_for_the_same_assessment(screener, official):
    result = official(3, 2.5)
    assert not meets(result, need(screener, known_on=date(2022, 5, 12)))
    assert meets(result, need(screener, known_on=date(2022, 5, 13)))
    with pytest.raises(UserError, match="No rule for an assessment of 2021-05-31"):
        need(screener, on=date(2021, 5, 31))


def test_a_retroactive_rule_lists_who_flips_and_changes_nothing(screener, official):
    old, new = need(screener, known_on=date(2022, 5, 12)), need(screener)
    results = [
        official(3, 2.5, person="b"),
        official(3, 3, person="c"),
        official(2.5, 2.5, person="d"),
        official(3, 2.5, person="a", on=date(2021, 7, 1)),
        official(3, 2.5, person="e", on=date(2021, 5, 1)),  # the rule is not about that day
    ]
    flips = who_flips(results, old, new)
    assert [(f.person, f.before, f.after) for f in flips] == [("a", False, True), ("b", False, True)]
    assert who_flips(results, new, new) == ()
    assert [(f.person, f.before, f.after) for f in who_flips(results, new, old)] == [("a", True, False), ("b", True, False)]
    assert {f.person for f in who_flips(results, None, new)} == {"a", "b", "c"}


def test_a_region_decides_its_own_limit_for_the_full_belrai(screener, official):
    shipped = rule_in_force(rules_of(screener, "full_assessment"), assessed_on=DAY, known_on=date(2026, 1, 1))
    assert shipped.confidence == "unverified"
    own = Rule(
        name="full_assessment", version=2, any_of=(Clause(Decimal(10)),), valid_from=date(2021, 6, 1), valid_to=None,
        decided_on=date(2026, 2, 1), source="steering group", confidence="sure", decision="2026-014",
    )  # fmt: skip
    result = official(2, 2, 3, 3, 0)
    assert next_step(result, shipped) is Step.NOTHING_MORE
    assert next_step(result, own) is Step.FULL_ASSESSMENT
    assert rule_in_force([shipped, own], assessed_on=DAY, known_on=date(2026, 2, 1)) is own
    assert [f.person for f in who_flips([result], shipped, own)] == ["p1"]


def test_a_rule_that_does_not_exist_is_named_with_those_that_do(screener):
    with pytest.raises(UserError, match="no rule 'zbo'") as refused:
        rules_of(screener, "zbo")
    assert "heavy_need" in refused.value.hint


def test_a_rule_without_a_limit_or_that_ends_first_cannot_be_built():
    more = {"name": "x", "version": 1, "valid_from": DAY, "decided_on": DAY, "source": "s", "confidence": "sure"}
    with pytest.raises(DefinitionError, match="no limit"):
        Rule(any_of=(), valid_to=None, **more)
    with pytest.raises(DefinitionError, match="ends before"):
        Rule(any_of=(Clause(Decimal(1)),), valid_to=DAY - timedelta(1), **more)


# ---------------------------------------------------------------- estimates

ADL = {"hygiene": 4, "toilet_use": 3, "locomotion": 3, "eating": 2}
CPS = {"decisions": 2, "understood": 1, "memory_problem": True, "eating": 2}


def estimated(shelf, screener, **answers):
    return estimate(
        shelf, screener, person="p1", assessed_on=DAY, made_by="nurse", answers={"adl": ADL, "cognition": CPS, **answers}
    )


def test_an_estimate_scores_what_is_published_and_says_why_the_rest_is_missing(shelf, screener):
    made = estimated(shelf, screener)
    assert made.modules == {"adl": 3, "cognition": 2} and made.total is None
    assert set(made.missing) == {"iadl", "psychological", "behaviour"}
    assert "not published" in made.missing["iadl"] and "not official" in made.label


def test_no_right_hangs_on_an_estimate(shelf, screener):
    made = estimated(shelf, screener)
    with pytest.raises(UserError, match="decides nothing"):
        meets(made, need(screener))
    low = Rule(
        name="full_assessment", version=2, any_of=(Clause(Decimal(3), ("adl",)),), valid_from=DAY, valid_to=None,
        decided_on=DAY, source="s", confidence="sure",
    )  # fmt: skip
    assert next_step(made, low) is Step.OFFICIAL_SCREENER
    assert next_step(made, need(screener)) is Step.NOTHING_MORE  # what is missing meets nothing


def test_with_the_bands_of_a_region_a_module_is_the_mean_of_its_scales(shelf, screener):
    """Two bands, performance 2 and capacity 3, give two and a half."""
    codes = (*range(7), 8)
    scales = {"performance": Scale(8, codes, (1, 8, 16, 24, 32, 40)), "capacity": Scale(8, codes[:-1], (1, 8, 16, 24, 32, 40))}
    own = replace(screener, method=replace(screener.method, scales={"iadl": scales}))
    given = {"performance": dict.fromkeys("abcdefgh", 1), "capacity": dict.fromkeys("abcdefgh", 2)}
    assert module_score(shelf, own, "iadl", given, on=DAY) == Decimal("2.5")
    given["performance"]["a"] = 8  # did not occur stands for 6: 13, still the second band
    assert module_score(shelf, own, "iadl", given, on=DAY) == Decimal("2.5")
    given["performance"]["a"] = 9
    with pytest.raises(UserError, match="none of its codes"):
        module_score(shelf, own, "iadl", given, on=DAY)
    with pytest.raises(UserError, match="needs 8 answers"):
        module_score(shelf, own, "iadl", {"performance": {}}, on=DAY)


# ---------------------------------------------------------------- since last time


def test_the_difference_since_last_time_is_per_module_and_says_when_the_scale_changed(official):
    first, later = official(3, 2.5), official(2.5, 3, 1, on=DAY + timedelta(90), scale="2022.1")
    change = difference(first, later)
    assert change.modules["iadl"] == Decimal("-0.5") and change.modules["cognition"] == 1 and change.total == 1
    assert not change.same_scale


def test_two_persons_two_kinds_and_the_wrong_order_are_not_compared(shelf, screener, official):
    first = official(1, 1)
    for other, said in (
        (official(1, 1, person="p2"), "two persons"),
        (official(1, 1, on=DAY - timedelta(1)), "before the earlier"),
        (estimated(shelf, screener), "not compared with an estimate"),
    ):
        with pytest.raises(UserError, match=said):
            difference(first, other)


# ---------------------------------------------------------------- the official item file

CSV = "code;module;text;version;licence\nG1;adl;Item of the region;2021.1;interRAI, contract 7\n"


def test_an_official_item_file_is_read_with_its_licence(tmp_path, screener):
    (tmp_path / "items.csv").write_text(CSV, encoding="utf-8")
    texts = read_item_file(tmp_path / "items.csv", screener)
    assert (texts.version, texts.licence) == ("2021.1", "interRAI, contract 7")
    assert texts.items[0].module == "adl" and texts.items[0].language == "nl"
    plain = {"version": "1", "licence": "x", "items": [{"code": "G1", "module": "adl", "text": "t", "language": "fr"}]}
    (tmp_path / "items.json").write_text(json.dumps(plain), encoding="utf-8")
    assert read_item_file(tmp_path / "items.json", screener).items[0].language == "fr"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.csv", "code,module\n", "no column 'text'"),
        ("a.csv", "code,module,text,version,licence\n", "version and licence"),
        ("a.csv", CSV + "G2;adl;t;2;other\n", "mixes versions"),
        ("a.csv", CSV + "G1;adl;again;2021.1;interRAI, contract 7\n", "twice"),
        ("a.csv", CSV.replace(";adl;", ";legs;"), "no module"),
        ("a.csv", CSV.replace("Item of the region", ""), "lacks"),
        ("a.json", "{", "not JSON"),
        ("a.json", "[]", "no list of items"),
        ("a.json", '{"version": "1", "items": []}', "version and licence"),
        ("a.json", '{"version": "1", "licence": "x", "items": []}', "no items"),
        ("a.json", '{"version": "1", "licence": "x", "items": [3]}', "lacks"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_sentence(tmp_path, screener, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=said) as refused:
        read_item_file(tmp_path / name, screener)
    assert refused.value.hint


def test_an_absent_or_binary_file_is_refused(tmp_path, screener):
    with pytest.raises(UserError, match="no readable file"):
        read_item_file(tmp_path / "none.csv", screener)
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00\x01\x80")
    with pytest.raises(UserError, match="no text in UTF-8"):
        read_item_file(tmp_path / "b.csv", screener)


def test_the_page_that_tells_how_does_what_it_says(repository, capsys):
    page = (repository / "docs" / "how-to" / "keep-screener-results.md").read_text(encoding="utf-8")
    exec("\n".join(re.findall(r"```python\n(.*?)```", page, re.S)), {})  # noqa: S102 - our own page
    assert capsys.readouterr().out == "Step.FULL_ASSESSMENT\n"


def test_no_item_text_is_shipped(shelf):
    """Rule R13: codes and short names of our own, under eight words."""
    for one in shelf:
        assert one.licence
        assert all(len(title.split()) <= 8 for item in one.items.values() for title in item.title.values())
