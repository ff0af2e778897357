"""Records

A criterion on records names what happened (`recorded`, `dispensed`, `performed`, `observed`, `measured`, `visited`, `paid`)
and, for coded records, which codes. It is true of a person who has at least one such record up to and including the index
date.
"""


def test_a_code_stands_for_itself_and_all_under_it(spec):
    """In ICD-10, ICPC-2 and ATC a listed code also means every longer code that begins with it."""
    spec(
        recorded="""
        person | code         | on
        a      | icd10 I50    | 2020-01-01
        b      | icd10 I50.1  | 2020-01-01
        c      | icd10 I51    | 2020-01-01
        """,
        ask="recorded: {icd10: [I50]}",
        expect={"a": True, "b": True, "c": False},
    )


def test_a_longer_code_does_not_mean_the_shorter_one(spec):
    """Heart failure, unspecified (I50.9) is asked for; a record that says only I50 is less precise, and does not match."""
    spec(
        recorded="""
        person | code         | on
        a      | icd10 I50.9  | 2020-01-01
        b      | icd10 I50    | 2020-01-01
        """,
        ask="recorded: {icd10: [I50.9]}",
        expect={"a": True, "b": False},
    )


def test_the_same_letters_in_another_system_are_another_code(spec):
    """K86 is hypertension in ICPC-2 and a disease of the pancreas in ICD-10."""
    spec(
        recorded="""
        person | code       | on
        a      | icpc2 K86  | 2020-01-01
        b      | icd10 K86  | 2020-01-01
        """,
        ask="recorded: {icpc2: [K86]}",
        expect={"a": True, "b": False},
    )


def test_a_range_holds_both_ends_with_all_under_them(spec):
    """`I20-I25` holds I20, I25.9 and everything between."""
    spec(
        recorded="""
        person | code         | on
        a      | icd10 I20    | 2020-01-01
        b      | icd10 I25.9  | 2020-01-01
        c      | icd10 I26    | 2020-01-01
        d      | icd10 I19    | 2020-01-01
        """,
        ask="recorded: {icd10: [I20-I25]}",
        expect={"a": True, "b": True, "c": False, "d": False},
    )


def test_except_takes_codes_out_again(spec):
    """Diuretics without the loop diuretics."""
    spec(
        dispensed="""
        person | code         | on
        a      | atc C03AA03  | 2023-06-01
        b      | atc C03CA01  | 2023-06-01
        """,
        ask="{dispensed: {atc: [C03]}, except: {atc: [C03C]}}",
        expect={"a": True, "b": False},
    )


def test_codes_without_a_hierarchy_match_themselves_alone(spec):
    """SNOMED CT, LOINC and RxNorm codes are numbers: a longer one has nothing to do with a shorter one."""
    spec(
        recorded="""
        person | code                  | on
        a      | snomed 88805009       | 2020-01-01
        b      | snomed 888050091      | 2020-01-01
        """,
        ask='recorded: {snomed: ["88805009"]}',
        expect={"a": True, "b": False},
    )


def test_who_codes_also_match_the_clinical_modification(spec):
    """Codes of ICD-10 also match rows in ICD-10-CM, which Belgian hospitals use."""
    spec(
        recorded="""
        person | code             | on
        a      | icd10cm I50.22   | 2020-01-01
        b      | icd10 I50.2      | 2020-01-01
        """,
        ask="recorded: {icd10: [I50]}",
        expect={"a": True, "b": True},
    )


def test_a_definition_that_names_clinical_modification_codes_speaks_for_itself(spec):
    """Once `icd10cm` is given, ICD-10 codes no longer answer for ICD-10-CM rows."""
    spec(
        recorded="""
        person | code             | on
        a      | icd10cm E11.9    | 2020-01-01
        b      | icd10cm E14      | 2020-01-01
        c      | icd10 E14        | 2020-01-01
        """,
        ask="recorded: {icd10: [E10-E14], icd10cm: [E10-E11, E13]}",
        expect={"a": True, "b": False, "c": True},
    )


def test_a_result_can_be_asked_for_by_its_value(spec):
    """A result without a number never satisfies a comparison; one in another unit neither, where a unit is named."""
    spec(
        measured="""
        person | code           | on         | value | unit
        a      | loinc 33914-3  | 2023-01-01 | 59.9  | mL/min
        b      | loinc 33914-3  | 2023-01-01 | 60    | mL/min
        c      | loinc 33914-3  | 2023-01-01 |       | mL/min
        d      | loinc 33914-3  | 2023-01-01 | 20    | mg/dL
        """,
        ask='{measured: {loinc: ["33914-3"]}, value: "< 60", unit: mL/min}',
        expect={"a": True, "b": False, "c": False, "d": False},
    )


def test_a_result_can_be_asked_for_by_its_answer(spec):
    """As the source wrote it: the code of the answer where it was coded, its words otherwise; nothing is looked up."""
    spec(
        observed="""
        person | code           | on         | answer
        a      | loinc 71802-3  | 2023-01-01 | 160734000
        b      | loinc 71802-3  | 2023-01-01 | 160943002
        c      | loinc 71802-3  | 2023-01-01 |
        d      | loinc 72166-2  | 2023-01-01 | 160734000
        """,
        ask="""{observed: {loinc: ["71802-3"]}, answer: ["160734000", "Nursing home"]}""",
        expect={"a": True, "b": False, "c": False, "d": False},
    )


def test_visits_are_asked_for_by_kind_and_by_how_they_began(spec):
    """`unplanned: true` means: known to be so. A visit of which the source does not tell is neither planned nor unplanned."""
    spec(
        visited="""
        person | kind       | on         | unplanned
        a      | emergency  | 2023-01-01 | yes
        b      | emergency  | 2023-01-01 | no
        c      | emergency  | 2023-01-01 |
        d      | outpatient | 2023-01-01 | yes
        """,
        ask="visited: {kind: emergency, unplanned: true}",
        expect={"a": True, "b": False, "c": False, "d": False},
    )


def test_a_stay_that_began_in_the_emergency_department_is_both(spec):
    """Such a visit is an emergency visit and an inpatient one."""
    spec(
        visited="""
        person | kind                | on
        a      | emergency+inpatient | 2023-01-01
        b      | outpatient          | 2023-01-01
        """,
        ask="all_of: [{visited: {kind: emergency}}, {visited: {kind: inpatient}}]",
        expect={"a": True, "b": False},
    )


def test_who_saw_the_person_can_be_asked(spec):
    """A home visit by a general practitioner."""
    spec(
        visited="""
        person | kind | on         | role
        a      | home | 2023-01-01 | gp
        b      | home | 2023-01-01 | nurse
        """,
        ask="visited: {kind: home, role: gp}",
        expect={"a": True, "b": False},
    )


def test_a_diagnosis_can_be_asked_for_by_its_position(spec):
    """Main, secondary or on admission, as the source says of a stay or contact; not known is none of them."""
    spec(
        recorded="""
        person | code        | on         | as
        a      | icd10 I50.1 | 2020-01-01 | main
        b      | icd10 I50.1 | 2020-01-01 | secondary
        c      | icd10 I50.1 | 2020-01-01 | admission
        d      | icd10 I50.1 | 2020-01-01 |
        """,
        ask="{recorded: {icd10: [I50]}, as: main, within: ever}",
        expect={"a": True, "b": False, "c": False, "d": False},
    )
