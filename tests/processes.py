"""Where the processes of the tests come from."""

from __future__ import annotations

from multiprocessing import get_context


# Children come from a server that has imported all of it, so that they start at once.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        "ratsflow.office",
        "ratsflow.stores.sql",
        "ratsflow.testing.store_records",
        "sqlalchemy.dialects.sqlite",
        "sqlalchemy.dialects.postgresql",
        "sqlalchemy.dialects.mysql",
        "cattrs",
        "psycopg",
        "pymysql",
    ]
)
