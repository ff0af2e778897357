"""What the time bank holds is not kept a second time."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("budgets", "0003_hours_stand_in_the_time_bank")]

    operations = [
        migrations.AlterField(
            model_name="hours",
            name="entry",
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="paid", to="levers.entry"),
        ),
        migrations.RemoveField(model_name="hours", name="seconds"),
        migrations.RemoveField(model_name="hours", name="noted_by"),
        migrations.RemoveField(model_name="hours", name="approved"),
        migrations.RemoveField(model_name="brought", name="unit"),
    ]
