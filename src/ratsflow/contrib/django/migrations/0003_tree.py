"""Bring the tables forward: a table for the tree of all entries."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

from ratsflow.contrib.django.tables import bring_up_tables, keep_tables


SCHEMA = 5
"""The version of the tables behind this migration; see `ratsflow.stores.sql.SCHEMA`."""


class Migration(migrations.Migration):
    """The tables are declared once, by the store: this calls what brings them forward."""

    dependencies: ClassVar[list[Any]] = [("ratsflow", "0002_readers")]
    operations: ClassVar[list[Any]] = [
        migrations.RunPython(bring_up_tables, keep_tables, elidable=False)
    ]
