"""What is measured and shown of indicators: one definition at every level, hidden alike in every form."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from empact.cli.main import main
from empact.criteria.codeset import CodeRange, CodeSet
from empact.criteria.nodes import AtLeast, Count, Recorded
from empact.definitions.models import Library
from empact.engine.duckdb import connect
from empact.engine.indicators import Measures, measure, open_measures
from empact.engine.indicators.levels import EVERYWHERE
from empact.engine.register import Register
from empact.engine.release.released import FEW, HIDDEN, OK, Releases
from empact.engine.session import Session
from empact.engine.show.comparators import comparison, message_of, peers_of, smoothed
from empact.terms.errors import RegisterError, UserError
from empact.terms.periods import parse_period

LEVELS = ("region", "zone", "municipality", "neighbourhood", "practice")
YEAR = parse_period("2023")[0]


@pytest.fixture(scope="module")
def measured(region: Register, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Measures:
    folder = tmp_path_factory.mktemp("measured")
    measure(region, periods=[YEAR, *parse_period("2023", "quarter")], results=folder, library=library)
    return open_measures(folder)


def shown(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["show", "indicators", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    code = main(list(map(str, arguments)))
    said = capsys.readouterr().err
    assert code in (3, 4, 5) and said.startswith("empact: ") and "fault" not in said
    return said


# ---------------------------------------------------------------- measuring


@pytest.mark.shows("DAT-02")
def test_measuring_again_gives_identical_numbers_and_computes_nothing(region, library, measured, tmp_path):
    """Last year's indicators on last year's data version, again: the same bytes."""
    again = measure(region, periods=[YEAR], results=tmp_path / "again", library=library, workers=1)
    assert again.measures.file(YEAR).read_bytes() == measured.file(YEAR).read_bytes()
    copy = tmp_path / "copy"
    shutil.copytree(measured.folder, copy)
    twice = measure(region, periods=[YEAR], results=copy, library=library)
    assert twice.computed == 0 and twice.measures.version == measured.version


def test_a_period_more_is_the_only_one_computed(region, library, measured, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(measured.folder, copy)
    (before,) = parse_period("2022")
    more = measure(region, periods=[before], results=copy, library=library)
    computed = [i for i, d in library.indicators.items() if not d.waits_for and d.is_valid_over(before)]
    assert more.computed == len(computed)
    assert set(more.measures.periods) == {*measured.periods, *parse_period("2022")}
    assert more.measures.file(YEAR).read_bytes() == measured.file(YEAR).read_bytes()


def test_a_month_more_is_counted_from_what_the_series_has_read(region, library, tmp_path, monkeypatch):
    """No event is read again, and the numbers are those of the month alone; of two indicators nothing is kept."""
    months = parse_period("2023-01..2023-03", "month")
    measure(region, periods=months[:2], results=tmp_path / "series", library=library)
    alone = measure(region, periods=months[2:], results=tmp_path / "alone", library=library).measures.cells(months[2])
    assert not any((tmp_path / "alone").glob("versions/*/reading/*"))
    with monkeypatch.context() as patched:
        for name in ("events_sql", "visits_sql", "lasting_sql"):
            patched.setattr(f"empact.engine.part.{name}", lambda *_, **__: pytest.fail("read again"))
        added = measure(region, periods=months[2:], results=tmp_path / "series", library=library)
    assert added.measures.cells(months[2]).equals(alone)
    (before,) = parse_period("2022-12")  # looks further back than was read
    again = measure(region, periods=[before], results=tmp_path / "series", library=library).measures
    fresh = measure(region, periods=[before], results=tmp_path / "fresh", library=library).measures
    assert again.cells(before).equals(fresh.cells(before))


def test_stretches_of_periods_side_by_side_give_the_numbers_of_one_after_another(region, library, tmp_path):
    months = parse_period("2023-01..2023-07", "month")
    alone = measure(region, periods=months, results=tmp_path / "alone", library=library, workers=1).measures
    hands = 3 * len(region.parts)
    abreast = measure(region, periods=months, results=tmp_path / "abreast", library=library, workers=hands).measures
    for month in months:
        assert abreast.file(month).read_bytes() == alone.file(month).read_bytes(), month.name
    after = {p.name: p.read_bytes() for p in sorted((abreast.version_folder / "reading").iterdir())}
    assert after == {p.name: p.read_bytes() for p in sorted((alone.version_folder / "reading").iterdir())}


def test_what_one_thread_reads_no_other_sees_before_it_is_whole(region, library, monkeypatch):
    events = Recorded(CodeSet((CodeRange("icd10", "A00", "Z99"),)))
    with connect(ordered=True) as db:
        session = Session.open(db, region, library, YEAR.end)
        data = session.part(region.parts[0], session.needs([AtLeast(Count(events), 1)]))
        assert len(data.people)  # which practices ask too
        seen, fetch = [], db.fetch

        def watched(sql):
            seen.append(len(data.store.held) + len(data.store.lasting))
            return fetch(sql)

        monkeypatch.setattr(db, "fetch", watched)
        data.practices()
        assert len(data.lasting(events).person)
        assert seen == [1, 2]  # the lives of people; then practices too


def test_what_another_program_measured_is_measured_anew(region, library, measured, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(measured.folder, copy)
    manifest = copy / "versions" / measured.version / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"format": 2', '"format": 1', 1), encoding="utf-8")
    with pytest.raises(RegisterError, match="another format"):
        open_measures(copy)
    again = measure(region, periods=[YEAR], results=copy, library=library, indicators=["dm_bmi"]).measures
    assert again.periods == (YEAR,)


@pytest.mark.parametrize("name", ["gp_contact", "dm_bmi"])
def test_indicators_that_nobody_divides_by_persona_are_measured_without_personas(region, library, measured, tmp_path, name):
    """The personas rest on records that such indicators never ask for."""
    alone = replace(library.indicators[name], strata=("age_band", "sex"))
    fewer = replace(library, indicators={name: alone})
    found = measure(region, periods=[YEAR], results=tmp_path / "alone", library=fewer, workers=1).measures
    whole = Releases(found, YEAR, internal=True).release(name).whole
    assert whole == Releases(measured, YEAR, internal=True).release(name).whole and whole.people


def test_a_changed_definition_is_the_only_one_computed(region, library, measured, tmp_path):
    copy, overlay = tmp_path / "copy", tmp_path / "library"
    shutil.copytree(measured.folder, copy)
    shipped = Path(__file__).resolve().parents[2] / "src" / "empact" / "library" / "indicators" / "gp_contact.yaml"
    (overlay / "indicators").mkdir(parents=True)
    text = shipped.read_text(encoding="utf-8").replace("role: gp}, within: period}", "role: specialist}, within: period}", 1)
    text = re.sub(r"examples:.*", _SPECIALIST, text, flags=re.S)
    (overlay / "indicators" / "gp_contact.yaml").write_text(text, encoding="utf-8")
    from empact.definitions.read import read_library

    changed = measure(region, periods=[YEAR], results=copy, library=read_library(overlay))
    assert changed.computed == 1
    whole = Releases(changed.measures, YEAR, internal=True)
    before = Releases(measured, YEAR, internal=True)
    assert whole.release("gp_contact").whole.numerator != before.release("gp_contact").whole.numerator
    assert whole.release("emerg_adm").rows == before.release("emerg_adm").rows


_SPECIALIST = """examples:
  - name: a specialist
    as_of: 2023-12-31
    since: 2023-01-01
    person: {born: 1950-05-01, sex: female}
    records: [{visited: {kind: outpatient, role: specialist}, on: 2023-05-01}]
    expect: met
  - name: nobody
    as_of: 2023-12-31
    since: 2023-01-01
    person: {born: 1950-05-01, sex: female}
    records: []
    expect: open
"""


def test_what_cannot_be_measured_is_a_sentence(region, measured, tmp_path, capsys):
    register, results = ("--register", region.folder), ("--results", tmp_path / "new")
    assert "2023-13" in refused(capsys, "measure", *register, *results, "--period", "2023-13")
    assert "before it begins" in refused(capsys, "measure", *register, *results, "--period", "2023..2021")
    assert "whole number of months" in refused(
        capsys, "measure", *register, *results, "--period", "2023-01-15..2023-03-31", "--every", "month"
    )
    assert "no indicator 'nope'" in refused(capsys, "measure", *register, *results, "--period", "2023", "--indicator", "nope")
    assert "a register" in refused(capsys, "measure", *register, "--results", region.folder, "--period", "2023")
    assert "can be computed" in refused(capsys, "measure", *register, *results, "--period", "2023", "--indicator", "eq5d")
    with pytest.raises(RegisterError, match="no measured indicators"):
        open_measures(region.folder)
    assert not (tmp_path / "new").exists()


# ---------------------------------------------------------------- showing


@pytest.mark.shows("DAT-11", "MOD-07")
def test_all_levels_come_from_one_run_and_an_aim_without_a_number_is_said(measured, capsys):
    """The same run number on every output; five aims, 'not measured' where there is nothing, never a blank or a zero."""
    runs = set()
    for level in LEVELS:
        said = json.loads(shown(capsys, "gp_contact", "--by", level, "--results", measured.folder, "--format", "json"))
        runs.add((said["results"], said["register"], said["period"]["end"]))
    assert len(runs) == 1
    text = shown(capsys, "--results", measured.folder, "--language", "nl")
    for aim in ("ervaring", "gezondheid", "waarde", "gelijkheid", "zorgverleners"):
        assert aim in text
    assert "zorgverleners: nog niet gemeten" in text
    rows = [line for line in text.splitlines() if line.startswith("team_wellbeing")]
    assert len(rows) == 1 and "nog niet gemeten" in rows[0]


@pytest.mark.parametrize("level", LEVELS)
def test_the_same_numbers_are_hidden_in_every_form(measured, capsys, level):
    """Table, CSV and JSON say the same, and none holds what is hidden."""
    releases = Releases(measured, YEAR)
    exact = Releases(measured, YEAR, internal=True)
    for indicator in ("dm_hba1c_target", "cost_per_insured", "pqi05"):
        released = releases.release(indicator, level)
        true = {r.node: r for r in exact.release(indicator, level).rows}
        data = list(csv.DictReader(io.StringIO(_form(capsys, measured, indicator, level, "csv"))))
        rows = json.loads(_form(capsys, measured, indicator, level, "json"))["rows"]
        assert len(data) == len(rows) == len(released.rows) + 1
        for row, plain, said in zip(released.rows, data, rows, strict=False):
            assert plain["people"] == ("" if row.people is None else str(row.people))
            assert said["people"] == row.people
            assert (said["value"] is None) == (row.status != OK)
            if row.status == HIDDEN:
                assert row.value is None and row.standardised is None
            if row.people is None:
                assert true[row.node].people and plain["people"] == ""
            if row.people is not None:
                assert row.people == true[row.node].people and not 0 < row.people < 5


def _form(capsys, measured, indicator, level, form):
    return shown(capsys, indicator, "--by", level, "--results", measured.folder, "--format", form)


def test_numbers_too_small_are_hidden_and_few_people_make_no_value(measured):
    hidden = few = 0
    for indicator, described in measured.indicators.items():
        if described["waits_for"] or indicator in measured.unseen:
            continue
        for level in ("municipality", "neighbourhood", "practice"):
            releases = Releases(measured, YEAR)
            for row in releases.release(indicator, level).rows:
                hidden += row.status == HIDDEN
                few += row.status == FEW
                if described["scoring"] == "proportion" and row.numerator is not None and row.people:
                    assert not 0 < row.numerator < 5 and not 0 < row.people - row.numerator < 5, (indicator, row.node)
                if row.status == OK and described["scoring"] != "rate":
                    assert row.people >= described["minimum"]
    assert hidden > 50 and few > 20


def test_the_threshold_may_be_raised_never_lowered(measured, capsys):
    with pytest.raises(UserError, match="cannot be lower"):
        Releases(measured, YEAR, threshold=4)
    strict = Releases(measured, YEAR, threshold=20)
    assert all(r.people is None or r.people == 0 or r.people >= 20 for r in strict.release("dm_bp", "neighbourhood").rows)
    text = shown(capsys, "dm_bp", "--by", "neighbourhood", "--results", measured.folder, "--internal")
    assert text.splitlines()[-3].startswith("INTERNAL") or "INTERNAL" in text


def test_rounding_is_an_option_on_top(measured):
    rounded = Releases(measured, YEAR, rounding=5)
    for row in rounded.release("gp_contact", "municipality").rows:
        assert row.people is None or row.people % 5 == 0
        assert row.numerator is None or row.numerator % 5 == 0


@pytest.mark.shows("B13")
def test_a_group_is_the_recomputation_of_its_members(measured, tmp_path, capsys):
    exact = Releases(measured, YEAR, internal=True)
    towns = [r for r in exact.release("gp_contact", "municipality").rows if not r.node.endswith("/")][:3]
    groups = tmp_path / "groups.csv"
    groups.write_text("group,member\n" + "".join(f"West,{t.name}\n" for t in towns[:2]) + f"Oost,{towns[2].node}\n")
    said = json.loads(
        shown(
            capsys,
            *(
                "gp_contact",
                "--by",
                "group",
                "--groups",
                groups,
                "--results",
                measured.folder,
                "--format",
                "json",
                "--internal",
            ),
        )
    )
    west = next(r for r in said["rows"] if r["group"] == "West")
    assert west["people"] == sum(t.people for t in towns[:2])
    assert west["value"] == pytest.approx(sum(t.numerator for t in towns[:2]) / west["people"])
    practices = [r.node for r in exact.release("gp_contact", "practice").rows][:4]
    groups.write_text("group,member\n" + "".join(f"Team,{p}\n" for p in practices))
    team = Releases(measured, YEAR, internal=True, groups={"Team": practices}).release("gp_contact", "group").rows[0]
    mine = [r for r in exact.release("gp_contact", "practice").rows if r.node in practices]
    assert team.people == sum(r.people for r in mine) and team.numerator == sum(r.numerator for r in mine)


def test_strata_add_up_to_everybody(measured):
    exact = Releases(measured, YEAR, internal=True)
    for indicator in ("gp_contact", "emerg_adm", "dm_bp"):
        whole = exact.release(indicator).whole
        for stratum in ("age_band", "sex", "increased_reimbursement", "persona"):
            rows = exact.release(indicator, None, stratum).rows
            assert sum(r.people for r in rows) == whole.people
            assert sum(r.numerator for r in rows) == pytest.approx(whole.numerator)


@pytest.mark.shows("FIN-03")
def test_cost_per_beneficiary_has_person_years_below_the_line(measured, region):
    """Person-years, not persons."""
    import duckdb

    whole = Releases(measured, YEAR, internal=True).release("cost_per_insured").whole
    database = duckdb.connect()
    tables = region.version_folder / "tables"
    (days,) = database.execute(
        f"""SELECT sum(date_diff('day', greatest(o.observation_period_start_date, p.birth_date, DATE '2023-01-01'),
              least(o.observation_period_end_date, coalesce(d.death_date, DATE '2100-01-01'), DATE '2023-12-31')) + 1)
            FROM '{tables}/observation_period/*.parquet' o JOIN '{tables}/person/*.parquet' p USING (person_id)
            LEFT JOIN '{tables}/death/*.parquet' d USING (person_id)
            WHERE o.observation_period_start_date <= DATE '2023-12-31' AND o.observation_period_end_date >= DATE '2023-01-01'
              AND coalesce(d.death_date, DATE '2100-01-01') >= DATE '2023-01-01'"""
    ).fetchone()
    (paid,) = database.execute(
        f"SELECT sum(total_paid_minor) / 100 FROM '{tables}/cost/*.parquet' WHERE year(cost_date) = 2023"
    ).fetchone()
    assert whole.denominator == days and whole.numerator == pytest.approx(paid)
    assert whole.value == pytest.approx(paid / (days / 365.25))


def test_a_trend_says_chance_or_change_and_a_picture_says_the_same(measured, capsys, tmp_path):
    picture = tmp_path / "trend.svg"
    text = shown(capsys, "gp_contact", "--trend", "--results", measured.folder, "--svg", picture)
    assert "2023-Q1" in text and ("chance" in text or "early" in text)
    for chart, more in (("funnel", ("--by", "practice")),):
        shown(capsys, "emerg_adm", *more, "--results", measured.folder, "--svg", picture, "--chart", chart)
        drawn = ElementTree.fromstring(picture.read_text(encoding="utf-8"))  # noqa: S314 - our own picture
        assert drawn.tag.endswith("svg") and "than chance" in drawn[0].text


def test_a_map_leaves_hidden_areas_hatched(measured, capsys, tmp_path):
    rows = Releases(measured, YEAR).release("pqi05", "municipality").rows
    features = [
        {
            "type": "Feature",
            "properties": {"name": r.name},
            "geometry": {"type": "Polygon", "coordinates": [[[i, 0], [i + 1, 0], [i + 1, 1], [i, 1], [i, 0]]]},
        }
        for i, r in enumerate(rows)
        if not r.node.endswith("/")
    ]
    shapes, picture = tmp_path / "shapes.json", tmp_path / "map.svg"
    shapes.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    arguments = ("pqi05", "--by", "municipality", "--chart", "map", "--shapes", shapes, "--svg", picture)
    shown(capsys, *arguments, "--results", measured.folder)
    drawn = picture.read_text(encoding="utf-8")
    unshown = sum(r.status != OK for r in rows if not r.node.endswith("/"))
    assert drawn.count('fill="url(#hidden)"') == unshown + 1 and unshown
    assert "No map" not in drawn
    assert "needs boundaries" in refused(
        capsys, *("show", "indicators", *arguments[:5], "--svg", picture, "--results", measured.folder)
    )


def test_every_language_has_its_words(measured, capsys):
    said = {
        language: shown(capsys, "gp_contact", "--by", "zone", "--results", measured.folder, "--language", language)
        for language in ("nl", "fr", "de", "en")
    }
    assert len(set(said.values())) == 4
    for text in said.values():
        assert "{" not in text and " None " not in text


def test_asking_what_is_not_there_is_a_sentence(measured, region_results, capsys):
    where = ("--results", measured.folder)
    assert "no indicator" in refused(capsys, "show", "indicators", "nope", *where)
    assert "waits for" in refused(capsys, "show", "indicators", "eq5d", *where)
    assert "was not measured" in refused(capsys, "show", "indicators", "gp_contact", "--period", "2019", *where)
    assert "Name the indicator" in refused(capsys, "show", "indicators", "--by", "zone", *where)
    assert "no groups" in refused(capsys, "show", "indicators", "gp_contact", "--by", "group", *where)
    assert "no measured" in refused(capsys, "show", "indicators", "--results", region_results.folder)
    assert "about indicators" in refused(capsys, "show", "popbox", "gp_contact", "--results", region_results.folder)
    assert EVERYWHERE


# ---------------------------------------------------------------- comparators and small areas


@pytest.mark.shows("B9")
def test_above_the_mean_but_under_the_target_there_is_still_a_gap(measured):
    """Own trend, the best tenth, the target, the whole: never only the mean."""
    releases = Releases(measured, YEAR)
    released = releases.release("gp_contact", "practice")
    described = {**released.described, "target": 0.99}
    above = max((r for r in released.rows if r.status == OK), key=lambda r: r.value)
    assert above.value > released.whole.value
    message = message_of(above, released.whole, peers_of(released, above, "all"), described, "en")
    assert message.startswith("There is a gap to: target") and "people" in message
    reached = {**released.described, "target": 0.1}
    best = replace(above, value=1.0)
    assert message_of(best, released.whole, peers_of(released, best, "all"), reached, "en").startswith("No gap")
    before = Releases(measured, parse_period("2023-Q3")[0])
    quarter = Releases(measured, parse_period("2023-Q4")[0])
    said = comparison(quarter, "gp_contact", "practice", above.node, "all", before, "en")
    assert [r[0] for r in said.rows] == ["own value", "own, before", "the whole", "the best 10 %", "target"]
    assert said.rows[1][1] is not None and said.rows[3][1] is not None


@pytest.mark.shows("AFB-06")
def test_the_peer_group_is_chosen_and_stated_and_too_few_peers_make_no_benchmark(measured, capsys):
    released = Releases(measured, YEAR).release("gp_contact", "practice")
    own = sorted((r for r in released.rows if r.status == OK and not r.node.endswith("/")), key=lambda r: r.people)[0]
    everybody, similar = peers_of(released, own, "all"), peers_of(released, own, "similar")
    assert len(similar.rows) < len(everybody.rows) and own.node not in {r.node for r in everybody.rows}
    for group, peers in (("all", everybody), ("similar", similar)):
        arguments = ("gp_contact", "--by", "practice", "--area", own.node, "--peers", group)
        text = shown(capsys, *arguments, "--results", measured.folder)
        assert f"{len(peers.rows)} others" in text
    few = replace(released, rows=tuple(r for r in released.rows if r.node == own.node) + released.rows[:4])
    assert peers_of(few, own, "all").benchmark is None
    assert everybody.benchmark is not None and everybody.benchmark > released.whole.value
    assert "Whose peers?" in refused(
        capsys, "show", "indicators", "gp_contact", "--peers", "all", "--results", measured.folder
    )


@pytest.mark.shows("B22")
def test_small_areas_are_drawn_to_the_whole_and_what_is_hidden_stays_hidden(measured, capsys):
    compared = 0
    for indicator, level in (
        ("multimorbidity_prev", "municipality"),
        ("emerg_adm", "practice"),
        ("pop_vt_share", "municipality"),
    ):
        released = Releases(measured, YEAR).release(indicator, level)
        values = smoothed(released)
        assert set(values) == {r.node for r in released.rows if r.status == OK}
        rows = [r for r in released.rows if r.status == OK]
        if not rows:
            continue
        middle = sum(r.value * r.denominator for r in rows) / sum(r.denominator for r in rows)
        pulled = []
        for row in rows:
            if abs(row.value - middle) > 0.1 * middle:
                kept = (values[row.node] - middle) / (row.value - middle)
                assert indicator == "emerg_adm" or 0 <= kept <= 1.0001, (
                    indicator,
                    row.node,
                )  # events have a mean of their own
                pulled.append((row.denominator, kept))
        pulled.sort()
        third = max(len(pulled) // 3, 1)
        compared += len(pulled)
        small, large = (sum(k for _, k in part) / third for part in (pulled[:third], pulled[-third:]))
        assert small <= large + 1e-9  # the fewer people, the stronger the pull
    assert compared > 30
    table = shown(capsys, "emerg_adm", "--by", "municipality", "--smooth", "--results", measured.folder, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert all(not r["smoothed"] for r in rows if not r["value"]) and any(r["smoothed"] for r in rows)


def test_a_person_in_an_indicator_is_explained(region, capsys):
    arguments = ("explain", "id:5", "--in", "gp_contact", "--register", str(region.folder), "--as-of", "2023-12-31")
    assert main([*arguments, "--format", "json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["answer"] in ("met", "open", "not applicable") and said["reasons"][0]["name"] == "numerator"
    assert main(list(arguments)) == 0 and "numerator" in capsys.readouterr().out
    assert "waits for" in refused(capsys, *arguments[:3], "eq5d", *arguments[4:])
