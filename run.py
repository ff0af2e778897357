#!/usr/bin/env python3
"""The one runner: makes ``.venv``, installs the hashed lock and EMPACT itself, then does what was asked.

    python3 run.py demo     a region's records in, its Pop-Box out
    python3 run.py test     all tests (arguments go to pytest)
    python3 run.py check    format, lint, types, import contracts, house tests, definitions
    python3 run.py fix      let ruff put right what it can
    python3 run.py bench    the benchmarks (arguments go to the benchmark runner)
    python3 run.py docs     write the generated pages of docs/reference
    python3 run.py install  only make .venv with the development lock

Standard library only: it has to run before anything is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
EMPACT = BIN / ("empact.exe" if os.name == "nt" else "empact")
# What each lock holds besides its own name: a wider environment serves a narrower wish.
SERVES = {"runtime": ("runtime", "dev", "bench"), "dev": ("dev", "bench"), "bench": ("bench",)}
OLDEST_PYTHON = (3, 11)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def call(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command in the repository; end with its exit code when it fails."""
    code = subprocess.run([str(c) for c in command], cwd=ROOT, env={**os.environ, **(env or {})}, check=False).returncode
    if code:
        raise SystemExit(code)


# --- the environment ---------------------------------------------------------------------------------


def stamp_of(lock: str) -> str:
    """Changes when the lock, the package's metadata or the interpreter does."""
    digest = hashlib.sha256(sys.version.encode())
    for path in (ROOT / "requirements" / f"{lock}.lock", ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return f"{lock} {digest.hexdigest()}"


def is_installed(lock: str) -> bool:
    stamp = VENV / "lock-stamp"
    if not PYTHON.exists() or not EMPACT.exists() or not stamp.exists():
        return False
    return stamp.read_text() in {stamp_of(wider) for wider in SERVES[lock]}


def make_venv(uv: str | None) -> None:
    if PYTHON.exists() and subprocess.run([str(PYTHON), "-c", ""], check=False).returncode == 0:
        return
    if uv:
        call(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV, env={"UV_PYTHON_DOWNLOADS": "never"})
        return
    if importlib.util.find_spec("ensurepip") is None:
        install_venv_package()
    call(sys.executable, "-m", "venv", "--clear", VENV)


def install_venv_package() -> None:
    """Debian's own Python comes without ensurepip: fetch it when we may, else say the one line that does."""
    package = f"python3.{sys.version_info.minor}-venv"
    if shutil.which("apt-get") is None or getattr(os, "geteuid", lambda: 1)() != 0:
        raise SystemExit(f"Python's venv module is missing. Install it once, then try again:\n  sudo apt-get install -y {package}")
    say(f"Installing {package} (Python's venv module is missing) ...")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    call("apt-get", "update", "-qq", env=quiet)
    call("apt-get", "install", "-y", "-qq", "--no-install-recommends", package, env=quiet)


def install(lock: str) -> None:
    """Make ``.venv`` hold the lock and EMPACT in editable form; nothing to do when it does already."""
    if is_installed(lock):
        return
    uv = shutil.which("uv")
    started = time.monotonic()
    say(f"Installing requirements/{lock}.lock into .venv with {'uv' if uv else 'pip'} ...")
    make_venv(uv)
    stamp = VENV / "lock-stamp"
    stamp.unlink(missing_ok=True)
    locked = ROOT / "requirements" / f"{lock}.lock"
    if uv:
        env = {"UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(VENV)}
        call(uv, "pip", "install", "--quiet", "--require-hashes", "-r", locked, env=env)
        call(uv, "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "-e", ROOT, env=env)
    else:
        pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
        call(*pip, "--require-hashes", "-r", locked)
        call(*pip, "--no-deps", "--no-build-isolation", "-e", ROOT)
    stamp.write_text(stamp_of(lock))
    say(f"Installed in {time.monotonic() - started:.0f} s.")


# --- the commands ------------------------------------------------------------------------------------


def test(arguments: list[str]) -> None:
    install("dev")
    workers = [] if any(a.startswith(("-n", "--pdb")) or a == "-s" for a in arguments) else ["-n", "2"]
    call(PYTHON, "-m", "pytest", *workers, *arguments)


def main() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise SystemExit("EMPACT needs Python 3.11 or later.")
    command, rest = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("help", [])
    if command == "install":
        install(rest[0] if rest else "dev")
    elif command == "test":
        test(rest)
    else:
        print(__doc__)


if __name__ == "__main__":
    main()
