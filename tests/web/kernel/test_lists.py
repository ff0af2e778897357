"""Lists as files: a spreadsheet reads them and runs nothing in them."""

from __future__ import annotations

import pytest

from empact.web.kernel.lists import as_csv, safe_cell


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
