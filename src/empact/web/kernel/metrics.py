"""Figures of the machine, in the text form that Prometheus reads. None of a person, an organisation or an address."""

from __future__ import annotations

import mmap
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from django.db.models import Count, Max, Min
from django.http import HttpRequest, HttpResponse

from .health import free_room, living_workers
from .models import AuditEntry, Delivery, Job

__all__ = ["MetricsMiddleware", "Tally", "text"]

_BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
_CLASSES: Final = ("2xx", "3xx", "4xx", "5xx")


class Tally:
    """Counters that all processes of the server share: made before they part, and gone with the last of them."""

    def __init__(self, size: int) -> None:
        self._values = memoryview(mmap.mmap(-1, 8 * size)).cast("d")
        self._between_processes = multiprocessing.get_context("fork").Lock()
        self._between_threads = threading.Lock()  # the other alone would let a signal handler wait for itself

    def add(self, *changes: tuple[int, float]) -> None:
        with self._between_threads, self._between_processes:
            for at, change in changes:
                self._values[at] += change

    def read(self) -> list[float]:
        with self._between_threads, self._between_processes:
            return [float(v) for v in self._values]


_SUM: Final = len(_CLASSES)
_COUNT: Final = _SUM + 1
_FIRST_BUCKET: Final = _COUNT + 1
_tally: Final = Tally(_FIRST_BUCKET + len(_BUCKETS))


class MetricsMiddleware:
    """Outermost: counts every answer and how long it took."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.respond(request)
        took = time.perf_counter() - started
        status = min(max(response.status_code // 100, 2), 5) - 2
        within = [(_FIRST_BUCKET + i, 1.0) for i, most in enumerate(_BUCKETS) if took <= most]
        _tally.add((status, 1.0), (_SUM, took), (_COUNT, 1.0), *within)
        return response


def text(now: datetime) -> str:
    """All figures at this moment."""
    return "\n".join([*_requests(), *_work(now), *_machine(), ""])


def _requests() -> Iterator[str]:
    values = _tally.read()
    yield from _kind("empact_requests_total", "counter", "Answers by class of status.")
    yield from (f'empact_requests_total{{status="{c}"}} {values[i]:.0f}' for i, c in enumerate(_CLASSES))
    yield from _kind("empact_request_seconds", "histogram", "How long an answer took.")
    for i, most in enumerate(_BUCKETS):
        yield f'empact_request_seconds_bucket{{le="{most}"}} {values[_FIRST_BUCKET + i]:.0f}'
    yield f'empact_request_seconds_bucket{{le="+Inf"}} {values[_COUNT]:.0f}'
    yield f"empact_request_seconds_sum {values[_SUM]:.6f}"
    yield f"empact_request_seconds_count {values[_COUNT]:.0f}"


def _work(now: datetime) -> Iterator[str]:
    states = dict(Job.objects.order_by().values_list("state").annotate(Count("id")))
    yield from _kind("empact_jobs", "gauge", "Jobs by state.")
    yield from (f'empact_jobs{{state="{s}"}} {states.get(s, 0)}' for s in Job.State.values)
    oldest = Job.objects.filter(state=Job.State.WAITING, due__lte=now).aggregate(first=Min("due"))["first"]
    yield from _gauge("empact_job_oldest_due_seconds", "How long the oldest job that is due waits.", _since(oldest, now))
    late = Delivery.objects.filter(done=None)
    yield from _gauge("empact_messages_waiting", "Messages not handed over yet.", late.count())
    oldest = late.aggregate(first=Min("due"))["first"]
    yield from _gauge("empact_message_oldest_due_seconds", "How long the oldest message waits.", _since(oldest, now))
    alive = living_workers(now).count()
    yield from _gauge("empact_workers", "Workers that gave a sign of life in the last minute.", alive)
    lines = AuditEntry.objects.aggregate(last=Max("seq"))["last"] or 0
    yield from _kind("empact_audit_lines_total", "counter", "Lines of the audit.")
    yield f"empact_audit_lines_total {lines}"


def _machine() -> Iterator[str]:
    yield from _gauge("empact_disk_free_bytes", "Room left on the disk of the workspace.", free_room())


def _since(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0


def _gauge(name: str, help_: str, value: float) -> Iterator[str]:
    yield from _kind(name, "gauge", help_)
    yield f"{name} {round(value, 3)}"


def _kind(name: str, kind: str, help_: str) -> Iterator[str]:
    yield f"# HELP {name} {help_}"
    yield f"# TYPE {name} {kind}"
