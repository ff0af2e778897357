"""A worker with short leases whose one kind of job counts in the audit: made to be killed."""

from __future__ import annotations

import os
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

from empact.web.site.start import start

start()

from empact.web.kernel import audit, jobs, worker  # noqa: E402
from empact.web.kernel.events import RoleGiven  # noqa: E402
from empact.web.kernel.who import SYSTEM  # noqa: E402

jobs.LEASE = timedelta(seconds=1.5)
worker._HOLD_EVERY = timedelta(seconds=0.3)


@jobs.kind("test.count", "Count", attempts=500)
def count(job: jobs.Running) -> None:
    time.sleep(0.01)
    with job.ending(number=job.arguments["number"]):
        audit.record(RoleGiven(subject=f"test:{job.arguments['number']}", role="nurse"), by=SYSTEM, at=job.at)
        time.sleep(0.01)  # so that many are killed between effect and end


def follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=follow, args=(os.getppid(),), daemon=True).start()
    worker.Worker(f"w{os.getpid()}", lambda: datetime.now(UTC), pause=0.05).run(until_idle=len(sys.argv) > 1)
