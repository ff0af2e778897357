"""Lists of pseudonyms that come up from the mill: CSV, or a subject list as ``empact export`` writes it (FHIR MeasureReport).

One list has one project, one legal ground, one purpose and one recipient; without them it is refused.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from ..terms.errors import UserError
from .pseudonyms import is_pseudonym

__all__ = ["AT_MOST", "Line", "Worklist", "WorklistError", "read_record", "read_worklist"]

AT_MOST: Final = 100_000
_ABOUT: Final = ("project", "ground", "purpose", "recipient")
_RECORD: Final = "empact-worklist/1"
_HINT: Final = "One list is for one recipient, on one ground and for one purpose: make a list for each."


class WorklistError(UserError):
    """``template`` and ``values`` make the sentence, for who translates it."""

    def __init__(self, template: str, hint: str, **values: Any) -> None:
        super().__init__(template % values, hint=hint)
        self.template = template
        self.values = values


@dataclass(frozen=True, slots=True)
class Line:
    """``reason``: why this person is on the list, in a sentence; may be empty. ``left``: was on the list before and is not any
    more, and why, as a code; empty for who is on it."""

    pseudonym: str
    reason: str = ""
    left: str = ""


@dataclass(frozen=True, slots=True)
class Worklist:
    """``recipient`` as the mill wrote it down; who may turn it into names is decided where people are."""

    project: str
    ground: str
    purpose: str
    recipient: str
    lines: tuple[Line, ...]


def read_worklist(content: bytes) -> Worklist:
    """The list in a file. Raises :class:`WorklistError`; a message names lines and columns, never what stands in them."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WorklistError("The file is no text in UTF-8.", "Save it as CSV in UTF-8.") from None
    found = _of_report(text) if text.lstrip().startswith("{") else _of_table(text)
    if not found.lines:
        raise WorklistError("Nobody is on this list.", "Nothing was taken in.")
    if len(found.lines) > AT_MOST:
        raise WorklistError("The list has more than %(most)d lines.", "Make it smaller.", most=AT_MOST)
    return found


def read_record(content: bytes) -> dict[str, Any]:
    """What ``empact list`` tells beside a list (its .json): rule, people at each step, who is reached. Only what is known by
    name and has the right form is kept. Raises :class:`WorklistError`."""
    try:
        said = json.loads(content.decode("utf-8-sig"))
        if said["format"] != _RECORD:
            raise ValueError
        rule = said["rule"]
        return {
            "as_of": str(said["as_of"])[:10],
            "asked": str(rule.get("asked", ""))[:120],
            "title": _by_language(rule["title"]),
            "text": _by_language(rule["text"]),
            "version": int(rule["version"]),
            "fingerprint": str(rule["fingerprint"])[:64],
            "period": str(rule["period"])[:30],
            "places": None if said["places"] is None else int(said["places"]),
            "reserve": float(said["reserve"]),
            "steps": _numbers(said["steps"]),
            "left": _numbers(said.get("left", {})),
            "effect": _by_language(said["effect"]) if said.get("effect") else {},
            "behind": {language: [str(s)[:300] for s in lines][:20] for language, lines in said["behind"].items()},
            "equity": [
                {
                    "of": str(e["of"])[:20],
                    "trait": str(e["trait"])[:30],
                    "group": str(e["group"])[:60],
                    "name": str(e["name"])[:80],
                }
                | {k: int(e[k]) for k in ("people", "reached")}
                | {k: float(e[k]) for k in ("proportion", "lower", "upper")}
                for e in said["equity"]
            ][:3000],
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise WorklistError(
            "The file is no record as 'empact list' writes it.", "Bring the .json that was written beside the list."
        ) from None


def _numbers(said: dict[str, Any]) -> dict[str, int | None]:
    return {str(step)[:30]: None if n is None else int(n) for step, n in said.items()}


def _by_language(said: dict[str, Any]) -> dict[str, str]:
    return {language: str(said[language])[:1000] for language in ("nl", "fr", "de", "en")}


def _of_table(text: str) -> Worklist:
    """Columns ``pseudonym``, ``project``, ``ground``, ``purpose``, ``recipient`` and, if there, ``reason`` and ``left``."""
    try:
        rows = list(csv.DictReader(io.StringIO(text)))
    except csv.Error:
        raise WorklistError("The file is no CSV.", "Separate columns by commas.") from None
    missing = [name for name in ("pseudonym", *_ABOUT) if rows and name not in rows[0]]
    if missing:
        raise WorklistError("The list lacks the column %(column)s.", _HINT, column=", ".join(missing))
    about = {name: _one(name, {(row[name] or "").strip() for row in rows}) for name in _ABOUT} if rows else {}
    lines = [tuple((row.get(name) or "").strip() for name in ("pseudonym", "reason", "left")) for row in rows]
    return Worklist(**about, lines=_lines(lines, first=2)) if about else Worklist("", "", "", "", ())


def _of_report(text: str) -> Worklist:
    """Who is in the denominator and not in the numerator: those for whom something is still open."""
    try:
        report = json.loads(text)
        said = next(e["extension"] for e in report["extension"] if e["url"].endswith("disclosure"))
        about = {e["url"].removeprefix("legal-"): str(e["valueString"]).strip() for e in said}
        people = {one["id"]: [e["item"]["identifier"] for e in one.get("entry", ())] for one in report["contained"]}
        met = {i["value"] for i in people.get("numerator", ())}
        left_out = {i["value"] for part in ("denominator-exclusion", "denominator-exception") for i in people.get(part, ())}
        still_open = [i for i in people["denominator"] if i["value"] not in met | left_out]
        projects = {str(i["system"]).replace(":", "/").rsplit("/", 1)[-1] for i in still_open}
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        raise WorklistError(
            "The file is no list of people as 'empact export measure-report --type subject-list' writes it.",
            "Bring that file as it was written, or a CSV.",
        ) from None
    about["project"] = _one("project", projects) if projects else ""
    wanted = {name: _one(name, {about.get(name, "")}) for name in _ABOUT if name != "project"}
    return Worklist(about["project"], **wanted, lines=_lines(((i["value"], "", "") for i in still_open), first=1))


def _one(name: str, found: set[Any]) -> str:
    if len(found) != 1 or not next(iter(found)):
        raise WorklistError("The list needs one value of '%(column)s', the same on every line.", _HINT, column=name)
    return str(next(iter(found)))


def _lines(said: Iterable[tuple[str, ...]], *, first: int) -> tuple[Line, ...]:
    """Each person once. A line that is no pseudonym of ours could be a name or a number: the whole list is refused."""
    kept: dict[str, Line] = {}
    for number, (pseudonym, reason, left) in enumerate(said, start=first):
        if not is_pseudonym(pseudonym):
            raise WorklistError(
                "Line %(line)d holds no pseudonym made by the gate.",
                "Nothing was taken in. Names and numbers may not come.",
                line=number,
            )
        kept.setdefault(pseudonym, Line(pseudonym, reason[:300], left[:20]))
    return tuple(kept.values())
