"""``empact serve``: a real server in its own processes."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import time
import urllib.error
import urllib.request

import pytest

WORKERS = """
from empact.web.kernel.models import Worker
print(json.dumps(list(Worker.objects.values_list("name", flat=True))))
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def served(installation):
    port = free_port()
    process = installation.start("-m", "empact.cli.main", "serve", "--bind", f"127.0.0.1:{port}", "--processes", "2")
    assert select.select([process.stderr], [], [], 60)[0]
    assert f"http://127.0.0.1:{port}/" in process.stderr.readline()
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=40)
    assert process.returncode == 0, said


def get(address, **headers):
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, dict(answer.headers), answer.read()


def wait_for(holds, seconds=90):
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.2)


def test_it_opens_with_its_worker_and_starts_a_killed_worker_again(served, installation):
    wait_for(lambda: get(f"{served}/health/ready/")[0] == 200)
    (first,) = installation.ask(WORKERS)
    os.kill(int(first.rpartition(":")[2]), signal.SIGKILL)
    wait_for(lambda: len(installation.ask(WORKERS)) == 2)

    status, headers, page = get(f"{served}/", **{"Accept-Encoding": "gzip"})
    assert status == 200, page
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    status, headers, page = get(f"{served}/")
    sheet = re.search(rb'href="(/static/kernel/empact\.[0-9a-f]{12}\.css)"', page)[1].decode()
    status, headers, _ = get(f"{served}{sheet}", **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in headers["Cache-Control"]
    counted = [
        int(re.search(rb"^empact_request_seconds_count (\d+)", get(f"{served}/metrics/")[2], re.M)[1]) for _ in range(6)
    ]
    assert counted == list(range(counted[0], counted[0] + 6)), "both processes count together"


@pytest.mark.parametrize(
    "more, arguments, sentence",
    [
        ({"EMPACT_DEMO": "1"}, ["--bind", "0.0.0.0:1"], "A demonstration has no HTTPS"),
        ({"EMPACT_DEMO": ""}, [], "EMPACT_HOSTS does not say"),
        ({"EMPACT_DEMO": "", "EMPACT_HOSTS": "care.example.org"}, [], "Nothing says where HTTPS ends"),
    ],
)
def test_what_would_not_be_safe_is_refused(installation, more, arguments, sentence):
    installation.more = more
    assert sentence in installation.empact("serve", *arguments, code=3)


def test_a_workspace_that_was_never_made_says_what_to_do(tmp_path):
    from .installation import Installation

    assert "empact migrate" in Installation(tmp_path / "none").empact("serve", code=6)
