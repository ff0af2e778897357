"""The list of what partners already use says of each product: link, import or none."""

from __future__ import annotations

import pytest

from .code import ROOT

# As the plans of the regions name them.
NAMED = (
    "EMD", "BelRAI", "Medication scheme", "Siilo", "Sociale Kaart", "regionaal zorgplatform", "FibriCheck", "moveUP",
    "KineCoach", "NPCC", "telefarmacologie", "E-mail, calendar",
)  # fmt: skip


def rows():
    page = (ROOT / "docs" / "reference" / "integrations.md").read_text(encoding="utf-8")
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    return lines[2:]


@pytest.mark.shows("XCT-06")
@pytest.mark.parametrize("name", NAMED)
def test_each_named_product_is_linked_imported_or_left_with_a_reason(name):
    (row,) = [row for row in rows() if name in row[0]]
    assert row[2] in ("link", "import", "none") and row[3]


def test_no_row_says_anything_else():
    assert {row[2] for row in rows()} <= {"link", "import", "none"}
