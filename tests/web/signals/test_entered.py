"""Response times of the red button for the reports of the mill: whole quarters, no persons, nothing small."""

from __future__ import annotations

from datetime import UTC, date, datetime

from empact.definitions.read import read_library
from empact.engine.report.entered import read_entered
from empact.web.signals.entered import COLUMNS, IN_TIME, MINUTES, UNANSWERED, asked_in_vain, entered, write_entered
from empact.web.signals.figures import Quarter
from empact.web.signals.unanswered import Asked

DAY = date(2026, 11, 26)


def quarter(reports=20, minutes=95, in_time=75):
    return Quarter("2026-Q3", reports, minutes, in_time, None, {})


def test_the_mill_reads_what_the_register_gives(tmp_path):
    file = tmp_path / "red-button.csv"
    lines = [",".join(COLUMNS), *(",".join(map(str, line)) for line in entered([quarter()], DAY))]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = {one.indicator: (one.period.name, one.value, one.n, one.day) for one in read_entered(file, read_library())}
    assert found == {IN_TIME: ("2026-Q3", 0.75, 20, DAY), MINUTES: ("2026-Q3", 95.0, 20, DAY)}


def test_what_the_register_hides_is_not_in_it():
    assert not list(entered([quarter(reports=None, minutes=None, in_time=None)], DAY))
    assert [line[0] for line in entered([quarter(in_time=None)], DAY)] == [MINUTES]


def test_without_a_report_there_is_a_heading_and_nothing_else(db, tmp_path):
    file = tmp_path / "for-mill" / "red-button.csv"
    assert write_entered(file, at=datetime(2026, 11, 26, 9, tzinfo=UTC)) == 0
    assert file.read_text(encoding="utf-8") == ",".join(COLUMNS) + "\n"


def test_the_mill_reads_how_many_questions_were_asked_in_vain_and_no_number_that_is_hidden(tmp_path):
    file, asked = tmp_path / "red-button.csv", [Asked("2026-Q3", 187, 180, [], []), Asked("2026-Q2", 10, None, [], [])]
    lines = [",".join(COLUMNS), *(",".join(map(str, line)) for line in asked_in_vain(asked, DAY))]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = {(one.indicator, one.period.name): (one.value, one.n) for one in read_entered(file, read_library())}
    assert found == {(UNANSWERED, "2026-Q3"): (0.9626, 187)}
