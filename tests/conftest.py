"""What every test may use: the shared data folder, and the ``shows`` marker (registered in pyproject.toml)."""

from __future__ import annotations

import gc
import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes depends on what else runs on the machine, and a run that fails must fail again: no test is
# timed, and the same examples come each time. Look further with HYPOTHESIS_PROFILE=explore.
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in the background of a shell; a server of a test is stopped so
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish():
    """What was imported stays to the end: without the collector walking through it again, a run takes a fifth less."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


REPOSITORY = Path(__file__).resolve().parent.parent


def shared_folder() -> Path:
    """Where the material shared with the project lies: ``EMPACT_SHARED``, else ``shared`` beside the checkout."""
    return Path(os.environ.get("EMPACT_SHARED") or REPOSITORY.parent / "shared")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder (``data/``, ``domain/``, ``mission/``); the test is skipped where it is absent."""
    folder = shared_folder()
    if not (folder / "data").is_dir():
        pytest.skip("no shared data: set EMPACT_SHARED or put the folder 'shared' beside the checkout")
    return folder
