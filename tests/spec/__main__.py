"""``python -m tests.spec`` writes docs/reference/criteria.md."""

from pathlib import Path

from .manual import criteria_page

page = Path(__file__).resolve().parents[2] / "docs" / "reference" / "criteria.md"
page.write_text(criteria_page(), encoding="utf-8")
print(f"written: {page.name}")
