"""Drawings: complete, readable, and safe whatever people call their states and steps."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess

from datetime import UTC, date, datetime
from pathlib import Path

import attrs
import pytest

from hypothesis import given, settings
from hypothesis import strategies as st

from definitions import meant
from ratsflow.engine import assess, open_case, take
from ratsflow.errors import UnknownNameError
from ratsflow.model import (
    Actor,
    Consultation,
    Motion,
    Organization,
    Suspension,
    Wording,
)
from ratsflow.procedure.case import Case
from ratsflow.procedure.drawing import draw, escaped
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.rule import Rule
from ratsflow.procedure.step import (
    CONSULTATION,
    LIFECYCLES,
    MOTION,
    NONE,
    SUSPENSION,
    Move,
    State,
    Step,
)


HOSTILE = (
    'a "quoted" label',
    "semi; colon: hash # percent %% brace {} bracket [*]",
    "<b>bold</b> <script>alert(1)</script> <br/>",
    "first\nsecond\r\nend note\n}",
    "s0 --> s1 : x",
    "end note",
    "note right of s0",
    "state",
    "style s0:#fff;",
    "classDef x fill:#000;",
    "1. Lesung",
    "- list",
    "`**markdown**` _x_ ~y~ $$z$$",
    "Prüfung ẞ ﬂ°°35¶ß",
    "#35; #quot; &amp;",
    "%%{init: {}}%%",
    "\u202eright to left\u2028next\x00\x1b",
    "direction LR",
    "<<fork>>",
    "--",
    "---",
    ":",
    "\\",
    "emoji 🏛️ e\u0301",
)
_LABEL = r"(?:[^\W_]|[ ,/()]|(?<=[^\W_])[-_](?=[^\W_])|#[0-9]+;)+"
_LABELS = rf"{_LABEL}(?:<br/>{_LABEL})*"
_LINE = re.compile(
    "    (?:"
    + "|".join(
        [
            rf'state "{_LABEL}" as s[0-9]+',
            rf"s[0-9]+ : {_LABEL}",
            rf"\[\*\] --> s[0-9]+(?: : {_LABELS})?",
            rf"s[0-9]+ --> s[0-9]+ : {_LABELS}",
            r"s[0-9]+ --> \[\*\]",
            rf"note (?:left|right) of s[0-9]+ : {_LABELS}",
            r"classDef present [a-z0-9:#,-]+",
            r"class s[0-9]+(?:,s[0-9]+)* present",
        ]
    )
    + ")"
)

NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
ANNA = Actor("anna", roles=("author",))

labels = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=30),
    st.builds("{}{}".format, st.sampled_from(HOSTILE), st.text(max_size=10)),
)


@pytest.fixture(name="small")
def _small() -> Procedure:
    return Procedure(
        "small",
        [
            State("draft", Wording("Entwurf", "Draft")),
            State("review", Wording("Prüfung: Beigeordnete/r", "Review: alderman")),
            State("done", Wording("fertig", "done"), final=True),
        ],
        [
            Step("edit", "draft", by="author", label=Wording("Ändern", "Edit")),
            Step("submit", "draft", "review", by="author", guards="has_costs"),
            Step("urge", "draft", "review", by="author"),
            Step(
                "decide",
                by="author",
                label=Wording("Entscheiden", "Decide"),
                decide=lambda _: "adopted",
                outcomes={
                    "adopted": Move(MOTION, "review", "done"),
                    "rejected": Move(MOTION, "review", "done"),
                    "sent_back": Move(MOTION, "review", "draft"),
                },
            ),
        ],
        rules=[Rule("has_costs", lambda _: True, label=Wording("Kosten", "Costs"))],
        roles=["author"],
    )


@pytest.fixture(name="coupled")
def _coupled() -> Procedure:
    """A procedure with all three lifecycles."""
    return Procedure(
        "coupled",
        ["adopted", "closed"],
        [
            Step(
                "call",
                by="author",
                outcomes={"": Move(CONSULTATION, "planned", "open")},
            ),
            Step(
                "object",
                by="author",
                outcomes={
                    "": (
                        Move(MOTION, "adopted"),
                        Move(SUSPENSION, NONE, "lodged", new="mayor_objection"),
                    )
                },
            ),
            Step(
                "clear",
                by="author",
                outcomes={"": Move(SUSPENSION, "lodged", "cleared")},
            ),
            Step("close", "adopted", "closed", by="author"),
        ],
        roles=["author"],
        consultation_states=["planned", State("open", final=True)],
        suspension_states=["lodged", State("cleared", final=True)],
    )


def case_of(procedure: Procedure) -> Case:
    """Return a fresh case."""
    return open_case(procedure, "1", Motion("x"), ANNA, at=NOON).case


def hostile(words: list[str]) -> Procedure:
    """Return a procedure that bears the given words wherever people write some."""
    states = [State(f"z{i}", Wording(word, word)) for i, word in enumerate(words)]
    names = [state.name for state in states]
    steps = [
        Step(
            f"go{i}",
            names,
            name,
            by="author",
            guards=f"r{i}",
            label=Wording(word, word),
        )
        for i, (name, word) in enumerate(zip(names, words, strict=True))
    ]
    rules = [
        Rule(f"r{i}", lambda _: True, label=Wording(word, word))
        for i, word in enumerate(words)
    ]
    return meant("hostile", states, steps, rules=rules, roles=["author"])


def test_a_small_procedure_is_drawn(small: Procedure) -> None:
    """States, steps, outcomes, inner steps, start and end stand where one looks for them."""
    expected = """\
stateDiagram-v2
    state "Draft" as s0
    state "Review#58; alderman" as s1
    state "done" as s2
    s0 : Edit
    [*] --> s0
    s0 --> s1 : submit<br/>urge
    s1 --> s2 : Decide (adopted, rejected)
    s1 --> s0 : Decide (sent back)
    s2 --> [*]
"""

    assert expected == draw(small)


def test_labels_come_in_german(small: Procedure) -> None:
    """The German labels are drawn when German is asked for, umlauts as they are."""
    drawn = draw(small, lang="de")

    assert '    state "Prüfung#58; Beigeordnete/r" as s1\n' in drawn
    assert "    s0 : Ändern\n" in drawn


def test_the_present_state_is_highlighted(small: Procedure) -> None:
    """The state in which a case stands, and no other, has a class of its own."""
    case = case_of(small)
    case = take(assess(small, case, "submit", ANNA, at=NOON)).case
    lines = draw(small, case=case).splitlines()

    assert lines[-2].startswith("    classDef present ")
    assert "    class s1 present" == lines[-1]


def test_guards_are_listed_when_asked_for(small: Procedure) -> None:
    """The rules of a step stand in a note at the state where it starts."""
    note = "    note left of s0 : submit#58; Costs\n"

    assert note in draw(small, guards=True)
    assert note not in draw(small)


def test_moves_from_many_states_are_told_in_a_note(small: Procedure) -> None:
    """A move from more states than `wide` is told at its target, and drawn if few."""
    drawn = draw(small, wide=0)
    many = Step("withdraw", ["draft", "review"], "done", by="author")
    wide = attrs.evolve(small, steps=(*small.steps, many))

    assert "-->" not in drawn.replace("[*] --> s0", "").replace("s2 --> [*]", "")
    assert "note right of s1 : submit<br/>urge<br/>(from#58; Draft)\n" in drawn
    assert "    s0 --> s2 : withdraw\n" in draw(wide)
    assert (
        "note right of s2 : withdraw<br/>(from#58; Draft, Review#58; alderman)\n"
        in draw(wide, wide=1)
    )


def test_moves_that_stay_in_many_states_are_told_once(small: Procedure) -> None:
    """An inner step of many states stands in one note at the first of them."""
    note = Step("note", ["draft", "review", "done"], by="author")
    drawn = draw(attrs.evolve(small, steps=(*small.steps, note)), wide=2)

    assert (
        "note right of s0 : note<br/>(in#58; Draft, Review#58; alderman, done)\n"
        in drawn
    )


def test_stars_in_notes_are_no_italics() -> None:
    """The star of *Bürger*innen* gets a backslash where Mermaid reads Markdown: in notes."""
    drawn = draw(hostile(["Bürger*innen"]), wide=0)

    assert 'state "Bürger#42;innen" as s0' in drawn
    assert (
        "note right of s0 : Bürger#92;#42;innen<br/>(from#58; Bürger#92;#42;innen)\n"
        in drawn
    )


@pytest.mark.parametrize("way", ["TB", "BT", "RL", "LR", "TD", "lr"])
@pytest.mark.parametrize("words", ["direction {}", "In Direction   {}ab, direction {}"])
def test_no_label_turns_the_drawing(words: str, way: str) -> None:
    """Mermaid would take the whole line for a direction, and the state would be gone."""
    drawn = draw(hostile([words.format(way, way), "x"]), guards=True)
    assert not re.search(r"direction\s+(TB|BT|RL|LR|TD)", drawn, re.IGNORECASE)
    assert f"irection#32;{way}" in drawn


def test_every_lifecycle_is_drawn(coupled: Procedure) -> None:
    """Consultations start where they are planned, suspensions with the step that makes one."""
    assert """\
stateDiagram-v2
    state "adopted" as s0
    state "closed" as s1
    s0 : object
    [*] --> s0
    s0 --> s1 : close
    s1 --> [*]
""" == draw(coupled)
    assert """\
stateDiagram-v2
    state "planned" as s0
    state "open" as s1
    [*] --> s0
    s0 --> s1 : call
    s1 --> [*]
""" == draw(coupled, "consultation")
    assert """\
stateDiagram-v2
    state "lodged" as s0
    state "cleared" as s1
    [*] --> s0 : object
    s0 --> s1 : clear
    s1 --> [*]
""" == draw(coupled, "suspension")


def test_consultations_stand_in_their_states(coupled: Procedure) -> None:
    """Each consultation of the case is named in the box of the state it stands in."""
    council = Consultation("council-1", Organization("Rat"))
    drawn = draw(
        coupled,
        "consultation",
        case=attrs.evolve(case_of(coupled), consultations=(council,)),
    )

    assert "    s0 : council-1\n" in drawn
    assert drawn.endswith("    class s0 present\n")


def test_suspensions_stand_in_their_states(coupled: Procedure) -> None:
    """Each suspension of the case is named in the box of the state it stands in."""
    objection = Suspension(
        "mayor_objection-1", "mayor_objection", "OB", date(2026, 3, 19), state="cleared"
    )
    case = attrs.evolve(case_of(coupled), suspensions=(objection,))
    drawn = draw(coupled, "suspension", case=case)

    assert "    s1 : mayor_objection-1\n" in drawn
    assert drawn.endswith("    class s1 present\n")


@pytest.mark.parametrize("lifecycle", ["consultation", "suspension"])
def test_a_lifecycle_without_states_is_an_empty_drawing(
    small: Procedure, lifecycle: str
) -> None:
    """A procedure that has no consultations draws none and does not fail."""
    assert "stateDiagram-v2\n" == draw(small, lifecycle, case=case_of(small))


def test_an_unknown_lifecycle_is_refused(small: Procedure) -> None:
    """A lifecycle that does not exist is refused with the names of those that do."""
    with pytest.raises(UnknownNameError, match=r"lifecycle 'vote'.*motion"):
        draw(small, "vote")


def test_a_blank_label_gives_way_to_the_name() -> None:
    """A label of nothing but white space would draw an empty box; the name is shown."""
    drawn = draw(hostile([" \n "]), guards=True)

    assert '    state "z0" as s0\n' in drawn
    assert "    s0 : go0\n" in drawn
    assert "go0#58; r0" in drawn


@given(labels)
def test_nothing_of_a_label_is_lost(label: str) -> None:
    """What Mermaid shows for an escaped label is the label, white space aside."""
    shown = "".join(char if char.isprintable() else " " for char in label)
    decoded = html.unescape(re.sub(r"#([0-9]+);", r"&#\1;", escaped(label)))

    assert " ".join(shown.split()) == decoded


@settings(deadline=None)
@given(
    st.lists(labels, min_size=1, max_size=4),
    st.booleans(),
    st.integers(0, 5),
    st.sampled_from(["de", "en"]),
)
def test_every_line_keeps_to_the_grammar(
    words: list[str], guards: bool, wide: int, lang: str
) -> None:
    """No label, however hostile, adds a line or breaks out of its place in one."""
    procedure = hostile(words)
    drawn = draw(
        procedure,
        lang="de" if lang == "de" else "en",
        guards=guards,
        wide=wide,
        case=case_of(procedure),
    )
    head, *lines = drawn.split("\n")

    assert "stateDiagram-v2" == head
    assert "" == lines.pop()
    assert [] == [line for line in lines if not _LINE.fullmatch(line)]


_PARSE = """
import { JSDOM } from 'jsdom';
import { readFileSync } from 'node:fs';
globalThis.window = new JSDOM('').window;
globalThis.document = window.document;
const { default: mermaid } = await import('mermaid');
for (const file of process.argv.slice(1)) {
  try { await mermaid.parse(readFileSync(file, 'utf8')); }
  catch (error) { console.log(file + ': ' + error.message); }
}
"""


@pytest.mark.skipif(
    not os.environ.get("RATSFLOW_MERMAID"),
    reason="RATSFLOW_MERMAID names no folder in which mermaid and jsdom are installed",
)
def test_the_real_parser_accepts_it(
    small: Procedure, coupled: Procedure, tmp_path: Path
) -> None:
    """Mermaid itself parses every lifecycle of every procedure, hostile labels included."""
    from ratsflow.states.nrw import nrw  # noqa: PLC0415  # not needed where skipped

    procedures = [small, coupled, nrw(), *(hostile([word, "x"]) for word in HOSTILE)]
    files = []
    for number, procedure in enumerate(procedures):
        for lifecycle in LIFECYCLES:
            for wide in (0, 4, 99):
                file = tmp_path / f"{number}-{lifecycle}-{wide}.mmd"
                drawn = draw(
                    procedure,
                    lifecycle,
                    guards=True,
                    wide=wide,
                    case=case_of(procedure),
                )
                file.write_text(drawn, encoding="utf-8")
                files.append(str(file))
    done = subprocess.run(
        [shutil.which("node") or "node", "--input-type=module", "-e", _PARSE, *files],
        cwd=os.environ["RATSFLOW_MERMAID"],
        capture_output=True,
        check=True,
        text=True,
    )

    assert "" == done.stdout
