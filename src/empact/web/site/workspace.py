"""The workspace: one folder with everything of an installation that is not code: database, keys, results, mail."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from ...terms.errors import StorageError, UserError

__all__ = ["Workspace", "database_of"]

_KEYS: Final = ("site", "audit", "fields")


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where an installation lives. ``EMPACT_WORKSPACE`` names the folder; without it, ``workspace`` where one stands."""

    folder: Path

    @classmethod
    def from_environment(cls) -> Workspace:
        return cls(Path(os.environ.get("EMPACT_WORKSPACE") or "workspace").absolute())

    @property
    def mail(self) -> Path:
        """Letters that an installation without a mail server writes as files."""
        return self.folder / "mail"

    @property
    def results(self) -> Path:
        """Released results, brought in with ``empact import-results``."""
        return self.folder / "results"

    @property
    def documents(self) -> Path:
        """Documents that the mill wrote when somebody asked; each can be asked for again."""
        return self.folder / "documents"

    @property
    def for_mill(self) -> Path:
        """Facts under pseudonyms, and figures without persons, for the mill to load; written anew each night."""
        return self.folder / "for-mill"

    @property
    def audit_head(self) -> Path:
        """The newest line of the audit, kept outside the database: a tail that is cut off shows."""
        return self.folder / "audit-head.json"

    @property
    def audit_heads(self) -> Path:
        """The newest line of each night, for whoever keeps copies elsewhere."""
        return self.folder / "audit-heads.jsonl"

    def keys(self) -> dict[str, str]:
        """The secrets of this installation, made on first use and readable by its owner only.

        ``site`` signs sessions, ``audit`` seals the audit, ``fields`` encrypts identifiers. A region that keeps its
        secrets elsewhere sets ``EMPACT_KEY_SITE``, ``EMPACT_KEY_AUDIT`` and ``EMPACT_KEY_FIELDS``.
        """
        given = {name: os.environ.get(f"EMPACT_KEY_{name.upper()}", "") for name in _KEYS}
        if all(given.values()):
            return given
        path = self.folder / "keys.json"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                pass
            else:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump({name: secrets.token_urlsafe(48) for name in _KEYS}, file)
            kept = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StorageError(
                f"The keys of the workspace cannot be read ({type(error).__name__}).",
                hint="Set EMPACT_WORKSPACE to a folder you may write, or restore keys.json from a backup.",
            ) from None
        return {name: given[name] or kept[name] for name in _KEYS}


def database_of(address: str, workspace: Workspace) -> dict[str, Any]:
    """Django's setting for one database. ``address`` is empty (SQLite in the workspace), ``sqlite:PATH`` or ``postgresql://...``."""
    if not address or address.startswith("sqlite:"):
        path = Path(address.removeprefix("sqlite:")) if address else workspace.folder / "workspace.sqlite3"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            # Writers wait for one another instead of failing: measured with 40 processes, no lock error and no lost write.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                # The file is read in place: a list of a practice looks at 3,000 pages of it. What was written last stands in
                # a log, and who writes waits for the disk when that grows to 200 MB; long before, the worker empties it
                # (kernel/sqlite.py).
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                    f"PRAGMA mmap_size={2**30}; PRAGMA wal_autocheckpoint=50000;"
                ),
            },
            # Opening it reads the whole schema, some ten milliseconds: as long as a page of a person takes.
            "CONN_MAX_AGE": 600,
            "TEST": {"NAME": os.environ.get("EMPACT_TEST_SQLITE")},
        }
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres"):
        raise UserError(
            f"EMPACT_DATABASE starts with '{parts.scheme}:', which is no database we know.",
            hint="Leave it out for SQLite, or write postgresql://user:password@host:5432/name",
        )
    # As many as a process has threads; a connection that nobody uses is given back.
    options: dict[str, Any] = {"pool": {"min_size": 1, "max_size": 10}}
    host = parts.hostname or ""
    for pair in filter(None, parts.query.split("&")):
        name, _, value = pair.partition("=")
        if name == "host":  # a socket's folder
            host = unquote(value)
        else:
            options[name] = unquote(value)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "empact",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }
