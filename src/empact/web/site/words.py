"""The words of the screens: found in code and templates, translated in each app's ``locale``, compiled into the workspace.

python -m empact.web.site.words [APP ...]    adds to the .po files what is not translated yet, and counts what stays empty
"""

from __future__ import annotations

import ast
import hashlib
import os
import re
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

import polib

__all__ = ["LANGUAGES", "Said", "add_missing", "apps", "compile_into", "said_in", "translated"]

WEB: Final = Path(__file__).resolve().parent.parent
LANGUAGES: Final = ("nl", "fr", "de")  # what is written in English is the key
_CALLS: Final = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}

Said = tuple[str, str]
"""What is said to one, and to many (empty where there is no plural)."""


def apps() -> list[Path]:
    """The folders of the apps that have words."""
    return sorted(p.parent for p in WEB.glob("*/apps.py"))


def said_in(app: Path) -> dict[Said, str]:
    """Every sentence an app says, with the file that says it first."""
    found: dict[Said, str] = {}
    for path in sorted(app.rglob("*.py")):
        if "migrations" not in path.parts:
            for said in _in_code(path.read_text(encoding="utf-8")):
                found.setdefault(said, path.relative_to(WEB).as_posix())
    for path in sorted((app / "templates").rglob("*")):
        if path.is_file():
            for said in _in_template(path.read_text(encoding="utf-8")):
                found.setdefault(said, path.relative_to(WEB).as_posix())
    return found


def translated(app: Path, language: str) -> polib.POFile:
    """The translations of an app; empty where the file does not exist yet."""
    path = _po(app, language)
    return polib.pofile(str(path), encoding="utf-8") if path.exists() else polib.POFile()


def compile_into(folder: Path) -> Path:
    """One compiled file per language in ``folder``, made again only when a .po changed. Returns ``folder``."""
    for language in LANGUAGES:
        sources = [p for app in apps() if (p := _po(app, language)).exists()]
        digest = hashlib.sha256(b"".join(p.read_bytes() for p in sources)).hexdigest()
        target = folder / language / "LC_MESSAGES" / "django.mo"
        stamp = target.with_suffix(".sha256")
        if target.exists() and stamp.exists() and stamp.read_text() == digest:
            continue
        whole = polib.POFile()
        whole.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": _plural(language), "Language": language}
        known: set[str] = set()
        for source in sources:
            for entry in polib.pofile(str(source), encoding="utf-8"):
                if entry.translated() and entry.msgid not in known:
                    known.add(entry.msgid)
                    whole.append(entry)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Several processes may start at once: each writes a file of its own and puts it in place in one stroke.
        half = target.with_suffix(f".{os.getpid()}")
        half.write_bytes(whole.to_binary())
        half.replace(target)
        stamp.write_text(digest)
    return folder


def add_missing(only: Collection[str] = ()) -> int:
    """Write what is not in the .po files of these apps yet (of all, when none are named); the number without a translation.

    What another app says in the same words is said in its translation: one sentence has one translation.
    """
    without = 0
    for app in [app for app in apps() if not only or app.name in only]:
        said = said_in(app)
        for language in LANGUAGES:
            file = translated(app, language)
            others = [e for other in apps() if other != app for e in translated(other, language) if e.translated()]
            elsewhere = {(e.msgid, e.msgid_plural or ""): e for e in others}
            file.metadata = {
                "Content-Type": "text/plain; charset=UTF-8",
                "Plural-Forms": _plural(language),
                "Language": language,
            }
            known = {(e.msgid, e.msgid_plural or "") for e in file}
            for (one, many), where in sorted(said.items(), key=lambda item: (item[1], item[0])):
                if (one, many) not in known:
                    twin = elsewhere.get((one, many))
                    file.append(
                        polib.POEntry(
                            msgid=one,
                            msgid_plural=many,
                            msgstr=twin.msgstr if twin else "",
                            msgstr_plural=(dict(twin.msgstr_plural) if twin else {0: "", 1: ""}) if many else {},
                            occurrences=[(where, "")],
                        )
                    )
            for entry in [e for e in file if (e.msgid, e.msgid_plural or "") not in said]:
                file.remove(entry)
            without += sum(not e.translated() for e in file)
            if len(file):
                path = _po(app, language)
                path.parent.mkdir(parents=True, exist_ok=True)
                file.save(str(path))
    return without


def _po(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def _plural(language: str) -> str:
    return f"nplurals=2; plural=({'n > 1' if language == 'fr' else 'n != 1'});"


def _in_code(text: str) -> Iterator[Said]:
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in _CALLS and words:
            yield (words[0], words[1]) if name.startswith("ngettext") and len(words) > 1 else (words[0], "")


def _in_template(text: str) -> Iterator[Said]:
    for match in re.finditer(r"{%\s*trans(?:late)?\s+(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')", text):
        yield match[1][1:-1], ""
    blocks = r"{%\s*blocktrans(?:late)?\b([^%]*)%}(.*?)(?:{%\s*plural\s*%}(.*?))?{%\s*endblocktrans(?:late)?\s*%}"
    for match in re.finditer(blocks, text, re.DOTALL):
        one, many = (re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", part or "") for part in match.group(2, 3))
        if "trimmed" in match[1]:
            one, many = (" ".join(line.strip() for line in part.split("\n") if line.strip()) for part in (one, many))
        yield one, many


if __name__ == "__main__":
    print(f"{add_missing(sys.argv[1:])} sentences without a translation", file=sys.stderr)
