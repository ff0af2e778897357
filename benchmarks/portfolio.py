"""The timeline of 50 actions with 5,000 tasks, a word among 10,000 decisions, and a report of all of it, frozen and printed;
ends with code 7 where something is too slow.

    python3 run.py bench portfolio

One process, no network: the time of the server alone, on SQLite. Each task waits for up to two before it.
"""

from __future__ import annotations

import gc
import random
import re
import time
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any, Final

from .insight import house

__all__ = ["SHOWS", "measured"]

SHOWS: Final = ("C3", "D6")
ACTIONS, TASKS, DECISIONS, ROUNDS = 50, 100, 10_000, 15
LIMITS: Final = {"timeline": 300.0, "list": 300.0, "board": 300.0, "matrix": 300.0, "word among decisions": 200.0}
"""Milliseconds within which 95 in 100 requests are answered."""
REPORT: Final = 10_000.0
"""Milliseconds within which a report is frozen, shown and printed."""


def fill(seed: int) -> str:
    """A portfolio of that size and its decisions; the email address of who looks. Runs in the house."""
    from empact.definitions.frames import read_frames
    from empact.web.governance.models import Body, Decision
    from empact.web.kernel.models import Hat, User
    from empact.web.kernel.who import Who
    from empact.web.portfolio import actions
    from empact.web.portfolio.models import Action, Precedence, Task
    from empact.web.territory.search import fold

    draw, at, today = random.Random(seed), datetime.now(UTC), date.today()
    user = User.objects.create(email="office@example.org", name="Office", language="en")
    hat = Hat.objects.create(user=user, role="pmo", starts=date(2020, 1, 1), confirmed=today)
    office = Who.of(user, hat)
    frame = actions.take_up_frame(told=read_frames()["leuven"], activities=True, today=today, by=office, at=at)
    for n in range(Action.objects.count(), ACTIONS):
        actions.propose_action(title=f"Action {n}", today=today, by=office, at=at)
    phases = list(frame.items.filter(kind="phase", code__in=("development", "pilot", "implementation", "embedding")))
    for action in Action.objects.all():
        for n, phase in enumerate(phases):
            action.phases.create(phase=phase, starts=date(today.year + n // 2, 1 + 6 * (n % 2), 1))
        tasks = [
            Task(action=action, title=f"Task {n}", starts=first, due=first + timedelta(draw.randrange(1, 20)))
            for n in range(TASKS)
            for first in [today + timedelta(draw.randrange(-60, 700))]
        ]
        Task.objects.bulk_create(tasks)
        pairs = {(b, n) for n in range(1, TASKS) for b in draw.sample(range(n), min(n, draw.randrange(3)))}
        Precedence.objects.bulk_create(Precedence(before=tasks[b], after=tasks[a]) for b, a in sorted(pairs))
    body = Body.objects.create(name="Steering group", purpose="Steers", quorum=50, starts=date(2020, 1, 1))
    words = [f"word{n}" for n in range(3000)]
    said = [" ".join(draw.choices(words, k=60)) for _n in range(DECISIONS)]
    Decision.objects.bulk_create(
        Decision(
            number=n, body=body, question=f"Question {n}", proposal=text, reasons="r", plan="SO1", proposed=today,
            search=fold(f"{n} question {n} {text}"),
        )
        for n, text in enumerate(said, 1)
    )  # fmt: skip
    return user.email


def visit(email: str) -> list[dict[str, Any]]:
    """Each page some times, by that user."""
    from django.test import Client

    from empact.web.kernel.models import User

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email=email), "allauth.account.auth_backends.AuthenticationBackend")
    pages = {
        "timeline": "/actions/timeline/", "list": "/actions/", "board": "/actions/board/", "matrix": "/actions/matrix/",
        "word among decisions": "/decisions/?q=word17+word29",
    }  # fmt: skip
    rows = []
    for name, address in pages.items():
        client.get(address)
        gc.collect()
        gc.freeze()  # as empact serve does with what it holds before it answers
        times = []
        for turn in range(ROUNDS + 1):
            start = time.perf_counter()
            answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
            if turn:
                times.append(1000 * (time.perf_counter() - start))
        p95 = sorted(times)[-1 - len(times) // 20]
        rows.append(
            {"page": name, "bytes": len(answer.content), "p50_ms": round(median(times), 1), "p95_ms": round(p95, 1)}
            | {"limit_ms": LIMITS[name], "kept": p95 <= LIMITS[name]}
        )
    return [*rows, report(client)]


def report(client: Any) -> dict[str, Any]:
    """Frozen, shown and printed once."""
    since = (date.today() - timedelta(91)).isoformat()
    start = time.perf_counter()
    client.post("/actions/reports/new/", {"title": "Quarter", "since": since})
    listed = client.get("/actions/reports/").content.decode()
    (address,) = re.findall(r'href="(/actions/reports/[0-9a-f-]{36}/)"', listed)
    page, paper = client.get(address), client.get(address + "?format=pdf")
    took = 1000 * (time.perf_counter() - start)
    if page.status_code != 200 or not paper.content.startswith(b"%PDF"):
        raise SystemExit("the report was not made")
    sizes = {"bytes": len(page.content), "pdf_bytes": len(paper.content)}
    return {
        "page": "report",
        **sizes,
        "p50_ms": round(took, 1),
        "p95_ms": round(took, 1),
        "limit_ms": REPORT,
        "kept": took <= REPORT,
    }


def measured(seed: int) -> list[dict[str, Any]]:
    """One row per page, in a house of its own that is thrown away."""
    with house(seed):
        return visit(fill(seed))
