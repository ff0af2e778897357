"""What the kernel does each night, while nobody waits."""

from __future__ import annotations

import json
import logging
from datetime import time, timedelta
from typing import Final

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils.translation import gettext_lazy as _

from . import audit
from .jobs import Running, kind
from .models import Count, Delivery, Job, Worker

__all__ = ["nightly"]

_log = logging.getLogger("empact.nightly")
KEPT: Final = timedelta(days=90)
"""How long jobs that ended well are shown."""


@kind("kernel.nightly", _("Nightly check and clean-up"), daily=time(3, 15))
def nightly(job: Running) -> None:
    """Read the whole audit again, publish its newest line, try messages again that were given up, clear what is over."""
    job.step("Reading the audit", 0)
    read, faults = audit.verify(progress=lambda seq: job.advance(seq - job.done_units))
    if faults:
        _log.error("the audit is not whole: %s at line %s", faults[0].kind, faults[0].seq)
    head = audit.read_head()
    if head is not None:
        # Both the file and the log leave this machine with whatever collects them: a later change to the past shows.
        with settings.WORKSPACE.audit_heads.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"at": job.at.isoformat(), "seq": head.seq, "seal": head.seal}) + "\n")
        _log.info("audit head: line %s, seal %s", head.seq, head.seal)
    job.step("Counting for the query planner", 0)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # without it SQLite asks every person of the region for a list of one practice
    job.step("Clearing what is over", 0)
    with job.ending(lines=read, faults=[f"{f.kind} {f.seq}" for f in faults]):
        Delivery.objects.filter(done=None, due__lte=job.at).update(tries=0)
        Count.objects.filter(until__lt=job.at).delete()
        Session.objects.filter(expire_date__lt=job.at).delete()
        Job.objects.filter(state=Job.State.DONE, ended__lt=job.at - KEPT).delete()
        Worker.objects.filter(seen__lt=job.at - timedelta(days=1)).delete()
