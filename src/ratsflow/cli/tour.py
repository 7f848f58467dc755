"""``ratsflow tour``: the main job on the shipped example, from draft to closed."""

from __future__ import annotations

import tempfile

from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import attrs
import click

from rich.rule import Rule as Line

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, option
from ratsflow.cli.command_lines import Typed
from ratsflow.cli.console import Console
from ratsflow.cli.logs import print_log, verified
from ratsflow.cli.printed import print_json
from ratsflow.cli.screen import explained, screen
from ratsflow.engine import Verdict
from ratsflow.errors import Both, InvalidInputError, RefusedError
from ratsflow.law.municipality import parse_law
from ratsflow.law.periods import local_day
from ratsflow.model import Actor, Ballot, ConsultationRole, Meeting
from ratsflow.office import Office
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.words import say_day


if TYPE_CHECKING:
    from ratsflow.stores.sql import SqlStore


CASE = "0042-2026"
_CURES = (
    ("TOP 4\n", "TOP 4, 0311/2025\n"),
    (
        "\n\n**Beigeordnete**",
        "\n\nDer Beitritt ist beitragsfrei. Kosten entstehen der Stadt durch den Beitritt "
        "nicht.\n\n**Beigeordnete**",
    ),
)
"""What the author adds to the draft after the refusal."""

AUTHOR = Actor("a.kurz", "Anna Kurz", roles=["author"])
TREASURER = Actor("k.soll", "Klaus Soll", roles=["treasurer"])
ALDERMAN = Actor("k.beispiel", "Dr. Karla Beispiel", roles=["alderman"])
MAYOR = Actor("m.muster", "Mara Muster", roles=["mayor"])
COUNCIL_OFFICE = Actor("r.buero", "Rita Buero", roles=["council_office"])
CHAIR = Actor("v.sitz", "Viktor Sitz", roles=["chair"])
LIBRARY = Actor("b.uecher", "Bela Uecher", roles=["executing_office"])


@click.command(
    "tour",
    cls=Command,
    de="Das mitgelieferte Beispiel vom Entwurf bis zum Abschluss führen, auf SQLite.",
)
@option(
    "--db",
    metavar="PATH",
    help=Both("Keep the SQLite file here.", "Die SQLite-Datei hier behalten."),
)
@options.output
def tour_command(db: str | None, as_json: bool, lang: Any) -> None:
    """Carry the shipped example from draft to closed, on SQLite."""
    if db is not None:
        _tour(Path(db), as_json, lang)
        return
    with tempfile.TemporaryDirectory() as folder:
        _tour(Path(folder) / "tour.db", as_json, lang)


def _tour(path: Path, as_json: bool, lang: Any) -> None:
    if path.exists():
        raise InvalidInputError(
            Both(
                f"there is a file {str(path)!r} already.",
                f"die Datei „{path}“ gibt es schon.",
            ),
            "--db",
            Both(
                "Name a new one; the tour writes into no other's database.",
                "Eine neue nennen; die Führung schreibt in keine fremde Datenbank.",
            ),
        )
    from ratsflow.stores.sql import SqlStore  # noqa: PLC0415  # only where it is used

    with SqlStore(str(path)) as store:
        tour = Tour(store, lang, Console(highlight=False, markup=False, quiet=as_json))
        tour.run()
        if as_json:
            print_json(tour.told)


@attrs.define
class Tour:
    """The shipped example on its way, told as it goes.

    Attributes:
        store: where the log goes.
        lang: language of the telling.
        console: where it is told.
        told: the same as plain values.
        now: the moment at which the story stands.
    """

    store: SqlStore
    lang: Literal["de", "en"]
    console: Console
    told: list[dict[str, Any]] = attrs.field(factory=list)
    now: datetime = datetime(2026, 1, 12, 9, tzinfo=UTC)
    procedure: Procedure = attrs.field(init=False)
    office: Office = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        from ratsflow.states.nrw import nrw  # noqa: PLC0415  # a large table

        self.procedure = nrw()
        law = parse_law(_example("law.toml"), "law.toml")
        self.office = Office(
            self.procedure, self.store, law=law, clock=self._clock, record_refusals=True
        )

    def _clock(self) -> datetime:
        return self.now

    def run(self) -> None:
        """Tell the whole story."""
        self._draft()
        self._house()
        self._committee()
        self._standstill()
        self._execution()
        self._end()

    def _draft(self) -> None:
        from ratsflow.papers import read_paper  # noqa: PLC0415  # all its forms

        self._scene("Der Entwurf", "The draft")
        text = _example("vorlage.md")
        reading = read_paper(text)
        self._say(
            f"Gelesen: {reading.motion.title}",
            f"Read: {reading.motion.title}",
        )
        route = [
            each.to_consultation(f"c{i}", ConsultationRole.DECISION)
            for i, each in enumerate(reading.consultations, start=1)
        ]
        motion = attrs.evolve(reading.motion, **_CLASSIFIED)
        self.office.open(motion, AUTHOR, case_id=CASE, consultations=route)
        self._screen()
        self._take("submit", AUTHOR, refused=True, excluded_officials=())
        for lacking, stated in _CURES:
            text = text.replace(lacking, stated)
        cured = read_paper(text).motion
        quote = cured.cost_statement.quote if cured.cost_statement else ""
        self._say(
            "Die Verfasserin trägt die Drucksachen-Nr. nach und ergänzt einen Satz; er wird "
            f"gefunden: „{quote}“",
            "The author fills in the number and adds a sentence; it is found: "
            f"“{quote}”",
        )
        self._take("revise", AUTHOR, motion=attrs.evolve(cured, **_CLASSIFIED))
        self._take("submit", AUTHOR, excluded_officials=())

    def _house(self) -> None:
        self._scene("Im Haus", "In the house")
        self._day(14)
        self._take("complete_co_signature", COUNCIL_OFFICE, refused=True)
        self._take("cosign", TREASURER, decision="approve")
        self._take("complete_co_signature", COUNCIL_OFFICE)
        self._take("sign", ALDERMAN)
        self._day(19)
        self._take("release", MAYOR, reference="0042/2026")

    def _committee(self) -> None:
        self._scene("Im Ausschuss", "In the committee")
        self._day(33)
        meeting = Meeting(
            date(2026, 3, 4),
            datetime(2026, 3, 4, 16, tzinfo=UTC),
            dispatched_on=date(2026, 2, 17),
            invited_on=date(2026, 2, 18),
            published_on=date(2026, 2, 20),
        )
        self._take(
            "place_on_agenda",
            COUNCIL_OFFICE,
            meeting=meeting,
            agenda_number="5",
            route="regular",
        )
        self.now = datetime(2026, 3, 4, 16, 20, tzinfo=UTC)
        self._take("open_item", CHAIR)
        self._screen()
        self._say(
            "Neun dafür, vier dagegen, zwei Enthaltungen.",
            "Nine in favour, four against, two abstentions.",
        )
        ballot = Ballot(9, 4, 2, 0, present=15, members=15, chair=CHAIR.name)
        self._take("vote", CHAIR, ballot=ballot)

    def _standstill(self) -> None:
        self._scene("Die Einspruchsfrist", "The appeal period")
        self.now = datetime(2026, 3, 5, 9, tzinfo=UTC)
        self._take("start_standstill", COUNCIL_OFFICE)
        self._take("end_standstill", COUNCIL_OFFICE, refused=True)
        self.now = datetime(2026, 3, 13, 9, tzinfo=UTC)
        self._take("end_standstill", COUNCIL_OFFICE)

    def _execution(self) -> None:
        self._scene("Durchführung", "Execution")
        self._take("start_execution", LIBRARY)
        self.now = datetime(2026, 4, 2, 9, tzinfo=UTC)
        evidence = "Beitrittserklärung vom 02.04.2026"
        self._take("complete", LIBRARY, evidence=evidence)
        self.now = datetime(2026, 4, 22, 16, tzinfo=UTC)
        self._take("report", ALDERMAN, report="Mitteilung im Ausschuss am 22.04.2026")
        self._take("close", COUNCIL_OFFICE)

    def _end(self) -> None:
        self._scene("Das Protokoll", "The log")
        if not self.console.quiet:
            print_log(self.procedure, self.office.entries(CASE), self.lang)
            verified({"default": self.office}, False, self.lang)
        broken = [str(each) for each in self.office.verify()]
        self.told.append({"state": self.office.case(CASE).state, "broken": broken})

    def _screen(self) -> None:
        """Show what `ratsflow show` prints here."""
        self.console.print()
        for line in screen(self.office.now(CASE), self.lang, Typed()):
            self.console.print(line)
        self.console.print()

    def _day(self, days: int) -> None:
        self.now = datetime(2026, 1, 12, 9, tzinfo=UTC) + timedelta(days=days)

    def _scene(self, de: str, en: str) -> None:
        self.console.print()
        self.console.print(Line(de if self.lang == "de" else en, align="left"))

    def _say(self, de: str, en: str) -> None:
        self.console.print(de if self.lang == "de" else en)

    def _take(
        self, step: str, actor: Actor, refused: bool = False, **inputs: Any
    ) -> None:
        """Take a step, or show how it is refused; anything else ends the tour."""
        try:
            seen = self.office.case(CASE).version
            taken = self.office.take(CASE, step, actor, seen=seen, **inputs)
        except RefusedError as error:
            if not refused:
                raise
            self._show_refusal(error.verdict, actor)
            return
        state = self.procedure.state(taken.case.state).title(self.lang)
        title = self.procedure.step(step).title(self.lang)
        day = say_day(local_day(self.now), self.lang)
        self.console.print(f"✓ {day}  {title}, {actor.name}  → {state}")
        self.told.append({"step": step, "actor": actor.id, "state": taken.case.state})

    def _show_refusal(self, verdict: Verdict, actor: Actor) -> None:
        now = self.office.now(CASE, actor)
        day = say_day(local_day(self.now), self.lang)
        told = "\n".join(explained(verdict, now, self.lang, Typed()))
        self.console.print(f"✗ {day}  {actor.name}: {told}", style="dark_red")
        self.told.append(
            {"step": verdict.step.name, "refused": verdict.to_plain(self.lang)}
        )


_CLASSIFIED: dict[str, Any] = {"topics": ("culture",), "districts": ()}
"""What the council office notes about the example: its topic, and that no district is affected."""


def _example(name: str) -> str:
    return (resources.files("ratsflow.cli") / "example" / name).read_text("utf-8")
