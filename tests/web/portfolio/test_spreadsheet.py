"""The portfolio and its reports as spreadsheets: what goes out comes back, a text stays a text, and no file does harm."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from openpyxl import Workbook, load_workbook

from empact.web.kernel import spreadsheet
from empact.web.kernel.models import AuditEntry
from empact.web.kernel.problems import NotNow
from empact.web.kernel.spreadsheet import Table, read_xlsx, sheet_title, xlsx
from empact.web.portfolio import actions
from empact.web.portfolio.exchange import archive
from empact.web.portfolio.exchange.archive import whole, zipped
from empact.web.portfolio.exchange.reading import read_file
from empact.web.portfolio.exchange.sheets import SHEETS
from empact.web.portfolio.exchange.workbook import TITLES, booked, unbooked
from empact.web.portfolio.models import Action, Argument, Incoming

from .conftest import AT, TODAY, needed
from .test_exchange import busy, empty, kept, leuven, taken  # noqa: F401

ROOM = 50 * 2**20


@pytest.fixture
def olaf(cast):
    return cast.client(needed(cast.user("Olaf", "pmo")))


def opened(content):
    return load_workbook(io.BytesIO(content))


def one_sheet(*rows, title="Sheet"):
    return xlsx([Table(title, rows[0], rows[1:])], title="t")


# ---------------------------------------------------------------- all of the portfolio


@pytest.mark.shows("C17")
def test_all_of_it_goes_out_as_a_spreadsheet_and_comes_back_in_an_empty_house_to_the_same_bytes(busy, office):  # noqa: F811
    before, book = zipped(whole()), booked(whole())
    told = {name: len(rows) - 1 for name, rows in whole().items()}
    assert all(told[name] for name in told if name != "decided") and told["actions"] == 30
    empty()
    assert Action.objects.count() == 0
    kind, sheets = read_file(book)
    outcome = taken(sheets, office, kind)
    assert outcome.refused == [] and dict(outcome.new) == {name: n for name, n in told.items() if n}
    assert zipped(whole()) == before and booked(whole()) == book


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_sheet_has_a_title_of_its_own_and_is_known_by_it_in_every_language(busy, office, language):  # noqa: F811
    assert TITLES.keys() == {s.name for s in SHEETS}
    with translation.override(language):
        book, titles = booked(whole()), [str(title) for title in TITLES.values()]
    assert opened(book).sheetnames == titles == [sheet_title(t, titles[:n]) for n, t in enumerate(titles)]
    lines = AuditEntry.objects.count()
    with translation.override("en"):  # brought by somebody who reads another language
        outcome = taken(unbooked(book), office)
    assert not outcome.does_something and outcome.refused == [] and outcome.same["actions"] == 30
    assert [e.event for e in AuditEntry.objects.order_by("seq")[lines:]] == ["portfolio.file_taken_in"]


def test_no_title_leads_to_two_sheets():
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for name, title in TITLES.items():
                assert found.setdefault(str(title).casefold(), name) == name
    assert all(found.get(name, name) == name for name in TITLES)


def test_numbers_are_numbers_days_are_days_and_no_text_is_a_formula(busy):  # noqa: F811
    book = opened(booked(whole()))
    head, first = list(book["actions"].iter_rows(max_row=2))
    row = {name.value: cell for name, cell in zip(head, first, strict=True)}
    assert row["number"].value == 1 and row["number"].data_type == "n"
    assert row["proposed"].is_date and row["proposed"].value.date() == busy.proposed
    assert row["need"].value.startswith("=SUM(A1)") and row["need"].data_type == "s" and row["need"].quotePrefix
    assert all(cell.font.b for cell in head) and book["actions"].freeze_panes == "A2"
    read = book["values read"]
    values = dict(zip([c.value for c in read[1]], read[2], strict=True))
    assert values["value"].value == 2.25 and values["on"].value.date() == TODAY
    assert not any(cell.data_type in "fe" for sheet in book for line in sheet.iter_rows() for cell in line)


def test_what_was_changed_by_hand_in_a_spreadsheet_is_what_changes(busy, olaf):  # noqa: F811
    answer = olaf.get("/actions/files/all/", {"format": "xlsx"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="portfolio.xlsx"'
    assert "/actions/files/all/?format=xlsx" in olaf.get("/actions/files/").content.decode()
    title, need = str(TITLES["arguments"]), str(TITLES["tasks"])
    with translation.override(settings.LANGUAGE_CODE):
        titles = {str(TITLES[n]) for n in ("arguments", "tasks")} | {title, need}
    book = opened(answer.content)
    (arguments,) = [s for s in book if s.title in titles and "text" in [c.value for c in s[1]]]
    (tasks,) = [s for s in book if s.title in titles and "due" in [c.value for c in s[1]]]
    arguments.cell(2, [c.value for c in arguments[1]].index("text") + 1).value = "Another reason"
    due = tasks.cell(2, [c.value for c in tasks[1]].index("due") + 1)
    due.value = date(2026, 4, 1)
    saved = io.BytesIO()
    book.save(saved)
    page = olaf.post("/actions/files/", {"file": SimpleUploadedFile("portfolio.xlsx", saved.getvalue())})
    assert page.status_code == 302 and Incoming.objects.get().kind == "portfolio"
    olaf.post(page.url)
    outcome = Incoming.objects.get().outcome
    assert outcome["changed"] == {"arguments": 1, "tasks": 1} and outcome["refused"] == []
    assert Argument.objects.filter(text="Another reason").exists() and busy.tasks.filter(due="2026-04-01").exists()


def test_one_sheet_of_another_tool_is_read_as_its_csv_would_be(frame, office):
    kind, sheets = read_file(one_sheet(["title", "due"], ["Walk", date(2026, 5, 1)]))
    assert (kind, taken(sheets, office, kind).refused) == ("board", [])
    assert Action.objects.get(title="Walk").tasks.get().due == date(2026, 5, 1)
    outcome = taken(read_file(xlsx([Table("actions", ["title"], [["A"]]), Table("x", ["a"], [["1"]])], title=""))[1], office)
    assert [r.sheet for r in outcome.refused] == ["x"] and outcome.new == {"actions": 1}


# ---------------------------------------------------------------- a frozen report


@pytest.fixture
def frozen(busy, office, results):  # noqa: F811
    return actions.freeze_report(title="Quarter one", since=TODAY, figures=results, today=TODAY, by=office, at=AT)


def test_a_frozen_report_is_a_sheet_per_table_and_the_same_bytes_for_ever(frozen, olaf, busy):  # noqa: F811
    address = f"/actions/reports/{frozen.pk}/"
    assert 'href="?format=xlsx"' in olaf.get(address).content.decode()
    answer = olaf.get(address, {"format": "xlsx"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="report.xlsx"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as pack:
        assert {i.date_time for i in pack.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert pack.read("docProps/core.xml").count(b"2026-03-03T09:00:00Z") == 2
    book = opened(answer.content)
    assert book.properties.title == "Quarter one"
    cells = {title: [[c.value for c in row] for row in book[title].iter_rows()] for title in book.sheetnames}
    flat = [cell for rows in cells.values() for row in rows for cell in row]
    assert frozen.digest in flat and "Who pays?" in flat and "People who fell" in flat
    actions_of = next(rows for rows in cells.values() if len(rows) == Action.objects.count() + 1 and rows[1][0] == 1)
    assert [row[1] for row in actions_of[1:]] == [a.title for a in Action.objects.order_by("number")]
    assert sum(isinstance(cell, int) for cell in flat) > 50 and any(hasattr(cell, "year") for cell in flat)
    assert not any(c.data_type in "fe" for sheet in book for row in sheet.iter_rows() for c in row)
    Action.objects.update(title="Something else", stage="stopped")
    busy.tasks.update(title="Moved")
    assert olaf.get(address, {"format": "xlsx"}).content == answer.content


# ---------------------------------------------------------------- cells

TEXTS = [
    "=1+1", "+32 16 00", "-", "@x", "'s avonds", "007", "1e5", "2026-01-01", "#N/A", "TRUE", " a ",
    "a\r\nb\nc\td", "\x00\x0b\x1f",
    "_x000A_ x", "_x0041_", "_x", "\ud83d", "\uffff", "a" * 40_000,
    "\r" * 33_000, "_x000D_" * 9_000, "😀" * 20_000, "yes",
]  # fmt: skip


def test_every_text_comes_back_to_the_letter():
    rows = [[text, "after"] for text in TEXTS]
    (found,) = read_xlsx(one_sheet(["text", "more"], *rows), largest=ROOM).values()
    assert found == [["text", "more"], *rows]
    longest = opened(one_sheet(["text"], ["x" * 40_000])).active
    assert [c.value for c in longest[1]] == ["text", "text (2)", "text (3)"]
    assert max(len(str(c.value)) for row in opened(one_sheet(["t"], *[[t] for t in TEXTS])).active for c in row) <= 32_767


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"), (-3, "-3"), (2**53, str(2**53)), (10**17 + 1, str(10**17 + 1)), (10**400, str(10**400)), (0.1, "0.1"),
        (0.1 + 0.2, "0.30000000000000004"), (2.0, "2"), (-0.0, "-0"), (1e-7, "1e-07"), (1e22, "1e+22"), (1e300, "1e+300"),
        (float("inf"), "inf"), (date(1899, 12, 31), "1899-12-31"), (date(1900, 2, 28), "1900-02-28"),
        (date(1900, 3, 1), "1900-03-01"), (date(9999, 12, 31), "9999-12-31"), (AT, "2026-03-03T09:00:00+00:00"), (None, ""),
    ],
)  # fmt: skip
def test_every_number_and_day_comes_back_as_it_was(value, said):
    (found,) = read_xlsx(one_sheet(["a", "b"], [value, "x"]), largest=ROOM).values()
    assert found[1] == [said, "x"]


def test_a_title_fits_and_is_there_once():
    assert sheet_title("a/b: [c]?*\\'") == "a b c" and sheet_title("x" * 50) == "x" * 31 and sheet_title("''") == "1"
    assert sheet_title("X" * 50, ["x" * 31, "X" * 29 + " 2"]) == "X" * 29 + " 3"


# ---------------------------------------------------------------- files that do harm


def rewritten(content, part, by):
    """The same file with one part made otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in before.namelist():
            pack.writestr(name, by(before.read(name)) if name == part else before.read(name))
    return out.getvalue()


def with_formula():
    book, out = Workbook(), io.BytesIO()
    book.active.append(["title"])
    book.active.append(["=1+1"])
    book.save(out)
    return out.getvalue()


PLAIN = one_sheet(["title"], ["Walk"])
SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "' + b"x" * 1000 + b'">]><s>' + b"&a;" * 1000 + b"</s>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (rewritten(PLAIN, SHEET, lambda was: was + b" " * (60 * 2**20)), "too large once it is opened"),
        (rewritten(PLAIN, SHEET, lambda was: ENTITY), "cannot be opened"),
        (rewritten(PLAIN, SHEET, lambda was: ENTITY.decode().encode("utf-16")), "cannot be opened"),
        (rewritten(PLAIN, SHEET, lambda was: was[:-40]), "cannot be opened"),
        (rewritten(PLAIN, "xl/workbook.xml", lambda was: b"hello"), "cannot be opened"),
        (rewritten(PLAIN, "[Content_Types].xml", lambda was: b"<a/>"), "cannot be opened"),
        (PLAIN[: len(PLAIN) // 2], "cannot be opened"),
        (rewritten(PLAIN, SHEET, lambda was: was.replace(b'<row r="2"', b'<row r="99999999999"')), "is too large"),
        (with_formula(), "Cell A2 of sheet"),
        (one_sheet([""]), "nothing in this spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old or has a password"),
    ],
)  # fmt: skip
def test_a_spreadsheet_that_does_harm_is_refused_in_a_sentence(frame, olaf, content, said):
    assert len(content) < 10 * 2**20
    with translation.override("en"), pytest.raises(NotNow, match=said):
        read_file(content)
    answer = olaf.post("/actions/files/", {"file": SimpleUploadedFile("a.xlsx", content)})
    assert answer.status_code == 422 and not Incoming.objects.exists()


def test_a_text_that_stands_in_many_cells_counts_as_often_as_it_stands_there(monkeypatch):
    book, out = Workbook(), io.BytesIO()
    for _n in range(100):
        book.active.append(["x" * 1_000])
    book.save(out)
    assert read_xlsx(out.getvalue(), largest=ROOM)
    with pytest.raises(NotNow, match="is too large"):
        read_xlsx(out.getvalue(), largest=90_000)
    with monkeypatch.context() as patch, pytest.raises(NotNow, match="is too large"):
        patch.setattr(spreadsheet, "_CELLS", 99)
        read_xlsx(out.getvalue(), largest=ROOM)
    monkeypatch.setattr(spreadsheet, "_ROWS", 99)
    with pytest.raises(NotNow, match="is too large"):
        read_xlsx(out.getvalue(), largest=ROOM)
    monkeypatch.setattr(archive, "LARGEST", 100)
    with pytest.raises(NotNow, match="too large once"):
        unbooked(out.getvalue())


def test_damaged_files_are_read_or_refused_and_nothing_else():
    chance = random.Random(7)
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as pack:
        names = pack.namelist()
    for _n in range(150):

        def by(was):
            cut = bytearray(was)
            for _m in range(chance.randint(1, 6)):
                cut[chance.randrange(len(cut))] = chance.choice(b'<>"/ x9=\0\xff')
            return bytes(cut)

        try:
            read_xlsx(rewritten(PLAIN, chance.choice(names), by), largest=ROOM)
        except NotNow:
            continue
