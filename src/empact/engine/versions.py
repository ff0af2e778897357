"""Folders of versions with one in force: what a register and a results folder have in common.

A version is built in a folder of its own beside the others, synced to disk, renamed, and only then named in ``CURRENT``.
Whoever is killed on the way leaves the version in force as it was; what is left over is swept by the next build.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ..terms.errors import RegisterError, StorageError, UserError

__all__ = [
    "building",
    "link",
    "locked",
    "next_version",
    "publish",
    "storage_errors",
    "sweep",
    "version_in_force",
    "write_json",
]

_BUILDING: Final = ".building"
_LOCK: Final = ".lock"


def version_in_force(folder: Path) -> str | None:
    """The name in ``CURRENT``; ``None`` where nothing was ever built."""
    try:
        return (folder / "CURRENT").read_text(encoding="ascii").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise RegisterError(f"'{folder}' cannot be read.", hint="Check the rights on the folder.") from error


def next_version(folder: Path) -> str:
    """The name a new version gets: one more than the highest there is."""
    versions = folder / "versions"
    taken = [int(p.name[1:]) for p in versions.glob("v*") if p.name[1:].isdigit()] if versions.is_dir() else []
    return f"v{max(taken, default=0) + 1:06d}"


@contextmanager
def building(folder: Path, manifest: Mapping[str, Any] | None = None, *, keep: int = 2) -> Iterator[tuple[str, Path]]:
    """Build the next version: yields its name and the folder to fill. Leaving the block puts it in force.

    An exception leaves the former version in force and removes what was built. One builder at a time: a second gets a
    sentence. Of older versions the last ``keep`` stay, for whoever is still reading them.
    """
    with storage_errors(folder):
        (folder / "versions").mkdir(parents=True, exist_ok=True)
        with locked(folder):
            sweep(folder, keep)
            place = folder / "versions" / _BUILDING
            place.mkdir()
            name = next_version(folder)
            try:
                yield name, place
                publish(folder, place, name, manifest)
            except BaseException:
                shutil.rmtree(place, ignore_errors=True)
                raise
            sweep(folder, keep)


def publish(folder: Path, place: Path, name: str, manifest: Mapping[str, Any] | None = None) -> None:
    """Put what lies in ``place`` in force as version ``name``. Everything is on the disk before the name changes."""
    if manifest is not None:
        write_json(place / "manifest.json", manifest)
    _sync(place)
    os.replace(place, folder / "versions" / name)
    _sync_file(folder / "versions")
    fresh = folder / "CURRENT.new"
    fresh.write_text(name + "\n", encoding="ascii")
    _sync_file(fresh)
    os.replace(fresh, folder / "CURRENT")
    _sync_file(folder)


def sweep(folder: Path, keep: int) -> None:
    """Remove what was never put in force, and versions older than the last ``keep`` before the one in force."""
    current = version_in_force(folder)
    made = sorted(p for p in (folder / "versions").iterdir() if p.is_dir())
    named = [p for p in made if p.name.startswith("v") and current and p.name <= current]
    for place in made:
        if place not in named[-1 - keep :]:
            shutil.rmtree(place)
    for left in folder.glob("CURRENT.*"):
        left.unlink()


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Readable, with sorted keys where order means nothing: the same content gives the same bytes."""
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def link(file: Path, target: Path) -> None:
    """A second name for the same bytes; a copy where the file system has no such thing."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copy2(file, target)


@contextmanager
def storage_errors(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about disk and rights into a sentence."""
    try:
        yield
    except UserError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StorageError(
                "The disk is full.", hint="Free some space and run the same command again; what was there still opens."
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise StorageError(f"'{folder}' cannot be written.", hint="Check the rights, or name another folder.") from error
        if error.errno in (errno.EEXIST, errno.ENOTDIR, errno.ENOENT, errno.ENAMETOOLONG):
            raise StorageError(
                f"'{folder}' cannot be made.", hint="Is there a file of that name, or in its path? Name another folder."
            ) from error
        raise StorageError(f"'{folder}' cannot be used: {error.strerror}.") from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One builder at a time. The operating system lets go of the lock when its holder dies, however it dies."""
    import fcntl

    with (folder / _LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RegisterError(
                f"Somebody is already writing in '{folder}'.", hint="Wait until that is done, then run the command again."
            ) from None
        yield


def _sync(place: Path) -> None:
    for path in sorted(place.rglob("*")):
        _sync_file(path)
    _sync_file(place)


def _sync_file(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
