"""What is asked of the mill. Which place, never who lives there."""

from __future__ import annotations

from dataclasses import dataclass

from ..kernel.events import Event

__all__ = ["EnvironmentAsked", "PreviewAsked"]


@dataclass(frozen=True, kw_only=True)
class EnvironmentAsked(Event):
    name = "insight.environment_asked"
    area: str
    language: str


@dataclass(frozen=True, kw_only=True)
class PreviewAsked(Event):
    name = "insight.preview_asked"
    draft: str
