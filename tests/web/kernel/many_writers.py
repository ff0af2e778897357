"""N processes that each write M times at once: made to be counted. Arguments: N M."""

from __future__ import annotations

import json
import multiprocessing
import sys
from datetime import UTC, datetime, timedelta

from empact.web.site.start import start

start()

from django.db import DatabaseError, connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from empact.web.kernel import audit, limits  # noqa: E402
from empact.web.kernel.events import RoleGiven  # noqa: E402
from empact.web.kernel.models import AuditEntry, Count, Hat, User  # noqa: E402
from empact.web.kernel.who import SYSTEM  # noqa: E402

AT = datetime(2026, 11, 25, tzinfo=UTC)


def write(number, times, begin, problems):
    """Each write: a row of its own, a count they all share, a line of the audit; together or not at all."""
    user = User.objects.get()
    begin.wait(60)
    for n in range(times):
        try:
            with transaction.atomic():
                Hat.objects.create(user=user, role="nurse", scope_kind=f"w{number}", scope_id=str(n), starts=AT.date())
                audit.record(RoleGiven(subject=f"test:{number}.{n}", role="nurse"), by=SYSTEM, at=timezone.now())
            limits.count("write", "all", at=AT, stretch=timedelta(minutes=1))
        except DatabaseError as error:
            problems.put(f"{type(error).__name__}: {error}")
    connection.close()


def main(writers, times):
    User.objects.create_user("anna@example.org", "x", name="Anna")
    connection.close()
    getattr(connection, "close_pool", lambda: None)()
    context = multiprocessing.get_context("fork")
    begin, problems = context.Barrier(writers), context.SimpleQueue()
    processes = [context.Process(target=write, args=(n, times, begin, problems)) for n in range(writers)]
    for one in processes:
        one.start()
    for one in processes:
        one.join(120)
    found = []
    while not problems.empty():
        found.append(problems.get())
    read, faults = audit.verify()
    print(json.dumps({
        "problems": found, "exits": sorted({p.exitcode for p in processes}),
        "hats": Hat.objects.count(), "lines": read, "faults": [f.kind for f in faults],
        "subjects": AuditEntry.objects.values("subject").distinct().count(), "count": Count.objects.get().number,
    }))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
