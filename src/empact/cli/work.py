"""``empact work``: do the jobs of the workspace, until told to stop."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import threading
import time
from datetime import UTC, datetime
from typing import Any

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "work",
        help="do the background work of the workspace",
        description="Do jobs, hand out messages, start what is scheduled. 'empact serve' starts one; run more for more work.",
    )
    parser.add_argument("--until-idle", action="store_true", help="end when nothing is due any more")
    parser.add_argument("--with-parent", action="store_true", help="end when the process that started this one is gone")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Work; the exit code. Ends within half a minute of an interrupt: a job that is not finished starts anew elsewhere."""
    from ..web.site.start import start

    start()
    from ..web.kernel.worker import Worker

    worker = Worker(f"{socket.gethostname()[:40]}:{os.getpid()}", lambda: datetime.now(UTC))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop.set())
    if args.with_parent:
        threading.Thread(target=_follow, args=(os.getppid(), worker.stop), daemon=True).start()
    worker.run(until_idle=args.until_idle)
    os._exit(0)  # a job that was given back may still be busy on its thread: nobody waits for it


def _follow(parent: int, stop: threading.Event) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    stop.set()
