"""Paper: a tagged PDF (PDF/UA-1) from a template of typst and what it is to say.

What is said comes as data and is never read as markup, so that a bracket in somebody's words stays a bracket.
"""

from __future__ import annotations

import json
from importlib.resources.abc import Traversable
from typing import Any

__all__ = ["pdf", "pictures"]


def pdf(template: Traversable, content: dict[str, Any]) -> bytes:
    """The fonts are those in the package, so that it looks the same on every machine."""
    return bytes(_made(template, content, format="pdf", pdf_standards="ua-1"))


def pictures(template: Traversable, content: dict[str, Any], ppi: float) -> list[bytes]:
    """The same, each page as a PNG of so many dots per inch."""
    made = _made(template, content, format="png", ppi=ppi)
    return [bytes(page) for page in made] if isinstance(made, list) else [bytes(made)]


def _made(template: Traversable, content: dict[str, Any], **how: Any) -> Any:
    import typst  # heavy

    data = json.dumps(content, ensure_ascii=False)
    return typst.compile(template.read_bytes(), sys_inputs={"data": data}, ignore_system_fonts=True, **how)
