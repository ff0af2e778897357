"""Numbers of people, providers and organisations: what is accepted, and which part is said to be wrong."""

from __future__ import annotations

from datetime import date

import pytest

from empact.terms import identifiers as ids

TODAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("number", "century", "birth", "bis"),
    [
        ("00000000196", 1900, None, False),
        ("00000000128", 2000, None, False),
        ("00000008908", 1900, None, False),
        ("00000009797", 1900, None, False),
        ("99200199926", 1900, None, True),
        ("01200199934", 2000, None, True),
        ("30210100266", 1900, date(1930, 1, 1), True),
        ("30410100311", 1900, date(1930, 1, 1), True),
        ("30010199894", 1900, date(1930, 1, 1), False),
    ],
)
def test_a_national_number_is_read_with_the_century_whose_check_fits(
    number: str, century: int, birth: date | None, bis: bool
) -> None:
    read = ids.check_insz(number, today=TODAY)
    assert (read.digits, read.century, read.birth, read.bis) == (number, century, birth, bis)


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("30010199826", "date"),
        ("00000000197", "check digits"),
        ("0000000019", "length"),
        ("0000000019a", "characters"),
        ("00000000000", "check digits"),
        ("20023000118", "date"),
        ("20023000147", "date"),
    ],
)
def test_a_wrong_national_number_is_refused_with_the_part_that_is_wrong(number: str, part: str) -> None:
    with pytest.raises(ids.IdentifierError) as refused:
        ids.check_insz(number, today=TODAY)
    assert refused.value.part == part
    assert not refused.value.may_keep
    assert number not in f"{refused.value.message} {refused.value.hint}"


def test_both_centuries_never_fit_one_number() -> None:
    for first in range(0, 1_000_000_000, 999_983):
        assert 97 - first % 97 != 97 - (first + 2_000_000_000) % 97


@pytest.mark.parametrize(
    ("month", "part"), [(13, "date"), (19, "date"), (33, "date"), (39, "date"), (53, "date"), (99, "date")]
)
def test_months_that_stand_for_nothing_are_refused(month: int, part: str) -> None:
    first = int(f"50{month:02d}01123")
    with pytest.raises(ids.IdentifierError) as refused:
        ids.check_insz(f"{first:09d}{97 - first % 97:02d}", today=TODAY)
    assert refused.value.part == part


@pytest.mark.parametrize(("order", "month"), [("000", "01"), ("999", "01"), ("000", "41")])
def test_order_numbers_that_are_never_given_are_refused(order: str, month: str) -> None:
    first = int(f"50{month}01{order}")
    with pytest.raises(ids.IdentifierError) as refused:
        ids.check_insz(f"{first:09d}{97 - first % 97:02d}", today=TODAY)
    assert refused.value.part == "order"


def test_a_national_number_is_shown_masked_and_never_stands_in_what_is_printed() -> None:
    read = ids.check_insz("30.01.01-998.94", today=TODAY)
    assert str(read) == "30.01.01-998.94"
    assert read.masked == "**.**.**-***.94"
    assert "998" not in repr(read)
    assert "1930" not in repr(read)


@pytest.mark.parametrize(("number", "modulus"), [("10000007000", 97), ("10000036000", 89), ("18334780004", 97)])
def test_a_provider_number_fits_either_rule(number: str, modulus: int) -> None:
    read = ids.check_riziv(number)
    assert (read.modulus, read.provider, read.competence) == (modulus, number[:8], number[8:])


@pytest.mark.parametrize("head", ["71000436", "71022212"])
def test_an_institution_has_the_same_head(head: str) -> None:
    assert ids.check_riziv(head + "000").provider == head


def test_a_provider_number_whose_check_fails_may_be_kept_and_a_short_one_may_not() -> None:
    with pytest.raises(ids.IdentifierError) as warned:
        ids.check_riziv("1-00000-08-000")
    assert warned.value.may_keep
    assert warned.value.kept == "10000008000"
    with pytest.raises(ids.IdentifierError) as blocked:
        ids.check_riziv("1000000800")
    assert blocked.value.part == "length"
    assert not blocked.value.may_keep


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("0566.988.259", "0566.988.259"),
        ("BE 0353 456 320", "0353.456.320"),
        ("353456320", "0353.456.320"),
        ("be0566988259", "0566.988.259"),
    ],
)
def test_an_enterprise_number_is_read_however_it_is_typed(typed: str, shown: str) -> None:
    assert str(ids.check_kbo(typed)) == shown
    assert ids.check_kbo(typed).vat == "BE" + shown.replace(".", "")


def test_an_establishment_number_in_the_place_of_an_enterprise_is_named_as_such() -> None:
    for number in ("2.147.812.701", "2.147.812.897"):
        assert str(ids.check_establishment(number)) == number
        with pytest.raises(ids.IdentifierError, match="establishment unit, not of an enterprise"):
            ids.check_kbo(number)


@pytest.mark.parametrize(
    ("number", "part", "may_keep"),
    [
        ("0566.988.258", "check digits", True),
        ("9566.988.259", "first digit", True),
        ("0566.988.2591", "length", False),
        ("O566.988.259", "characters", False),
    ],
)
def test_a_wrong_enterprise_number_says_its_part(number: str, part: str, may_keep: bool) -> None:
    with pytest.raises(ids.IdentifierError) as refused:
        ids.check_kbo(number)
    assert (refused.value.part, refused.value.may_keep) == (part, may_keep)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("016 12 34 56", "+3216123456"),
        ("0471/12.34.56", "+32471123456"),
        ("+32 (0)16 12 34 56", "+3216123456"),
        ("0032 471 12 34 56", "+32471123456"),
        ("04 222 22 22", "+3242222222"),
        ("+31 20 123 4567", "+31201234567"),
    ],
)
def test_a_phone_number_is_stored_in_one_way(typed: str, stored: str) -> None:
    assert ids.check_phone(typed) == stored


@pytest.mark.parametrize(
    ("typed", "part"), [("16 12 34 56", "first digit"), ("016 12 34", "length"), ("016 phone", "characters"), ("+1", "length")]
)
def test_a_wrong_phone_number_says_its_part(typed: str, part: str) -> None:
    with pytest.raises(ids.IdentifierError) as refused:
        ids.check_phone(typed)
    assert refused.value.part == part


def test_postcodes_codes_of_places_accounts_and_receipts() -> None:
    assert ids.check_postcode(" 8700 ") == "8700"
    assert ids.check_nis("37015") == "37015"
    assert ids.check_sector("24062a00-") == "24062A00-"
    assert ids.check_iban("BE68 5390 0754 7034") == "BE68539007547034"  # the example of ISO 13616
    assert ids.check_receipt("7k4 29m") == "7K4-29M"


@pytest.mark.parametrize(
    ("check", "typed", "part"),
    [
        (ids.check_postcode, "0999", "first digit"),
        (ids.check_postcode, "870", "length"),
        (lambda text: ids.check_postcode(text, {"8700"}), "8701", "list"),
        (ids.check_nis, "3701", "length"),
        (ids.check_sector, "24062", "length"),
        (ids.check_iban, "BE68 5390 0754 7035", "check digits"),
        (ids.check_iban, "BE68 5390 0754 703", "length"),
        (ids.check_iban, "NL91 ABNA 0417 1643 00", "characters"),
        (ids.check_receipt, "7K0-29M", "characters"),
        (ids.check_receipt, "7K4-29", "length"),
        (ids.check_nis, "\u0663\u0667\u0660\u0661\u0665", "characters"),
    ],
)
def test_other_wrong_numbers_say_their_part(check, typed: str, part: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ids.IdentifierError) as refused:
        check(typed)
    assert refused.value.part == part
