"""The manual in docs is the one these tests make."""

from __future__ import annotations

from .manual import criteria_page


def test_the_manual_is_made_from_the_specs(repository):
    """After changing a spec: ``python -m tests.spec`` writes the page again."""
    page = repository / "docs" / "reference" / "criteria.md"
    assert page.read_text(encoding="utf-8") == criteria_page()
