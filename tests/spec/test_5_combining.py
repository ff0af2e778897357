"""Combining

Only answers of yes or no can be combined. A person without any record gets a no, never an unknown.
"""


def test_all_of_any_of_and_at_least_of(spec):
    """Two out of three."""
    spec(
        recorded="""
        person | code       | on
        a      | icpc2 T90  | 2023-01-01
        a      | icpc2 K77  | 2023-01-01
        b      | icpc2 R95  | 2023-01-01
        """,
        ask="""
        at_least_of:
          n: 2
          of: [{recorded: {icpc2: [T90]}}, {recorded: {icpc2: [K77]}}, {recorded: {icpc2: [R95]}}]
        """,
        expect={"a": True, "b": False},
    )


def test_unless_takes_away(spec):
    """It stands beside what it takes away from; one exception that holds is enough."""
    spec(
        dispensed="""
        person | code         | on
        a      | atc C07AB02  | 2023-06-01
        b      | atc C07AB02  | 2023-06-01
        c      | atc A10BA02  | 2023-06-01
        """,
        recorded="""
        person | code       | on
        b      | icd10 I48  | 2020-01-01
        """,
        ask="{dispensed: {atc: [C07]}, unless: [{recorded: {icd10: [I48]}}, {recorded: {icd10: [I50]}}]}",
        expect={"a": True, "b": False, "c": False},
    )


def test_a_condition_holds_when_one_of_its_alternatives_does(spec):
    """Its persistence is the window of each `recorded` rule that names none itself."""
    spec(
        definitions={
            "conditions/depression": """
            body_system: mental
            counted: true
            persistence: active 365 days
            evidence:
              gp_code: {recorded: {icpc2: [P76]}}
              old_admission: {recorded: {icd10: [F32]}, within: ever}
            """
        },
        recorded="""
        person | code       | on
        a      | icpc2 P76  | 2023-06-01
        b      | icpc2 P76  | 2020-06-01
        c      | icd10 F32  | 2010-06-01
        """,
        ask="has: depression",
        expect={"a": True, "b": False, "c": True},
    )


def test_conditions_that_count_as_one_are_counted_once(spec):
    """Metastatic cancer counts with cancer. A condition that is not counted adds nothing."""
    condition = """
    body_system: {system}
    counted: {counted}
    persistence: lifelong
    evidence: {{code: {{recorded: {{icd10: [{code}]}}}}}}
    """
    spec(
        definitions={
            "conditions/cancer": condition.format(system="growth", counted="true", code="C50"),
            "conditions/metastatic": condition.format(system="growth", counted="true", code="C78") + "counts_with: cancer\n",
            "conditions/asthma": condition.format(system="lungs", counted="true", code="J45"),
            "conditions/obesity": condition.format(system="glands", counted="false", code="E66"),
        },
        recorded="""
        person | code       | on
        a      | icd10 C50  | 2023-01-01
        a      | icd10 C78  | 2023-01-01
        b      | icd10 C78  | 2023-01-01
        b      | icd10 J45  | 2023-01-01
        c      | icd10 J45  | 2023-01-01
        c      | icd10 E66  | 2023-01-01
        """,
        ask="all_of: [{conditions_at_least: 2}, {systems_at_least: 2}]",
        expect={"a": False, "b": True, "c": False},
    )


SCORE = """
groups:
  mild: {recorded: {icd10: [K73]}}
  severe: {recorded: {icd10: [K72]}}
  heart: {recorded: {icd10: [I50]}}
weights: {usual: {mild: 1, severe: 3, heart: 1}}
hierarchy: [{when: severe, drop: mild}]
default_weights: usual
"""


def test_a_score_adds_the_weights_of_the_groups_that_hold(spec):
    """The severe form of a disease replaces its mild form before weights are added."""
    spec(
        definitions={"scores/comorbidity": SCORE},
        recorded="""
        person | code         | on
        a      | icd10 K72.1  | 2020-01-01
        a      | icd10 K73    | 2020-01-01
        b      | icd10 K72.1  | 2020-01-01
        b      | icd10 I50    | 2020-01-01
        c      | icd10 K73    | 2020-01-01
        c      | icd10 I50    | 2020-01-01
        """,
        ask="score: {id: comorbidity, at_least: 4}",
        expect={"a": False, "b": True, "c": False},
    )


def test_the_weight_set_count_gives_every_group_one(spec):
    """It is always there. `above` asks for more than, `at_least` for that much or more."""
    spec(
        definitions={"scores/comorbidity": SCORE},
        recorded="""
        person | code         | on
        a      | icd10 K72.1  | 2020-01-01
        a      | icd10 I50    | 2020-01-01
        b      | icd10 K72.1  | 2020-01-01
        """,
        ask="score: {id: comorbidity, weights: count, above: 1}",
        expect={"a": True, "b": False},
    )
