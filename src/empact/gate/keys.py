"""The key file: versions of one secret, of which one is current and at most one is being left behind.

During a rotation the old version still reads; when the rotation ends its secret is destroyed, and what it made can no longer
be recomputed by anybody.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from ..terms.errors import StorageError, UserError

__all__ = ["Key", "Keys", "begin_rotation", "end_rotation", "make_keys", "read_keys"]

_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Key:
    """One version. ``secret`` is empty once it was destroyed; ``mark`` tells two keys apart without giving anything away."""

    version: int
    made: date
    secret: bytes = field(repr=False)
    ended: date | None = None

    @property
    def mark(self) -> str:
        return hashlib.sha256(b"empact key mark\0" + self.secret).hexdigest()[:12] if self.secret else ""


@dataclass(frozen=True, slots=True)
class Keys:
    """All versions, oldest first; the last is current."""

    versions: tuple[Key, ...]

    @property
    def current(self) -> Key:
        return self.versions[-1]

    @property
    def old(self) -> Key | None:
        """The version being left behind, while a rotation lasts."""
        return next((k for k in self.versions[:-1] if k.secret), None)

    @property
    def readable(self) -> tuple[Key, ...]:
        """Versions whose pseudonyms can be recomputed, the current one first."""
        return (self.current,) if self.old is None else (self.current, self.old)


def make_keys(path: Path, *, today: date) -> Keys:
    """The first key, in a new file that only its owner may read. Raises :class:`StorageError` where a file stands already."""
    with _alone(path):
        if path.exists():
            raise StorageError("There is a key file already.", hint="A second one would make other pseudonyms. Use the first.")
        return _write(path, Keys((Key(1, today, secrets.token_bytes(_BYTES)),)))


def read_keys(path: Path) -> Keys:
    """Raises :class:`StorageError` where the file is missing, damaged, or readable by others than its owner."""
    try:
        mode = path.stat().st_mode
        said = json.loads(path.read_text(encoding="utf-8"))
        keys = Keys(tuple(_key(one) for one in said["versions"]))
    except FileNotFoundError:
        raise StorageError("There is no key file for pseudonyms.", hint="Make one, or restore it from the safe.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:  # the message could quote the secret
        raise StorageError(
            f"The key file for pseudonyms cannot be read ({type(error).__name__}).", hint="Restore it from the safe."
        ) from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise StorageError("Others than its owner may read the key file.", hint="Take their rights away: chmod 600.")
    numbers = [k.version for k in keys.versions]
    if not numbers or numbers != list(range(1, len(numbers) + 1)) or len(keys.current.secret) != _BYTES:
        raise StorageError("The key file for pseudonyms is damaged.", hint="Restore it from the safe.")
    return keys


def begin_rotation(path: Path, *, today: date) -> Keys:
    """Add a version and make it current; the one before stays readable. Raises :class:`UserError` during another rotation."""
    with _alone(path):
        keys = read_keys(path)
        if keys.old is not None:
            raise UserError("A rotation of the key is under way.", hint="Translate what is left, then end it.")
        fresh = Key(keys.current.version + 1, today, secrets.token_bytes(_BYTES))
        return _write(path, Keys((*keys.versions, fresh)))


def end_rotation(path: Path, *, today: date) -> Keys:
    """Destroy the secret of the old version. Raises :class:`UserError` where no rotation is under way."""
    with _alone(path):
        keys = read_keys(path)
        if keys.old is None:
            raise UserError("No rotation of the key is under way.", hint="Begin one first.")
        return _write(path, Keys(tuple(replace(k, secret=b"", ended=today) if k == keys.old else k for k in keys.versions)))


def _key(said: dict[str, Any]) -> Key:
    ended = said.get("ended")
    return Key(
        int(said["version"]),
        date.fromisoformat(said["made"]),
        base64.b64decode(said["secret"], validate=True),
        date.fromisoformat(ended) if ended else None,
    )


def _write(path: Path, keys: Keys) -> Keys:
    """On the disk before the name changes: whoever is killed on the way leaves the old file whole."""
    said = [
        {"version": k.version, "made": k.made.isoformat(), "secret": base64.b64encode(k.secret).decode()}
        | ({"ended": k.ended.isoformat()} if k.ended else {})
        for k in keys.versions
    ]
    fresh = path.with_name(path.name + ".new")
    try:
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump({"versions": said}, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except OSError as error:
        raise StorageError(
            f"The key file cannot be written ({type(error).__name__}).", hint="Check the rights on its folder."
        ) from None
    return keys


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One change of the keys at a time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = os.open(path.parent, os.O_RDONLY)
    except OSError as error:
        raise StorageError(
            f"The folder of the key file cannot be used ({type(error).__name__}).", hint="Check its rights."
        ) from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
