#!/usr/bin/env python3
"""The one runner: makes ``.venv``, installs the hashed lock and EMPACT itself, then does what was asked.

    python3 run.py demo     a region that never was, from records to pages in the browser; with --data PATH, records of
                            your own in and their Pop-Box out
    python3 run.py test     all tests, those of the web on SQLite and, where they ask a database, again on PostgreSQL
                            (arguments go to pytest, once; --postgres first: on PostgreSQL)
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
from concurrent.futures import ThreadPoolExecutor, as_completed
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


def code_of(*command: str | Path, env: dict[str, str] | None = None) -> int:
    """Run a command in the repository; its exit code."""
    return subprocess.run([str(c) for c in command], cwd=ROOT, env={**os.environ, **(env or {})}, check=False).returncode


def call(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command in the repository; end with its exit code when it fails."""
    code = code_of(*command, env=env)
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


def works(*command: str | Path) -> bool:
    return subprocess.run([str(c) for c in command], check=False, capture_output=True).returncode == 0


def make_venv(uv: str | None) -> None:
    if PYTHON.exists() and works(PYTHON, "-c", ""):
        # one that uv made has no pip of its own
        if uv or works(PYTHON, "-c", "import pip") or works(PYTHON, "-m", "ensurepip"):
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
        raise SystemExit(
            f"Python's venv module is missing. Install it once and try again:\n  sudo apt-get install -y {package}"
        )
    say(f"Installing {package} (Python's venv module is missing) ...")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    call("apt-get", "update", "-qq", env=quiet)
    call("apt-get", "install", "-y", "-qq", "--no-install-recommends", package, env=quiet)


def install(lock: str) -> None:
    """Make ``.venv`` hold the lock and EMPACT in editable form; nothing to do when it does already."""
    if is_installed(lock):
        return
    stamp = VENV / "lock-stamp"
    held = stamp.read_text().split()[0] if stamp.exists() else lock
    lock = held if held in SERVES[lock] else lock  # a developer's environment stays one when a demo is run in it
    uv = shutil.which("uv")
    started = time.monotonic()
    say(f"Installing requirements/{lock}.lock into .venv with {'uv' if uv else 'pip'} ...")
    make_venv(uv)
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

DEMO = ROOT / "demo"
# Asked of the register itself, so that records of any year show something. Days after today are slips of the pen.
LAST_DAY = """
import sys
from datetime import date
from pathlib import Path
import pyarrow.parquet as pq
from empact.engine.register import open_register
days = []
register = open_register(Path(sys.argv[1]))
for table, column in (("visit_occurrence", "visit_start_date"), ("condition_occurrence", "condition_start_date")):
    for file in register.files(table):
        days += [d for d in pq.read_table(file, columns=[column])[column].unique().to_pylist() if d]
today = date.today()
print(max((d for d in days if d <= today), default=today))
"""


def format_of(data: Path) -> str:
    """``fhir``, ``omop`` or ``csv``, judged by the names of the files; ends with a sentence when there are none."""
    if not data.exists():
        raise SystemExit(f"There is nothing at '{data}'.")
    names = [p.name.lower() for p in (data.rglob("*") if data.is_dir() else (data,)) if p.is_file()]
    if any(".ndjson" in n for n in names):
        return "fhir"
    tables = {n.split(".")[0] for n in names if n.endswith((".csv", ".csv.gz", ".parquet"))}
    if {"person", "observation_period"} <= tables:
        return "omop"
    if tables:
        return "csv"
    raise SystemExit(f"'{data}' holds no NDJSON, CSV or Parquet files.")


def demo(arguments: list[str]) -> None:
    """Without ``--data``, the whole house (``empact demo``); with it, the mill alone."""
    if not any(a == "--data" or a.startswith("--data=") for a in arguments):
        install("runtime")
        raise SystemExit(code_of(EMPACT, "demo", *arguments))
    parser = argparse.ArgumentParser(prog="run.py demo", description="Records in, Pop-Box out. What it makes lies in demo/.")
    parser.add_argument("--data", type=Path, required=True, help="folder with FHIR NDJSON, OMOP or CSV files")
    parser.add_argument("--from", dest="format", choices=("fhir", "omop", "csv"), help="format of the data (default: judged)")
    parser.add_argument("--as-of", help="the day to look at, as 2024-01-01 (default: the last day with a record)")
    parser.add_argument("--internal", action="store_true", help="show small numbers too, which nobody outside may see")
    asked = parser.parse_args(arguments)
    kind = asked.format or format_of(asked.data)
    install("runtime")
    started = time.monotonic()
    as_of = asked.as_of
    data = asked.data.resolve()
    # one folder per place, so that two folders of one name never share a register
    work = DEMO / f"{data.stem}-{hashlib.sha256(str(data).encode()).hexdigest()[:8]}"
    register, results = work / "register", work / "results"
    step("load", data, "--from", kind, "--register", register)
    if as_of is None:
        found = subprocess.run([str(PYTHON), "-c", LAST_DAY, str(register)], check=True, capture_output=True, text=True)
        as_of = found.stdout.strip()
    step("run", "--register", register, "--as-of", as_of, "--results", results)
    step("show", "popbox", "--results", results, *(["--internal"] if asked.internal else []))
    say(f"\nFrom records to Pop-Box in {time.monotonic() - started:.1f} s. Look further with, for example:")
    say(f"  {shown(EMPACT)} show conditions --results {shown(results)}")


def shown(path: str | Path) -> str:
    """A path as a person would type it from here."""
    path = Path(path)
    return str(path.relative_to(ROOT)) if path.is_absolute() and path.is_relative_to(ROOT) else str(path)


def step(*arguments: str | Path) -> None:
    """Run an ``empact`` command, saying it first."""
    say("\n$ empact " + " ".join(shown(a) if isinstance(a, Path) else a for a in arguments))
    call(EMPACT, *arguments)


def test(arguments: list[str]) -> None:
    install("dev")
    postgres = arguments[:1] == ["--postgres"]
    asked = arguments[1:] if postgres else arguments
    ours = any(a.startswith("-n") or a in ("--pdb", "-s") for a in asked)
    pytest = (PYTHON, "-m", "pytest", *([] if ours else ["-n", "2", "--dist", "worksteal"]))
    if not postgres:
        call(*pytest, *asked)
    if postgres or not asked:
        say("\nThe tests of the web again, on PostgreSQL:")
        call(PYTHON, "-m", "tests.postgres", *pytest, *(asked or ["tests/web"]))


def check(arguments: list[str]) -> None:
    """All checks run, even after one failed, so that a person sees everything at once."""
    install("dev")
    checks: dict[str, tuple[str | Path, ...]] = {
        "types": (BIN / "mypy",),
        "format": (BIN / "ruff", "format", "--check", "--quiet", "."),
        "lint": (BIN / "ruff", "check", "--quiet", "."),
        "imports": (BIN / "lint-imports", "--no-logo"),
        "house": (PYTHON, "-m", "pytest", "-q", "tests/house"),
        "definitions": (EMPACT, "check"),
    }
    unknown = [a for a in arguments if a not in checks]
    if unknown:
        raise SystemExit(f"There is no check '{unknown[0]}'. Known: {', '.join(checks)}.")

    def asked(name: str) -> tuple[str, int, str]:
        started = time.monotonic()
        done = subprocess.run(
            [str(c) for c in checks[name]], cwd=ROOT, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        verdict = f"{'FAILED' if done.returncode else 'ok':6}  {name} ({time.monotonic() - started:.1f} s)"
        return name, done.returncode, (done.stdout if done.returncode else "") + verdict

    failed = []
    with ThreadPoolExecutor(2) as pool:  # beside the types, which take longest, the others go one after another
        for answer in as_completed(pool.submit(asked, name) for name in arguments or checks):
            name, code, said = answer.result()
            say(said)
            if code:
                failed.append(name)
    if failed:
        raise SystemExit(f"Failed: {', '.join(failed)}. What ruff can put right: python3 run.py fix")


def fix(arguments: list[str]) -> None:
    install("dev")
    paths = arguments or ["."]
    call(BIN / "ruff", "check", "--fix", "--quiet", *paths)
    call(BIN / "ruff", "format", "--quiet", *paths)


def bench(arguments: list[str]) -> None:
    if not (ROOT / "benchmarks" / "__main__.py").exists():
        raise SystemExit("There are no benchmarks in this checkout yet.")
    install("bench")
    call(PYTHON, "-m", "benchmarks", *arguments)


def docs(arguments: list[str]) -> None:
    """Write every generated page; ``--check`` says which ones differ and writes nothing."""
    install("dev")
    call(PYTHON, ROOT / "docs" / "generate.py", *arguments)


def install_only(arguments: list[str]) -> None:
    lock = arguments[0] if arguments else "dev"
    if lock not in SERVES:
        raise SystemExit(f"There is no lock '{lock}'. Known: {', '.join(SERVES)}.")
    install(lock)


COMMANDS = {"demo": demo, "test": test, "check": check, "fix": fix, "bench": bench, "docs": docs, "install": install_only}


def main() -> None:
    if sys.version_info < OLDEST_PYTHON:
        raise SystemExit(f"EMPACT needs Python {'.'.join(map(str, OLDEST_PYTHON))} or later, not {sys.version.split()[0]}.")
    name, arguments = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    if name not in COMMANDS:
        print(__doc__)
        raise SystemExit(0 if name in ("", "-h", "--help", "help") else 2)
    try:
        COMMANDS[name](arguments)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
