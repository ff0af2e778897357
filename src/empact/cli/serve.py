"""``empact serve``: open the workspace to visitors."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

__all__ = ["add", "run"]


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "serve",
        help="open the workspace in the browser",
        description="Serve the workspace, with background work beside it. EMPACT_HOSTS says by which names visitors come; "
        "--demo serves this machine only, without HTTPS.",
    )
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="default: 127.0.0.1:8000")
    parser.add_argument("--demo", action="store_true", help="to look around: this machine only, no HTTPS, no second factor")
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="for HTTPS without a proxy (PEM)")
    parser.add_argument("--key", type=Path, metavar="FILE", help="its private key (PEM)")
    # Threads of one process take turns at its interpreter, and a page gives its turn away at each question to the database:
    # with two processes of eight threads, half the pages of 50 visitors took 41 ms, with five of two 30 (2 processors).
    processes = 2 * min(os.cpu_count() or 1, 8) + 1
    parser.add_argument("--processes", type=int, default=processes, metavar="N", help=f"default: {processes}")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="in each process (default: 2)")
    parser.add_argument("--no-worker", action="store_true", help="background work is done elsewhere: empact work")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve; the exit code. Raises :class:`UserError` for what would not be safe."""
    if args.demo:
        os.environ["EMPACT_DEMO"] = "1"
    from ..web.site.start import start

    start()
    from ..web.site.ready import check_current
    from ..web.site.server import Plan, check_plan, serve

    plan = Plan(args.bind, args.processes, args.threads, args.certificate, args.key, not args.no_worker)
    check_plan(plan)
    check_current()
    serve(plan, lambda text: print(text, file=sys.stderr, flush=True))
    return 0
