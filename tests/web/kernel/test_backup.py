"""Backup and restore: the same rows on the same kind of database or the other, or nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile

import pytest

from empact.terms.errors import UserError
from empact.web.kernel.backup_archive import Manifest, opened, unpack

from .installation import Installation, drop_database, new_database

FILL = """
from datetime import UTC, date, datetime
from uuid import UUID, uuid4
from django.conf import settings
from django.db import transaction
from empact.web.kernel import audit, jobs, sealing
from empact.web.kernel.events import RoleGiven
from empact.web.kernel.models import Hat, User
from empact.web.kernel.purposes import Purpose
from empact.web.kernel.who import SYSTEM
at = datetime(2026, 11, 25, 12, 30, 15, 123456, tzinfo=UTC)
User.objects.bulk_create(
    User(email=f"u{n}@example.org", name=f"Zoë {n}", password=sealing.encrypt("x", place="t")) for n in range(2500)
)
user = User.objects.first()
Hat.objects.create(user=user, role="nurse", starts=date(2026, 1, 1))
for n in range(30):
    with transaction.atomic():
        audit.record(RoleGiven(subject=f"kernel.user:{user.pk}", role="nurse", until=date(2027, 1, 1)), by=SYSTEM, at=at)
audit.seen([uuid4()], by=SYSTEM, at=at, purpose=Purpose.CARE, part="summary")
jobs.enqueue("kernel.nightly", {"b": [1, 2.5, None, "é"], "a": {"z": 1, "y": 2}}, by=SYSTEM, at=at)
(settings.WORKSPACE.folder / "files").mkdir(exist_ok=True)
(settings.WORKSPACE.folder / "files" / "plan.pdf").write_bytes(b"%PDF")
print("null")
"""
SUMS = """
from dataclasses import asdict
from empact.web.kernel.backup import sums
print(json.dumps({label: asdict(table) for label, table in sums().items()}))
"""
CHECK = """
from empact.web.kernel import audit, sealing
from empact.web.kernel.models import User
read, faults = audit.verify()
print(json.dumps([read, [f.kind for f in faults], sealing.decrypt(User.objects.first().password, place="t")]))
"""


@pytest.fixture(scope="module")
def filled(template, tmp_path_factory):
    made = template.copy(tmp_path_factory.mktemp("filled") / "workspace")
    made.ask(FILL)
    yield made
    drop_database(made.database)


@pytest.fixture(scope="module")
def saved(filled, tmp_path_factory):
    """A backup with keys."""
    path = tmp_path_factory.mktemp("saved") / "backup.empact"
    (rows,) = re.findall(r"^Saved ([\d,]+) rows of \d+ tables", filled.empact("backup", path, "--with-keys"), re.MULTILINE)
    assert int(rows.replace(",", "")) > 2_000
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request):
    """Each kind of database in turn; where a fresh one is made, or nothing where the folder is all."""
    found = os.environ.get("EMPACT_DATABASE", "")
    if request.param == "postgresql" and not found:
        pytest.skip("no PostgreSQL in this run: python3 run.py test runs these tests on both")
    return found if request.param == "postgresql" else ""


@pytest.fixture
def empty(server, tmp_path):
    """A workspace in which nothing is yet."""
    made = Installation(tmp_path / "restored", new_database(server))
    yield made
    drop_database(made.database)


@pytest.fixture(scope="module")
def ready(template, tmp_path_factory):
    """``ready(server)``: a workspace that ``empact migrate`` left, and has no keys: the tables are made once, not for each."""
    of = {bool(template.database): template}
    made = []

    def fresh(server):
        if bool(server) not in of:
            of[bool(server)] = Installation(tmp_path_factory.mktemp("template") / "workspace", new_database(server))
            of[bool(server)].empact("migrate")
        made.append(of[bool(server)].copy(tmp_path_factory.mktemp("ready") / "workspace"))
        (made[-1].folder / "keys.json").unlink()
        return made[-1]

    yield fresh
    for one in [*made, *of.values()]:
        if one is not template:
            drop_database(one.database)


@pytest.mark.shows("X9")
def test_a_restore_gives_the_same_sum_for_each_table(filled, saved, empty):
    before = filled.ask(SUMS)
    said = empty.empact("restore", saved)
    assert "All sums are those of the backup." in said
    assert empty.ask(SUMS) == before
    assert before["kernel.user"]["rows"] == 2500
    assert empty.ask(CHECK) == [31, [], "x"]
    assert (empty.folder / "files" / "plan.pdf").read_bytes() == b"%PDF"


def test_what_was_restored_can_be_written_to_and_goes_on_to_the_other_kind(filled, saved, server, ready, tmp_path):
    """Restored, written to, saved and restored again: on PostgreSQL, if this run has one, whatever it came through."""
    first, last = ready(server), ready(filled.database)
    first.empact("restore", saved)
    first.ask("""
from datetime import UTC, datetime
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from empact.web.kernel import audit
from empact.web.kernel.events import RoleGiven
from empact.web.kernel.who import SYSTEM
ContentType.objects.create(app_label="x", model="x")  # its number is counted by the database
with transaction.atomic():
    audit.record(RoleGiven(subject="kernel.user:1", role="nurse"), by=SYSTEM, at=datetime.now(UTC))
print(json.dumps(audit.verify()[0]))
""")
    first.empact("backup", tmp_path / "again.empact", "--with-keys")
    last.empact("restore", tmp_path / "again.empact")
    assert last.ask(SUMS) == first.ask(SUMS)
    assert last.ask(CHECK) == [32, [], "x"]


def test_a_workspace_that_is_not_empty_is_left_alone(filled, saved):
    before = filled.ask(SUMS)
    assert "not empty" in filled.empact("restore", saved, code=3)
    assert filled.ask(SUMS) == before


def test_without_keys_nothing_encrypted_could_be_read_so_it_is_refused(filled, server, ready, tmp_path):
    other = ready(server)
    filled.empact("backup", tmp_path / "b.empact")
    with zipfile.ZipFile(tmp_path / "b.empact") as archive:
        assert not [n for n in archive.namelist() if "keys" in n]
        for key in json.loads((filled.folder / "keys.json").read_text()).values():
            assert not any(key.encode() in archive.read(n) for n in archive.namelist())
    assert "keys" in other.empact("restore", tmp_path / "b.empact", code=3)
    shutil.copy(filled.folder / "keys.json", other.folder / "keys.json")
    other.empact("restore", tmp_path / "b.empact")


def rewritten(path, target, change):
    """A copy of an archive with members changed."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))


@pytest.mark.parametrize(
    "change, sentence",
    [
        (lambda n, c: c.replace(b'"nurse"', b'"gp"', 1) if n == "tables/kernel.hat" else c, "kernel.hat does not come back"),
        (lambda n, c: b"".join(c.splitlines(True)[1:]) if n == "tables/kernel.hat" else c, "kernel.hat does not come back"),
        (lambda n, c: b"" if n == "tables/kernel.user" else c, "do not fit together"),
        (lambda n, c: b"%XXX" if n == "files/files/plan.pdf" else c, "was changed"),
        (lambda n, c: c.replace(b'"0001_initial"', b'"9999_later"', 1) if n == "manifest.json" else c, "later version"),
    ],
)
def test_a_backup_that_was_changed_restores_nothing(saved, installation, tmp_path, change, sentence):
    rewritten(saved, tmp_path / "changed.empact", change)
    assert sentence in installation.empact("restore", tmp_path / "changed.empact", code=3)
    assert installation.ask("from empact.web.kernel.models import User; print(User.objects.count())") == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda n, c: b"{" if n == "manifest.json" else c,
        lambda n, c: b"[]" if n == "manifest.json" else c,
        lambda n, c: b'{"format": 1}' if n == "manifest.json" else c,
    ],
)
def test_a_damaged_backup_is_said_to_be_so(saved, tmp_path, change):
    rewritten(saved, tmp_path / "changed.empact", change)
    with pytest.raises(UserError, match="damaged, or no backup"), opened(tmp_path / "changed.empact"):
        pass


def test_what_is_no_backup_is_said_so(tmp_path):
    (tmp_path / "x").write_bytes(b"x" * 1000)
    with pytest.raises(UserError, match="damaged, or no backup"), opened(tmp_path / "x"):
        pass
    with pytest.raises(UserError, match="There is no backup"), opened(tmp_path / "y"):
        pass


@pytest.mark.parametrize("name", ["../outside", "/outside"])
def test_no_file_is_put_outside_the_workspace(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "z", "w") as archive:
        archive.writestr(f"files/{name}", b"x")
        with pytest.raises(UserError, match="outside the workspace"):
            unpack(archive, Manifest("", [], files={name: "0"}), tmp_path / "w")


def test_no_column_hides_what_it_holds_from_a_backup(db):
    """A field that changes its value on reading would be saved in the clear; encrypted columns hold what was encrypted."""
    from django.apps import apps
    from django.db.models import JSONField

    ours = [f for m in apps.get_models() if m.__module__.startswith("empact.") for f in m._meta.concrete_fields]
    assert not [f for f in ours if hasattr(f, "from_db_value") and not isinstance(f, JSONField)]
