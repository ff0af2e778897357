"""Counting

Many records become one answer by a threshold. Without one, a single record is enough. Several thresholds in one criterion must
all be reached.
"""


def test_at_least_counts_records(spec):
    """Two records on one day are two."""
    spec(
        recorded="""
        person | code       | on
        a      | icpc2 P76  | 2023-01-01
        a      | icpc2 P76  | 2023-01-01
        b      | icpc2 P76  | 2023-01-01
        """,
        ask="{recorded: {icpc2: [P76]}, at_least: 2}",
        expect={"a": True, "b": False},
    )


def test_dates_at_least_counts_days(spec):
    """Two records on one day are one day."""
    spec(
        recorded="""
        person | code       | on
        a      | icpc2 P76  | 2023-01-01
        a      | icpc2 P76  | 2023-01-01
        b      | icpc2 P76  | 2023-01-01
        b      | icpc2 P76  | 2023-01-02
        """,
        ask="{recorded: {icpc2: [P76]}, dates_at_least: 2}",
        expect={"a": False, "b": True},
    )


def test_doses_add_up(spec):
    """Ninety defined daily doses are reached by 89.9 and 0.1: sums are rounded to six decimals before they are compared."""
    spec(
        dispensed="""
        person | code         | on         | ddd
        a      | atc C03CA01  | 2023-06-01 | 89.9
        a      | atc C03CA01  | 2023-07-01 | 0.1
        b      | atc C03CA01  | 2023-06-01 | 89.9
        """,
        ask="{dispensed: {atc: [C03C]}, within: 365 days, ddd_at_least: 90}",
        expect={"a": True, "b": False},
    )


def test_days_of_supply_stand_in_for_missing_doses(spec):
    """Only where no doses are given; without either the row counts for nothing."""
    spec(
        dispensed="""
        person | code         | on         | ddd | days
        a      | atc C03CA01  | 2023-06-01 |     | 90
        b      | atc C03CA01  | 2023-06-01 | 10  | 90
        c      | atc C03CA01  | 2023-06-01 |     |
        """,
        ask="{dispensed: {atc: [C03C]}, within: 365 days, ddd_at_least: 90}",
        expect={"a": True, "b": False, "c": False},
    )


def test_several_thresholds_must_all_be_reached(spec):
    """Two dispensings and ninety doses."""
    spec(
        dispensed="""
        person | code         | on         | ddd
        a      | atc C03CA01  | 2023-06-01 | 45
        a      | atc C03CA01  | 2023-07-01 | 45
        b      | atc C03CA01  | 2023-06-01 | 90
        """,
        ask="{dispensed: {atc: [C03C]}, at_least: 2, ddd_at_least: 90}",
        expect={"a": True, "b": False},
    )


def test_different_medicines_are_counted_by_substance_or_group(spec):
    """Level 5 is the substance (seven characters), level 3 the group (four). A code shorter than the level is not counted."""
    spec(
        dispensed="""
        person | code         | on
        a      | atc C03CA01  | 2023-06-01
        a      | atc C03CA02  | 2023-06-01
        b      | atc C03CA01  | 2023-06-01
        b      | atc C03CA01  | 2023-07-01
        c      | atc C03CA01  | 2023-06-01
        c      | atc C03      | 2023-06-01
        """,
        ask="{dispensed: {atc: [C]}, within: 365 days, codes_at_least: 2, level: 5}",
        expect={"a": True, "b": False, "c": False},
    )


def test_each_medicine_can_have_to_reach_its_own_threshold(spec):
    """The rule of the Belgian sickness funds for polypharmacy: so many substances, each with at least eighty doses."""
    spec(
        dispensed="""
        person | code         | on         | ddd
        a      | atc C03CA01  | 2023-06-01 | 80
        a      | atc A10BA02  | 2023-06-01 | 40
        a      | atc A10BA02  | 2023-07-01 | 40
        b      | atc C03CA01  | 2023-06-01 | 160
        b      | atc A10BA02  | 2023-06-01 | 79
        """,
        ask="{dispensed: {atc: [A, C]}, within: calendar year, codes_at_least: 2, level: 5, each: {ddd_at_least: 80}}",
        expect={"a": True, "b": False},
    )


def test_costs_add_up_to_the_cent(spec):
    """Corrections are negative."""
    spec(
        paid="""
        person | on         | euro   | domain
        a      | 2023-06-01 | 387.27 | Drug
        b      | 2023-06-01 | 387.26 | Drug
        c      | 2023-06-01 | 400.00 | Drug
        c      | 2023-07-01 | -20.00 | Drug
        """,
        ask="{paid: {domain: any}, within: 365 days, paid_at_least: 387.27}",
        expect={"a": True, "b": False, "c": False},
    )


def test_a_transfer_is_not_a_second_spell(spec):
    """Inpatient stays at most one day apart are one hospital spell."""
    spec(
        visited="""
        person | kind      | on         | until
        a      | inpatient | 2023-03-01 | 2023-03-05
        a      | inpatient | 2023-03-06 | 2023-03-09
        b      | inpatient | 2023-03-01 | 2023-03-05
        b      | inpatient | 2023-03-07 | 2023-03-09
        """,
        ask="{visited: {kind: inpatient}, within: 365 days, spells_at_least: 2}",
        expect={"a": False, "b": True},
    )


def test_a_spell_without_a_night_is_left_out(spec):
    """Day care is not an admission. A stay that is still open on the index date lasts until then."""
    spec(
        visited="""
        person | kind      | on         | until
        a      | inpatient | 2023-03-01 | 2023-03-01
        b      | inpatient | 2023-03-01 | 2023-03-02
        c      | inpatient | 2023-12-31 |
        d      | inpatient | 2024-01-01 | 2024-01-09
        """,
        ask="{visited: {kind: inpatient}, within: 365 days, spells_at_least: 1}",
        expect={"a": False, "b": True, "c": True, "d": False},
    )


def test_a_spell_is_unplanned_when_its_first_day_is(spec):
    """How the person was admitted decides, not how they were moved on."""
    spec(
        visited="""
        person | kind      | on         | until      | unplanned
        a      | inpatient | 2023-03-01 | 2023-03-05 | yes
        a      | inpatient | 2023-03-05 | 2023-03-09 | no
        b      | inpatient | 2023-03-01 | 2023-03-05 | no
        b      | inpatient | 2023-03-05 | 2023-03-09 | yes
        """,
        ask="{visited: {kind: inpatient, unplanned: true}, within: 365 days, spells_at_least: 1}",
        expect={"a": True, "b": False},
    )


def test_the_window_looks_at_the_first_day_of_a_spell(spec):
    """A spell that began before the window does not count, even where one of its stays began inside it."""
    spec(
        visited="""
        person | kind      | on         | until
        a      | inpatient | 2023-01-01 | 2023-01-02
        a      | inpatient | 2023-01-03 | 2023-01-09
        b      | inpatient | 2023-01-02 | 2023-01-09
        """,
        ask="{visited: {kind: inpatient}, within: 365 days, spells_at_least: 1}",
        expect={"a": False, "b": True},
    )


FIVE_STAYS = """
    person | kind      | on         | until
    a      | inpatient | 2023-03-01 | 2023-03-05
    b      | inpatient | 2023-03-01 | 2023-03-05
    c      | inpatient | 2023-03-01 | 2023-03-05
    d      | inpatient | 2023-03-01 | 2023-03-05
    e      | inpatient | 2023-03-01 | 2023-03-05
    """
THEIR_DIAGNOSES = """
    person | code        | on         | as
    a      | icd10 J44.1 | 2023-03-05 | main
    b      | icd10 J44.1 | 2023-03-01 | secondary
    c      | icd10 J44.1 | 2023-03-01 |
    d      | icd10 J44.1 | 2023-03-06 | main
    e      | icd10 J44.1 | 2023-03-01 | main
    e      | icd10 E84.0 | 2023-03-02 | secondary
    """


def test_a_spell_is_for_the_main_diagnosis_of_any_of_its_days(spec):
    """Of the position nobody wrote down is not known that it is the main one."""
    spec(
        visited=FIVE_STAYS,
        recorded=THEIR_DIAGNOSES,
        amount="spells: {visited: {kind: inpatient}, within: 365 days, with: {icd10: J44}, as: main}",
        expect={"a": 1, "b": 0, "c": 0, "d": 0, "e": 1},
    )


def test_without_a_position_any_diagnosis_of_the_spell_will_do(spec):
    """Main, secondary, on admission or not known."""
    spec(
        visited=FIVE_STAYS,
        recorded=THEIR_DIAGNOSES,
        amount="spells: {visited: {kind: inpatient}, within: 365 days, with: {icd10: J44}}",
        expect={"a": 1, "b": 1, "c": 1, "d": 0, "e": 1},
    )


def test_a_diagnosis_in_any_position_can_take_a_spell_out(spec):
    """Only that spell: what was recorded outside it does not matter."""
    spec(
        visited=FIVE_STAYS,
        recorded=THEIR_DIAGNOSES,
        amount="spells: {visited: {kind: inpatient}, within: 365 days, with: {icd10: J44}, as: main, without: {icd10: E84}}",
        expect={"a": 1, "b": 0, "c": 0, "d": 0, "e": 0},
    )


def test_some_diagnoses_may_count_in_any_position(spec):
    """Beside those asked for in one position; a spell with both counts once."""
    spec(
        visited=FIVE_STAYS,
        recorded=THEIR_DIAGNOSES,
        amount="""
        spells:
          visited: {kind: inpatient}
          within: 365 days
          with: {icd10: J44}
          as: secondary
          or_with: {icd10: E84}
        """,
        expect={"a": 0, "b": 1, "c": 0, "d": 0, "e": 1},
    )


def test_a_discharge_counts_on_the_last_day_of_a_spell_that_ended_alive(spec):
    """Whoever is still in hospital on the index date, or died in it, was not discharged. A transfer is no discharge."""
    spec(
        persons="""
        person | died
        c      | 2023-03-05
        d      | 2023-03-06
        """,
        visited="""
        person | kind      | on         | until
        a      | inpatient | 2023-03-01 | 2023-03-05
        a      | inpatient | 2023-03-06 | 2023-03-09
        a      | inpatient | 2023-05-01 | 2023-05-02
        b      | inpatient | 2022-12-30 | 2023-01-02
        c      | inpatient | 2023-03-01 | 2023-03-05
        d      | inpatient | 2023-03-01 | 2023-03-05
        e      | inpatient | 2023-12-20 |
        f      | inpatient | 2023-12-20 | 2024-01-01
        g      | inpatient | 2022-12-28 | 2023-01-01
        """,
        amount="discharges: {visited: {kind: inpatient}, within: 365 days}",
        expect={"a": 2, "b": 1, "c": 0, "d": 1, "e": 0, "f": 0, "g": 0},
    )


def test_a_spell_can_be_asked_for_that_begins_soon_after_another(spec):
    """Up to and including the thirtieth day; the spell that follows is admitted as asked, the first one in any way."""
    spec(
        visited="""
        person | kind      | on         | until      | unplanned
        a      | inpatient | 2023-03-01 | 2023-03-05 | no
        a      | inpatient | 2023-04-04 | 2023-04-05 | yes
        b      | inpatient | 2023-03-01 | 2023-03-05 | no
        b      | inpatient | 2023-04-05 | 2023-04-06 | yes
        c      | inpatient | 2023-03-01 | 2023-03-05 | yes
        c      | inpatient | 2023-03-10 | 2023-03-15 | no
        d      | inpatient | 2023-03-01 | 2023-03-05 | yes
        d      | inpatient | 2023-03-10 | 2023-03-15 | yes
        d      | inpatient | 2023-03-20 | 2023-03-25 | yes
        e      | inpatient | 2023-03-01 | 2023-03-05 | yes
        e      | inpatient | 2023-03-06 | 2023-03-15 | yes
        f      | inpatient | 2023-03-01 | 2023-03-05 | yes
        f      | inpatient | 2023-03-10 | 2023-03-10 | yes
        """,
        amount=(
            "discharges: {visited: {kind: inpatient}, within: 365 days,"
            " followed_by: {visited: {kind: inpatient, unplanned: true}, days: 30}}"
        ),
        expect={"a": 1, "b": 0, "c": 0, "d": 2, "e": 0, "f": 0},
    )


CONTACTS = """
    person | kind       | on         | role       | practice
    a      | outpatient | 2023-01-05 | gp         | 1
    a      | home       | 2023-02-05 | gp         | 1
    a      | outpatient | 2023-03-05 | gp         | 2
    a      | outpatient | 2023-04-05 | gp         |
    a      | outpatient | 2023-05-05 | specialist | 2
    a      | outpatient | 2023-06-05 | specialist | 2
    b      | outpatient | 2023-01-05 | gp         | 1
    b      | outpatient | 2023-02-05 | gp         | 2
    b      | outpatient | 2022-02-05 | gp         | 2
    c      | outpatient | 2023-01-05 | gp         |
    """


def test_contacts_can_be_counted_with_the_practice_seen_most(spec):
    """Whichever practice that is, in the same window. With two seen as often, the contacts with one of them."""
    spec(visited=CONTACTS, amount="at_main_practice: {visited: {role: gp}, within: 365 days}", expect={"a": 2, "b": 1, "c": 0})


def test_contacts_with_an_unknown_practice_are_with_none(spec):
    """They do not count among contacts with practices."""
    spec(visited=CONTACTS, amount="at_practices: {visited: {role: gp}, within: 365 days}", expect={"a": 3, "b": 2, "c": 0})
