"""Functions in which the plan of Zorgzaam Leuven counts people: the regional integrator and the core of its back office."""

from typing import Any

from django.db import migrations

CODES = (
    ("integrator", "Regionale integrator", "Intégrateur régional", "Regionaler Integrator", "Regional integrator"),
    (
        "back-office",
        "Backoffice (kernteam)",
        "Back-office (équipe de base)",
        "Backoffice (Kernteam)",
        "Back office (core team)",
    ),
)


def sow(apps: Any, schema_editor: Any) -> None:
    code = apps.get_model("territory", "Code")
    for short, nl, fr, de, en in CODES:
        said = {"nl": nl, "fr": fr, "de": de, "en": en}
        code.objects.get_or_create(codelist="function", code=short, defaults=said)


class Migration(migrations.Migration):
    dependencies = [("territory", "0011_teams_that_come_and_go_and_notes_of_coaches")]
    operations = [migrations.RunPython(sow, migrations.RunPython.noop)]
