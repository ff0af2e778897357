"""``empact report``: pages for those who steer. Each is a module of its own, ``report_<name>``, with ``add`` and ``run``."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any, Final

__all__ = ["REPORTS", "add"]

REPORTS: Final[tuple[str, ...]] = ("aims", "targets", "kpis", "measurable", "evaluation", "environment", "places")
"""In the order in which they are listed."""


def add(subparsers: Any) -> None:
    """The command and one sub-command per report."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "report",
        help="write a report: one page on what was reached",
        description="Write a report from what was measured. Small numbers are hidden in every form of output.",
    )
    reports = parser.add_subparsers(title="reports", metavar="REPORT", required=True)
    for name in REPORTS:
        import_module(f".report_{name}", __package__).add(reports)
