import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from xanh.office import append_only


def create(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    append_only.create(editor, append_only.MONITORING)


def drop(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    append_only.drop(editor, append_only.MONITORING)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("monitoring", "0001_initial"),
    ]
    operations = [
        migrations.AlterField(
            model_name="stationevent",
            name="station",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="monitoring.station",
            ),
        ),
        migrations.AlterField(
            model_name="stationevent",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(create, drop),
    ]
