"""Readmission within 30 days, from records to what may be shown."""

from datetime import date, timedelta

from empact.engine.indicators import measure
from empact.engine.register import open_register
from empact.engine.release.released import FEW, OK, Releases
from empact.terms.periods import parse_period

from ..tables import make_register

YEAR = parse_period("2023")[0]
PEOPLE = 300


def region(folder, admitted: int):
    """Of 300 people so many were admitted on 1 March and went home on the 5th; every fourth came back on the 20th."""
    everybody = range(1, PEOPLE + 1)
    tables = {
        "person": [{"person_id": n, "birth_date": date(1953, 1, 1), "gender_concept_id": 8532} for n in everybody],
        "observation_period": [{"person_id": n, "observation_period_start_date": date(2000, 1, 1)} for n in everybody],
        "visit_occurrence": [
            {
                "person_id": n,
                "visit_concept_id": 9201,
                "visit_start_date": day,
                "visit_end_date": day + timedelta(days=4),
                "is_unplanned": True,
            }
            for n in everybody
            for day in (date(2023, 3, 1), date(2023, 3, 20))
            if n <= admitted and (day.day == 1 or n % 4 == 0)
        ],
    }
    return open_register(make_register(folder, tables, parts=2))


def released(tmp_path, library, admitted: int):
    report = measure(
        region(tmp_path / "register", admitted),
        periods=[YEAR],
        results=tmp_path / "results",
        library=library,
        indicators=["readm30"],
        workers=1,
    )
    return Releases(report.measures, YEAR).release("readm30").whole


def test_a_quarter_of_those_who_went_home_came_back(tmp_path, library):
    """80 went home and 20 of them again after coming back: 20 readmissions on 100 discharges."""
    row = released(tmp_path, library, admitted=80)
    assert (row.status, row.value) == (OK, 20.0)
    assert row.lower < 20 < row.upper


def test_few_discharges_make_no_value_however_many_people_there_are(tmp_path, library):
    assert released(tmp_path, library, admitted=20).status == FEW
