from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rutan", "0002_a_touch_asks_only_for_figures"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="password_made_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
