from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from xanh.office import append_only


def create(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    append_only.create(editor, append_only.PLANS)


def drop(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    append_only.drop(editor, append_only.PLANS)


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
