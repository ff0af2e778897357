"""A code list for kinds of help."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("territory", "0012_functions_of_an_integrator")]

    operations = [
        migrations.AlterField(
            model_name="code",
            name="codelist",
            field=models.CharField(
                choices=[
                    ("category", "category of actors"),
                    ("type", "type of actor"),
                    ("sector", "sector"),
                    ("discipline", "discipline"),
                    ("function", "function"),
                    ("help", "kind of help"),
                ],
                max_length=12,
                verbose_name="list",
            ),
        )
    ]
