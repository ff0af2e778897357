"""Controls with many options, drawn without a template for each option: a list of places has 300, an address book 600."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

__all__ = ["OPTION", "SELECT", "select"]

SELECT, OPTION = "django/forms/widgets/select.html", "django/forms/widgets/select_option.html"
"""The library's own templates, of which :func:`select` draws the same text."""


def select(widget: Mapping[str, Any]) -> SafeString:
    """What :data:`SELECT` makes of a widget with options of :data:`OPTION`, letter by letter."""
    drawn = [f'<select name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        drawn.append(f'\n  <optgroup label="{_said(group)}">' if group else "")
        drawn += _options(options)
        drawn.append("\n  </optgroup>" if group else "")
    drawn.append("\n</select>")
    return mark_safe("".join(drawn))  # noqa: S308 - each part is escaped as a template escapes it


def _options(options: Iterable[Mapping[str, Any]]) -> list[str]:
    return [
        f'\n  <option value="{_text(one["value"])}"{_attributes(one["attrs"])}>{_said(one["label"])}</option>\n'
        for one in options
    ]


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {_said(name)}" if value is True else f' {_said(name)}="{_text(value)}"'
        for name, value in attributes.items()
        if value is not False
    )


def _said(value: Any) -> str:
    """As a template writes a variable."""
    return str(conditional_escape(value if isinstance(value, str) else localize(value)))


def _text(value: Any) -> str:
    """As a template writes a variable as text, whatever the language."""
    return str(conditional_escape(value if isinstance(value, str) else str(value)))
