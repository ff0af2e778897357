"""A code list for kinds of work, with what the plans of the region name."""

from typing import Any

from django.db import migrations, models

WORK = (
    ("meeting", "Overleg", "Concertation", "Besprechung", "Meeting"),
    ("preparation", "Voorbereiding", "Préparation", "Vorbereitung", "Preparation"),
    ("testing", "Testen", "Tests", "Testen", "Testing"),
    ("training", "Opleiding geven", "Donner une formation", "Schulung geben", "Giving training"),
    ("advice", "Advies", "Conseil", "Beratung", "Advice"),
    ("coordination", "Coördinatie", "Coordination", "Koordination", "Coordinating"),
)  # fmt: skip


def sow(apps: Any, schema_editor: Any) -> None:
    code = apps.get_model("territory", "Code")
    for short, nl, fr, de, en in WORK:
        code.objects.get_or_create(codelist="work", code=short, defaults={"nl": nl, "fr": fr, "de": de, "en": en})


class Migration(migrations.Migration):
    dependencies = [("territory", "0013_kinds_of_help")]

    operations = [
        migrations.AlterField(
            model_name="code",
            name="codelist",
            field=models.CharField(
                choices=[
                    ("category", "category of actors"),
                    ("type", "type of actor"),
                    ("sector", "sector"),
                    ("discipline", "discipline"),
                    ("function", "function"),
                    ("help", "kind of help"),
                    ("work", "kind of work"),
                ],
                max_length=12,
                verbose_name="list",
            ),
        ),
        migrations.RunPython(sow, migrations.RunPython.noop),
    ]
