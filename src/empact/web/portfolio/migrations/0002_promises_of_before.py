"""What organisations engaged in by words alone becomes promises on actions; the address book drops that table after this."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.db import migrations
from django.db.models import Max

from empact.web.territory.search import fold


def _take_over(apps: Any, schema_editor: Any) -> None:
    """Each subject is an idea with its promises; a region without a frame gets one that names nothing. Ids are kept, so that
    a merge of organisations that moved a commitment brings back its promise when it is undone."""
    model = apps.get_model
    action, promise, merge = model("portfolio", "Action"), model("portfolio", "Promise"), model("territory", "Merge")
    rows = list(model("territory", "Commitment").objects.order_by("starts", "subject", "pk"))
    if not rows:
        return
    first = rows[0].starts
    frame = model("portfolio", "Frame").objects.order_by("-starts", "-at").first()
    if frame is None:
        at = datetime.combine(first, time(), UTC)
        frame = model("portfolio", "Frame").objects.create(key="before", version=1, title={}, starts=first, at=at)
    known = {one.title: one for one in action.objects.order_by("-number")}
    number = action.objects.aggregate(last=Max("number"))["last"] or 0
    for row in rows:
        one = known.get(row.subject)
        if one is None:
            number += 1
            one = known[row.subject] = action.objects.create(
                frame=frame, number=number, title=row.subject, proposed=row.starts, changed=row.confirmed,
                search=fold(str(number), row.subject)[:700],
            )  # fmt: skip
        same = {"action": one, "organisation_id": row.organisation_id, "contribution": row.contribution}
        if row.ends is None and promise.objects.filter(**same, ends=None).exists():
            continue
        promise.objects.create(pk=row.pk, **same, starts=row.starts, confirmed=row.confirmed, ends=row.ends)
        if row.confirmed > one.changed:
            one.changed = row.confirmed
            one.save(update_fields=("changed",))
    for one in merge.objects.all():
        if "commitment" in one.moved:
            one.moved["portfolio.promise"] = one.moved.pop("commitment")
            one.save(update_fields=("moved",))


class Migration(migrations.Migration):
    dependencies = [("portfolio", "0001_actions"), ("territory", "0009_kinds_of_files")]
    run_before = [("territory", "0010_one_record_of_a_promise")]

    operations = [migrations.RunPython(_take_over, migrations.RunPython.noop, elidable=True)]
