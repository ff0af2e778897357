import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_region_choices")]

    operations = [
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="digest",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(default=0)),
                ("duties_only", models.BooleanField(default=False)),
                ("week", models.DateField(null=True)),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("weekday__lte", 4)), name="digest_weekday")]},
        )
    ]
