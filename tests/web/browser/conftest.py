"""A real Chromium against a real server. Skipped with a reason where there is none; CI installs one."""

from __future__ import annotations

import base64
import copy
import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from empact.gate.keys import make_keys
from tests.web.kept import REPOSITORY, freeze
from tests.web.people.conftest import START, pseudonym_of, pseudonyms  # noqa: F401

from .judged import Judged

HERE = Path(__file__).parent
AXE = (HERE / "vendor" / "axe.min.js").read_text(encoding="utf-8")
CHROMIUM = os.environ.get("EMPACT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""

LEAN = (
    "--no-sandbox", "--disable-gpu", "--disable-software-rasterizer", "--renderer-process-limit=1", "--no-zygote",
    "--disable-site-isolation-trials",
    "--disable-features=Translate,OptimizationHints,MediaRouter,IsolateOrigins,site-per-process",
)  # fmt: skip
"""One process draws all pages of a test, and none draws for a screen that is not there: a page costs a fourth less."""

# Playwright's synchronous interface runs an event loop in this thread; Django would refuse its database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            if "demonstration" not in item.fixturenames:  # it has a database of its own
                item.add_marker(pytest.mark.django_db(transaction=True))
            if not CHROMIUM and "playwright" in item.fixturenames:
                item.add_marker(pytest.mark.skip(reason="no Chromium: install it, or name it in EMPACT_CHROMIUM"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": [*LEAN]}


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"locale": "en-GB", "viewport": {"width": 1200, "height": 900}}


@pytest.fixture
def visit(live_server, context):
    """``visit(user, role)``: a page in which somebody is signed in; without a user, a stranger's page."""
    from django.conf import settings

    from tests.web.conftest import Cast

    def start(user=None, role=""):
        context.clear_cookies()
        if user is not None:
            client = Cast().client(user, role)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.strayed = []
        page.on("request", lambda r: None if r.url.startswith((live_server.url, "data:")) else page.strayed.append(r.url))
        page.on("console", lambda m: page.strayed.append(m.text) if m.type == "error" else None)
        page.start = live_server.url
        return page

    return start


@pytest.fixture(scope="session")
def package(tmp_path_factory):
    """Released figures, made once."""
    from . import world

    return world.release(tmp_path_factory.mktemp("figures"))


@pytest.fixture(scope="session")
def region(package, django_db_setup, django_db_blocker, tmp_path_factory):
    """A region in full working order (:mod:`.world`), built once and kept; today is the day of the run."""
    from . import world

    home = tmp_path_factory.mktemp("region")
    make_keys(home / "gate-keys.json", today=START)
    here = settings.WORKSPACE
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "GATE_KEYS", home / "gate-keys.json")
        here.audit_head.unlink(missing_ok=True)
        built = world.build(package, pseudonyms(settings.GATE_KEYS))
        kept = freeze("region")
        shutil.copy(here.audit_head, home)
        shutil.move(here.results, home / "results")
        django_db_setup.put_back()
    yield home, built, kept
    with django_db_blocker.unblock():
        kept.forget()


@pytest.fixture
def keys(region, settings):
    """The keys of the region's gate."""
    settings.GATE_KEYS = region[0] / "gate-keys.json"
    return settings.GATE_KEYS


@pytest.fixture
def world(region, keys, transactional_db, settings):
    """The region, as it is before anybody did anything."""
    home, built, kept = region
    kept.put_back()
    here = settings.WORKSPACE
    shutil.copy(home / here.audit_head.name, here.audit_head)
    shutil.rmtree(here.results, ignore_errors=True)
    shutil.copytree(home / "results", here.results)
    yield copy.deepcopy(built)
    shutil.rmtree(here.results, ignore_errors=True)


@pytest.fixture(scope="session")
def judged(browser, request, tmp_path_factory) -> Judged:
    """Pages found right today, by this browser, axe, style, script and these tests. Forgotten with ``--cache-clear``."""
    cache = getattr(request.config, "cache", None)
    static = sorted(file for file in (REPOSITORY / "src/empact/web").glob("*/static/**/*") if file.is_file())
    files = [*(file.read_bytes() for file in [*static, *sorted(HERE.glob("*.py"))]), AXE.encode()]
    return Judged(cache.mkdir("judged") if cache else tmp_path_factory.mktemp("judged"), [browser.version.encode(), *files])


TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def axe_findings(page, only=()) -> list[str]:
    """What axe-core finds wrong on the page as it stands: rule, and the first element it is about. ``only``: these rules."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    run = {"type": "rule", "values": list(only)} if only else {"type": "tag", "values": list(TAGS)}
    found = page.evaluate("run => axe.run({runOnly: run, resultTypes: ['violations']}).then(all => all.violations)", run)
    return [f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:120]}" for v in found]


def choose(page, name: str) -> int:
    """Go to a page by the menu, opening its chapter first where it has one; the number of clicks."""
    menu = page.get_by_role("navigation", name="Main menu")
    link = menu.get_by_role("link", name=name, exact=True, include_hidden=True)
    closed = menu.locator("details:not([open])").filter(has=page.get_by_text(name, exact=True)).filter(has=page.locator("a"))
    clicks = closed.count()
    if clicks:
        closed.locator("summary").click()
    link.click()
    return clicks + 1


def too_wide(page) -> int:
    """Pixels by which the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


IMAGES = Path(__file__).parents[3] / "docs" / "images"
LARGEST = 60_000
"""Bytes. A picture says where things stand; it is no poster."""


@pytest.fixture
def keep(tmp_path):
    """``keep(page, name)``: a picture of what the window shows. In docs/images only where EMPACT_SCREENSHOTS=1."""

    def take(page, name: str) -> None:
        folder = IMAGES if os.environ.get("EMPACT_SCREENSHOTS") == "1" else tmp_path
        assert page.locator("h1").count() == 1
        shot = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": 70})
        picture = base64.b64decode(shot["data"])
        assert len(picture) <= LARGEST, f"{name}: a smaller window"
        (folder / f"{name}.webp").write_bytes(picture)

    return take
