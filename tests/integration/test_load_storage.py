"""Whatever happens to a load, the register opens."""

import json
import os
import resource as limits
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from empact.engine.register import open_register
from empact.terms.errors import ExitCode, RegisterError, StorageError

from .load_help import ADA, coded, loaded, resource, rows, write_fhir

CHILD = """
import sys
from datetime import datetime
from pathlib import Path
from empact.engine.ingest import load
print("begun", flush=True)
load([Path(sys.argv[1])], format="fhir", register=Path(sys.argv[2]), now=datetime(2026, 11, 22))
"""


def conditions(n: int) -> list[dict[str, object]]:
    return [resource("Condition", f"c{i}", code=coded("73211009"), onsetDateTime="2020-02-03") for i in range(n)]


def small(folder: Path, n: int = 3) -> Path:
    return write_fhir(folder, Patient=[ADA], Condition=conditions(n))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_loading_the_same_files_again_changes_nothing_and_says_so(tmp_path: Path) -> None:
    first = loaded(small(tmp_path / "in"), tmp_path / "register")
    before = contents(tmp_path / "register")
    again = loaded(tmp_path / "in", tmp_path / "register")
    assert (first.changed, again.changed) == (True, False)
    assert "nothing was changed" in again.notes[0]
    assert contents(tmp_path / "register") == before


def test_equal_files_give_equal_bytes_in_another_register(tmp_path: Path) -> None:
    small(tmp_path / "in", 500)
    tables = [contents(loaded(tmp_path / "in", tmp_path / name).register.version_folder / "tables") for name in ("a", "b")]
    assert tables[0] == tables[1]


def test_a_later_delivery_of_a_source_replaces_the_former_and_leaves_other_sources(tmp_path: Path) -> None:
    register = tmp_path / "register"
    loaded(small(tmp_path / "a", 3), register, source="north")
    loaded(small(tmp_path / "b", 4), register, source="south")
    report = loaded(small(tmp_path / "c", 1), register, source="north")
    assert report.register.version == "v000003"
    assert sorted(r["source"] for r in rows(report.register, "condition_occurrence")) == ["north"] + ["south"] * 4
    assert [s["name"] for s in report.register.manifest["sources"]] == ["north", "south"]


def test_equal_identifiers_are_one_person_only_within_one_namespace(tmp_path: Path) -> None:
    loaded(small(tmp_path / "a"), tmp_path / "apart", source="north")
    assert loaded(tmp_path / "a", tmp_path / "apart", source="south").persons == 2
    loaded(tmp_path / "a", tmp_path / "together", source="north", namespace="country")
    report = loaded(tmp_path / "a", tmp_path / "together", source="south", namespace="country")
    assert (report.persons, report.tables["condition_occurrence"]) == (1, 6)


def test_parts_are_ranges_of_people_and_the_rows_are_the_same(tmp_path: Path) -> None:
    patients = [ADA | {"id": f"p{n}"} for n in range(50)]
    visits = [
        {
            "resourceType": "Encounter",
            "id": f"e{n}",
            "status": "finished",
            "class": {"code": "AMB"},
            "subject": {"reference": f"Patient/p{n % 50}"},
            "period": {"start": "2020-01-01"},
        }
        for n in range(200)
    ]
    events = [
        resource(
            "Condition",
            f"c{n}",
            code=coded(str(n % 7)),
            onsetDateTime="2020-02-03",
            encounter={"reference": f"Encounter/e{n}"},
        )
        | {"subject": {"reference": f"Patient/p{n % 50}"}}
        for n in range(200)
    ]
    write_fhir(tmp_path / "in", Patient=patients, Encounter=visits, Condition=events)
    whole = loaded(tmp_path / "in", tmp_path / "whole").register
    split = loaded(tmp_path / "in", tmp_path / "split", parts=4).register
    assert [(p.first, p.last) for p in split.parts] == [(1, 13), (14, 26), (27, 39), (40, 50)]
    for table in whole.tables:
        assert rows(whole, table) == rows(split, table), table
        if table in ("person", "condition_occurrence", "death"):
            for part in split.parts:
                people = {r["person_id"] for r in rows_of(split, table, part.part)}
                assert all(part.first <= p <= part.last for p in people)


def rows_of(register: object, table: str, part: int) -> list[dict[str, object]]:
    import pyarrow.parquet as pq

    [file] = register.part_files(table, part)  # type: ignore[attr-defined]
    return list(pq.read_table(file).to_pylist())


@pytest.mark.slow
def test_a_load_killed_at_any_moment_leaves_the_version_before_it(tmp_path: Path) -> None:
    register = tmp_path / "register"
    loaded(small(tmp_path / "a"), register)
    write_fhir(tmp_path / "b", Patient=[ADA], Condition=conditions(40_000))
    ended = 0
    for wait in (0.0, 0.15, 0.3, 0.5, 0.8, 1.2):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path / "b"), str(register)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        ended += child.wait() == -signal.SIGKILL
        child.stdout.close()
        opened = open_register(register)
        assert len(rows(opened, "condition_occurrence")) == (3 if opened.version == "v000001" else 40_000)
    assert ended
    report = loaded(small(tmp_path / "c", 5), register)
    assert report.tables["condition_occurrence"] == 5
    left = [p.name for p in (register / "versions").iterdir() if not p.name.startswith("v0")]
    assert left == []
    assert len(list((register / "staging" / "fhir").iterdir())) == 1


def test_a_load_cut_off_before_the_switch_leaves_nothing_behind_for_long(tmp_path: Path) -> None:
    register = tmp_path / "register"
    loaded(small(tmp_path / "a"), register)
    for place in ("versions/building-v000002-1", "versions/v000002", "staging/fhir/building-1"):
        (register / place).mkdir()
        (register / place / "half.parquet").write_bytes(b"half")
    assert open_register(register).version == "v000001"
    report = loaded(small(tmp_path / "b", 4), register)
    assert (report.register.version, report.tables["condition_occurrence"]) == ("v000002", 4)
    assert sorted(p.name for p in (register / "versions").iterdir()) == ["v000001", "v000002"]


def test_what_a_killed_load_had_unpacked_is_swept_by_the_next(tmp_path: Path) -> None:
    """It may hold records of people, so it lies in the register and not in a common folder for temporary files."""
    register = tmp_path / "register"
    loaded(small(tmp_path / "a"), register)
    left = register / "staging" / ".scratch" / "load-killed"
    left.mkdir()
    (left / "unpacked.ndjson").write_text("{}", encoding="utf-8")
    loaded(small(tmp_path / "b", 4), register)
    assert not left.exists()


def test_two_loads_at_once_give_one_sentence(tmp_path: Path) -> None:
    import fcntl

    register = tmp_path / "register"
    loaded(small(tmp_path / "a"), register)
    with (register / ".lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(RegisterError, match="already writing"):
            loaded(small(tmp_path / "b", 4), register)
    assert loaded(tmp_path / "b", register).changed


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    register = tmp_path / "register"
    loaded(small(tmp_path / "a"), register)
    if os.geteuid() == 0:
        pytest.skip("whoever runs as root may write anywhere; the mounted form of this test covers it")
    os.chmod(register, 0o500)
    try:
        with pytest.raises(StorageError) as caught:
            loaded(small(tmp_path / "b", 4), register)
    finally:
        os.chmod(register, 0o700)
    assert caught.value.exit_code == ExitCode.STORAGE
    assert open_register(register).version == "v000001"


@pytest.fixture
def tiny_disk(tmp_path: Path) -> object:
    """A disk of 1 MB; skipped where mounting is not permitted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if (
        os.geteuid() != 0
        or not mount
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True).returncode
    ):
        pytest.skip("mounting a small disk is not permitted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_said_in_a_sentence_and_the_version_before_it_opens(tmp_path: Path, tiny_disk: Path) -> None:
    loaded(small(tmp_path / "a"), tiny_disk / "register")
    with pytest.raises(StorageError, match="disk is full") as caught:
        big = [c | {"id": os.urandom(24).hex()} for c in conditions(60_000)]
        loaded(write_fhir(tmp_path / "b", Patient=[ADA], Condition=big), tiny_disk / "register")
    assert caught.value.hint
    assert open_register(tiny_disk / "register").version == "v000001"
    assert loaded(small(tmp_path / "c", 4), tiny_disk / "register").tables["condition_occurrence"] == 4


def test_a_disk_that_became_read_only_is_said_in_a_sentence(tmp_path: Path, tiny_disk: Path) -> None:
    loaded(small(tmp_path / "a"), tiny_disk / "register")
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    with pytest.raises(StorageError, match="cannot be written"):
        loaded(small(tmp_path / "b", 4), tiny_disk / "register")
    assert len(rows(open_register(tiny_disk / "register"), "condition_occurrence")) == 3


def test_a_file_that_may_not_grow_is_said_in_a_sentence(tmp_path: Path) -> None:
    register = tmp_path / "register"
    loaded(small(tmp_path / "a"), register)
    big = [c | {"id": os.urandom(24).hex()} for c in conditions(20_000)]
    write_fhir(tmp_path / "b", Patient=[ADA], Condition=big)
    before = limits.getrlimit(limits.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits.setrlimit(limits.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(StorageError):
            loaded(tmp_path / "b", register)
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert len(rows(open_register(register), "condition_occurrence")) == 3


def test_a_register_that_is_not_there_or_damaged_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="no register") as caught:
        open_register(tmp_path / "register")
    assert "empact load" in caught.value.hint
    report = loaded(small(tmp_path / "a"), tmp_path / "register")
    manifest = report.register.version_folder / "manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(said | {"format": 99}), encoding="utf-8")
    with pytest.raises(RegisterError, match="99"):
        open_register(tmp_path / "register")
    manifest.write_text("{", encoding="utf-8")
    with pytest.raises(RegisterError, match="manifest"):
        open_register(tmp_path / "register")
    manifest.write_text(json.dumps(said), encoding="utf-8")
    report.register.files("person")[0].unlink()
    with pytest.raises(RegisterError, match="misses 1"):
        open_register(tmp_path / "register")


def test_memory_stays_within_what_is_given(tmp_path: Path) -> None:
    write_fhir(tmp_path / "in", Patient=[ADA], Condition=conditions(20_000))
    assert loaded(tmp_path / "in", tmp_path / "register", memory="400MB").tables["condition_occurrence"] == 20_000
