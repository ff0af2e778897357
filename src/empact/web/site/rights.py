"""Who may open which address, and for what: the page ``docs/reference/rights.md``, made from the routes themselves."""

from __future__ import annotations

import re

from django.urls import get_resolver
from django.utils import translation

from ..kernel.permissions import permission
from ..kernel.roles import PROFESSIONALS, ROLES
from ..kernel.rules import Rule, endpoints, rule_of

__all__ = ["rights_page"]


def rights_page() -> str:
    """A table of all addresses of the site with their rule. Sign-in pages of the library stand in one line."""
    lines = [
        "# Who may open what",
        "",
        "Made from the addresses of the site. What is not here is not served; a role that is not named may not come in. Which "
        "persons, organisations or teams somebody then sees is decided per thing (`visible_to`).",
        "",
        "| address | purpose | who |",
        "|---|---|---|",
    ]
    own = 0
    with translation.override("en"):
        for route, pattern in sorted(endpoints(get_resolver("empact.web.site.urls").url_patterns), key=lambda one: one[0]):
            rule = rule_of(pattern.callback)
            if route.startswith("account/"):
                own += 1
            elif rule is not None:
                shown = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
                lines.append(f"| `/{shown}` | {rule.purpose.label if rule.purpose else '–'} | {_who(rule)} |")
        lines.append(
            f"| `/account/...` ({own} addresses) | – | everybody: signing in, and one's own password and second factor |"
        )
        lines += ["", "## Roles", "", "| role | what for | named people, so a second factor |", "|---|---|---|"]
        lines += [f"| {r.title} | {r.sentence} | {'yes' if r.persons else ''} |" for r in ROLES.values()]
    return "\n".join(lines) + "\n"


def _who(rule: Rule) -> str:
    if rule.kind == "permission":
        asked = permission(rule.permission)
        everybody = asked.roles == PROFESSIONALS
        who = "every professional" if everybody else ", ".join(sorted(str(ROLES[r].title) for r in asked.roles))
        return f"{who} (may {asked.sentence})"
    return f"{'everybody' if rule.kind == 'public' else 'whoever is signed in'}: {rule.why}"
