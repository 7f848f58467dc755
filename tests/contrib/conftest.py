"""Django for the tests of this folder: one project, on every database in turn."""

from __future__ import annotations

import os
import sys

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sqlalchemy import make_url


sys.path.insert(0, str(Path(__file__).parent))  # tests are imported by their path

django = pytest.importorskip("django")

DRIVER = os.environ.get("RATSFLOW_DJANGO", "")
"""The driver that this process is to use, where it is not the usual one; see in_django/test_drivers."""

if DRIVER == "psycopg2":
    sys.modules["psycopg"] = None  # type: ignore[assignment]  # Django would take it
if DRIVER == "pymysql":
    import pymysql

    pymysql.version_info = (2, 2, 7, "final", 0)  # which Django asks of mysqlclient
    pymysql.install_as_MySQLdb()

from django.conf import settings


RATSFLOW = {
    "procedures": ["django_host.procedures.small"],
    "tenant": "musterstadt",
}

if not settings.configured:
    settings.configure(
        SECRET_KEY="only for tests",
        USE_TZ=True,
        TIME_ZONE="Europe/Berlin",
        LANGUAGE_CODE="en",
        LANGUAGES=[("de", "Deutsch"), ("en", "English")],
        ROOT_URLCONF="django_host.urls",
        ALLOWED_HOSTS=["testserver"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        STATIC_URL="static/",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": ":memory:",
                "OPTIONS": {"transaction_mode": "IMMEDIATE"},
            }
        },
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "django.contrib.admin",
            "ratsflow.contrib.django",
            "django_host",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "ratsflow.contrib.django.CaseMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        RATSFLOW=RATSFLOW,
    )
    django.setup()

from django.core.management import call_command
from django.db import connections


def _settings_of(url: str, engine: str) -> dict[str, Any]:
    made = make_url(url)
    host = made.query.get("host") or made.query.get("unix_socket") or made.host
    return {
        "ENGINE": f"django.db.backends.{engine}",
        "NAME": made.database,
        "USER": made.username,
        "PASSWORD": made.password or "",
        "HOST": host,
        "PORT": str(made.port or ""),
    }


def _open(alias: str, given: dict[str, Any]) -> str:
    connections.settings[alias] = given
    connections.configure_settings(connections.settings)
    call_command("migrate", database=alias, run_syncdb=True, verbosity=0)
    return alias


@pytest.fixture(scope="session", name="default_db", autouse=True)
def _default_db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Make the tables in the default database, which is a file of SQLite's."""
    name = tmp_path_factory.mktemp("django") / "host.db"
    connections.settings["default"]["NAME"] = str(name)
    yield _open("default", connections.settings["default"])
    connections["default"].close()


@pytest.fixture(scope="session", name="psycopg_db")
def _psycopg_db(postgres_url: str) -> Iterator[str]:
    """Yield the alias of a database on PostgreSQL, by psycopg 3."""
    yield _open("psycopg", _settings_of(postgres_url, "postgresql"))
    connections["psycopg"].close()


@pytest.fixture(scope="session", name="other_db")
def _other_db() -> Iterator[str]:
    """Yield the alias of a database by the driver that this process is to use."""
    engine = "postgresql" if DRIVER == "psycopg2" else "mysql"
    yield _open("other", _settings_of(os.environ["RATSFLOW_DJANGO_URL"], engine))
    connections["other"].close()


@pytest.fixture(name="alias", params=["other"] if DRIVER else ["default", "psycopg"])
def _alias(request: pytest.FixtureRequest) -> str:
    """Return the alias of each database in turn."""
    if request.param == "default":
        return "default"
    return str(request.getfixturevalue(f"{request.param}_db"))
