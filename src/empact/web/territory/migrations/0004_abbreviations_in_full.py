"""Two categories without abbreviations: they stand on a page for everybody. Words that a region changed itself are left."""

from __future__ import annotations

from typing import Any

from django.db import migrations

WORDS = (
    ("mental-health", "Geestelijke gezondheidszorg (GGZ)", "Geestelijke gezondheidszorg"),
    ("sickness-funds", "Ziekenfondsen en DMW", "Ziekenfondsen en hun diensten maatschappelijk werk"),
)


def spell_out(apps: Any, schema_editor: Any) -> None:
    code = apps.get_model("territory", "Code")
    for short, before, after in WORDS:
        code.objects.filter(codelist="category", code=short, nl=before).update(nl=after)


class Migration(migrations.Migration):
    dependencies = [("territory", "0003_term_of_declarations")]
    operations = [migrations.RunPython(spell_out, migrations.RunPython.noop)]
