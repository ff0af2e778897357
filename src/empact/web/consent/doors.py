"""Where somebody is led who looks in an emergency: the app that has the plan says so."""

from __future__ import annotations

from typing import Final

__all__ = ["leads_to", "plan_page"]

_PAGES: Final[list[str]] = []


def leads_to(address: str) -> None:
    """``address``: the name of a page with the person's id in it."""
    _PAGES.append(address)


def plan_page() -> str:
    """The name of the page."""
    return _PAGES[-1] if _PAGES else "consent:person"
