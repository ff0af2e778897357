"""The portfolio as files and back: nothing is lost, only what was changed changes, and what does not fit has a reason."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from empact.definitions.frames import read_frames
from empact.web.governance.models import Body, Meeting
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import Denied, NotNow
from empact.web.portfolio import actions
from empact.web.portfolio.exchange.archive import read_csv, unpacked, whole, zipped
from empact.web.portfolio.exchange.reading import read_file
from empact.web.portfolio.exchange.sheets import SHEETS
from empact.web.portfolio.models import Action, Contribution, Growth, Incoming, Promise, Task, Update

from .conftest import AT, TODAY, needed


@pytest.fixture
def leuven(db, office):
    return actions.take_up_frame(told=read_frames()["leuven"], activities=True, today=TODAY, by=office, at=AT)


@pytest.fixture
def busy(ready, go, leuven, item, zone, partner, office, manager, results):
    """A portfolio with something in every table, with quotes, line ends and what a spreadsheet takes for a formula."""
    own = {"by": manager, "at": AT}
    values = {"need": '=SUM(A1); "quoted"\n\'s avonds, à Liège', "public_sentence": "We walk; together."}
    values |= {"supply": "No group in zone A", "supply_search": "q=bewegen", "process_map": "https://example.org/map"}
    actions.keep_action(
        action=ready, values=values, also=[item("programme", "AP2"), item("programme", "AP3")],
        connections=[item("actor", "5")], marks=[item("promise", "A"), item("optimal", "near")], today=TODAY, **own,
    )  # fmt: skip
    actions.place_action(action=ready, territory=zone("B"), role="extension", starts=TODAY, **own)
    for phase, days in (("development", -400), ("pilot", 0), ("implementation", 200)):
        starts = (TODAY + timedelta(days=days)).replace(day=1)
        actions.plan_phase(action=ready, phase=item("phase", phase), starts=starts, today=TODAY, **own)
    actions.contribute(action=ready, item=item("aim", "health"), strength=3, evidence="a trial", today=TODAY, **own)
    actions.argue(action=ready, text="The person chooses", value=item("value", "comfort"), **own)
    actions.argue(action=ready, text="It prevents falling", tag="preventive", **own)
    counted = actions.add_kpi(action=ready, title="groups", target=4.5, **own)
    actions.read_kpi(kpi=counted, on=TODAY, value=2.25, source="a list", today=TODAY, **own)
    promised = actions.promise(action=ready, organisation=partner("Home nursing"), contribution="time", today=TODAY, **own)
    actions.deliver_promise(promise=promised, on=TODAY, **own)
    actions.promise(action=ready, organisation=partner("Hospital"), contribution="data", today=TODAY, by=office, at=AT)
    first = actions.add_task(action=ready, title="Room found", due=TODAY, **own)
    then = actions.add_task(
        action=ready, title="Train, and train again", starts=TODAY, due=TODAY + timedelta(days=9),
        organisation=partner("Hospital"), function="head", **own,
    )  # fmt: skip
    actions.keep_task(task=first, due=TODAY, done=TODAY, **own)
    actions.follow(before=first, after=then, by=office, at=AT)
    actions.take_baseline(title="Plan", today=TODAY, by=office, at=AT)
    actions.keep_goal(action=ready, title="All trained", milestones=[first, then], kpis=[counted], **own)
    wall = actions.add_obstacle(action=ready, what="No room", today=TODAY, **own)
    actions.close_obstacle(obstacle=wall, solution="The town has one", today=TODAY, **own)
    points = {"impact": 5, "urgency": 3, "effort": 2, "readiness": 4}
    actions.rate(action=ready, scores=points, note="why", today=TODAY, **own)
    for year, reason in ((2025, ""), (2025, "we looked again")):
        score = 2 + bool(reason)
        actions.score_component(
            item=item("component", "2023.5"), year=year, score=score, reason=reason, today=TODAY, by=office, at=AT
        )
    hospital = partner("Hospital")
    actions.note_contact(organisation=hospital, on=TODAY, about="Going home", today=TODAY, by=office, at=AT)
    actions.add_strength(what="Partners know one another", holder="All", by=office, at=AT)
    actions.add_groundwork(kind="need", text="Many wait", said_by="Zones", by=office, at=AT)
    actions.say_vision(text="Health together", year=2030, today=TODAY, by=office, at=AT)
    actions.keep_version(title="Spring", today=TODAY, by=office, at=AT)
    go(ready, "plan", "decision", "running", reason="seen")
    actions.give_update(action=ready, light="green", changed="Begun", next="On", asked="Who pays?", today=TODAY, **own)
    actions.copy_action(action=ready, start=zone("C"), puller=None, today=TODAY, by=office, at=AT)
    report = actions.freeze_report(title="Quarter", since=TODAY, figures=results, today=TODAY, by=office, at=AT)
    actions.comment_report(report=report, text="Clear", organisation=hospital, today=TODAY, by=office, at=AT)
    return ready


def kept(sheets, office, kind="portfolio"):
    return actions.keep_file(kind=kind, sheets=sheets, by=office, at=AT)


def taken(sheets, office, kind="portfolio", **more):
    return actions.take_in(file=kept(sheets, office, kind), today=TODAY, by=office, at=AT, **more)


def empty():
    """Nothing of the portfolio is left; who is in the region, and its bodies, are."""
    for sheet in reversed(SHEETS):
        rows = sheet.model.objects.all()
        if sheet.model is Action:
            rows.update(origin=None)
        if sheet.name == "items":
            rows.update(parent=None)
        rows.delete()


def test_every_table_of_the_portfolio_has_a_sheet():
    tables = {m for m in apps.get_app_config("portfolio").get_models() if not m._meta.auto_created}
    own = {Growth}  # what an organisation says of itself: others read counts, so it leaves with no sheet
    assert tables - {s.model for s in SHEETS} - own == {Incoming}


@pytest.mark.shows("C17")
def test_all_of_it_goes_out_and_comes_back_in_an_empty_house_to_the_same_bytes(busy, office):
    before = zipped(whole())
    told = {name: len(rows) - 1 for name, rows in whole().items()}
    assert all(told[name] for name in told if name != "decided") and told["actions"] == 30
    empty()
    assert Action.objects.count() == 0
    kind, sheets = read_file(before)
    outcome = taken(sheets, office, kind)
    assert outcome.refused == [] and dict(outcome.new) == {name: n for name, n in told.items() if n}
    assert zipped(whole()) == before
    assert Action.objects.get(number=busy.number).search == busy.found_by


def test_what_comes_back_as_it_went_out_changes_nothing_and_writes_nothing(busy, office):
    before, lines = zipped(whole()), AuditEntry.objects.count()
    outcome = taken(unpacked(before), office)
    assert not outcome.does_something and outcome.refused == [] and outcome.same["actions"] == 30
    assert zipped(whole()) == before
    assert [e.event for e in AuditEntry.objects.order_by("seq")[lines:]] == ["portfolio.file_taken_in"]


def test_a_preview_says_the_same_and_leaves_no_trace(busy, office):
    sheets, lines = whole(), AuditEntry.objects.count()
    title = sheets["actions"][0].index("title")
    sheets["actions"][1][title] = "Another name"
    file = kept(sheets, office)
    told = {"file": file, "today": TODAY, "by": office, "at": AT}
    shown = actions.take_in(**told, dry=True)
    assert shown.changed == {"actions": 1} and not Action.objects.filter(title="Another name").exists()
    assert AuditEntry.objects.count() == lines
    assert actions.take_in(**told).plain() == shown.plain()
    assert Action.objects.filter(title="Another name", search__contains="another name").exists()
    with pytest.raises(NotNow, match="taken in already"):
        actions.take_in(**told)


@pytest.mark.parametrize(
    ("sheet", "column", "value", "why"),
    [
        ("actions", "stage", "embedded", "by a step on its page"),
        ("actions", "number", "900", "on record"),
        ("actions", "puller", "nobody", "no organisation 'nobody' here"),
        ("actions", "title", "x" * 301, "300"),
        ("actions", "objective", "aim:health", "frame of this action"),
        ("actions", "kind", "miracle", "miracle"),
        ("tasks", "due", "31/12/2026", "does not fit in column 'due'"),
        ("tasks", "action", "77", "no action '77' here"),
        ("news", "changed", "All is well", "on record"),
        ("steps", "reason", "because", "on record"),
        ("readings", "value", "9", "on record"),
        ("promises", "confirmed", "2026-01-01", "on record"),
        ("phases", "starts", "", "starts"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit_is_refused_with_its_reason_and_the_others_come_in(busy, office, sheet, column, value, why):
    before, sheets = whole(), whole()
    at = sheets[sheet][0].index(column)
    sheets[sheet][1][at] = value
    target = sheets["arguments"][0].index("text")
    sheets["arguments"][1][target] = "Another reason"
    outcome = taken(sheets, office)
    (refused,) = outcome.refused
    assert (refused.sheet, refused.row) == (sheet, 2) and why in refused.why
    assert outcome.changed == {"arguments": 1}
    after = whole()
    assert after[sheet] == before[sheet] or sheet == "arguments"


def test_history_comes_with_a_new_action_and_nobody_promises_for_another_by_a_file(busy, office, partner):
    hospital = str(partner("Hospital").pk)
    sheets = {
        "news": [
            ["action", "on", "at", "light", "computed", "changed", "next"],
            [str(busy.number), "2026-01-01", AT.isoformat(), "green", "green", "All is well", "On"],
        ],
        "promises": [
            ["action", "organisation", "contribution", "starts", "confirmed"],
            [str(busy.number), hospital, "money", "2026-01-01", "2026-01-01"],
            [str(busy.number), hospital, "space", "2026-01-01", ""],
        ],
    }
    outcome = taken(sheets, office)
    assert [r.why for r in outcome.refused] == [
        "Only the organisation itself confirms what is expected of it.",
        "The history of an action comes along with an action that is new here, and with no other.",
    ]
    assert Promise.objects.get(contribution="space").confirmed is None and Update.objects.count() == 1


def test_an_action_that_runs_says_what_running_asks_in_its_file_too(busy, office):
    head = ["number", "title", "stage"]
    outcome = taken({"actions": [head, ["500", "Runs", "running"], ["501", "An idea", ""]]}, office)
    assert "It is not said yet" in outcome.refused[0].why and outcome.new == {"actions": 1}
    assert Action.objects.get(number=501).stage == "idea"


def test_other_columns_and_sheets_are_said_and_left_out(busy, office):
    outcome = taken({"actions": [["number", "title", "colour"], ["", "An idea", "red"]], "horoscope": [["a"]]}, office)
    assert {(r.sheet, r.what) for r in outcome.refused} == {("actions", "colour"), ("horoscope", "horoscope")}
    assert outcome.new == {"actions": 1}


def test_a_file_is_brought_by_the_project_office_and_by_nobody_else(busy, manager, cast):
    with pytest.raises(Denied):
        kept(whole(), manager)
    client = cast.client(needed(cast.user("Hans", "contact")))
    assert client.get("/actions/files/").status_code == 403
    assert client.get("/actions/files/all/").content == zipped(whole())


def upload(client, content, name="file"):
    return client.post("/actions/files/", {"file": SimpleUploadedFile(name, content)})


@pytest.fixture
def olaf(cast):
    return cast.client(needed(cast.user("Olaf", "pmo")))


def test_a_file_is_shown_before_it_is_taken_in(busy, olaf):
    content = olaf.get("/actions/files/all/").content
    sheets = unpacked(content)
    sheets["tasks"].append(["", str(busy.number), "A third step", "", "2027-01-01", *[""] * (len(sheets["tasks"][0]) - 5)])
    sheets["tasks"].append(["", "999", "Of nothing", "", "2027-01-01", *[""] * (len(sheets["tasks"][0]) - 5)])
    answer = upload(olaf, zipped(sheets))
    page = olaf.get(answer.url).content.decode()
    assert "There is no action" in page and "Take it in" in page and not Task.objects.filter(title="A third step").exists()
    assert "999" not in page.partition("<table")[0]
    refused = olaf.get(answer.url, {"format": "csv"}).content.decode("utf-8-sig")
    assert "Of nothing" in refused and olaf.post(answer.url).status_code == 302
    assert Task.objects.get(title="A third step").action == busy
    assert "This file was taken in" in olaf.get(answer.url).content.decode()
    assert Incoming.objects.get().sheets == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04broken", "cannot be opened"), (b"a,b\n1,2\n", "do not know this file"), (b"{oops", "cannot be read"),
        (b'{"cards": 1}', "do not know this file"), ("é,b".encode("latin-1"), "UTF-8"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_of_these_is_refused_in_a_sentence(frame, olaf, content, said):
    answer = upload(olaf, content)
    assert answer.status_code == 422 and said in answer.content.decode()


# ---------------------------------------------------------------- the matrix


def matrix(client, **asked):
    return read_csv(client.get("/actions/matrix/", {"format": "csv", **asked}).content)


@pytest.mark.shows("PRT-09")
def test_the_matrix_has_a_row_per_activity_in_four_groups_of_columns_and_comes_back_unchanged(leuven, olaf, office):
    for action in Action.objects.all()[:2]:
        phase = leuven.items.get(kind="phase", code="development")
        actions.plan_phase(action=action, phase=phase, starts=TODAY.replace(month=1, day=1), today=TODAY, by=office, at=AT)
    for of in ("", "assignment", "component"):
        rows = matrix(olaf, of=of, **{"from": "2026"})
        assert len(rows) == 1 + 28
        assert rows[0][:3] == ["objective", "number", "title"] and rows[0][-4:] == [
            "2026 Q1-Q2", "2026 Q3-Q4", "2027 Q1-Q2", "2027 Q3-Q4",
        ]  # fmt: skip
        assert rows[0][-5] == "actors"
        before = whole()
        outcome = taken({"matrix": rows}, office, "matrix")
        assert outcome.refused == [] and outcome.same == {"matrix": 28} and not outcome.does_something
        assert whole() == before
    page = olaf.get("/actions/matrix/").content.decode()
    for group in ("A. action", "B. adds to", "C. connections", "D. phases"):
        assert f">{group}<" in page
    assert "wide" in page  # printed on A3: see tests/web/browser


def test_changed_cells_of_the_matrix_are_what_changes(leuven, olaf, office):
    rows = matrix(olaf, **{"from": "2026"})
    head = rows[0]
    one = rows[1]
    one[head.index("aim:value")] = "3"
    one[head.index("aim:health")] = ""
    one[head.index("aim:equity")] = "2"
    one[head.index("actors")] = "1,4"
    one[head.index("2026 Q1-Q2")], one[head.index("2026 Q3-Q4")] = "development", "development"
    one[head.index("2027 Q1-Q2")] = one[head.index("2027 Q3-Q4")] = "pilot"
    rows[2][head.index("aim:value")] = "lots"
    rows[3][head.index("title")] = "Another name"
    rows[4][head.index("2026 Q1-Q2")] = "dancing"
    rows.append(["SD1", "", "A new activity", *[""] * (len(head) - 3)])
    rows.append(["SD1", "800", "", *[""] * (len(head) - 3)])
    outcome = taken({"matrix": rows}, office, "matrix")
    assert outcome.changed == {"matrix": 1} and outcome.new == {"matrix": 1} and outcome.same == {"matrix": 24}
    assert [(r.row, re.sub(r" .*", "", r.why)) for r in outcome.refused] == [
        (3, "'lots'"), (4, "Action"), (5, "The"), (31, "There"),
    ]  # fmt: skip
    action = Action.objects.get(number=1)
    cells = {c.item.code: (c.strength, c.confirmed) for c in action.contributions.filter(item__kind="aim")}
    assert cells["value"] == (3, TODAY) and "health" not in cells and cells["equity"] == (2, TODAY)
    assert cells["experience"] == (2, None)  # a question mark takes nothing back and confirms nothing
    assert [c.code for c in action.connections.order_by("number")] == ["1", "4"]
    assert [(p.starts.isoformat(), p.phase.code) for p in action.phases.all()] == [
        ("2026-01-01", "development"), ("2027-01-01", "pilot"),
    ]  # fmt: skip
    assert Action.objects.get(title="A new activity").objective.code == "SD1"
    again = matrix(olaf, **{"from": "2026"})
    assert taken({"matrix": again}, office, "matrix").does_something is False


def test_a_phase_moved_in_the_matrix_moves_in_the_plan_and_what_follows_stays(frame, ready, olaf, office, item):
    for code, starts in (("development", "2025-07-01"), ("pilot", "2026-07-01"), ("implementation", "2028-01-01")):
        day = TODAY.fromisoformat(starts)
        actions.plan_phase(action=ready, phase=item("phase", code), starts=day, today=TODAY, by=office, at=AT)
    rows = matrix(olaf, **{"from": "2026"})
    assert rows[1][-4:] == ["development", "pilot", "pilot", "pilot"]
    rows[1][-4:] = ["development", "development", "pilot", "pilot"]
    taken({"matrix": rows}, office, "matrix")
    assert [(p.starts.isoformat(), p.phase.code) for p in ready.phases.all()] == [
        ("2025-07-01", "development"), ("2027-01-01", "pilot"), ("2028-01-01", "implementation"),
    ]  # fmt: skip
    rows[1][-4:] = ["development"] * 4
    taken({"matrix": rows}, office, "matrix")
    assert [(p.starts.isoformat(), p.phase.code) for p in ready.phases.all()] == [
        ("2025-07-01", "development"), ("2028-01-01", "implementation"),
    ]  # fmt: skip


# ---------------------------------------------------------------- a calendar


@pytest.mark.shows("C17")
def test_milestones_and_meetings_go_to_a_calendar_and_come_back_unchanged(busy, olaf, office):
    body = Body.objects.create(name="Steering group", purpose="Steers", quorum=50, starts=TODAY)
    Meeting.objects.create(body=body, on=TODAY, where="Town hall; room 2")
    content = olaf.get("/actions/calendar/").content
    assert content.count(b"BEGIN:VEVENT") == Task.objects.count() + 1
    assert all(len(line) <= 75 for line in content.split(b"\r\n")) and b"LOCATION:Town hall\\; room 2" in content
    kind, sheets = read_file(content)
    before = whole()
    outcome = taken(sheets, office, kind)
    assert (outcome.refused, outcome.same) == ([], {"tasks": 2}) and whole() == before
    later = content.replace(b"DTEND;VALUE=DATE:20260313", b"DTEND;VALUE=DATE:20260320").replace(
        b"END:VCALENDAR",
        b"BEGIN:VEVENT\r\nUID:a@b\r\nSUMMARY:Dentist\r\nDTSTART:20260401T090000Z\r\nEND:VEVENT\r\n"
        b"BEGIN:VEVENT\r\nUID:c\r\nSUMMARY:First walk\r\nDTSTART;VALUE=DATE:20260501\r\nX-EMPACT-ACTION:1\r\nEND:VEVENT\r\n"
        b"END:VCALENDAR",
    )
    outcome = taken(read_file(later)[1], office, kind)
    assert [r.what for r in outcome.refused] == ["Dentist"] and outcome.new == outcome.changed == {"tasks": 1}
    assert Task.objects.get(title__startswith="Train").due.isoformat() == "2026-03-19"
    assert Task.objects.get(title="First walk", starts=None).due.isoformat() == "2026-05-01"


# ---------------------------------------------------------------- boards of others

TRELLO = {
    "name": "Buurt",
    "lists": [{"id": "l1", "name": "Bezig", "closed": False}, {"id": "l2", "name": "Oud", "closed": True}],
    "cards": [
        {"name": "Samen koken", "desc": "Wie alleen is, kookt mee.", "idList": "l1", "due": "2026-09-01T10:00:00.000Z"},
        {"name": "Fall prevention at home", "desc": "", "idList": "l1", "due": None},
        {"name": "", "desc": "?", "idList": "l1", "due": None},
        {"name": "Vroeger", "desc": "", "idList": "l2", "due": None},
        {"name": "Weg", "desc": "", "idList": "l1", "due": None, "closed": True},
    ],
}


def test_the_board_of_another_tool_becomes_ideas_with_a_preview_and_a_reason_for_each_card_left_out(idea, olaf):
    answer = upload(olaf, json.dumps(TRELLO).encode())
    page = olaf.get(answer.url).content.decode()
    assert "Samen koken" not in Action.objects.values_list("title", flat=True)
    for why in ("has this name already", "has no name", "put away there"):
        assert why in page
    olaf.post(answer.url)
    one = Action.objects.get(title="Samen koken")
    assert one.stage == "idea" and one.need == "Wie alleen is, kookt mee.\n\n(Trello: Bezig)"
    assert one.tasks.get().due.isoformat() == "2026-09-01" and Action.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "title", "due"),
    [
        ("Card Name,Card Description,Due Date,List Name,Archived\nWalk,Why,2026-05-01,Doing,false\n", "Walk", "2026-05-01"),
        ("Task ID,Task Name,Bucket Name,Progress,Due date\n1,Walk,To do,Not started,31/05/2026\n", "Walk", "2026-05-31"),
        ("Task ID;Name;Section/Column;Due Date;Notes\n1;Walk;Later;2026-05-01;Why\n", "Walk", "2026-05-01"),
        ("Summary,Issue key,Status,Due date\nWalk,EM-1,Open,01/Jun/26\n", "Walk", "2026-06-01"),
        ("ID,Subject,Type,Status,Finish date\n1,Walk,Task,New,2026-05-01\n", "Walk", "2026-05-01"),
        ("title,due\nWalk,\n", "Walk", ""),
        ("Task ID,Task Name,Bucket Name,Progress,Due date\n1,Walk,To do,Completed,\n", "Walk", None),
        ("title,due\nWalk,03/04/2026\n", "Walk", None),
    ],
)  # fmt: skip
def test_boards_are_known_by_their_columns(frame, office, content, title, due):
    kind, sheets = read_file(content.encode())
    outcome = taken(sheets, office, kind)
    if due is None:
        assert outcome.refused and not Action.objects.exists()
        return
    one = Action.objects.get(title=title)
    assert [t.due.isoformat() for t in one.tasks.all()] == ([due] if due else [])


def test_a_zip_is_the_same_on_every_machine_and_one_that_grows_too_large_is_refused(busy, monkeypatch):
    with zipfile.ZipFile(io.BytesIO(zipped(whole()))) as pack:
        assert {i.date_time for i in pack.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    monkeypatch.setattr("empact.web.portfolio.exchange.archive.LARGEST", 100)
    with pytest.raises(NotNow, match="too large"):
        unpacked(zipped(whole()))
    assert Contribution.objects.exists()
