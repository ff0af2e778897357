"""An app that is added by following CONTRIBUTING alone passes what every app passes, on the database of this run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
MODULES = {
    "README.md": "# gardens\n\nPatches of ground that neighbours share. It must never know a person.\n",
    "__init__.py": '"""Shared gardens."""\n',
    "apps.py": '''"""The app as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Gardens(AppConfig):
    name = "empact.web.gardens"
    label = "gardens"

    def ready(self):
        from ..kernel import menu
        from ..kernel.purposes import Purpose
        from .permissions import SEE

        menu.add(340, _("Shared gardens"), "gardens:gardens", SEE, Purpose.PROJECT)
''',
    "permissions.py": '''"""Who may do what with gardens."""

from django.utils.translation import gettext_lazy as _

from ..kernel.permissions import declare
from ..kernel.purposes import Purpose
from ..kernel.roles import PROFESSIONALS

SEE = declare("gardens.see", _("see shared gardens"), roles=PROFESSIONALS, purposes=(Purpose.PROJECT,)).id
OPEN = declare("gardens.open", _("open a shared garden"), roles=("zone_staff",), purposes=(Purpose.PROJECT,)).id
''',
    "models.py": '''"""What there is."""

import uuid

from django.db import models

from ..kernel.permissions import may
from .permissions import SEE


class Gardens(models.QuerySet):
    def visible_to(self, who, purpose):
        """Every partner sees all."""
        return self if may(who, SEE, purpose) else self.none()


class Garden(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    organisation = models.ForeignKey("territory.Organisation", on_delete=models.PROTECT)

    objects = Gardens.as_manager()

    class Meta:
        ordering = ("name",)
''',
    "events.py": '''"""What happened."""

from dataclasses import dataclass

from ..kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class GardenOpened(Event):
    name = "gardens.opened"
''',
    "actions.py": '''"""The only writes."""

from datetime import datetime

from django.db import transaction

from ..kernel import audit
from ..kernel.permissions import check_may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..territory.models import Organisation
from .events import GardenOpened
from .models import Garden
from .permissions import OPEN

__all__ = ["open_garden"]


@transaction.atomic
def open_garden(*, name: str, organisation: Organisation, by: Who, at: datetime) -> Garden:
    """A garden of a partner."""
    check_may(by, OPEN, Purpose.PROJECT)
    garden = Garden.objects.create(name=name, organisation=organisation)
    audit.record(GardenOpened(subject=f"gardens.garden:{garden.pk}"), by=by, at=at, purpose=Purpose.PROJECT)
    return garden
''',
    "views.py": '''"""The page of gardens."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..kernel.lists import as_csv, page_of, wants_csv
from ..kernel.purposes import Purpose
from ..kernel.rules import allow
from .models import Garden
from .permissions import SEE


@allow(SEE, purpose=Purpose.PROJECT)
@require_safe
def gardens(request):
    """All of them, by name."""
    rows = Garden.objects.visible_to(request.who, Purpose.PROJECT).select_related("organisation")
    if wants_csv(request):
        return as_csv("gardens", ("name", "organisation"), rows.values_list("name", "organisation__name"))
    return render(request, "gardens/gardens.html", {"page": page_of(request, rows)})
''',
    "urls.py": '''"""Its addresses."""

from django.urls import path

from . import views

app_name = "gardens"
urlpatterns = [path("gardens/", views.gardens, name="gardens")]
''',
    "templates/gardens/gardens.html": """{% extends "kernel/frame.html" %}
{% block title %}{% translate "Shared gardens" %}{% endblock %}
{% block content %}<h1>{% translate "Shared gardens" %}</h1>
{% if page.object_list %}<ul>{% for one in page %}<li>{{ one.name }}, {{ one.organisation }}</li>{% endfor %}</ul>
{% page_links page %}
{% else %}{% translate "No garden is open yet" as title %}{% nothing title %}{% endif %}{% endblock %}
""",
}
TESTS = '''"""What the app promises."""

from datetime import UTC, date, datetime

import pytest

from empact.web.gardens.actions import open_garden
from empact.web.kernel.problems import Denied
from empact.web.territory.models import Organisation

AT = datetime(2026, 11, 25, tzinfo=UTC)


def test_charlie_opens_nothing_and_sees_nothing(cast, charlie):
    with pytest.raises(Denied):
        open_garden(name="x", organisation=None, by=cast.who(cast.user("Bram", "pmo")), at=AT)
    assert cast.client(charlie).get("/gardens/").status_code == 403


def test_the_list_takes_as_many_questions_for_many(cast, django_assert_max_num_queries):
    partner = Organisation.objects.create(name="Partner", starts=date(2026, 1, 1))
    opener = cast.user("Tom", "zone_staff")
    for n in range(30):
        open_garden(name=f"Garden {n}", organisation=partner, by=cast.who(opener), at=AT)
    browser = cast.client(opener)
    with django_assert_max_num_queries(15):
        assert "Garden 7" in browser.get("/gardens/").content.decode()
'''
WORDS = {
    "Shared gardens": ("Gedeelde tuinen", "Jardins partagés", "Gemeinsame Gärten"),
    "see shared gardens": ("gedeelde tuinen zien", "voir les jardins partagés", "gemeinsame Gärten sehen"),
    "open a shared garden": ("een gedeelde tuin openen", "ouvrir un jardin partagé", "einen gemeinsamen Garten öffnen"),
    "No garden is open yet": ("Er is nog geen tuin open", "Aucun jardin n'est encore ouvert", "Noch kein Garten ist offen"),
}
TRANSLATE = """
import polib
from empact.web.site import words
words.add_missing(["gardens"])
said = {said!r}
for n, language in enumerate(words.LANGUAGES):
    file = words.translated(words.WEB / "gardens", language)
    for entry in file:
        entry.msgstr = said[entry.msgid][n]
    file.save(str(words._po(words.WEB / "gardens", language)))
"""
MIGRATE = """
from empact.web.site.start import start
start()
from django.core.management import call_command
call_command("makemigrations", "gardens", verbosity=0)
"""


@pytest.fixture
def house(tmp_path):
    """The house with the new app in it: the numbered steps of CONTRIBUTING, and nothing else."""
    for name in ("src", "tests/web", "tests/settings.py", "tests/__init__.py", "tests/conftest.py", "pyproject.toml"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, tmp_path / name)
    web = tmp_path / "src" / "empact" / "web"
    for name, text in MODULES.items():  # 1, 3 and 5: rooms, models, actions, a page
        (web / "gardens" / name).parent.mkdir(parents=True, exist_ok=True)
        (web / "gardens" / name).write_text(text, "utf-8")
    for name, before, line in (  # 2: its name in two places
        ("settings.py", '    "empact.web.feedback",\n', '    "empact.web.gardens",\n'),
        (
            "urls.py",
            '    path("", include("empact.web.feedback.urls")),\n',
            '    path("", include("empact.web.gardens.urls")),\n',
        ),
    ):
        text = (web / "site" / name).read_text("utf-8")
        assert before in text
        (web / "site" / name).write_text(text.replace(before, before + line), "utf-8")
    run(tmp_path, "-c", MIGRATE)  # 4
    run(tmp_path, "-c", TRANSLATE.format(said=WORDS))  # 5
    (tmp_path / "tests" / "web" / "gardens").mkdir()  # 6
    (tmp_path / "tests" / "web" / "gardens" / "__init__.py").touch()
    (tmp_path / "tests" / "web" / "gardens" / "test_gardens.py").write_text(TESTS, "utf-8")
    return tmp_path


def run(folder: Path, *command: str) -> str:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("EMPACT_", "DJANGO_", "PYTEST_"))}
    env = kept | {"PYTHONPATH": f"{folder}/src:{folder}", "EMPACT_WORKSPACE": str(folder / "workspace"), "EMPACT_DEMO": "1"}
    # The run around this one makes a test database too: on one server each needs a name of its own.
    server = urlsplit(os.environ.get("EMPACT_DATABASE", ""))
    env["EMPACT_DATABASE"] = server._replace(path=f"{server.path}_new_app" if server.path else "").geturl()
    done = subprocess.run([sys.executable, *command], cwd=folder, env=env, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.mark.slow
def test_a_new_app_passes_what_every_app_passes(house):
    said = run(
        house, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", "tests/web/gardens", "tests/web/test_shape.py",
        "tests/web/test_rules.py", "tests/web/test_words.py", "tests/web/test_one_record.py", "-k",
        "gardens or rule or address or record or key",
    )  # fmt: skip
    assert " failed" not in said and "gardens" in run(house, "-m", "pytest", "-q", "--collect-only", "tests/web/test_shape.py")
