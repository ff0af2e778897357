"""What no record could tell is not measured: nought would say more than is known."""

from datetime import date

import pytest

from empact.engine.explain import explain_person
from empact.engine.indicators import measure
from empact.engine.reference.records import Period as Span
from empact.engine.reference.records import Person
from empact.engine.register import open_register
from empact.engine.release.released import Releases
from empact.tables.care_events import POSITIONS
from empact.terms.codes import Code
from empact.terms.errors import DefinitionError, UserError
from empact.terms.periods import parse_period

from ..tables import make_register

YEAR = parse_period("2023")[0]
PEOPLE = 40


def region(folder, position="main", system="icd10", code="J44.1", role=None, practice=None, **more):
    """Forty people of 70, one of whom was admitted with COPD; ``position`` of that diagnosis. ``more``: other tables."""
    everybody = range(1, PEOPLE + 1)
    day = date(2023, 3, 1)
    tables = {
        "person": [{"person_id": n, "birth_date": date(1953, 1, 1), "gender_concept_id": 8532} for n in everybody],
        "observation_period": [{"person_id": n, "observation_period_start_date": date(2000, 1, 1)} for n in everybody],
        "visit_occurrence": [
            {"person_id": 1, "visit_concept_id": 9201, "visit_start_date": day, "visit_end_date": date(2023, 3, 5)},
            {
                "person_id": 2,
                "visit_concept_id": 9202,
                "visit_start_date": day,
                "visit_end_date": day,
                "provider_role": role,
                "care_site_id": practice,
            },
        ],
        "condition_occurrence": [
            {
                "person_id": 1,
                "code": Code.of(system, code),
                "condition_start_date": day,
                "condition_status_concept_id": POSITIONS.get(position),
            }
        ],
    }
    return open_register(make_register(folder, {**tables, **more}))


def measured(tmp_path, library, *indicators, **told):
    report = measure(
        region(tmp_path / "register", **told),
        periods=[YEAR],
        results=tmp_path / "results",
        library=library,
        indicators=indicators,
        workers=1,
    )
    return report.measures


@pytest.mark.parametrize("position", ["", "secondary", "admission"])
def test_where_no_source_tells_main_diagnoses_admissions_for_one_are_not_measured(tmp_path, library, position):
    measures = measured(tmp_path, library, "pqi05", "emerg_adm", position=position)
    assert measures.unseen == {"pqi05"}
    with pytest.raises(UserError, match="is not measured"):
        Releases(measures, YEAR).release("pqi05")


def test_where_a_source_tells_them_they_are_counted(tmp_path, library):
    measures = measured(tmp_path, library, "pqi05", position="main")
    assert measures.unseen == frozenset()
    assert sum(measures.cells(YEAR)["numerator"].to_pylist()) > 0


def test_some_reasons_in_any_position_do_not_make_up_for_the_others(tmp_path, library):
    """Pneumonia counts in any position; of the other reasons nobody can tell."""
    assert measured(tmp_path, library, "acsc19", position="", code="J18.1").unseen == {"acsc19"}


def test_what_only_the_clinical_modification_can_say_is_not_measured_without_it(tmp_path, library):
    assert measured(tmp_path, library, "pqi14", position="main", code="E11.6").unseen == {"pqi14"}


def test_where_no_source_tells_of_dentists_contact_with_one_is_not_measured(tmp_path, library):
    assert measured(tmp_path, library, "dental_contact", "gp_contact", role="gp").unseen == {"dental_contact"}


def test_where_one_tells_of_dentists_it_is(tmp_path, library):
    assert measured(tmp_path, library, "dental_contact", "gp_contact", role="dentist").unseen == {"gp_contact"}


def test_where_no_contact_names_its_practice_loyalty_is_not_measured(tmp_path, library):
    assert measured(tmp_path / "unknown", library, "gp_fidelity", role="gp").unseen == {"gp_fidelity"}
    assert measured(tmp_path / "known", library, "gp_fidelity", role="gp", practice=1).unseen == frozenset()


@pytest.mark.parametrize(
    ("period", "measured_then"),
    [("2017", False), ("2018", True), ("2024", True), ("2025", False), ("2024-Q4", True), ("2025-Q1", False)],
)
def test_a_rule_is_measured_over_periods_in_which_it_held(tmp_path, library, period, measured_then):
    """Cytology every three years held from 2018 to the end of 2024."""
    (asked,) = parse_period(period)
    results = tmp_path / "results"
    register = region(tmp_path / "register", "main")
    ids = ["cervical_screen_2024", "emerg_adm"]
    measures = measure(register, periods=[asked], results=results, library=library, indicators=ids, workers=1).measures
    assert ("cervical_screen_2024" in measures.measured(asked)) is measured_then
    assert "emerg_adm" in measures.measured(asked)
    if not measured_then:
        with pytest.raises(UserError, match="did not hold then"):
            Releases(measures, asked).release("cervical_screen_2024")


def test_a_period_in_which_nothing_asked_held_is_said_in_a_sentence(tmp_path, library):
    with pytest.raises(DefinitionError, match="None of these indicators held in 2025"):
        measure(
            region(tmp_path / "register", "main"),
            periods=[YEAR, *parse_period("2025")],
            results=tmp_path / "results",
            library=library,
            indicators=["cervical_screen_2024"],
        )


def test_explaining_a_rule_over_a_period_in_which_it_did_not_hold_is_refused(library):
    person = Person(1, date(1980, 1, 1), "female", observed=(Span(None, None),))
    (late,) = parse_period("2025")
    with pytest.raises(DefinitionError, match="did not hold then"):
        explain_person(person, "indicator", library.indicators["cervical_screen_2024"], library, late.end, period=late)


def test_where_no_source_tells_enrolments_reach_is_not_measured(tmp_path, library):
    """Nobody reached, and nobody knows who was reached, are two things."""
    measures = measured(tmp_path / "unknown", library, "reach", "emerg_adm")
    assert measures.unseen == {"reach"}
    with pytest.raises(UserError, match="is not measured"):
        Releases(measures, YEAR).release("reach")
    enrolled = [{"person_id": 1, "programme": "walking", "enrolment_start_date": date(2023, 3, 1)}]
    known = measured(tmp_path / "known", library, "reach", programme_enrolment=enrolled)
    assert known.unseen == frozenset()
    assert Releases(known, YEAR, internal=True).release("reach").whole.numerator == 1
