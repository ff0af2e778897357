"""Documents name what exists, and generated pages are what their generator makes now."""

from __future__ import annotations

import importlib.util
import re
import sys

import pytest

from .code import ROOT, modules

TEXTS = ["README.md", "ARCHITECTURE.md", "GLOSSARY.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"]
PAGES = sorted([ROOT / t for t in TEXTS if t.endswith(".md")] + list((ROOT / "docs").rglob("*.md")))
HEDGES = re.compile(r"\b(simply|just|obviously|easily|blazing|world-class|state-of-the-art|cutting-edge|seamless\w*)\b", re.I)


def named(page):
    return page.relative_to(ROOT).as_posix()


def generator():
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_texts_every_reader_looks_for_are_there():
    assert not [t for t in TEXTS if not (ROOT / t).is_file()]


def test_the_licence_is_the_one_the_package_declares():
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert 'license = "EUPL-1.2"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not re.match(r"[a-z]+:", target) and not target.startswith("#"):
            assert (page.parent / target.split("#")[0]).exists(), target


def test_every_picture_is_used_and_small_and_there_are_few():
    pictures = sorted((ROOT / "docs" / "images").iterdir())
    shown = "\n".join(p.read_text(encoding="utf-8") for p in PAGES)
    assert not [p.name for p in pictures if not re.search(rf"!\[[^\]]+\]\([\w./]*images/{re.escape(p.name)}\)", shown)]
    assert not [p.name for p in pictures if p.stat().st_size > 60_000]
    assert len(pictures) <= 12


def test_every_picture_is_taken_by_a_test_so_that_one_command_makes_them_anew():
    code = "\n".join((ROOT / "tests/web/browser" / f"test_{name}.py").read_text("utf-8") for name in ("screenshots", "walks"))
    taken = re.findall(r'keep\(\w+, "([\w-]+)"\)', code) + re.findall(r'^    "([\w-]+)": \("', code, re.MULTILINE)
    assert sorted(f"{name}.webp" for name in taken) == sorted(p.name for p in (ROOT / "docs/images").iterdir())


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_pages_neither_hedge_nor_boast(page):
    assert not HEDGES.findall(page.read_text(encoding="utf-8"))


def commands_in(page):
    """First words after ``python3 run.py`` and ``empact`` in code of a page (fenced or between backticks)."""
    text = page.read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```[^\n]*\n(.*?)```", text, re.S) + re.findall(r"`([^`\n]+)`", text))
    runner = set(re.findall(r"run\.py ([a-z]+)", code))
    empact = set(re.findall(r"^\s*(?:\$ )?(?:\.venv/bin/)?empact ([a-z]+)", code, re.M))
    return runner, empact


def test_commands_of_the_runner_named_in_documents_exist():
    spec = importlib.util.spec_from_file_location("runner", ROOT / "run.py")
    runner = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(runner)
    named_in_pages = set().union(*(commands_in(p)[0] for p in PAGES))
    assert {"demo", "test"} <= commands_in(ROOT / "README.md")[0]
    assert named_in_pages <= set(runner.COMMANDS)
    assert all(f"run.py {name}" in runner.__doc__ for name in runner.COMMANDS)


def test_commands_of_empact_named_in_documents_exist():
    import subprocess

    command = importlib.util.find_spec("empact.cli.main") if importlib.util.find_spec("empact.cli") else None
    if command is None:
        pytest.skip("there is no command line yet")
    help_text = subprocess.run(
        [sys.executable, "-m", "empact.cli.main", "--help"]
        if command.origin is None
        else [sys.executable, "-c", "from empact.cli.main import main; import sys; sys.exit(main())", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    named_in_pages = set().union(*(commands_in(p)[1] for p in PAGES))
    assert not [name for name in sorted(named_in_pages) if not re.search(rf"\b{name}\b", help_text)]


def test_decisions_are_numbered_without_gaps_and_indexed():
    adrs = sorted(p for p in (ROOT / "docs" / "adr").glob("*.md") if p.name != "README.md")
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    for number, page in enumerate(adrs, start=1):
        assert re.fullmatch(rf"{number:04d}-[a-z0-9-]+\.md", page.name), page.name
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. "), page.name
        for heading in ("## Context", "## Decision", "## Consequences"):
            assert heading in text, f"{page.name} lacks '{heading}'"
        assert re.search(r"^Status: (proposed|accepted|superseded by \d{4})", text, re.M), page.name
        assert page.name in index, f"{page.name} is not in the index"


def test_generated_pages_are_up_to_date():
    stale = [
        path for path, text in generator().pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert not stale, "run: python3 run.py docs"


def test_generating_twice_gives_equal_pages():
    pages = generator().pages
    assert pages() == pages()


def test_pages_that_the_code_points_to_exist():
    """A reference in a docstring or a hint is a promise."""
    promised = {
        (path, page) for path in modules() for page in re.findall(r"docs/[\w/.-]+\.md", path.read_text(encoding="utf-8"))
    }
    assert not [f"{of.relative_to(ROOT)}: {page}" for of, page in sorted(promised) if not (ROOT / page).exists()]


def test_every_word_of_a_definition_is_explained():
    from empact.definitions.grammar import EVENTS, OPTIONS, QUESTIONS, VISIT_KINDS
    from empact.definitions.head import HEAD

    page = (ROOT / "docs" / "reference" / "definitions.md").read_text(encoding="utf-8")
    assert not [word for word in (*EVENTS, *OPTIONS, *QUESTIONS, *VISIT_KINDS, *HEAD, "unless") if f"`{word}" not in page]


def test_every_exit_code_is_explained():
    from empact.terms.errors import ExitCode

    page = (ROOT / "docs" / "reference" / "exit-codes.md").read_text(encoding="utf-8")
    assert all(re.search(rf"^\| {code.value} \| `{code.name}` \|", page, re.M) for code in ExitCode)


def test_every_table_and_column_stands_in_the_dictionary():
    from empact.tables import TABLES

    page = (ROOT / "docs" / "reference" / "tables.md").read_text(encoding="utf-8")
    for table in TABLES.values():
        assert f"## {table.name}" in page
        assert all(f"`{column.name}`" in page for column in table.columns)


def test_locks_hold_hashes_and_no_host():
    for lock in sorted((ROOT / "requirements").glob("*.lock")):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text and "index" not in text.replace("index-", "index"), lock.name
        pins = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
        assert pins and all("==" in line and line.endswith("\\") for line in pins), lock.name
        assert text.count("--hash=sha256:") >= len(pins), lock.name


def test_bounds_are_stated_alike_in_package_and_requirements():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, wanted in (("runtime", project["dependencies"]), ("dev", project["optional-dependencies"]["dev"]),
                         ("bench", project["optional-dependencies"]["bench"])):  # fmt: skip
        lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
        stated = {line for line in lines if line and line[0] not in "#-"}
        assert set(wanted) == stated - {"setuptools>=77"}, name
