"""Time

Every question is asked on an index date. Nothing after it is seen. A window looks back from it.
"""


def test_the_index_date_itself_counts(spec):
    """What is recorded on the day is known on the day; what is recorded the day after is not."""
    spec(
        recorded="""
        person | code       | on
        a      | icpc2 T90  | 2024-01-01
        b      | icpc2 T90  | 2024-01-02
        """,
        ask="recorded: {icpc2: [T90]}",
        expect={"a": True, "b": False},
    )


def test_a_window_of_365_days_ends_on_the_index_date(spec):
    """Seen from 1 January 2024 it holds 2 January 2023 and not 1 January 2023."""
    spec(
        dispensed="""
        person | code         | on
        a      | atc A10BA02  | 2023-01-02
        b      | atc A10BA02  | 2023-01-01
        """,
        ask="{dispensed: {atc: [A10]}, within: 365 days}",
        expect={"a": True, "b": False},
    )


def test_a_window_can_end_before_the_index_date(spec):
    """Claims come late: 365 days that end 30 days earlier hold 2 December 2023 and not the day after; all moves along."""
    spec(
        dispensed="""
        person | code         | on
        a      | atc A10BA02  | 2023-12-02
        b      | atc A10BA02  | 2023-12-03
        c      | atc A10BA02  | 2022-12-03
        d      | atc A10BA02  | 2022-12-02
        """,
        ask="{dispensed: {atc: [A10]}, within: 365 days, before: 30 days}",
        expect={"a": True, "b": False, "c": True, "d": False},
    )


def test_before_without_a_window_looks_at_all_that_was_known_then(spec):
    """The day before the index date is in, the index date itself is not."""
    spec(
        recorded="""
        person | code       | on
        a      | icpc2 T90  | 2023-12-31
        b      | icpc2 T90  | 2024-01-01
        """,
        ask="{recorded: {icpc2: [T90]}, before: 1 day}",
        expect={"a": True, "b": False},
    )


def test_the_calendar_year_is_the_last_complete_one(spec):
    """On 1 July 2024 that is 2023; on 31 December 2023 it is 2023 as well."""
    spec(
        dispensed="""
        person | code         | on
        a      | atc A10BA02  | 2023-01-01
        b      | atc A10BA02  | 2023-12-31
        c      | atc A10BA02  | 2024-01-01
        d      | atc A10BA02  | 2022-12-31
        """,
        ask="{dispensed: {atc: [A10]}, within: calendar year}",
        as_of="2024-07-01",
        expect={"a": True, "b": True, "c": False, "d": False},
    )


def test_first_within_asks_for_the_first_record_of_all(spec):
    """Somebody whose cancer was first recorded long ago does not become a new case by a later record."""
    spec(
        recorded="""
        person | code       | on
        a      | icd10 C50  | 2022-01-01
        b      | icd10 C50  | 2012-01-01
        b      | icd10 C50  | 2022-01-01
        """,
        ask="{recorded: {icd10: [C50]}, first_within: 5 years}",
        expect={"a": True, "b": False},
    )


def test_the_latest_result_counts_and_no_older_one(spec):
    """A weight that came down is down. Of several results on one day the highest counts."""
    spec(
        measured="""
        person | code           | on         | value
        a      | loinc 39156-5  | 2023-01-01 | 34
        a      | loinc 39156-5  | 2023-06-01 | 29
        b      | loinc 39156-5  | 2023-01-01 | 29
        b      | loinc 39156-5  | 2023-06-01 | 34
        c      | loinc 39156-5  | 2023-06-01 | 29
        c      | loinc 39156-5  | 2023-06-01 | 31
        """,
        ask='{measured: {loinc: ["39156-5"]}, latest: true, value: ">= 30"}',
        expect={"a": False, "b": True, "c": True},
    )


def test_an_empty_result_or_one_in_another_unit_is_not_the_latest(spec):
    """They are passed over: the latest usable result decides."""
    spec(
        measured="""
        person | code           | on         | value | unit
        a      | loinc 33914-3  | 2023-01-01 | 45    | mL/min
        a      | loinc 33914-3  | 2023-06-01 |       | mL/min
        b      | loinc 33914-3  | 2023-01-01 | 45    | mL/min
        b      | loinc 33914-3  | 2023-06-01 | 90    | mL/s
        """,
        ask='{measured: {loinc: ["33914-3"]}, latest: true, value: "< 60", unit: mL/min}',
        expect={"a": True, "b": True},
    )


def test_a_record_that_lasts_counts_with_all_its_days(spec):
    """Somebody still has today what was recorded years ago and not closed. Both edges: the last day in the window is in."""
    spec(
        recorded="""
        person | code       | on         | until
        a      | icpc2 A79  | 2019-05-01 |
        b      | icpc2 A79  | 2019-05-01 | 2023-01-02
        c      | icpc2 A79  | 2019-05-01 | 2023-01-01
        d      | icpc2 A79  | 2024-01-01 |
        e      | icpc2 A79  | 2024-01-02 |
        """,
        ask="{recorded: {icpc2: [A79]}, within: 365 days, lasting: true}",
        expect={"a": True, "b": True, "c": False, "d": True, "e": False},
    )


def test_a_procedure_without_a_last_day_lasts_a_day(spec):
    """Only a diagnosis goes on until it is closed; with a last day a procedure, or the use of a medicine, lasts until then."""
    spec(
        performed="""
        person | code              | on         | until
        a      | snomed 385763009  | 2022-12-31 | 2023-01-02
        b      | snomed 385763009  | 2022-12-31 |
        c      | snomed 385763009  | 2023-01-02 |
        """,
        ask="""{performed: {snomed: ["385763009"]}, within: 365 days, lasting: true}""",
        expect={"a": True, "b": False, "c": True},
    )


def test_an_observation_over_several_days_lasts_until_the_last(spec):
    """As of a questionnaire about care that went on over the turn of a year."""
    spec(
        observed="""
        person | code           | on         | until      | answer
        a      | loinc 45755-6  | 2022-12-31 | 2023-01-02 | 373066001
        b      | loinc 45755-6  | 2022-12-31 | 2023-01-02 | 373067005
        c      | loinc 45755-6  | 2022-12-31 |            | 373066001
        """,
        ask="""{observed: {loinc: ["45755-6"]}, answer: "373066001", within: 365 days, lasting: true}""",
        expect={"a": True, "b": False, "c": False},
    )


def test_records_that_last_are_counted_once_each(spec):
    """The threshold counts records, not days."""
    spec(
        recorded="""
        person | code       | on         | until
        a      | icpc2 A79  | 2022-06-01 | 2023-06-01
        a      | icpc2 A79  | 2023-02-01 |
        b      | icpc2 A79  | 2022-06-01 | 2023-06-01
        """,
        ask="{recorded: {icpc2: [A79]}, within: 365 days, lasting: true, at_least: 2}",
        expect={"a": True, "b": False},
    )
