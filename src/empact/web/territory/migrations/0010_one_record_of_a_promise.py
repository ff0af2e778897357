"""What an organisation promises is kept in one place, above the address book: that place takes the rows over before this."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("territory", "0009_kinds_of_files")]

    operations = [migrations.DeleteModel("Commitment")]
