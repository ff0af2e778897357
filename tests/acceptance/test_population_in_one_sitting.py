"""What the mission asks of the mill, as a person would try it: with the commands, from files."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from empact.cli.main import main
from empact.definitions.read import read_library, shipped_folder
from empact.engine.ingest import load
from empact.engine.register import Register, open_register
from empact.engine.run import Results, open_results, run
from empact.synthetic import write_region

from ..integration.conftest import AS_OF
from ..integration.test_run import decoded

NOW = datetime(2026, 1, 1)


def asked(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    """What a command says as JSON."""
    capsys.readouterr()
    assert main([*(str(w) for w in words), "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def checksums(folder: Path) -> dict[str, str]:
    return {
        p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()
    }


@pytest.mark.shows("POP-01")
def test_from_file_to_popbox_in_one_sitting(capsys, tmp_path: Path) -> None:
    """Five commands, no code: make files, load, see what was refused, classify, explore; then one person's reasons."""
    files, register, results = tmp_path / "files", tmp_path / "register", tmp_path / "results"
    made = asked(capsys, "synth", "--people", 3000, "--seed", 5, "--out", files, "--as", "csv", "--end", AS_OF)
    taken = asked(capsys, "load", files, "--from", "csv", "--register", register)
    assert taken["persons"] == made["people"] == 3000
    assert taken["rows_in"] == taken["rows_kept"] + taken["rows_rejected"]
    assert asked(capsys, "show", "rejects", "--register", register)["equation"]["holds"]
    counted = asked(capsys, "run", "--register", register, "--as-of", AS_OF, "--results", results)["population"]
    box = asked(capsys, "show", "popbox", "--results", results, "--internal")
    assert sum(c["n"] for c in box["cells"]) == counted["observed"]
    assert sum(counted.values()) == 3000
    for person in (1, 2, 3):
        said = asked(capsys, "explain", f"id:{person}", "--in", "popbox", "--register", register, "--as-of", AS_OF)
        profile = open_results(results).table("person_profile").to_pylist()[person - 1]
        if profile["status"] == "observed":
            assert said["answer"] == profile["segment_popbox"]


def test_everybody_is_in_exactly_one_cell_and_one_seed_gives_one_set_of_cells(tmp_path: Path) -> None:
    """Feature A1 on 20,000 people instead of the million it asks for: enough to find a fault, too few to cite it."""
    library, found = read_library(), []
    for name, parts, workers in (("a", 1, 1), ("b", 3, 2)):
        write_region(people=20_000, seed=11, out=tmp_path / name, as_="omop", end=AS_OF, workers=workers)
        register = load(
            [tmp_path / name], format="omop", register=tmp_path / f"{name}.register", now=NOW, parts=parts
        ).register
        results = run(register, as_of=AS_OF, results=tmp_path / f"{name}.results", library=library, workers=workers).results
        profile = decoded(results.table("person_profile", ["person_id", "status", "segment_popbox"])).to_pydict()
        assert sorted(profile["person_id"]) == list(range(1, 20_001))
        classes = Counter(c for c, s in zip(profile["segment_popbox"], profile["status"], strict=True) if s == "observed")
        assert sum(classes.values()) == results.population["observed"]
        rows = decoded(results.table("cell")).to_pylist()
        found.append(sorted(tuple(sorted(r.items(), key=str)) for r in map(_plain, rows)))
    assert found[0] == found[1]


def _plain(row: dict[str, Any]) -> dict[str, str]:
    return {k: str(v) for k, v in row.items()}


@pytest.mark.shows("A2")
def test_after_a_change_the_old_result_is_made_again_bit_for_bit(
    region: Register, region_results: Results, tmp_path: Path
) -> None:
    shipped = (shipped_folder() / "segments" / "popbox.yaml").read_text(encoding="utf-8")
    old, new = tmp_path / "old" / "segments", tmp_path / "new" / "segments"
    for folder, text in (
        (old, shipped),
        (new, shipped.replace("version: 1\n", "version: 2\n").replace("conditions_at_least: 4", "conditions_at_least: 5")),
    ):
        folder.mkdir(parents=True)
        (folder / "popbox.yaml").write_text(text, encoding="utf-8")
    changed = run(region, as_of=AS_OF, results=tmp_path / "r", library=read_library(new.parent), workers=1).results
    step = run(region, as_of=AS_OF, results=tmp_path / "r", library=read_library(old.parent), workers=1).results
    again = run(region, as_of=AS_OF, results=tmp_path / "again", library=read_library(old.parent), workers=1).results
    assert changed.definition("segment", "popbox")["version"] == 2
    assert again.definition("segment", "popbox")["version"] == 1
    for table in ("person_profile", "person_condition", "cell"):
        was = [sha256(f.read_bytes()).hexdigest() for f in region_results.files(table)]
        assert [sha256(f.read_bytes()).hexdigest() for f in again.files(table)] == was
    for table in ("person_profile", "cell"):
        assert decoded(step.table(table)).equals(decoded(region_results.table(table)))
    assert not decoded(changed.table("cell")).equals(decoded(region_results.table("cell")))
    assert not decoded(changed.table("person_profile")).equals(decoded(region_results.table("person_profile")))


@pytest.mark.shows("X9")
def test_a_restored_register_has_the_same_checksums_and_gives_the_same_popbox(
    region: Register, region_results: Results, tmp_path: Path
) -> None:
    """A backup is a copy of the folder: no server, no dump."""
    live, backup = tmp_path / "live", tmp_path / "backup"
    shutil.copytree(region.folder, live)
    shutil.copytree(live, backup)
    before = checksums(live)
    shutil.rmtree(live)
    shutil.copytree(backup, live)
    assert checksums(live) == before
    restored = open_register(live)
    for table in restored.manifest["tables"].values():
        for file in table["files"]:
            assert sha256((restored.version_folder / file["path"]).read_bytes()).hexdigest() == file["sha256"]
    results = run(restored, as_of=AS_OF, results=tmp_path / "results", library=read_library(), workers=1).results
    for table in ("person_profile", "person_condition", "cell"):
        assert [f.read_bytes() for f in results.files(table)] == [f.read_bytes() for f in region_results.files(table)]
