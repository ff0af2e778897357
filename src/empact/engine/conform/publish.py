"""A new version beside the old one, then one stroke: readers see the old or the new, never a half."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ...terms.errors import RegisterError, StorageError
from ..register import version_in_force

__all__ = ["entry_of", "locked", "next_version", "publish", "storage_errors", "sweep"]


@contextlib.contextmanager
def storage_errors() -> Iterator[None]:
    """Turn what the operating system says about the disk into a sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StorageError(
                "The disk is full.", hint="Free some space and run the same command again; the register is as it was."
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise StorageError(
                "The register folder cannot be written.",
                hint="Check the rights on the folder, or give another with --register.",
            ) from error
        if error.errno in (errno.EEXIST, errno.ENOTDIR, errno.ENOENT, errno.ENAMETOOLONG):
            raise StorageError(
                "The register folder cannot be made.",
                hint="Is there a file of that name, or in its path? Name another folder.",
            ) from error
        raise


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One load at a time. The lock falls with the process that holds it, however that ends."""
    import fcntl

    with (folder / ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RegisterError(
                "Another load is writing this register.", hint="Wait until it is done, then run the same command again."
            ) from None
        yield


def sweep(folder: Path) -> None:
    """Remove what a load that was cut off left behind, and versions older than the previous one."""
    current = version_in_force(folder)
    versions = sorted(p for p in (folder / "versions").glob("*") if p.is_dir())
    named = [p for p in versions if p.name.startswith("v") and current and p.name <= current]
    for place in versions:
        if place not in named[-2:]:
            shutil.rmtree(place)
    used: set[Path] = set()
    if current:
        manifest = json.loads((folder / "versions" / current / "manifest.json").read_text(encoding="utf-8"))
        used = {folder / "staging" / s["staging"] for s in manifest["sources"]}
    for place in (folder / "staging").glob("*/*"):
        if place not in used:
            shutil.rmtree(place)
    for left in folder.glob("CURRENT.*"):
        left.unlink()


def next_version(folder: Path) -> str:
    current = version_in_force(folder)
    return f"v{int(current[1:]) + 1 if current else 1:06d}"


def entry_of(file: Path, root: Path, rows: int) -> dict[str, Any]:
    """What the manifest says about one file."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"path": file.relative_to(root).as_posix(), "rows": rows, "bytes": file.stat().st_size, "sha256": digest}


def publish(folder: Path, build: Path, version: str, manifest: Mapping[str, Any]) -> None:
    """Make ``build`` the version in force. Everything is on the disk before the name changes."""
    (build / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for path in [*build.rglob("*"), build]:
        _flush(path)
    target = folder / "versions" / version
    build.rename(target)
    _flush(target.parent)
    name = folder / f"CURRENT.{os.getpid()}"
    name.write_text(version + "\n", encoding="ascii")
    _flush(name)
    os.replace(name, folder / "CURRENT")
    _flush(folder)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
