"""An environment analysis: a document to edit, in which every table says where it comes from and nothing hidden shows."""

from __future__ import annotations

import csv
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
from docx.table import Table
from docx.text.paragraph import Paragraph

from empact.cli.main import main
from empact.definitions.models import Library
from empact.engine.areas import Areas
from empact.engine.describe import Cohort, describe, read_cohort
from empact.engine.describe.cohort import areas_of
from empact.engine.describe.environment import Sheet, environment
from empact.engine.describe.public import read_public
from empact.engine.describe.word_document import SOURCE_STYLE, write_docx
from empact.engine.indicators import measure
from empact.engine.register import Register
from empact.terms.errors import UserError
from empact.terms.periods import parse_period

WORDS = {
    "nl": ("Omgevingsanalyse: Westhoek", "Bron: ", "verborgen"),
    "fr": ("Analyse de l'environnement : Westhoek", "Source: ", "masqué"),
    "de": ("Umfeldanalyse: Westhoek", "Quelle: ", "verborgen"),
    "en": ("Environment analysis: Westhoek", "Source: ", "hidden"),
}
PUBLIC = """id,title,area,period,value,source,unit
density,People per km2,zone:westhoek,2023,170.5,Statistics office,
density,People per km2,all,2023,310,Statistics office,
income,Income per person,Westhoek,2022,21500,Tax office,euro
income,Income per person,zone:rits,2022,22500,Tax office,euro
"""


@pytest.fixture(scope="module")
def measured(region: Register, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("measured")
    wanted = ["gp_contact", "emerg_adm", "ed_visit"]
    known = [i for i in wanted if i in library.indicators]
    measure(region, periods=parse_period("2023"), results=folder, library=library, indicators=known, workers=1)
    return folder


def blocks(file: Path) -> list[tuple[str, object]]:
    """Style and text of each paragraph, and rows of each table, in order of the document."""
    found: list[tuple[str, object]] = []
    opened = docx.Document(str(file))
    for element in opened.element.body.iterchildren():
        if element.tag.endswith("}p"):
            paragraph = Paragraph(element, opened)
            found.append((paragraph.style.name, paragraph.text))
        elif element.tag.endswith("}tbl"):
            found.append(("table", [[cell.text for cell in row.cells] for row in Table(element, opened).rows]))
    return found


@pytest.mark.parametrize("language", list(WORDS))
def test_the_document_opens_again_and_every_table_is_followed_by_its_source(
    language, region_results, region, measured, tmp_path, capsys
):
    public, out = tmp_path / "public.csv", tmp_path / "analysis.docx"
    public.write_text(PUBLIC, encoding="utf-8")
    where = ["--results", str(region_results.folder), "--register", str(region.folder), "--measured", str(measured)]
    asked = ["report", "environment", "--area", "westhoek", *where, "--public", str(public), "--language", language]
    assert main([*asked, "--out", str(out)]) == 0
    title, source, hidden = WORDS[language]
    found = blocks(out)
    assert found[0] == ("Title", title)
    tables = [i for i, (kind, _) in enumerate(found) if kind == "table"]
    assert len(tables) >= 14
    for i in tables:
        style, text = found[i + 1]
        assert style == SOURCE_STYLE and str(text).startswith(source) and len(str(text)) > len(source) + 10
    sources = [str(found[i + 1][1]) for i in tables]
    assert any("Statistics office" in s and "2023" in s for s in sources) and any("Tax office" in s for s in sources)
    own = [s for s in sources if "omop" in s]
    assert len(own) >= 12 and all("2024" in s or "2023" in s for s in own) and all("2026" in s for s in own)
    assert any(hidden in row for i in tables for row in found[i][1])
    again = tmp_path / "again.docx"
    assert main([*asked, "--out", str(again)]) == 0
    assert again.read_bytes() == out.read_bytes()


def test_hidden_cells_stay_hidden_in_the_document(region_results, region, tmp_path):
    page = describe(
        region_results, read_cohort(["area:zone:westhoek"], region_results), Cohort(), register=region, language="en"
    )
    document = environment(page, area="zone:westhoek", level="zone")
    write_docx(document, tmp_path / "a.docx")
    tables = {str(rows[0]): rows for kind, rows in blocks(tmp_path / "a.docx") if kind == "table"}
    assert tables
    texts = {row[0]: row for kind, rows in blocks(tmp_path / "a.docx") if kind == "table" for row in rows}
    checked = 0
    for name in ("condition", "determinant", "segment_popbox"):
        for line in page.table(name).lines[:15]:
            if line.cells[0].is_hidden:
                checked += 1
                assert texts[line.title][1:3] == ["hidden", "hidden"] and texts[line.title][4:] == ["", ""]
    pyramid = next(s for s in document.blocks if isinstance(s, Sheet) and s.caption == "Age pyramid")
    bands = {row[2]: row for row in pyramid.rows}
    for line in page.table("age_sex").lines:
        sex, band = ("male", line.key.split("|")[0]) if line.key.endswith("|male") else ("", "")
        if sex and line.cells[0].is_hidden:
            checked += 1
            assert bands[band][:2] == ("", "hidden")  # no bar either
    assert checked


def test_public_figures_are_read_for_the_area_and_for_what_it_lies_in(region_results, tmp_path):
    file = tmp_path / "public.csv"
    file.write_text(PUBLIC, encoding="utf-8")
    density, income = read_public(file, "zone:westhoek", areas_of(region_results))
    assert (density.value, density.beside, density.source) == (170.5, (("all", 310.0),), "Statistics office")
    assert (income.value, income.beside, income.unit) == (21500, (), "euro")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("x,X,zone:a,2023,many,S", "no number"),
        ("x,X,zone:a,2023,1,S\nx,X,A,2023,2,S", "given twice"),
        ("x,X,zone:a,2023,1,", "'source' is empty"),
    ],
)
def test_a_public_file_that_cannot_be_used_is_refused_with_its_line(row, says, tmp_path):
    file = tmp_path / "public.csv"
    file.write_text(f"id,title,area,period,value,source\n{row}\n", encoding="utf-8")
    with pytest.raises(UserError, match=says):
        read_public(file, "zone:a", Areas({}, {"zone:a": "zone"}, {"zone:a": "A"}))


def test_real_public_figures_stand_in_the_document(region_results, shared, tmp_path):
    """Incomes of 2013 by municipality, as Statbel published them."""
    given = shared / "data" / "be-geography" / "income-by-municipality-2013.csv"
    rows = list(csv.DictReader(given.read_text(encoding="utf-8-sig").splitlines()))
    file = tmp_path / "public.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["id", "title", "area", "period", "value", "source", "unit"])
        for r in rows:
            income = float(r["MS_TOT_NET_TAXABLE_INC"]) / float(r["MS_TOT_RESIDENTS"])
            out.writerow(["income", "Inkomen", r["CD_MUNTY_REFNIS"], "2013", f"{income:.0f}", "Statbel", "euro per inwoner"])
    figures = read_public(file, "municipality:36015", areas_of(region_results))
    row = next(r for r in rows if r["CD_MUNTY_REFNIS"] == "36015")
    assert [f.value for f in figures] == [round(float(row["MS_TOT_NET_TAXABLE_INC"]) / float(row["MS_TOT_RESIDENTS"]))]
    page = describe(region_results, read_cohort(["area:36015"], region_results), Cohort(), language="nl", internal=True)
    document = environment(page, public=figures, area="municipality:36015", level="municipality")
    (sheet,) = (b for b in document.blocks if isinstance(b, Sheet) and "Statbel" in b.source)
    assert sheet.rows[0][:2] == ("Inkomen (euro per inwoner)", "2013") and sheet.source == "Bron: Statbel; periode 2013."


def test_what_is_no_area_or_no_word_file_is_refused(region_results, tmp_path, capsys):
    where = ["--results", str(region_results.folder)]
    asked = ["report", "environment", "--area", "westhoek", *where, "--out"]
    assert main([*asked, str(tmp_path / "x.pdf")]) == 3
    assert "no Word file" in capsys.readouterr().err
    assert main([*asked[:3], "Atlantis", *where, "--out", str(tmp_path / "x.docx")]) == 3
    assert "no area 'Atlantis'" in capsys.readouterr().err
    assert main([*asked[:3], "region:empact", *where, "--out", str(tmp_path / "x.docx")]) == 3
    assert main([*asked[:3], "Roeselare", *where, "--out", str(tmp_path / "x.docx")]) == 0  # a care region has that name too


@pytest.mark.shows("POP-12")
def test_a_word_processor_opens_the_document_with_every_figure_and_its_source(region_results, region, measured, tmp_path):
    """One click for a zone; LibreOffice reads it, and what it then says has a source line after every table."""
    writer = shutil.which("soffice")
    if writer is None:
        pytest.skip("no word processor: install libreoffice-writer-nogui")
    public, out = tmp_path / "public.csv", tmp_path / "analysis.docx"
    public.write_text(PUBLIC, encoding="utf-8")
    where = ["--results", str(region_results.folder), "--register", str(region.folder), "--measured", str(measured)]
    assert (
        main(
            [
                "report",
                "environment",
                "--area",
                "westhoek",
                *where,
                "--public",
                str(public),
                "--language",
                "nl",
                "--out",
                str(out),
            ]
        )
        == 0
    )
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [writer, profile, "--headless", "--convert-to", "odt", "--outdir", str(tmp_path), str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(tmp_path / "analysis.odt") as opened:
        body = ElementTree.fromstring(opened.read("content.xml"))  # noqa: S314 - we wrote it
    name = "{urn:oasis:names:tc:opendocument:xmlns:"
    text = next(e for e in body.iter(f"{name}office:1.0}}text"))
    said = [
        ("table", "") if e.tag == f"{name}table:1.0}}table" else ("text", "".join(e.itertext()))
        for e in text
        if e.tag in (f"{name}table:1.0}}table", f"{name}text:1.0}}p", f"{name}text:1.0}}h")
    ]
    tables = [i for i, (kind, _said) in enumerate(said) if kind == "table"]
    assert len(tables) >= 12
    assert all(said[i + 1][1].startswith("Bron: ") for i in tables)
    assert any("Statistics office" in text for _kind, text in said)
