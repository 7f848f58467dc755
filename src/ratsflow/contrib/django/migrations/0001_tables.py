"""Make the tables of the log, or bring older ones forward."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from ratsflow.contrib.django.tables import bring_up_tables, keep_tables


SCHEMA = 4
"""The version of the tables behind this migration; see `ratsflow.stores.sql.SCHEMA`."""


class Migration(migrations.Migration):
    """The tables are declared once, by the store: this calls what makes them."""

    initial = True
    dependencies: ClassVar[list[Any]] = []
    operations: ClassVar[list[Any]] = [
        migrations.RunPython(bring_up_tables, keep_tables, elidable=False)
    ]
