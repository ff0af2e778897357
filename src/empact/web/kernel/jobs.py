"""Work in the background: which kinds of job there are, how to ask for one, and how one is held and ended.

    @kind("insight.report", _("Write the quarterly report"), daily=time(5, 0))
    def report(job: Running) -> None:
        job.step("Reading figures", 12)
        ...                                   # long work, outside any transaction; safe to do again
        with job.ending(pages=40):            # its effect and its end, in one transaction: once, whatever is killed
            Report.objects.create(...)

An app declares its kinds in ``jobs.py``; :func:`load_all` reads them at start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib import import_module, util
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, QuerySet

from ...terms.errors import UserError
from .models import Job
from .problems import Problem
from .who import Who

__all__ = ["KINDS", "LEASE", "Kind", "Lost", "Running", "claim", "enqueue", "fail", "kind", "load_all", "try_again"]

LEASE: Final = timedelta(seconds=60)
"""How long a job is held without a sign of life."""

_LONGEST_WAIT: Final = timedelta(hours=6)


class Lost(Exception):
    """The lease ran out and somebody else holds the job now: what this attempt did is rolled back."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``daily``: starts by itself at this local time; with ``weekday`` (0 is Monday) on that day only."""

    id: str
    title: Any
    run: Callable[[Running], None]
    attempts: int
    daily: time | None
    weekday: int | None


KINDS: Final[dict[str, Kind]] = {}


def kind(
    kind_id: str, title: Any, *, attempts: int = 3, daily: time | None = None, weekday: int | None = None
) -> Callable[[Callable[[Running], None]], Callable[[Running], None]]:
    """Declare a kind of job. Raises :class:`ValueError` for a twin, or a weekday without a time."""
    if kind_id in KINDS:
        raise ValueError(f"job {kind_id} is declared twice")
    if weekday is not None and daily is None:
        raise ValueError(f"job {kind_id} has a weekday and no time")

    def to(run: Callable[[Running], None]) -> Callable[[Running], None]:
        KINDS[kind_id] = Kind(kind_id, title, run, attempts, daily, weekday)
        return run

    return to


def enqueue(
    kind_id: str,
    arguments: dict[str, Any] | None = None,
    *,
    by: Who,
    at: datetime,
    due: datetime | None = None,
    once: str = "",
) -> Job:
    """Ask for a job, in the caller's transaction. While one with the same ``once`` waits or runs, that one is the answer."""
    allowed = KINDS[kind_id].attempts
    while True:
        try:
            with transaction.atomic():
                return Job.objects.create(
                    kind=kind_id,
                    arguments=arguments or {},
                    once=once,
                    asked=at,
                    asked_by=by.user_id,
                    due=due or at,
                    attempts_allowed=allowed,
                )
        except IntegrityError:
            twin = Job.objects.open().filter(kind=kind_id, once=once).first()
            if twin is not None:  # else it ended this very moment: ask again
                return twin


@dataclass(slots=True)
class Running:
    """A job as its function sees it. Also a listener for :class:`~empact.terms.progress.Progress`.

    ``arguments`` as given to :func:`enqueue`; ``at`` is the moment of the claim, ``now()`` the moment itself.
    """

    id: UUID
    attempt: int
    arguments: dict[str, Any]
    at: datetime
    now: Callable[[], datetime]
    asked_by: UUID | None = None
    said: str = ""
    done_units: int = 0
    all_units: int = 0
    lost: bool = False
    ended: bool = field(default=False, init=False)

    def step(self, name: str, total: int) -> None:
        """The next stretch of work begins; shown on the page of jobs. Raises :class:`Lost`."""
        self.said, self.done_units, self.all_units = name[:120], 0, total
        self._check()

    def advance(self, n: int = 1) -> None:
        """So many more units are done. Raises :class:`Lost`."""
        self.done_units += n
        self._check()

    @contextmanager
    def ending(self, **result: Any) -> Iterator[None]:
        """One transaction for the effect of the job and its end. Raises :class:`Lost` when another attempt holds the job."""
        with transaction.atomic():
            # First, so that nobody can take the job over while the effect is being written.
            if not self.held().update(state=Job.State.DONE, ended=self.now(), lease=None, result=result, problem="", step=""):
                raise Lost(str(self.id))
            yield
        self.ended = True

    def held(self) -> QuerySet[Job]:
        """The job, as long as this attempt holds it; empty once another does."""
        return Job.objects.filter(pk=self.id, attempt=self.attempt, state=Job.State.RUNNING)

    def hold(self) -> None:
        """Renew the lease and show how far the job is; called by the worker while the job runs."""
        kept = self.held().update(
            lease=self.now() + LEASE, step=self.said, done_units=max(0, self.done_units), all_units=max(0, self.all_units)
        )
        self.lost = not kept and not self.ended

    def release(self) -> None:
        """Give the job back unfinished, as when the worker is asked to stop: it starts anew elsewhere at once."""
        self.held().update(state=Job.State.WAITING, due=self.now(), lease=None, attempts_allowed=F("attempts_allowed") + 1)
        self.lost = True

    def _check(self) -> None:
        if self.lost:
            raise Lost(str(self.id))


def claim(worker: str, now: Callable[[], datetime]) -> tuple[Kind, Running] | None:
    """Take the job that has been due longest, or one whose worker died; ``None`` when there is none."""
    at = now()
    ready = Job.objects.filter(
        Q(state=Job.State.WAITING, due__lte=at) | Q(state=Job.State.RUNNING, lease__lt=at), kind__in=KINDS
    ).order_by("due", "id")
    while ready.exists():  # a look takes no lock; most looks find nothing
        with transaction.atomic():
            waiting = ready
            if connection.features.has_select_for_update_skip_locked:
                waiting = ready.select_for_update(skip_locked=True)
            job = waiting.first()
            if job is None:
                return None
            if job.attempt >= job.attempts_allowed:
                _close(job, Job.State.FAILED, at, "Its worker stopped each time before the end.")
                continue
            job.attempt += 1
            job.state, job.lease, job.worker = Job.State.RUNNING, at + LEASE, worker
            job.save(update_fields=("attempt", "state", "lease", "worker"))
        return KINDS[job.kind], Running(job.pk, job.attempt, job.arguments, at, now, job.asked_by)
    return None


def fail(running: Running, error: BaseException) -> bool:
    """Write down that this attempt failed. It is tried again, later each time; what a person must mend is not.

    False when another attempt holds the job. Only sentences made for people are kept: any other message may hold a value
    from somebody's record.
    """
    at = running.now()
    with transaction.atomic():
        held = running.held()
        if connection.features.has_select_for_update:
            held = held.select_for_update()
        job = held.first()
        if job is None:
            return False
        if isinstance(error, UserError | Problem):
            _close(job, Job.State.FAILED, at, str(error))
        elif job.attempt >= job.attempts_allowed:
            _close(job, Job.State.FAILED, at, type(error).__name__)
        else:
            job.state, job.lease, job.problem = Job.State.WAITING, None, type(error).__name__
            job.due = at + min(timedelta(seconds=15 * 4**job.attempt), _LONGEST_WAIT)
            job.save(update_fields=("state", "lease", "problem", "due"))
    return True


def try_again(job_id: UUID, *, at: datetime) -> bool:
    """A failed job waits anew, with as many attempts as at first. False when it does not lie failed."""
    failed = Job.objects.filter(pk=job_id, state=Job.State.FAILED)
    try:
        with transaction.atomic():
            waits = failed.update(
                state=Job.State.WAITING, due=at, ended=None, problem="", attempts_allowed=F("attempt") + 3, done_units=0
            )
            return bool(waits)
    except IntegrityError:  # its twin waits or runs already
        return True


def load_all() -> None:
    """Read the ``jobs`` module of every app of ours."""
    for app in settings.OUR_APPS:
        name = f"{app}.jobs"
        if name != __name__ and util.find_spec(name):
            import_module(name)
    from . import digest, jobs_nightly  # noqa: F401


def _close(job: Job, state: str, at: datetime, problem: str) -> None:
    job.state, job.ended, job.lease, job.problem = state, at, None, problem[:300]
    job.save(update_fields=("state", "ended", "lease", "problem"))
