"""The web server, in this process: workers with threads, and beside them the process that does background work."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from ...terms.errors import UserError

__all__ = ["Plan", "check_plan", "serve"]


@dataclass(frozen=True, slots=True)
class Plan:
    """``address`` as HOST:PORT. ``certificate`` and ``key``: files, when no proxy ends HTTPS."""

    address: str
    processes: int
    threads: int
    certificate: Path | None = None
    key: Path | None = None
    with_worker: bool = True

    @property
    def host(self) -> str:
        return self.address.rpartition(":")[0].strip("[]")


def check_plan(plan: Plan) -> None:
    """Raises :class:`UserError` for what would serve names without HTTPS, or to the wrong hosts."""
    is_here = plan.host in ("localhost", "127.0.0.1", "::1")
    if settings.DEMO and not is_here:
        raise UserError(
            "A demonstration has no HTTPS, so it is served to this machine only.",
            hint="Leave --bind out, or leave EMPACT_DEMO out and set EMPACT_HOSTS.",
        )
    if settings.DEMO:
        return
    if not os.environ.get("EMPACT_HOSTS"):
        raise UserError(
            "EMPACT_HOSTS does not say by which name visitors come.",
            hint="Set it, as in EMPACT_HOSTS=care.example.org; to look around on this machine: empact serve --demo",
        )
    if not plan.certificate and not settings.SECURE_PROXY_SSL_HEADER:
        raise UserError(
            "Nothing says where HTTPS ends, and names do not travel in the clear.",
            hint="Give --certificate and --key, or put a proxy in front and set EMPACT_BEHIND_PROXY=1.",
        )


def serve(plan: Plan, say: Callable[[str], None]) -> None:
    """Serve until told to stop; does not return. ``say`` tells the address once visitors can come."""
    call_command("collectstatic", interactive=False, verbosity=0)
    for connection in connections.all():
        connection.close()
        # PostgreSQL's pool: its threads would not live on in the processes that serve.
        getattr(connection, "close_pool", lambda: None)()
    _Server(plan, say).run()


class _Lines(Logger):
    """The server's own log, as lines like all others; visits are counted, not logged."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)


class _Server(BaseApplication):
    def __init__(self, plan: Plan, say: Callable[[str], None]) -> None:
        self.plan = plan
        self.tell = say
        super().__init__()

    def load_config(self) -> None:
        plan = self.plan
        worker = _Beside() if plan.with_worker else None

        def opened(_server: Any) -> None:
            if worker:
                worker.start()
            scheme = "https" if plan.certificate else "http"
            self.tell(f"EMPACT is open at {scheme}://{plan.address}/ (stop: Ctrl+C)")

        wanted = {
            "bind": plan.address,
            "workers": plan.processes,
            "threads": plan.threads,
            "worker_class": "gthread",
            "preload_app": True,  # counters are shared, and a page is quick from the first visit on
            "timeout": 60,
            "graceful_timeout": 20,
            "keepalive": 5,
            "max_requests": 20_000,
            "max_requests_jitter": 2_000,
            "logger_class": _Lines,
            "proc_name": "empact",
            "forwarded_allow_ips": "*" if settings.SECURE_PROXY_SSL_HEADER else "127.0.0.1,::1",
            "control_socket_disable": True,
            "when_ready": opened,
            "on_exit": lambda _server: worker.end() if worker else None,
        }
        if plan.certificate:
            wanted |= {"certfile": str(plan.certificate), "keyfile": str(plan.key)}
        for name, value in wanted.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        from .wsgi import application

        _warm_up()
        # What is read by now stays as long as the process: a collector that looks it all through again lets a visitor wait.
        gc.collect()
        gc.freeze()
        return application


def _warm_up() -> None:
    """Addresses and templates are read here, once, and not by the first visitor of each process. Asks no database."""
    len(get_resolver().url_patterns)
    for config in apps.get_app_configs():
        folder = Path(config.path) / "templates"
        for template in sorted(folder.rglob("*.html")) if config.name in settings.OUR_APPS else ():
            get_template(template.relative_to(folder).as_posix())


class _Beside:
    """The worker process: started with the server, started again when it dies, ended with the server."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Before the server makes its own processes: one that is made while this one starts would hold the pipe open on
        which the start is awaited, and a worker that dies later would not be noticed.
        """
        self._process = self._open()
        self._watch.start()

    def end(self) -> None:
        self._ending.set()
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(25)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _keep(self) -> None:
        while not self._ending.wait(0.5):
            if self._process is None or self._process.poll() is None:
                continue
            if not self._ending.wait(1):
                self._process = self._open()

    def _open(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "empact.cli.main", "work", "--with-parent"])
