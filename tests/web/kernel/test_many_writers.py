"""Many write at once: nothing is lost, nobody meets a lock, and the audit has no gap."""

from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize(("writers", "times"), [(20, 15), (40, 8)])
def test_processes_that_write_at_once_lose_nothing(installation, writers, times):
    process = installation.start("-m", "tests.web.kernel.many_writers", str(writers), str(times))
    out, err = process.communicate(timeout=150)
    assert process.returncode == 0, err
    number = writers * times
    assert json.loads(out) == {
        "problems": [], "exits": [0], "hats": number, "lines": number, "faults": [], "subjects": number, "count": number,
    }  # fmt: skip
