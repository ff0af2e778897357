"""The person

Some criteria look at the person and not at records. All of them are about the index date.
"""


def test_age_is_in_completed_years_both_ends_included(spec):
    """Whoever turns 65 on the index date is 65; born on 29 February, one is a year older on 1 March."""
    spec(
        persons="""
        person | born
        a      | 1959-03-01
        b      | 1959-03-02
        c      | 1948-03-02
        d      | 1948-03-01
        e      | 1960-02-29
        """,
        ask="aged: {from: 65, to: 75}",
        as_of="2024-03-01",
        expect={"a": True, "b": False, "c": True, "d": False, "e": False},
    )


def test_sex_is_administrative_gender(spec):
    """As in FHIR: male, female, other or unknown."""
    spec(
        persons="""
        person | born       | sex
        a      | 1950-01-01 | female
        b      | 1950-01-01 | male
        c      | 1950-01-01 | unknown
        """,
        ask="sex: female",
        expect={"a": True, "b": False, "c": False},
    )


def test_somebody_lives_in_an_area_and_in_all_it_lies_in(spec):
    """As things lay on the index date: people move, municipalities move from one zone to another."""
    spec(
        lives_in="""
        person | area           | from       | to
        a      | municipality:1 | 2000-01-01 |
        b      | municipality:2 | 2000-01-01 | 2023-12-31
        b      | municipality:1 | 2024-01-01 |
        c      | municipality:1 | 2000-01-01 | 2023-12-31
        d      | municipality:2 | 2000-01-01 |
        """,
        areas="""
        area           | parent | from       | to
        municipality:1 | zone:a | 2000-01-01 |
        municipality:2 | zone:a | 2000-01-01 | 2023-12-31
        municipality:2 | zone:b | 2024-01-01 |
        """,
        ask='lives_in: "zone:a"',
        expect={"a": True, "b": True, "c": False, "d": False},
    )


def test_registered_means_with_a_practice_on_that_day(spec):
    """The last day still counts."""
    spec(
        registered="""
        person | from       | to
        a      | 2020-01-01 |
        b      | 2020-01-01 | 2023-12-31
        c      | 2020-01-01 | 2024-01-01
        """,
        ask="registered: {}",
        expect={"a": True, "b": False, "c": True},
    )


def test_insurance_status_must_be_known_to_hold(spec):
    """Where the source does not tell, the answer is no."""
    spec(
        insured="""
        person | from       | to         | increased
        a      | 2023-01-01 |            | yes
        b      | 2023-01-01 |            | no
        c      | 2023-01-01 |            |
        d      | 2022-01-01 | 2022-12-31 | yes
        """,
        ask="insured: {increased_reimbursement: true}",
        expect={"a": True, "b": False, "c": False, "d": False},
    )


def test_enrolled_is_about_one_programme(spec):
    """Included on the index date."""
    spec(
        enrolled="""
        person | programme     | from       | to
        a      | heart_failure | 2023-01-01 |
        b      | diabetes      | 2023-01-01 |
        c      | heart_failure | 2023-01-01 | 2023-06-30
        """,
        ask="enrolled: heart_failure",
        expect={"a": True, "b": False, "c": False},
    )


def test_enrolled_in_any_programme_counts_once_however_many(spec):
    """``any`` stands for every programme the source names."""
    spec(
        enrolled="""
        person | programme     | from       | to
        a      | heart_failure | 2023-01-01 |
        a      | diabetes      | 2023-01-01 |
        b      | diabetes      | 2023-01-01 | 2023-06-30
        c      | diabetes      | 2024-06-01 |
        """,
        persons="""
        person | born
        a      | 1950-01-01
        b      | 1950-01-01
        c      | 1950-01-01
        d      | 1950-01-01
        """,
        ask="enrolled: any",
        expect={"a": True, "b": False, "c": False, "d": False},
    )


def test_enrolled_within_a_window_looks_at_every_day_of_it(spec):
    """Who left before it began was not reached in it; one day inside is enough; nothing after the index date is seen."""
    spec(
        enrolled="""
        person | programme | from       | to
        a      | walking   | 2020-01-01 | 2023-01-01
        b      | walking   | 2020-01-01 | 2023-01-02
        c      | walking   | 2023-05-01 | 2023-06-30
        d      | walking   | 2024-01-01 |
        e      | walking   | 2024-01-02 |
        f      | cooking   | 2023-05-01 |
        """,
        ask="enrolled: {programme: walking, within: 365 days}",
        expect={"a": False, "b": True, "c": True, "d": True, "e": False, "f": False},
    )
