"""Contenders, each in a process of its own, take turns; medians and ratios come out.

A contender is a function ``prepare(**arguments) -> Job``. What it prepares is not measured. The first run of each is a
warm-up: it gives the answer and counts for the peak of memory, not for the time. Then rounds: A B C, A B C, ... so that
whatever else the machine does hits all alike.
"""

from __future__ import annotations

import importlib
import json
import multiprocessing
import os
import platform
import resource
import shutil
import statistics
import tempfile
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

__all__ = ["Contender", "Figures", "Job", "Scratch", "cpu_of_tree", "machine", "measure", "print_table"]


@dataclass(frozen=True, slots=True)
class Contender:
    """``prepare`` is 'module:function'. Contenders whose ``same`` is equal must give equal answers."""

    name: str
    prepare: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    same: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """``work`` is measured; ``before`` runs before it, unmeasured; ``also_cpu`` gives CPU seconds of a server so far."""

    work: Callable[[], Any]
    before: Callable[[], None] = lambda: None
    also_cpu: Callable[[], float] = lambda: 0.0


class Scratch:
    """A folder that goes when nothing refers to it any more; processes of a pool run no exit handlers."""

    def __init__(self) -> None:
        self.name = tempfile.mkdtemp(prefix="empact-bench-")
        weakref.finalize(self, shutil.rmtree, self.name, True)


@dataclass(slots=True)
class Figures:
    """Wall and CPU seconds of each round. ``peak``: the largest process in MB; ``workers_peak``: those of its children."""

    name: str
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: float = 0.0
    workers_peak: list[float] = field(default_factory=list)
    answer: Any = None

    def record(self) -> dict[str, Any]:
        """Medians with the smallest and largest, for JSON."""
        return {
            "what": self.name,
            "runs": len(self.wall),
            "wall": _spread(self.wall),
            "cpu": _spread(self.cpu),
            "peak_mb": round(self.peak),
            "workers_peak_mb": [round(p) for p in self.workers_peak],
        }


def measure(contenders: Sequence[Contender], *, rounds: int) -> dict[str, Figures]:
    """Figures by name. Raises ``AssertionError`` where answers that must be equal differ."""
    context = multiprocessing.get_context("spawn")
    running = []
    for contender in contenders:
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, contender.prepare, dict(contender.arguments)))
        process.start()
        theirs.close()
        running.append((contender, process, ours))
        _receive(ours, contender.name)  # prepared, one after the other
    found = {c.name: Figures(c.name) for c in contenders}
    try:
        for turn in range(rounds + 1):
            for contender, process, pipe in running:
                figures = found[contender.name]
                pipe.send("go")
                seen: dict[int, float] = {}
                while not pipe.poll(0.02):
                    for child in _descendants(process.pid or 0):
                        seen[child] = max(seen.get(child, 0.0), _peak(child))
                wall, cpu, peak, answer = _receive(pipe, contender.name)
                figures.peak = max([figures.peak, peak, *seen.values()])
                figures.workers_peak = max(figures.workers_peak, sorted(seen.values(), reverse=True), key=sum)
                if turn:
                    figures.wall.append(wall)
                    figures.cpu.append(cpu)
                else:
                    figures.answer = answer
                    _check_same(contenders, found)
    finally:
        for _, process, pipe in running:
            pipe.close()
            process.join(20)
            if process.is_alive():
                process.terminate()
    return found


def _check_same(contenders: Sequence[Contender], found: Mapping[str, Figures]) -> None:
    firsts: dict[str, tuple[str, Any]] = {}
    for contender in contenders:
        answer = found[contender.name].answer
        if not contender.same or answer is None:
            continue
        name, expected = firsts.setdefault(contender.same, (contender.name, answer))
        if answer != expected:
            detail = ""
            if isinstance(answer, dict):
                keys = sorted(k for k in answer.keys() | expected.keys() if answer.get(k) != expected.get(k))
                detail = "; ".join(f"{k}: {expected.get(k)} and {answer.get(k)}" for k in keys[:5]) + f" ({len(keys)} differ)"
            raise AssertionError(f"{name} and {contender.name} give different numbers. {detail}")


# ---------------------------------------------------------------- in the contender's process


def _serve(pipe: Connection, prepare: str, arguments: dict[str, Any]) -> None:
    module, function = prepare.split(":")
    try:
        job: Job = getattr(importlib.import_module(module), function)(**arguments)
        pipe.send("ready")
        while pipe.recv() == "go":
            job.before()
            os.sync()  # what preparing wrote is on the disk before the clock runs
            _forget_peak()
            cpu, started = _own_cpu() + job.also_cpu(), time.perf_counter()
            answer = job.work()
            wall = time.perf_counter() - started
            pipe.send((wall, _own_cpu() + job.also_cpu() - cpu, _peak(os.getpid()), answer))
    except EOFError:
        return
    except BaseException as error:
        pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))
        raise


def _receive(pipe: Connection, name: str) -> Any:
    try:
        message = pipe.recv()
    except EOFError:
        raise RuntimeError(f"{name} ended without an answer") from None
    if isinstance(message, Exception):
        raise RuntimeError(f"{name}: {message}") from message
    return message


def _own_cpu() -> float:
    """This process with its threads, and the children it has waited for."""
    both = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in both)


def _forget_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


# ---------------------------------------------------------------- what /proc knows


def _peak(pid: int) -> float:
    """Largest resident size so far, in MB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def _descendants(pid: int) -> list[int]:
    found, todo = [], [pid]
    while todo:
        parent = todo.pop()
        try:
            children = [int(c) for t in Path(f"/proc/{parent}/task").iterdir() for c in (t / "children").read_text().split()]
        except OSError:
            continue
        found += children
        todo += children
    return found


def cpu_of_tree(pid: int) -> float:
    """CPU seconds of a process, all its living descendants, and those it has waited for."""
    ticks = 0
    for one in [pid, *_descendants(pid)]:
        try:
            fields_ = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields_[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    import duckdb
    import numpy
    import pyarrow

    def said(path: str, word: str) -> str:
        try:
            return next(
                (line.split(":", 1)[1].strip() for line in Path(path).read_text().splitlines() if line.startswith(word)), ""
            )
        except OSError:
            return ""

    return {
        "cores": os.cpu_count(),
        "processor": said("/proc/cpuinfo", "model name"),
        "memory": said("/proc/meminfo", "MemTotal"),
        "load_average": [round(x, 1) for x in os.getloadavg()],
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
        "numpy": numpy.__version__,
        "pyarrow": pyarrow.__version__,
    }


# ---------------------------------------------------------------- said


def _spread(values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {}
    return {"median": round(statistics.median(values), 3), "min": round(min(values), 3), "max": round(max(values), 3)}


def print_table(title: str, records: Sequence[Mapping[str, Any]], *, against: str = "") -> None:
    """One line per contender; ratios to ``against``, where given."""
    print(f"\n{title}")
    base = next((r for r in records if r["what"] == against), None)
    print(
        f"  {'':34}{'wall s [min-max]':>24}{'CPU s [min-max]':>24}{'peak MB':>9}"
        + (f"{'wall x':>9}{'CPU x':>8}" if base else "")
    )
    for r in records:
        line = f"  {r['what']:34}{_said(r['wall']):>24}{_said(r['cpu']):>24}{r['peak_mb']:>9,}"
        if base and r["wall"] and base["wall"]:
            line += f"{r['wall']['median'] / base['wall']['median']:>9.2f}"
            line += f"{r['cpu']['median'] / max(base['cpu']['median'], 1e-3):>8.2f}"
        print(line, flush=True)


def _said(spread: Mapping[str, float]) -> str:
    return f"{spread['median']:.2f} [{spread['min']:.2f}-{spread['max']:.2f}]" if spread else "-"


def write_json(path: Path, records: Sequence[Mapping[str, Any]]) -> None:
    path.write_text(json.dumps(list(records), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
