"""Instruments and their scores in FHIR and back: official apart from estimates, half points exact, no licensed wording."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empact.definitions.instruments import read_instruments
from empact.fhir.resources import NotBelgian, belgian, changed, lacks, read, write
from empact.fhir.resources.profiles import SCORES
from empact.fhir.resources.scores import (
    ESTIMATE,
    OFFICIAL,
    SCORE,
    answers_from,
    answers_resource,
    official_from,
    questionnaire_of,
    score_resource,
    screener_resource,
)
from empact.fhir.resources.values import SSIN, number_of
from empact.instruments.scoring import score
from empact.instruments.screener import Certificate, LocalEstimate, receive
from empact.terms.errors import UserError

from ..fhir_schema import problems_of

DAY = date(2026, 3, 2)
ISSUED = datetime(2026, 3, 2, 10, tzinfo=UTC)
PERSON = number_of("Patient", SSIN, "64110219106")
SHELF = read_instruments()
SCREENER = SHELF.named("belrai_screener", on=DAY)
NAMES = ("iadl", "adl", "cognition", "psychological", "behaviour")
ADL = {"hygiene": 1, "toilet_use": 2, "locomotion": 1, "eating": 0}


def received(modules, certificate=None, reference=""):
    return receive(
        SCREENER, person="p1", assessed_on=DAY, modules=dict(zip(NAMES, modules, strict=True)), scale_version="2.1",
        certificate=certificate or Certificate("An Assessor", date(2024, 1, 1), date(2027, 1, 1)), reference=reference,
    )  # fmt: skip


HALVES = st.lists(st.integers(0, 12).map(lambda n: Decimal(n) / 2), min_size=5, max_size=5)
SINCE = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2026, 1, 1)))
CERTIFICATES = st.builds(
    lambda who, since, until: Certificate(who, since, until if since else None),
    st.sampled_from(["An", "Piet"]), SINCE, st.one_of(st.none(), st.dates(date(2026, 1, 2), date(2030, 1, 1))),
)  # fmt: skip


@given(HALVES, CERTIFICATES, st.sampled_from(["", "B-17"]))
def test_an_official_result_goes_out_and_comes_back_equal(modules, certificate, reference):
    result = received(modules, certificate, reference)
    said = belgian(screener_resource(result, SCREENER, person=PERSON, issued=ISSUED))
    assert official_from(read(json.loads(json.dumps(said))), SCREENER, person="p1") == result


def test_a_score_keeps_the_belgian_profile_with_our_code_beside_the_belgian_other(shared):
    made = screener_resource(received([Decimal("5.5")] + [Decimal(1)] * 4), SCREENER, person=PERSON, issued=ISSUED)
    said = belgian(made)
    assert not problems_of(said, shared)
    assert {(c["system"], c["code"]) for c in said["code"]["coding"]} == {(SCORES, "other"), (SCORE, "belrai_screener")}
    assert said["effectivePeriod"] == {"start": "2026-03-02", "end": "2026-03-02"} and said["issued"]
    assert said["valueQuantity"]["value"] == 9.5 and said["component"][0]["valueQuantity"]["value"] == 5.5


def test_an_estimate_is_never_read_as_an_official_result():
    estimate = LocalEstimate(
        person="p1", assessed_on=DAY, modules=dict.fromkeys(NAMES, Decimal(1)), missing={}, total=Decimal(5), made_by="v1"
    )
    made = screener_resource(estimate, SCREENER, person=PERSON, issued=ISSUED)
    assert made.method == ESTIMATE and not lacks(write(made))
    for result in (made, changed(made, method=None)):
        with pytest.raises(UserError, match="does not say that it is official"):
            official_from(result, SCREENER, person="p1")


def test_an_estimate_without_a_total_says_so_and_keeps_no_profile():
    estimate = LocalEstimate(
        person="p1", assessed_on=DAY, modules={"adl": Decimal(2)}, missing={"iadl": "not published"}, total=None, made_by="v1"
    )
    made = screener_resource(estimate, SCREENER, person=PERSON, issued=ISSUED)
    assert made.value is None and made.absent is not None and len(made.parts) == 1
    with pytest.raises(NotBelgian, match=r"value\[x\] is missing"):
        belgian(made)


def test_a_wrong_total_another_score_and_a_result_without_a_day_are_refused():
    made = screener_resource(received([Decimal(1)] * 5), SCREENER, person=PERSON, issued=ISSUED)
    parts = made.parts[:-1]
    for wrong, why in (
        (changed(made, parts=parts), "needs 'behaviour'"),
        (changed(made, parts=(*parts, changed(made.parts[-1], value=made.value))), "not the sum"),
        (changed(made, period=None), "when it was taken"),
        (changed(made, code=None), "no result of belrai_screener"),
    ):
        with pytest.raises(UserError, match=why):
            official_from(wrong, SCREENER, person="p1")


@pytest.mark.parametrize("held", [{"start": "2024-01-01", "end": "soon"}, {"start": "2024-13"}, {"start": 2024}, "2024"])
def test_a_certificate_whose_days_cannot_be_read_is_refused_and_never_without_end(held):
    said = write(screener_resource(received([Decimal(1)] * 5), SCREENER, person=PERSON, issued=ISSUED))
    said["performer"][0]["extension"][0]["valuePeriod"] = held
    with pytest.raises(UserError, match="days of the certificate"):
        official_from(read(said), SCREENER, person="p1")


def test_another_score_carries_its_label():
    instrument = SHELF.named("interrai_adl_hierarchy", on=DAY)
    scored = score(instrument, ADL)
    made = score_resource(scored, instrument, person=PERSON, assessed_on=DAY, issued=ISSUED, language="nl")
    assert not lacks(write(made)) and made.method != OFFICIAL
    assert made.value.value.value == scored.value
    assert [one.words for one in made.interpretations] == [instrument.labels[scored.label]["nl"]] if scored.label else True


@pytest.mark.parametrize("instrument", list(SHELF), ids=lambda one: one.id)
def test_every_instrument_is_a_questionnaire_in_every_language(shared, instrument):
    for language in ("nl", "fr", "de", "en"):
        said = write(questionnaire_of(instrument, language))
        assert not problems_of(said, shared) and not lacks(said)
        assert [item["linkId"] for item in said.get("item", [])] == list(instrument.items)
        assert write(read(said)) == said


def test_answers_go_out_and_come_back_for_their_own_instrument_only(shared):
    instrument = SHELF.named("interrai_adl_hierarchy", on=DAY)
    said = write(answers_resource(instrument, ADL, person=PERSON, authored=ISSUED))
    assert not problems_of(said, shared)
    assert answers_from(read(json.loads(json.dumps(said))), instrument) == ADL
    with pytest.raises(UserError, match="no answers to interrai_cps"):
        answers_from(read(said), SHELF.named("interrai_cps", on=DAY))


def test_an_answer_that_an_instrument_refuses_does_not_leave():
    with pytest.raises(UserError, match="hygiene"):
        answers_resource(SHELF.named("interrai_adl_hierarchy", on=DAY), ADL | {"hygiene": 77}, person=PERSON, authored=ISSUED)
