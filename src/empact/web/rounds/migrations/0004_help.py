"""Requests for help, their steps, free places; and the kinds of help that the plans of the seeds name."""

import csv
import uuid
from pathlib import Path
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def sow(apps: Any, schema_editor: Any) -> None:
    code = apps.get_model("territory", "Code")
    with (Path(__file__).parents[1] / "kinds.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            said = {language: row[language] for language in ("nl", "fr", "de", "en")}
            code.objects.get_or_create(codelist="help", code=row["code"], defaults=said)


class Migration(migrations.Migration):
    dependencies = [
        ("care", "0006_what_a_carer_can_do"),
        ("people", "0004_groups_and_buddies"),
        ("rounds", "0003_team_meetings_go_on"),
        ("territory", "0013_kinds_of_help"),
    ]

    operations = [
        migrations.CreateModel(
            name="HelpRequest",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("offered", "offered"),
                            ("started", "started"),
                            ("ended", "ended"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="asked",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("asked_on", models.DateField(verbose_name="asked on")),
                ("since", models.DateField(verbose_name="since")),
                ("started_on", models.DateField(null=True, verbose_name="started on")),
                (
                    "asked_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.organisation",
                        verbose_name="asked of",
                    ),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="care.member",
                        verbose_name="who asks",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.organisation"
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.code",
                        verbose_name="kind of help",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="help_requests", to="people.person"
                    ),
                ),
            ],
            options={"ordering": ("asked_on", "id")},
        ),
        migrations.CreateModel(
            name="HelpStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("offered", "offered"),
                            ("started", "started"),
                            ("ended", "ended"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=9,
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="why")),
                ("said_at", models.DateTimeField()),
                ("said_by", models.UUIDField(null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.organisation"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="rounds.helprequest"
                    ),
                ),
            ],
            options={"ordering": ("said_at", "id")},
        ),
        migrations.CreateModel(
            name="FreePlaces",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("places", models.PositiveSmallIntegerField(verbose_name="free places")),
                ("starts", models.DateField(verbose_name="from")),
                ("said_on", models.DateField(verbose_name="said on")),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territory.code",
                        verbose_name="kind of help",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="territory.organisation"
                    ),
                ),
            ],
            options={
                "verbose_name": "free places",
                "ordering": ("kind", "organisation", "id"),
                "constraints": [models.UniqueConstraint(fields=("organisation", "kind"), name="rounds_places_once")],
            },
        ),
        migrations.AddIndex(
            model_name="helprequest", index=models.Index(fields=["person", "state"], name="rounds_help_person")
        ),
        migrations.AddIndex(model_name="helprequest", index=models.Index(fields=["state", "since"], name="rounds_help_state")),
        migrations.AddConstraint(
            model_name="helprequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("started_on", None), ("started_on__gte", models.F("asked_on")), _connector="OR"),
                name="rounds_help_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="helprequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("started", "ended")), _negated=True),
                    models.Q(("giver__isnull", False), ("started_on__isnull", False)),
                    _connector="OR",
                ),
                name="rounds_help_started_has_day",
            ),
        ),
        migrations.RunPython(sow, migrations.RunPython.noop),
    ]
