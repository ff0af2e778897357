"""Every reason a load can give is explained."""

import re
from pathlib import Path

from empact.engine.conform.reasons import REASONS


def test_every_reason_in_the_code_is_explained(repository: Path) -> None:
    source = "".join(
        p.read_text(encoding="utf-8")
        for room in ("ingest", "conform")
        for p in (repository / "src" / "empact" / "engine" / room).glob("*.py")
    )
    used = set(re.findall(r"THEN '([a-z]+(?:-[a-z]+)+)'", source)) | set(re.findall(r"Unread\([^,]+, \"([a-z-]+)\"", source))
    used |= set(re.findall(r"\(\"([a-z]+-[a-z-]+)\", f?\"", source))
    assert used - {"vital-signs"} <= REASONS.keys()
