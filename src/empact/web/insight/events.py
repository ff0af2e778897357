"""What is asked of the mill, and what becomes of drafts. Which place and which rule, never who is in it."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.events import Event

__all__ = [
    "DraftBegun",
    "DraftChanged",
    "DraftMoved",
    "EnvironmentAsked",
    "ListAsked",
    "LoadAnswered",
    "LoadDecided",
    "PreviewAsked",
]


@dataclass(frozen=True, kw_only=True)
class EnvironmentAsked(Event):
    name = "insight.environment_asked"
    area: str
    language: str


@dataclass(frozen=True, kw_only=True)
class PreviewAsked(Event):
    name = "insight.preview_asked"
    draft: str


@dataclass(frozen=True, kw_only=True)
class DraftBegun(Event):
    name = "insight.draft_begun"
    kind: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class DraftChanged(Event):
    name = "insight.draft_changed"
    edition: int


@dataclass(frozen=True, kw_only=True)
class DraftMoved(Event):
    name = "insight.draft_moved"
    state: str
    edition: int


@dataclass(frozen=True, kw_only=True)
class ListAsked(Event):
    name = "insight.list_asked"
    rule: str
    recipient: str


@dataclass(frozen=True, kw_only=True)
class LoadAnswered(Event):
    name = "insight.load_answered"
    load: str
    warning: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class LoadDecided(Event):
    name = "insight.load_decided"
    load: str
    figures: str
    verdict: str
