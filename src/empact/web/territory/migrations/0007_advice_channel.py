"""A function for who gives advice, and contacts of teams."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def add_function(apps: Any, schema_editor: Any) -> None:
    apps.get_model("territory", "Code").objects.get_or_create(
        codelist="function", code="advice", defaults={"nl": "Advies", "fr": "Conseil", "de": "Beratung", "en": "Advice"}
    )


class Migration(migrations.Migration):
    dependencies = [("territory", "0006_corrections")]

    operations = [
        migrations.RemoveConstraint(model_name="contact", name="territory_contact_of_one"),
        migrations.AddField(
            model_name="contact",
            name="team",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contacts",
                to="territory.team",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("organisation__isnull", False), ("team", None), ("territory", None)),
                    models.Q(("organisation", None), ("team", None), ("territory__isnull", False)),
                    models.Q(("organisation", None), ("team__isnull", False), ("territory", None)),
                    _connector="OR",
                ),
                name="territory_contact_of_one",
            ),
        ),
        migrations.RunPython(add_function, migrations.RunPython.noop),
    ]
