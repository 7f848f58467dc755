"""ratsflow as a service: a router for cases, problems for errors, models from one source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ratsflow._lazy import lazily


_HOMES = {
    "ratsflow.contrib.fastapi.desk": ("AsyncDesk",),
    "ratsflow.contrib.fastapi.models": ("models",),
    "ratsflow.contrib.fastapi.oparl": ("OParl",),
    "ratsflow.contrib.fastapi.problems": ("install", "problem_of"),
    "ratsflow.contrib.fastapi.router": ("Cases",),
}

__all__ = ["AsyncDesk", "Cases", "OParl", "install", "models", "problem_of"]

if TYPE_CHECKING:
    from ratsflow.contrib.fastapi import models as models
    from ratsflow.contrib.fastapi.desk import AsyncDesk as AsyncDesk
    from ratsflow.contrib.fastapi.oparl import OParl as OParl
    from ratsflow.contrib.fastapi.problems import install as install
    from ratsflow.contrib.fastapi.problems import problem_of as problem_of
    from ratsflow.contrib.fastapi.router import Cases as Cases
else:
    __getattr__ = lazily(__name__, _HOMES)
