"""Lists as files: a spreadsheet reads them and runs nothing in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from empact.web.kernel.lists import as_csv, safe_cell
from empact.web.kernel.models import Job


@pytest.mark.parametrize("cell", ["=1+1", "@sum", "+1+cmd|'x'!A0", "-x", "\tx"])
def test_a_formula_is_taken_for_text(cell):
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["+3216123456", "-3,5", "Tielt", "", "a=b"])
def test_numbers_and_words_stay_as_they_are(cell):
    assert safe_cell(cell) == cell


def test_a_file_has_its_heading_and_a_mark_for_spreadsheets():
    answer = as_csv("organisations", ("name",), [("Élan",), (None,)])
    assert answer.content.decode() == '\ufeffname\r\nÉlan\r\n""\r\n'
    assert answer.headers["Content-Disposition"] == 'attachment; filename="organisations.csv"'


def test_a_list_is_sorted_by_the_heads_of_its_columns_and_the_address_says_how(cast):
    for name in ("Bram", "anna", "Chris"):
        cast.user(name)
    browser = cast.client(cast.user("Zoe", "administrator"))

    def shown(address):
        page = browser.get(address).content.decode()
        return re.findall(r'<th scope="row"><a[^>]+>(\w+)', page), re.findall(
            r'aria-sort="(\w+)"><a class="sort" href="([^"]+)"', page
        )

    names, ((sort, other),) = shown("/accounts/?q=example")
    assert len(names) == 4 and (sort, other) == ("ascending", "?q=example&amp;order=-name")
    turned, ((sort, _same),) = shown("/accounts/?q=example&order=-name")
    assert turned == names[::-1] and sort == "descending"
    assert shown("/accounts/?q=example&order=-email")[0] == ["Zoe", "Chris", "Bram", "anna"]
    assert shown("/accounts/?q=example&order=password")[0] == names


def test_what_is_empty_comes_last_either_way(cast):
    at = datetime(2026, 11, 25, tzinfo=UTC)
    for n, ended in enumerate((None, at, at + timedelta(days=1))):
        Job.objects.create(kind=f"k{n}", asked=at, due=at, ended=ended)
    browser = cast.client(cast.user("Ada", "administrator"))
    assert [re.findall(r"k\d", browser.get(f"/jobs/csv/?order={o}").content.decode()) for o in ("ended", "-ended")] == [
        ["k1", "k2", "k0"], ["k2", "k1", "k0"],
    ]  # fmt: skip
