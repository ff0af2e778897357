from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_counts")]

    operations = [
        migrations.CreateModel(
            name="RegionChoice",
            fields=[("id", models.CharField(max_length=60, primary_key=True, serialize=False)), ("value", models.JSONField())],
        )
    ]
