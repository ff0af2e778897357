"""The process that does jobs: one at a time on a thread of its own, while this loop keeps the lease, hands out messages,
asks for what is scheduled, and says that it lives.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, close_old_connections, connection

from . import jobs, outbox, sqlite
from .jobs_schedule import ask_due
from .models import Worker as Sign

__all__ = ["Worker"]

_log = logging.getLogger("empact.work")
_ALIVE_EVERY: Final = timedelta(seconds=10)
_HOLD_EVERY: Final = timedelta(seconds=5)
_LOG_EVERY: Final = timedelta(seconds=2)


class Worker:
    """``name`` is unique among processes; ``pause`` is how long (seconds) it sleeps when there is nothing to do."""

    def __init__(self, name: str, now: Callable[[], datetime], *, pause: float = 1.0) -> None:
        self.name = name[:60]
        self.now = now
        self.pause = pause
        self.stop = threading.Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="job")
        self._doing: tuple[jobs.Kind, jobs.Running, Future[None]] | None = None
        self._due: dict[str, datetime] = {}

    def run(self, *, until_idle: bool = False, grace: float = 20.0) -> None:
        """Work until told to stop, or, with ``until_idle``, until nothing is due. A job gets ``grace`` seconds to end."""
        while not self.stop.is_set():
            try:
                close_old_connections()
                idle = not self._turn()
            except DatabaseError as error:  # the database is away for a while: leases and outbox are made for that
                _log.warning("database: %s", type(error).__name__)
                connection.close()
                idle = False
                self.stop.wait(self.pause)
            if idle and until_idle:
                break
            if idle or self._doing:
                self._wait()
        self._leave(grace)

    def _turn(self) -> bool:
        """One look at everything; whether there was something to do."""
        if self._every("alive", _ALIVE_EVERY):
            Sign.objects.update_or_create(name=self.name, defaults={"seen": self.now()})
        if self._every("log", _LOG_EVERY):
            sqlite.empty_log()
        busy = bool(ask_due(at=self.now())) | bool(outbox.deliver(at=self.now()))
        if self._doing and self._doing[2].done():
            self._conclude()
        if self._doing is None and not self.stop.is_set():
            claimed = jobs.claim(self.name, self.now)
            if claimed:
                kind, running = claimed
                self._due["hold"] = self.now() + _HOLD_EVERY
                self._doing = (kind, running, self._pool.submit(_do, kind, running))
        if self._doing and self._every("hold", _HOLD_EVERY):
            self._doing[1].hold()
        return busy or self._doing is not None

    def _wait(self) -> None:
        if self._doing is None:
            self.stop.wait(self.pause)
            return
        try:
            self._doing[2].exception(timeout=min(self.pause, 1.0))
        except TimeoutError:
            pass

    def _conclude(self) -> None:
        assert self._doing is not None
        (kind, running, future), self._doing = self._doing, None
        error = future.exception()
        if error is None:
            _log.info("job %s %s: done", kind.id, running.id)
        elif running.lost or isinstance(error, jobs.Lost):
            _log.warning("job %s %s: another attempt holds it", kind.id, running.id)
        else:
            _log.error("job %s %s: failed", kind.id, running.id, exc_info=error)
            jobs.fail(running, error)

    def _leave(self, grace: float) -> None:
        if self._doing:
            try:
                self._doing[2].exception(timeout=grace)
                self._conclude()
            except TimeoutError:
                self._doing[1].release()
        self._pool.shutdown(wait=False, cancel_futures=True)
        Sign.objects.filter(name=self.name).delete()

    def _every(self, what: str, interval: timedelta) -> bool:
        now = self.now()
        if now < self._due.get(what, now):
            return False
        self._due[what] = now + interval
        return True


def _do(kind: jobs.Kind, running: jobs.Running) -> None:
    """On the job's own thread, with its own connection to the database."""
    try:
        kind.run(running)
        if not running.ended:
            with running.ending():
                pass
    finally:
        connection.close()
