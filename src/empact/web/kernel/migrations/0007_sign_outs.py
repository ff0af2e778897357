from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_weekly_letter")]

    operations = [migrations.AddField("user", "sign_outs", models.PositiveIntegerField(default=0))]
