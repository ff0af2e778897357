"""Nothing of a load is used before it is released, and nobody releases what has a warning without an answer."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import UTC, datetime

import pytest

from empact.cli.main import main
from empact.web.insight.actions import answer_warning, decide_load
from empact.web.insight.bring import bring
from empact.web.insight.figures import before, in_force, waiting
from empact.web.insight.models import LoadRelease
from empact.web.insight.warnings import name_of_load, warned
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow
from empact.web.kernel.who import SYSTEM

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def load(request, mill, settings, tmp_path):
    """Bring in a later load: the same figures, said to be loaded on another day."""
    place = mill / "released" / "versions" / (mill / "released" / "CURRENT").read_text().strip()

    def made(day="2027-01-01T00:00:00", **more):
        copy = tmp_path / day[:10]
        shutil.copytree(place, copy)
        told = json.loads((copy / "loads.json").read_text(encoding="utf-8")) | {"last_load": day} | more
        (copy / "loads.json").write_text(json.dumps(told), encoding="utf-8")
        manifest = json.loads((copy / "manifest.json").read_text())
        manifest["files"]["loads.json"]["sha256"] = hashlib.sha256((copy / "loads.json").read_bytes()).hexdigest()
        (copy / "manifest.json").write_text(json.dumps(manifest))
        return bring(copy, settings.WORKSPACE.results)

    yield made
    if "months" not in request.fixturenames:  # which clears up itself
        shutil.rmtree(settings.WORKSPACE.results)


@pytest.fixture
def client(cast):
    return cast.client(cast.user("Nele", "analyst"))


def release(client, **said):
    return client.post("/loads/release/", {"figures": waiting().path.name, "verdict": "released", "note": ""} | said)


def explain_all(who, but=()):
    figures = waiting()
    load = name_of_load(figures.told("loads"))
    for name in warned(figures, who, in_force()):
        if name not in but:
            answer_warning(load=load, warning=name, verdict="explained", note="Known.", by=who, at=AT)


def test_the_first_load_is_used_nowhere_before_it_is_released(client, cast, mill, settings, load):
    bring(mill / "released", settings.WORKSPACE.results)
    reader = cast.client(cast.user("Peter", "policy"))
    assert in_force() is None and "No figures have been brought in yet" in reader.get("/popbox/").content.decode()
    page = client.get("/loads/").content.decode()
    assert "nothing of it is used before it is released" in page and "Pages show the load before" not in page


@pytest.mark.django_db(transaction=True)
def test_a_load_is_released_when_each_warning_is_explained_and_not_before(client, cast, months, load):
    name, analyst = load(), cast.who(cast.user("An", "analyst"))
    assert in_force() == months and waiting().path.name == name
    todo = client.get("/day/").content.decode()
    assert "Release a load, or turn it down" in todo
    many = len(warned(waiting(), analyst, months))
    answer = release(client)
    assert answer.status_code == 422 and f"{many} warnings of this load have no answer." in answer.content.decode()
    first = next(iter(warned(waiting(), analyst, months)))
    explain_all(analyst, but=(first,))
    assert "1 warning of this load has no answer." in release(client).content.decode()
    load_name = name_of_load(waiting().told("loads"))
    answer_warning(load=load_name, warning=first, verdict="again", note="A file is missing.", by=analyst, at=AT)
    assert "has to be loaded again" in release(client).content.decode() and in_force() == months
    answer_warning(load=load_name, warning=first, verdict="explained", note="It came.", by=analyst, at=AT)
    assert release(client, note="Three practices joined.").status_code == 302
    assert in_force().path.name == name and before() == months and waiting() is None
    assert "Three practices joined." in client.get("/popbox/").content.decode()
    assert AuditEntry.objects.get(event="insight.load_decided").detail == {
        "load": load_name, "figures": name, "verdict": "released",
    }  # fmt: skip
    assert client.get("/loads/release/").status_code == 404, "nothing waits any more"


@pytest.mark.django_db(transaction=True)
def test_what_is_turned_down_is_used_nowhere_and_needs_a_reason(client, cast, months, load):
    load()
    assert release(client, verdict="turned_down").status_code == 422 and waiting() is not None
    assert release(client, verdict="turned_down", note="It is the wrong year.").status_code == 302
    assert waiting() is None and in_force() == months
    assert LoadRelease.objects.get().note == "It is the wrong year."


@pytest.mark.django_db(transaction=True)
def test_who_looked_at_one_load_does_not_release_another_that_came_in_the_meantime(client, cast, months, load):
    seen, analyst = load(), cast.who(cast.user("An", "analyst"))
    explain_all(analyst)
    load("2027-02-01T00:00:00")
    answer = release(client, figures=seen)
    assert answer.status_code == 422 and "Another load has come in the meantime" in answer.content.decode()
    assert in_force() == months


@pytest.mark.django_db(transaction=True)
def test_a_crash_between_the_line_and_the_figures_leaves_the_load_waiting(cast, months, load, monkeypatch):
    name, analyst = load(), cast.who(cast.user("An", "analyst"))
    explain_all(analyst)

    def crash(*_said):
        raise OSError("no power")

    with monkeypatch.context() as context:
        context.setattr("empact.web.insight.actions.put_in_force", crash)
        with pytest.raises(OSError, match="no power"):
            decide_load(figures=name, verdict="released", by=analyst, at=AT)
    assert in_force() == months and waiting().path.name == name
    decide_load(figures=name, verdict="released", by=analyst, at=AT)
    assert in_force().path.name == name


@pytest.mark.django_db
def test_figures_made_anew_of_the_load_in_force_are_shown_at_once(mill, months, load):
    """Another rule, the same load: rules have a review of their own."""
    told = months.told("loads")
    name = load(told["last_load"], persons=told["persons"] + 1)
    assert in_force().path.name == name != months.path.name and waiting() is None


def test_who_may_not_release_does_not(cast, months, load):
    name = load()
    for role in ("dpo", "policy", "administrator"):
        user = cast.user(f"Sam {role}", role)
        assert cast.client(user).post("/loads/release/", {"figures": name}).status_code == 403
        with pytest.raises(Denied):
            decide_load(figures=name, verdict="released", by=cast.who(user), at=AT)
    assert "nothing of it is used before" in cast.client(cast.user("Dirk", "dpo")).get("/loads/").content.decode()
    assert in_force() == months


def test_nothing_waits_nothing_is_decided(cast, months):
    with pytest.raises(NotNow, match="No load waits"):
        decide_load(figures="figures", verdict="released", by=cast.who(cast.user("An", "analyst")), at=AT)


@pytest.mark.django_db(transaction=True)
def test_by_command_a_load_waits_or_is_released_on_record(mill, settings, capsys, load, monkeypatch):
    monkeypatch.setenv("EMPACT_WORKSPACE", str(settings.WORKSPACE.folder))
    assert main(["import-results", str(mill / "released")]) == 0
    assert "They wait: an analyst releases their load" in capsys.readouterr().out and in_force() is None
    assert main(["import-results", str(mill / "released"), "--release", "First load."]) == 0
    assert "They are in force." in capsys.readouterr().out and in_force() is not None
    kept = LoadRelease.objects.get()
    assert (kept.note, kept.author, kept.verdict) == ("First load.", None, "released")
    assert AuditEntry.objects.filter(event="insight.load_decided").count() == 1
    assert main(["import-results", str(mill / "released"), "--release", "Again."]) == 0 and LoadRelease.objects.count() == 1
    assert SYSTEM.user_id is None
