"""Hours that are paid, and hours that partners promised and brought, stand in the time bank from here on and nowhere else."""

from datetime import UTC, datetime, time
from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps: Any, schema_editor: Any) -> None:
    """Paid hours keep who wrote them down and when they were approved. What was brought waits for somebody to confirm it."""
    account, entry = apps.get_model("levers", "Account"), apps.get_model("levers", "Entry")
    promised = apps.get_model("levers", "PromisedHours")

    def of(**fields: Any) -> Any:
        whole = {"organisation": None, "post": None, "action": None, "package": None} | fields
        return account.objects.filter(**whole).first() or account.objects.create(**whole)

    for hours in apps.get_model("budgets", "Hours").objects.select_related("position"):
        at = hours.position
        hours.entry = entry.objects.create(
            giver=of(side="paid", organisation=at.employer),
            activity=of(side="for", action=at.action, package=None if at.action_id else at.package),
            on=hours.month, seconds=hours.seconds, noted_by=hours.noted_by,
            noted=datetime.combine(hours.month, time(12), UTC), state="confirmed" if hours.approved else "waiting",
            confirmed=hours.approved,
        )  # fmt: skip
        hours.save()
    brought = apps.get_model("budgets", "Brought").objects.filter(unit="hour")
    for one in brought.select_related("promise"):
        promise = one.promise
        promised.objects.create(promise=promise, seconds=one.promised)
        if one.brought:
            entry.objects.create(
                giver=of(side="gives", organisation=promise.organisation), activity=of(side="for", action=promise.action),
                on=promise.starts, seconds=one.brought, noted=datetime.combine(promise.starts, time(12), UTC),
            )  # fmt: skip
    brought.delete()


class Migration(migrations.Migration):
    dependencies = [("budgets", "0002_calls_files_and_what_partners_bring"), ("levers", "0001_time_bank")]

    operations = [
        migrations.AddField(
            model_name="hours",
            name="entry",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="paid", to="levers.entry"
            ),
        ),
        migrations.RunPython(carry_over, elidable=True),
    ]
