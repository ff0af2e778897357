"""A run: everybody in one place, the same numbers however the work is cut, and nothing done twice."""

from __future__ import annotations

import resource
import shutil
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from empact.definitions.models import Library
from empact.definitions.read import read_library, shipped_folder
from empact.engine.ingest import load
from empact.engine.register import Register, open_register
from empact.engine.run import Results, open_results, run
from empact.terms.errors import ExitCode, RegisterError, StorageError

from .conftest import AS_OF


def whole(results: Results, kind: str, id_: str, determinant: str = "") -> dict[str, int]:
    """Class -> people, over all areas."""
    cells = results.table("cell")
    chosen = cells.filter(
        pc.and_(
            pc.and_(pc.equal(cells["kind"], kind), pc.equal(cells["id"], id_)), pc.equal(cells["determinant"], determinant)
        )
    )
    out: dict[str, int] = {}
    for row in chosen.to_pylist():
        out[row["class"]] = out.get(row["class"], 0) + row["n"]
    return out


def decoded(table: pa.Table) -> pa.Table:
    """Without dictionaries, whose order may differ between files."""
    return pa.table(
        {
            n: c.cast(c.type.value_type) if pa.types.is_dictionary(c.type) else c
            for n, c in zip(table.column_names, table.columns, strict=True)
        }
    )


# ---------------------------------------------------------------- everybody in exactly one place


@pytest.mark.parametrize("segment", ["popbox", "leuven", "bridges_to_health", "action_list"])
def test_everybody_observed_is_in_exactly_one_class(region_results: Results, segment: str) -> None:
    assert sum(whole(region_results, "segment", segment).values()) == region_results.population["observed"]


def test_population_is_everybody_on_the_register(region: Register, region_results: Results) -> None:
    assert sum(region_results.population.values()) == region.persons


def test_profile_has_each_person_once(region: Register, region_results: Results) -> None:
    ids = region_results.table("person_profile")["person_id"].to_pylist()
    assert ids == list(range(1, region.persons + 1))


def test_cells_are_the_profiles_counted(region_results: Results) -> None:
    profile = decoded(region_results.table("person_profile")).filter(
        pc.equal(decoded(region_results.table("person_profile"))["status"], "observed")
    )
    counted = profile.group_by("segment_popbox").aggregate([("person_id", "count")]).to_pylist()
    assert whole(region_results, "segment", "popbox") == {r["segment_popbox"]: r["person_id_count"] for r in counted}
    for determinant in ("low_income", "polypharmacy_ima5", "age_65_74"):
        flagged = profile.filter(profile[f"determinant_{determinant}"])
        assert sum(whole(region_results, "segment", "popbox", determinant).values()) == flagged.num_rows
        assert whole(region_results, "determinant", determinant).get("", 0) == flagged.num_rows


def test_persona_is_the_number_of_counted_conditions(region_results: Results, library: Library) -> None:
    rows = decoded(region_results.table("person_condition")).to_pylist()
    held: dict[int, set[str]] = {}
    for row in rows:
        if row["condition"] in library.counting:
            held.setdefault(row["person_id"], set()).add(library.counting[row["condition"]][0])
    for person in decoded(region_results.table("person_profile")).to_pylist():
        if person["status"] == "observed":
            n = len(held.get(person["person_id"], ()))
            assert person["n_conditions"] == n
            assert person["segment_popbox"] == ("P0", "P1", "P2", "P2", "P3")[min(n, 4)]


# ---------------------------------------------------------------- however the work is cut


def test_numbers_do_not_depend_on_parts_or_workers(
    region_files: Path, region_results: Results, library: Library, tmp_path: Path
) -> None:
    load([region_files], format="omop", register=tmp_path / "register", now=datetime(2026, 1, 1), parts=1)
    one = run(open_register(tmp_path / "register"), as_of=AS_OF, results=tmp_path / "one", library=library, workers=1).results
    assert decoded(one.table("cell")).equals(decoded(region_results.table("cell")))
    assert decoded(one.table("person_profile")).equals(decoded(region_results.table("person_profile")))


def test_two_workers_give_the_numbers_of_one(
    region: Register, region_results: Results, library: Library, tmp_path: Path
) -> None:
    two = run(region, as_of=AS_OF, results=tmp_path, library=library, workers=2, memory="256MB").results
    for table in ("cell", "person_profile", "person_condition"):
        assert decoded(two.table(table)).equals(decoded(region_results.table(table)))


def test_same_run_gives_the_same_bytes(region: Register, region_results: Results, library: Library, tmp_path: Path) -> None:
    again = run(region, as_of=AS_OF, results=tmp_path, library=library, workers=1).results
    for table in ("cell", "person_profile", "person_condition"):
        for ours, theirs in zip(again.files(table), region_results.files(table), strict=True):
            assert ours.read_bytes() == theirs.read_bytes()


# ---------------------------------------------------------------- only what changed


def test_a_second_run_does_nothing(region: Register, library: Library, tmp_path: Path) -> None:
    first = run(region, as_of=AS_OF, results=tmp_path, library=library, workers=1)
    second = run(region, as_of=AS_OF, results=tmp_path, library=library, workers=1)
    assert (first.rebuilt, second.rebuilt) == (3, 0)
    assert second.results.version == first.results.version


@pytest.mark.parametrize(
    "changed", ["segments/popbox.yaml", "conditions/diabetes.yaml", "determinants/polypharmacy_ima5.yaml"]
)
def test_after_a_changed_definition_the_results_are_those_of_a_full_run(
    region: Register, library: Library, tmp_path: Path, changed: str
) -> None:
    shipped = (shipped_folder() / changed).read_text(encoding="utf-8")
    edits = {
        "segments/popbox.yaml": ("conditions_at_least: 4", "conditions_at_least: 3"),
        "conditions/diabetes.yaml": ("T90", "T89"),
        "determinants/polypharmacy_ima5.yaml": ("codes_at_least: 5", "codes_at_least: 4"),
    }
    overlay = tmp_path / "overlay" / changed
    overlay.parent.mkdir(parents=True)
    old, new = edits[changed]
    assert old in shipped
    overlay.write_text(_without_doubles(shipped.replace(old, new)), encoding="utf-8")
    theirs = read_library(tmp_path / "overlay")
    run(region, as_of=AS_OF, results=tmp_path / "kept", library=library, workers=1)
    step = run(region, as_of=AS_OF, results=tmp_path / "kept", library=theirs, workers=1)
    full = run(region, as_of=AS_OF, results=tmp_path / "full", library=theirs, workers=1)
    assert 0 < step.definitions_changed < full.definitions_changed
    for table in ("cell", "person_profile", "person_condition"):
        assert decoded(step.results.table(table)).equals(decoded(full.results.table(table)))


def test_another_cut_off_writes_segments_and_counts_and_links_the_rest(
    region: Register, library: Library, tmp_path: Path
) -> None:
    shipped = (shipped_folder() / "segments" / "popbox.yaml").read_text(encoding="utf-8")
    overlay = tmp_path / "overlay" / "segments" / "popbox.yaml"
    overlay.parent.mkdir(parents=True)
    overlay.write_text(shipped.replace("conditions_at_least: 4", "conditions_at_least: 3"), encoding="utf-8")
    before = run(region, as_of=AS_OF, results=tmp_path / "results", library=library, workers=1).results
    after = run(region, as_of=AS_OF, results=tmp_path / "results", library=read_library(tmp_path / "overlay")).results
    for table, shared in (("person_condition", True), ("person_profile", True), ("person_segment", False), ("cell", False)):
        pairs = zip(before.files(table), after.files(table), strict=True)
        assert all(old.samefile(new) is shared for old, new in pairs), table


def test_a_profile_reads_any_of_its_columns_in_the_order_asked(region_results: Results) -> None:
    whole = region_results.table("person_profile")
    assert whole.column_names[:2] == ["person_id", "status"]
    for columns in (["segment_popbox"], ["segment_popbox", "status"], ["age"]):
        assert region_results.table("person_profile", columns).equals(whole.select(columns))


def _without_doubles(text: str) -> str:
    return text.replace("[T89, T89]", "[T89]")


def test_another_index_date_is_another_run(region: Register, library: Library, tmp_path: Path) -> None:
    run(region, as_of=AS_OF, results=tmp_path, library=library, workers=1)
    other = run(region, as_of=date(2023, 1, 1), results=tmp_path, library=library, workers=1)
    assert other.rebuilt == 3
    assert other.results.as_of == date(2023, 1, 1)


# ---------------------------------------------------------------- when it goes wrong


def test_no_results_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="no results"):
        open_results(tmp_path)


KILLED = """
import sys
from datetime import date
from pathlib import Path
from empact.definitions.read import read_library
from empact.engine.register import open_register
from empact.engine.run import run
print("started", flush=True)
run(open_register(Path(sys.argv[1])), as_of=date(2023, 7, 1), results=Path(sys.argv[2]), library=read_library(), workers=1)
"""


@pytest.mark.parametrize("delay", [0.0, 0.05, 0.2, 0.4, 0.7])
def test_killed_in_a_run_the_former_results_open(
    region: Register, region_results: Results, library: Library, tmp_path: Path, delay: float
) -> None:
    folder = tmp_path / "results"
    shutil.copytree(region_results.folder, folder)
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(region.folder), str(folder)], stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"started\n"
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    opened = open_results(folder)
    assert opened.as_of in (AS_OF, date(2023, 7, 1))
    assert opened.table("person_profile").num_rows == region.persons
    after = run(region, as_of=date(2022, 7, 1), results=folder, library=library, workers=1).results
    assert after.as_of == date(2022, 7, 1)
    assert not (folder / "versions" / ".building").exists()


def test_a_full_disk_is_a_sentence_and_the_former_results_open(
    region: Register, region_results: Results, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "results"
    shutil.copytree(region_results.folder, folder)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(StorageError) as caught:
            run(region, as_of=date(2023, 7, 1), results=folder, library=library, workers=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    assert caught.value.exit_code == ExitCode.STORAGE
    assert "full" in caught.value.message
    assert open_results(folder).as_of == AS_OF
    assert [p.name for p in (folder / "versions").iterdir()] == [region_results.version]


def test_a_folder_that_cannot_be_written_is_a_sentence(region: Register, library: Library, tmp_path: Path) -> None:
    (tmp_path / "results").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(StorageError, match="results"):
        run(region, as_of=AS_OF, results=tmp_path / "results", library=library, workers=1)


def test_two_runs_into_one_folder_take_turns(region: Register, library: Library, tmp_path: Path) -> None:
    import fcntl

    tmp_path.mkdir(exist_ok=True)
    with (tmp_path / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(RegisterError, match="already writing"):
            run(region, as_of=AS_OF, results=tmp_path, library=library, workers=1)
