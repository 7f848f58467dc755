"""A town's papers as a service: ``uvicorn service:app``. Log in with ``X-User: kurz``."""

import os

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy import ForeignKey
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ratsflow import Actor, Motion, bring_up, nrw
from ratsflow.contrib.fastapi import Cases, install


# -- what a host has anyway: its database, its rows, its login ----------------------------

URL = os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///town.db")
LAW = Path(__file__).parents[1] / "municipalities" / "musterstadt.toml"
USERS = {
    "kurz": Actor("kurz", "Ute Kurz", roles=["author"]),
    "beig": Actor("beig", "Dr. Beispiel", roles=["alderman"]),
    "buero": Actor("buero", "Büro des Rates", roles=["council_office"]),
    "gast": Actor("gast"),
}


class Base(DeclarativeBase):
    """The tables of the host."""


class Department(Base):
    """An office of the town hall."""

    __tablename__ = "departments"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Vorlage(Base):
    """A row of the host, with the case that decides what may happen to it."""

    __tablename__ = "vorlagen"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    status: Mapped[str] = mapped_column(default="")
    case_id: Mapped[str] = mapped_column(default="")
    department: Mapped[int | None] = mapped_column(ForeignKey("departments.id"))


engine: AsyncEngine = create_async_engine(URL)
new_session = async_sessionmaker(engine, expire_on_commit=False)


async def session() -> AsyncIterator[AsyncSession]:
    """Yield a session; what it did is committed together, or not at all."""
    async with new_session.begin() as opened:
        yield opened


async def signed_in(x_user: Annotated[str, Header()]) -> Actor:
    """Return who asks. A real host looks at a session cookie or a token."""
    if x_user not in USERS:
        raise HTTPException(401, "unknown user")
    return USERS[x_user]


# -- ratsflow: ten lines ------------------------------------------------------------------

cases = Cases(nrw(), session, signed_in, law=LAW, record_refusals=True)


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Create the tables of both; a real host has migrations."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
        await connection.run_sync(bring_up)
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)
install(app)
app.include_router(cases.router, prefix="/cases", tags=["cases"])

# -- own routes: the row and the step in one transaction ----------------------------------

Rows = Annotated[AsyncSession, Depends(session, scope="function")]
Who = Annotated[Actor, Depends(signed_in)]


@app.post("/vorlagen", status_code=201)
async def create(title: str, rows: Rows, who: Who) -> dict[str, str | int]:
    """Write a row, and open its case."""
    row = Vorlage(title=title)
    rows.add(row)
    await rows.flush()
    case = await cases.on(rows).open(
        Motion(title, topics=()), who, key=f"vorlage-{row.id}"
    )
    row.case_id, row.status = case.id, case.state
    return {"id": row.id, "case": case.id, "status": row.status}


@app.post("/vorlagen/{number}/withdraw")
async def withdraw(number: int, rows: Rows, who: Who) -> dict[str, str]:
    """Take a step and note it in the row: both are committed, or neither."""
    row = await rows.get(Vorlage, number)
    if row is None:
        raise HTTPException(404, "no such row")
    row.title += " (zurückgezogen)"
    taken = await cases.on(rows).take(row.case_id, "withdraw", who)
    row.status = taken.state
    return {"status": row.status, "title": row.title}
