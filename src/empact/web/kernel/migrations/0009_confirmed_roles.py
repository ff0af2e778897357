from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0008_reminders")]

    operations = [migrations.AddField("hat", "confirmed", models.DateField(blank=True, null=True))]
