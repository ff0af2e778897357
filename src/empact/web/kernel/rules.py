"""Every endpoint has a rule, or it is not served. Three kinds: public, signed in, and a permission with a purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from django.urls import URLPattern, URLResolver, resolve

from .permissions import may
from .purposes import Purpose
from .who import Who

__all__ = ["Rule", "allow", "endpoints", "give", "leads", "opens", "public", "rule_of", "signed_in"]

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """``why`` says in one sentence why more people than one permission's may come in."""

    kind: Literal["public", "signed in", "permission"]
    permission: str = ""
    purpose: Purpose | None = None
    why: str = ""


def allow(permission_id: str, *, purpose: Purpose) -> Callable[[View], View]:
    """Who wears a hat with this permission may come in, for this purpose and no other."""
    return _giving(Rule("permission", permission_id, purpose))


def signed_in(why: str) -> Callable[[View], View]:
    """Anybody with an account may come in: their own things only."""
    return _giving(Rule("signed in", purpose=Purpose.OWN, why=why))


def public(why: str) -> Callable[[View], View]:
    """Anybody may come in."""
    return _giving(Rule("public", why=why))


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """The rule of a view; ``None`` means that nobody may come in."""
    return getattr(view, "rule", None)


def opens(view: Callable[..., Any], who: Who) -> bool:
    """Does its rule let this hat in?"""
    rule = rule_of(view)
    if rule is None or rule.kind != "permission":
        return rule is not None and (rule.kind == "public" or who.is_signed_in)
    return rule.purpose is not None and may(who, rule.permission, rule.purpose)


def leads(address: str, who: Who) -> bool:
    """Does what stands at an address let this hat in?"""
    return opens(resolve(address).func, who)


def give(patterns: Iterable[Any], rules: dict[str, Rule], otherwise: Rule) -> list[Any]:
    """Give rules to the addresses of a library, by their name. Returns the same patterns."""
    patterns = list(patterns)
    for _, pattern in endpoints(patterns):
        callback = pattern.callback

        def view(*args: Any, _callback: Any = callback, **kwargs: Any) -> Any:
            return _callback(*args, **kwargs)

        view.__name__ = getattr(callback, "__name__", "view")
        view.__module__ = callback.__module__
        view.__dict__.update(getattr(callback, "__dict__", {}))
        view.rule = rules.get(pattern.name or "", otherwise)  # type: ignore[attr-defined]
        pattern.callback = view
    return patterns


def endpoints(patterns: Iterable[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All addresses below these patterns, each with its whole route."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from endpoints(pattern.url_patterns, route)
        else:
            yield route, pattern


def _giving(rule: Rule) -> Callable[[View], View]:
    def to(view: View) -> View:
        view.rule = rule  # type: ignore[attr-defined]
        return view

    return to
