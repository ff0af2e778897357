"""An installation of its own, seen as an operator sees it: a folder, a database, commands in processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

__all__ = ["Installation", "new_database", "drop_database"]


@dataclass
class Installation:
    """``database`` empty: SQLite in the folder."""

    folder: Path
    database: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("EMPACT_", "DJANGO_"))}
        return (
            kept
            | {
                "EMPACT_WORKSPACE": str(self.folder),
                "EMPACT_DATABASE": self.database,
                "EMPACT_DEMO": "1",
                "EMPACT_LANGUAGE": "en",
            }
            | self.more
        )

    def start(self, *command: str, **options) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, *command], env=self.env, text=True, cwd=Path(__file__).parents[3],
            stdout=options.pop("stdout", subprocess.PIPE), stderr=options.pop("stderr", subprocess.PIPE), **options,
        )  # fmt: skip

    def empact(self, *arguments: object, code: int = 0) -> str:
        """Run a command; what it printed. Fails when it ends with another exit code."""
        process = self.start("-m", "empact.cli.main", *map(str, arguments))
        out, err = process.communicate(timeout=300)
        assert process.returncode == code, f"{process.returncode}\n{out}\n{err}"
        return out + err

    def ask(self, code: str):
        """Run Python inside the house; the JSON it prints."""
        start = "import json; from empact.web.site.start import start; start()\n"
        process = self.start("-c", start + code)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return json.loads(out)

    def copy(self, folder: Path) -> Installation:
        """The same installation elsewhere, with its keys and data."""
        shutil.copytree(self.folder, folder)
        return Installation(folder, new_database(self.database, like=self.database), dict(self.more))


def new_database(server: str, like: str = "") -> str:
    """A fresh database beside this one; empty for SQLite, where the folder is all."""
    if not server:
        return ""
    import psycopg

    name = f"e{uuid.uuid4().hex[:12]}"
    template = f' TEMPLATE "{urlsplit(like).path.lstrip("/")}"' if like else ""
    with psycopg.connect(server_of(server), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{template}')
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def drop_database(address: str) -> None:
    if address:
        import psycopg

        with psycopg.connect(server_of(address), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{urlsplit(address).path.lstrip("/")}" WITH (FORCE)')


def server_of(address: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path="/postgres"))
