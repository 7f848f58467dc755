"""``ratsflow tour``: the main job on a state's own example, from draft to closed."""

from __future__ import annotations

import tempfile

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import attrs
import click

from rich.rule import Rule as Line

from ratsflow.cli import options
from ratsflow.cli.bilingual import Command, Word, option
from ratsflow.cli.command_lines import Typed
from ratsflow.cli.console import Console
from ratsflow.cli.logs import print_log, verified
from ratsflow.cli.printed import print_documents
from ratsflow.cli.screen import explained, screen
from ratsflow.cli.tour_script import Act, Script, script_of
from ratsflow.engine import Verdict
from ratsflow.errors import Both, InvalidInputError, RefusedError
from ratsflow.exchange.plain import inputs_from_plain
from ratsflow.law.bodies import kind_of
from ratsflow.law.periods import local_day
from ratsflow.law.states import state_ids
from ratsflow.model import Actor, Consultation, ConsultationRole, Motion
from ratsflow.office import Office
from ratsflow.procedure.words import say_day


if TYPE_CHECKING:
    from ratsflow.papers import ReadConsultation
    from ratsflow.stores.sql import SqlStore


_HOME = "NRW"
"""The state whose tour is told where none is named."""


@click.command(
    "tour",
    cls=Command,
    examples=(
        "tour",
        "tour --state BW --db tour.db",
    ),
    de="Das mitgelieferte Beispiel eines Landes vom Entwurf bis zum Abschluss führen, auf SQLite.",
)
@option(
    "--state",
    type=Word(list(state_ids()), case_sensitive=False),
    default=_HOME,
    show_default=True,
    help=Both("Under whose law.", "Nach welchem Landesrecht."),
)
@option(
    "--db",
    metavar="PATH",
    help=Both("Keep the SQLite file here.", "Die SQLite-Datei hier behalten."),
)
@options.output
def tour_command(state: str, db: str | None, as_json: bool, lang: Any) -> None:
    """Carry the shipped example of a state from draft to closed, on SQLite."""
    script = script_of(state)
    if db is not None:
        _tour(script, Path(db), as_json, lang)
        return
    with tempfile.TemporaryDirectory() as folder:
        _tour(script, Path(folder) / "tour.db", as_json, lang)


def _tour(script: Script, path: Path, as_json: bool, lang: Any) -> None:
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
        console = Console(highlight=False, markup=False, quiet=as_json)
        tour = Tour(script, store, lang, console)
        tour.run()
        if as_json:
            print_documents("tour-step", tour.told)


@attrs.define
class Tour:
    """The example of a state on its way, told as it goes.

    Attributes:
        script: what happens.
        store: where the log goes.
        lang: language of the telling.
        console: where it is told.
        told: the same as plain values.
        now: the moment at which the story stands.
        text: the paper as it stands.
    """

    script: Script
    store: SqlStore
    lang: Literal["de", "en"]
    console: Console
    told: list[dict[str, Any]] = attrs.field(factory=list)
    now: datetime = attrs.field(factory=lambda: datetime.now(UTC))
    text: str = attrs.field(init=False)
    office: Office = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.text = self.script.paper
        self.office = Office(
            self.script.procedure,
            self.store,
            law=self.script.law,
            clock=lambda: self.now,
            record_refusals=True,
        )

    def run(self) -> None:
        """Tell the whole story, and verify the log."""
        for scene in self.script.scenes:
            self._scene(scene.title.in_(self.lang))
            for act in scene.acts:
                self._play(act)
        self._scene({"de": "Das Protokoll", "en": "The log"}[self.lang])
        case = self.script.case
        if not self.console.quiet:
            print_log(self.script.procedure, self.office.entries(case), self.lang)
            verified({"default": self.office}, False, self.lang)
        broken = [str(each) for each in self.office.verify()]
        self.told.append({"state": self.office.case(case).state, "broken": broken})

    def _play(self, act: Act) -> None:
        self.now = act.at or self.now
        if act.opens:
            self._open(self.script.people[act.opens])
        given = dict(act.given)
        for old, new in act.mend:
            self.text = self.text.replace(old, new)
        motion = self._motion() if act.mend else None
        if act.say.de:
            costs = motion and motion.cost_statement
            quote = costs.quote if costs else ""
            self.console.print(act.say.in_(self.lang).replace("{quote}", quote))
        if act.step:
            inputs = inputs_from_plain(self.script.procedure.step(act.step), given)
            if motion is not None:
                inputs["motion"] = motion
            self._take(act, self.script.people[act.by], inputs)
        if act.show:
            self._screen()

    def _motion(self) -> Motion:
        """Return the paper as it stands, with what the council's office notes on it."""
        from ratsflow.papers import read_paper  # noqa: PLC0415  # all its forms

        return attrs.evolve(read_paper(self.text).motion, **self._noted)

    @property
    def _noted(self) -> dict[str, Any]:
        return {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in self.script.noted.items()
        }

    def _open(self, author: Actor) -> None:
        from ratsflow.papers import read_paper  # noqa: PLC0415  # all its forms

        reading = read_paper(self.text)
        read = {"de": "Gelesen", "en": "Read"}[self.lang]
        self.console.print(f"{read}: {reading.motion.title}")
        route = [
            self._consultation(f"c{number}", each)
            for number, each in enumerate(reading.consultations, start=1)
        ]
        motion = attrs.evolve(reading.motion, **self._noted)
        self.office.open(motion, author, case_id=self.script.case, consultations=route)

    def _consultation(self, key: str, read: ReadConsultation) -> Consultation:
        kind = kind_of(read.body, self.script.law)
        made = read.to_consultation(key, ConsultationRole.DECISION, kind)
        members = self.script.members.get(read.body)
        return attrs.evolve(made, body=attrs.evolve(made.body, members=members))

    def _screen(self) -> None:
        """Show what `ratsflow show` prints here."""
        self.console.print()
        for line in screen(self.office.now(self.script.case), self.lang, Typed()):
            self.console.print(line)
        self.console.print()

    def _scene(self, title: str) -> None:
        self.console.print()
        self.console.print(Line(title, align="left"))

    def _take(self, act: Act, actor: Actor, inputs: dict[str, Any]) -> None:
        """Take a step, or show how it is refused; anything else ends the tour."""
        case = self.script.case
        try:
            seen = self.office.case(case).version
            taken = self.office.take(
                case, act.step, actor, on=act.on, seen=seen, **inputs
            )
        except RefusedError as error:
            blocking = {each.rule.id for each in error.verdict.blocking}
            if blocking != {*act.refused}:
                raise
            self._show_refusal(error.verdict, actor)
            return
        if act.refused:
            raise InvalidInputError(
                Both(
                    f"the tour says that {act.step!r} is refused, and it is not.",
                    f"die Führung sagt, dass „{act.step}“ abgelehnt wird; das wird es "
                    "nicht.",
                ),
                "tour.toml",
            )
        procedure = self.script.procedure
        state = procedure.state(taken.case.state).title(self.lang)
        title = procedure.step(act.step).title(self.lang)
        day = say_day(local_day(self.now), self.lang)
        self.console.print(f"✓ {day}  {title}, {actor.name}  → {state}")
        self.told.append(
            {"step": act.step, "actor": actor.id, "state": taken.case.state}
        )

    def _show_refusal(self, verdict: Verdict, actor: Actor) -> None:
        now = self.office.now(self.script.case, actor)
        day = say_day(local_day(self.now), self.lang)
        told = "\n".join(explained(verdict, now, self.lang, Typed()))
        self.console.print(f"✗ {day}  {actor.name}: {told}", style="dark_red")
        self.told.append(
            {"step": verdict.step.name, "refused": verdict.to_plain(self.lang)}
        )
