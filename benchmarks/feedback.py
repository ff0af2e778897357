"""The feedback of 200 practices, each page asked once by its own doctor, on the package of a region's size of ``insight``.

    python -m benchmarks.feedback       seconds for all pages, and against a page without figures; ends with code 7 if too slow

One process, no network: the time of the server alone. With ``--practices`` another number of them.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import date
from statistics import median
from typing import Any, Final

from empact.terms.errors import ExitCode

from .harness import machine
from .insight import PLACES, house

LIMIT: Final = 60.0
"""Seconds for the pages of 200 practices."""
_PRACTICES: Final = 200


def visit(practices: int) -> dict[str, Any]:
    """Every practice's page, by who works there; beside it a page of the same frame without a figure."""
    from django.test import Client
    from django.utils import timezone

    from empact.web.feedback.models import Publication
    from empact.web.insight.figures import in_force
    from empact.web.kernel.models import Hat, User
    from empact.web.territory.models import Organisation, Site

    figures = in_force()
    assert figures is not None
    today, starts = timezone.localdate(), date(2020, 1, 1)
    Publication.objects.create(
        period=figures.periods()[-1].name, team_from=today, policy_from=date.max, team_opened=today, state="team"
    )
    addresses = []
    for n in range(practices):
        home = Organisation.objects.create(name=f"Practice {n}", starts=starts)
        Site.objects.create(organisation=home, kind="practice", name="P", care_site=f"practice:{n:05d}", starts=starts)
        user = User.objects.create(email=f"doctor{n}@example.org", name="Doctor", language="en")
        Hat.objects.create(user=user, role="gp", scope_kind="organisation", scope_id=str(home.pk), starts=starts)
        client = Client(HTTP_HOST="localhost")
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        addresses.append((client, f"/feedback/{home.pk}/"))
    _timed(addresses[0][0], addresses[0][1])
    times, cards = [], 0
    for client, address in addresses:
        took, body = _timed(client, address)
        times.append(took)
        cards += body.count('<section class="card"')
    bare = median(_timed(client, "/profile/")[0] for client, _address in addresses[:20])
    seconds, limit = sum(times), LIMIT * practices / _PRACTICES
    return {
        "practices": practices, "cards": cards, "seconds": round(seconds, 1), "limit": limit,
        "p50_ms": round(1000 * median(times), 1), "against_bare": round(median(times) / bare, 1),
        "failed": seconds > limit or cards != 5 * practices,
    }  # fmt: skip


def _timed(client: Any, address: str) -> tuple[float, str]:
    start = time.perf_counter()
    answer = client.get(address)
    took = time.perf_counter() - start
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code}")
    return took, answer.content.decode()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.feedback", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--practices", type=int, default=_PRACTICES, choices=range(1, PLACES["practice"] + 1), metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with house(asked.seed) as package:
        from django.conf import settings

        from empact.web.insight.bring import bring, put_in_force

        put_in_force(settings.WORKSPACE.results, bring(package, settings.WORKSPACE.results))
        print(json.dumps(machine()))
        row = visit(asked.practices)
    print(json.dumps(row))
    if row["failed"]:
        sys.exit(int(ExitCode.CHECK_FAILED))


if __name__ == "__main__":
    main()
