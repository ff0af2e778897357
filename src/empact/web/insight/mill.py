"""Asking the mill beside us for a file: its command line as a process of its own, on the folders that EMPACT_MILL names.

What it writes has passed its disclosure control; nothing of the mill is imported here, and no exact number is read.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from ..kernel import region
from ..kernel.jobs import Running
from ..kernel.problems import NotNow

__all__ = ["at_hand", "document", "folder", "write"]

_EVERY = 2.0  # seconds between two looks at the process


def folder() -> Path | None:
    """Where ``register``, ``results`` and ``measured`` lie; ``None`` when the mill stands elsewhere."""
    found: Path | None = settings.MILL
    return found if found is not None and (found / "results" / "CURRENT").exists() else None


def at_hand() -> bool:
    """Can the mill be asked from here?"""
    return folder() is not None


def document(*key: str, ending: str) -> Path:
    """Where the answer to a question is kept: one file per question, under a name that says nothing."""
    name = sha256("\n".join(key).encode()).hexdigest()[:32]
    place: Path = settings.WORKSPACE.documents
    return place / f"{name}.{ending}"


def write(arguments: Sequence[str | Path], target: Path, job: Running, *, threshold: int) -> Path:
    """Run a command of the mill that writes ``--out``; the half-made file beside ``target``, for the job to put in place.

    ``threshold``: what the figures here hide; the region may hide more. Raises :class:`NotNow` with what the command said.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{job.id}-{job.attempt}{target.suffix}")
    smallest = max(threshold, int(region.read("region.small_number")))
    command = [sys.executable, "-m", "empact.cli.main", *map(str, arguments), "--threshold", str(smallest), "--out", str(half)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8") as process:
        try:
            while True:
                try:
                    _out, said = process.communicate(timeout=_EVERY)
                    break
                except subprocess.TimeoutExpired:
                    job.advance(0)  # somebody else may hold the job by now
        except BaseException:
            process.kill()
            if not half.is_dir():  # a folder of lists is for the job to remove
                half.unlink(missing_ok=True)
            raise
    if process.returncode:
        lines = [line for line in said.splitlines() if line.strip()]
        raise NotNow(_("The file could not be made."), lines[-1][:200] if lines else "")
    return half
