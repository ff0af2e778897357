"""The mill kept open for questions about rules: its command line as a process that waits, so that an answer takes no start.

Each process of the house has one of its own, begun at the first question and ended with it. It answers in released numbers.
A newer register or run makes the next question start anew.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Condition, Thread
from typing import Any, Final

from django.utils.translation import gettext as _

from ..kernel import region
from ..kernel.problems import NotNow
from . import mill
from .figures import in_force

__all__ = ["answer", "ask", "end"]

_WAIT: Final = 10.0  # seconds a page waits before it says that people are being counted
_REMEMBERED: Final = 100


class _Process:
    """One open command. Questions are written as they come; a thread reads the answers."""

    def __init__(self, folder: Path) -> None:
        self.key = _key(folder)
        self.owner = os.getpid()
        command = [sys.executable, "-m", "empact.cli.main", "attrition", "--keep-open"]
        command += ["--register", str(folder / "register"), "--results", str(folder / "results")]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8"
        )
        self.answers: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self.asked: set[str] = set()
        self.changed = Condition()
        self.reader = Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said = json.loads(line)
            with self.changed:
                self.answers[str(said.pop("id"))] = said
                if len(self.answers) > _REMEMBERED:
                    forgotten, _answer = self.answers.popitem(last=False)
                    self.asked.discard(forgotten)
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def ask(self, question: dict[str, Any], wait: float) -> dict[str, Any] | None:
        key = json.dumps(question, sort_keys=True)
        with self.changed:
            if key not in self.asked:
                assert self.process.stdin is not None
                self.process.stdin.write(json.dumps({"id": key, **question}) + "\n")
                self.process.stdin.flush()
                self.asked.add(key)
            self.changed.wait_for(lambda: key in self.answers or self.process.poll() is not None, wait)
            return self.answers.get(key)

    def is_of(self, folder: Path) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None and self.key == _key(folder)

    def end(self) -> None:
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()
            self.reader.join(1.0)
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # a question that nobody reads any more
                        pipe.close()


_open: list[_Process] = []


def ask(question: dict[str, Any], wait: float = _WAIT) -> dict[str, Any] | None:
    """What the mill says: numbers, a document, or ``problem`` with ``hint``; not to be written to. ``None``: ask again."""
    folder = mill.folder()
    if folder is None:
        return {"problem": "", "hint": ""}
    figures = in_force()
    smallest = max(int(figures.about()["threshold"]) if figures else 0, int(region.read("region.small_number")))
    try:
        if not _open or not _open[0].is_of(folder):
            end()
            _open.append(_Process(folder))
        return _open[0].ask({**question, "threshold": smallest}, wait)
    except OSError:
        end()
        return None


def answer(question: dict[str, Any], wait: float = _WAIT) -> dict[str, Any]:
    """The same, for what cannot go on without it. Raises :class:`NotNow` with what the mill says is wrong."""
    said = ask(question, wait)
    if said is None:
        raise NotNow(_("People are still being counted."), _("Try again in a moment."))
    if "problem" in said:
        raise NotNow(said["problem"] or _("The calculations stand on another machine."), said.get("hint", ""))
    return said


def end() -> None:
    """Let the process go; the next question starts another."""
    while _open:
        _open.pop().end()


def _key(folder: Path) -> tuple[str, ...]:
    return tuple((folder / name / "CURRENT").read_text(encoding="ascii").strip() for name in ("register", "results"))


atexit.register(end)
