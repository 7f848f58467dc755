"""The models that read the tables of the log: nothing is made in the database."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models


_READING = {
    "abstract": False,
    "managed": False,
    "default_permissions": ("view",),
    "base_manager_name": "objects",
}


class Migration(migrations.Migration):
    """Django's record of two models that it does not manage."""

    dependencies: ClassVar[list[Any]] = [("ratsflow", "0001_tables")]
    operations: ClassVar[list[Any]] = [
        migrations.CreateModel(
            name="CaseRow",
            fields=[
                ("tenant", models.CharField(max_length=255)),
                ("version", models.IntegerField()),
                (
                    "case_id",
                    models.CharField(
                        max_length=255,
                        primary_key=True,
                        serialize=False,
                        verbose_name="case",
                    ),
                ),
                ("hash", models.CharField(max_length=64)),
                ("state", models.CharField(max_length=255)),
                ("procedure", models.CharField(max_length=255)),
                ("title", models.TextField()),
                ("since", models.CharField(max_length=32)),
                ("due", models.CharField(max_length=32)),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "db_table": "ratsflow_cases",
                "ordering": ["case_id"],
                **_READING,
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("tenant", models.CharField(max_length=255)),
                ("version", models.IntegerField()),
                (
                    "hash",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                ("case_id", models.CharField(max_length=255, verbose_name="case")),
                ("body", models.BinaryField()),
                ("command", models.CharField(max_length=255)),
            ],
            options={
                "verbose_name": "entry of the log",
                "verbose_name_plural": "entries of the log",
                "db_table": "ratsflow_entries",
                "ordering": ["case_id", "version"],
                **_READING,
            },
        ),
    ]
