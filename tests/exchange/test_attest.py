"""An attest of a decision: what it says, what it keeps to itself, and that it can be checked."""

from __future__ import annotations

import copy
import itertools
import json
import re
import runpy
import subprocess
import sys

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from chromium import chromium
from ratsflow import (
    Actor,
    Ballot,
    Citation,
    Consultation,
    Law,
    MemoryStore,
    Motion,
    Move,
    Office,
    Organization,
    Override,
    Parameter,
    Procedure,
    Rule,
    Step,
    nrw,
    unmet,
)
from ratsflow.canonical import canonical, plain
from ratsflow.errors import InvalidInputError
from ratsflow.exchange.attest import Attest, attest
from ratsflow.exchange.schemas import schema
from ratsflow.log import verifier
from ratsflow.log.checkpoint import key_of
from ratsflow.log.tree import make_checkpoint
from ratsflow.model.motion import Attachment


START = datetime(2026, 3, 19, 16, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ORIGIN = "stadt.example/log"
TRUST = verifier.Trust(None, key_of(KEY, ORIGIN))
POLICY = TRUST.for_log(ORIGIN)
CLERK = Actor("meier", "Eva Meier", roles=["clerk"])
MAYOR = Actor("m-1", "Ole Öztürk", roles=["mayor"])
PETITIONER = Actor("p-7f3a", "GEHEIM Ida", roles=["petitioner"])
LAW = Law("", {"notice.days": 7}, "Musterstadt")

ALWAYS = Rule(
    "heard",
    lambda _: True,
    label="Heard",
    citation=Citation("§ 1 Geschäftsordnung", "L"),
    consequence="order",
)
LATE = Rule(
    "late",
    lambda _: unmet("GEHEIM 3 days", "7 days"),
    citation=Citation("§ 48 Abs. 1 GO", "V"),
    consequence="defect",
)
TOWN = Procedure(
    "town",
    ["draft", "council", "adopted"],
    [
        Step(
            "sign",
            "draft",
            "council",
            by="clerk",
            takes=[Parameter("remark", required=False, personal=True)],
        ),
        Step(
            "vote",
            by=["clerk", "mayor"],
            guards=["late", "heard"],
            takes=[
                Parameter("ballot", "ballot"),
                Parameter("resolution", required=False),
                Parameter("excluded", "names", required=False, personal=True),
            ],
            outcomes={
                "adopted": (
                    Move("consultation", "planned", "voted"),
                    Move("motion", "council", "adopted"),
                )
            },
        ),
        Step(
            "object",
            by=["mayor", "petitioner"],
            takes=[Parameter("reasons", personal=True)],
            outcomes={
                "": (
                    Move("suspension", "none", "lodged", new="mayor_objection"),
                    Move("motion", "adopted"),
                )
            },
        ),
        Step(
            "clear", by="mayor", outcomes={"": Move("suspension", "lodged", "cleared")}
        ),
    ],
    [LATE, ALWAYS],
    ["clerk", "mayor", "petitioner"],
    consultation_states=["planned", "voted"],
    suspension_states=["lodged", "cleared"],
    overriders=["mayor"],
    erasers=["mayor"],
    private=["petitioner"],
)


def office() -> Office:
    """Return an office whose clock goes a minute at a time."""
    minutes = itertools.count()
    return Office(
        TOWN,
        MemoryStore(),
        law=LAW,
        clock=lambda: START + timedelta(minutes=next(minutes)),
        record_refusals=True,
    )


def decided(desk: Office, case_id: str, *, public: bool, behind: bool = False) -> None:
    """Carry a paper to its decision, with something secret wherever it can be."""
    motion = Motion(
        "Radweg" if public else "GEHEIM Grundstück",
        proposal="Der Rat baut ihn." if public else "GEHEIM Verkauf",
        reasons="Er fehlt." if public else "GEHEIM Käufer",
        public=public,
        attachments=[Attachment("GEHEIM.pdf", "ab" * 32, public=False)],
    )
    council = Consultation(
        "rat-1",
        Organization("Rat", "council", members=60),
        public=public and not behind,
        proposal="" if public and not behind else "GEHEIM Wortlaut",
    )
    desk.open(
        motion,
        PETITIONER if public else CLERK,
        case_id=case_id,
        consultations=[council],
    )
    desk.take(case_id, "sign", CLERK, remark="GEHEIM Bemerkung")
    desk.take(
        case_id,
        "vote",
        MAYOR,
        ballot=Ballot(yes=40, no=19, abstain=1, excluded=["x-1"]),
        resolution="" if public and not behind else "GEHEIM Beschluss",
        excluded=["GEHEIM Rm. Y"],
        override=Override(
            "GEHEIM Eile" if behind or not public else "Es eilt.", "§ 60"
        ),
    )


def made(desk: Office, case_id: str, **more: Any) -> Attest:
    """Attest a decision a day later."""
    at = START + timedelta(days=1)
    return attest(desk, case_id, key=KEY, origin=ORIGIN, at=at, **more)


def checked(data: bytes, folder: Path) -> list[str]:
    """Return what the verifier finds wrong, or that it cannot be read."""
    file = folder / "attest.json"
    file.write_bytes(data)
    try:
        wrong, _ = verifier.check_proof(str(file), TRUST)
    except verifier.Unusable as error:
        return [str(error)]
    return wrong


@pytest.fixture(name="desk")
def _desk() -> Office:
    """Return an office with three decisions: open, closed, and open with a closed meeting."""
    desk = office()
    decided(desk, "open", public=True)
    decided(desk, "closed", public=False)
    decided(desk, "behind", public=True, behind=True)
    return desk


def test_it_says_what_was_decided_by_whom_and_under_which_rules(desk, tmp_path):
    """With the paragraph, the mark, the law of then, and what was overridden."""
    told = made(desk, "open")
    said = told.document["statement"]
    step = next(e for e in said["steps"] if e["entry"] == said["decision"]["entry"])

    assert [] == checked(told.data, tmp_path)
    assert ("Radweg", False) == (said["paper"]["title"], said["paper"]["withheld"])
    assert (
        desk.view("open", Actor("x")).motion.text_hash == said["paper"]["text_sha256"]
    )
    assert ("Rat", True, 40, 19) == (
        said["decision"]["body"],
        said["decision"]["public"],
        said["decision"]["votes"]["yes"],
        said["decision"]["votes"]["no"],
    )
    assert "Der Rat baut ihn." == said["decision"]["proposal"]
    assert ("vote", "overridden", "adopted") == (
        step["step"]["name"],
        step["kind"],
        step["state"]["name"],
    )
    assert ("mayor", "Ole Öztürk") == (step["by"]["role"]["name"], step["by"]["name"])
    assert {"sha256": LAW.digest, "state": "", "town": "Musterstadt"} == step["law"]
    rules = {rule["rule"]: rule for rule in step["rules"]}
    assert ("unmet", "§ 48 Abs. 1 GO", "V", "defect") == tuple(
        rules["late"][name] for name in ("result", "norm", "mark", "consequence")
    )
    assert ("met", "§ 1 Geschäftsordnung", "L") == tuple(
        rules["heard"][name] for name in ("result", "norm", "mark")
    )
    assert ["late"] == [rule["name"] for rule in step["override"]["rules"]]
    assert "Es eilt." == step["override"]["reason"]
    assert ["late"] == [flaw["rule"]["name"] for flaw in said["flaws"]]
    assert ["object"] == [each["step"]["name"] for each in said["challenges"]]


@pytest.mark.parametrize("case_id", ["open", "closed", "behind"])
def test_everybody_is_told_nothing_that_not_everybody_may_know(desk, case_id, tmp_path):
    """Neither in the file nor on the page; who may read it all is told it."""
    desk.take("open", "object", PETITIONER, reasons="GEHEIM Grund")
    for reader in (None, Actor("x"), Actor("y", roles=["petitioner"])):
        told = made(desk, case_id, reader=reader)
        assert "GEHEIM" not in told.data.decode()
        assert "GEHEIM" not in told.page()
        assert [] == checked(told.data, tmp_path)
    whole = made(desk, case_id, reader=CLERK)

    assert [] == checked(whole.data, tmp_path)
    assert "clerk" == whole.document["statement"]["reader"]
    if case_id != "open":
        assert "GEHEIM" in whole.data.decode()
        assert "GEHEIM" in whole.page()


def test_one_for_a_person_says_so(desk):
    """Who brought a paper in reads it: what is made for him is not for everybody."""
    said = made(desk, "closed", reader=Actor("meier")).document["statement"]

    assert ("person", False) == (said["reader"], said["paper"]["withheld"])
    assert "public" == made(desk, "closed").document["statement"]["reader"]


def test_a_text_that_is_not_public_is_told_by_its_salted_digest_alone(desk):
    """Whoever has the text with its salt can hold it against that; nobody can guess it."""
    said = made(desk, "closed").document["statement"]
    (first, *_) = desk.records("closed")

    assert said["paper"]["withheld"]
    assert ("", "") == (said["paper"]["text_sha256"], said["paper"]["title"])
    assert said["paper"]["sealed_sha256"] in dict(first.sealed)
    assert said["decision"]["votes"] is None
    assert not any(
        "body" in e for e in made(desk, "closed").document["proof"]["entries"]
    )


def test_an_erasure_leaves_it_valid(desk, tmp_path):
    """One that was handed out before, and one that is made after."""
    before = made(desk, "open")
    desk.erase("open", MAYOR, names=["remark"], reason="Ende", authority="Art. 17")
    after = made(desk, "open")

    assert [] == checked(before.data, tmp_path) == checked(after.data, tmp_path)
    assert "erase" == after.document["statement"]["steps"][-1]["step"]["name"]


def test_what_was_lodged_against_it_is_told(desk):
    """With the day and where it stands."""
    desk.take("open", "object", MAYOR, reasons="Rechtswidrig.")
    (lodged,) = made(desk, "open").document["statement"]["pending"]

    assert ("mayor_objection", "lodged", True) == (
        lodged["kind"]["name"],
        lodged["state"]["name"],
        lodged["is_active"],
    )


def test_before_a_decision_there_is_nothing_to_attest():
    """It says so, and how to name an entry; one that is no step is refused too."""
    desk = office()
    desk.open(Motion("Bank", public=True), CLERK, case_id="new")

    with pytest.raises(InvalidInputError, match="nothing has been decided"):
        made(desk, "new")
    with pytest.raises(InvalidInputError, match="Steps are: 1"):
        made(desk, "new", entry=9)
    assert 1 == made(desk, "new", entry=1).decided


def test_an_older_checkpoint_proves_no_later_end(desk):
    """A step that came behind it is not hidden by it."""
    older = make_checkpoint(desk.store, ORIGIN, KEY)
    assert made(desk, "open", checkpoint=older).document["proof"]
    desk.take("open", "object", MAYOR, reasons="Rechtswidrig.")

    with pytest.raises(InvalidInputError, match="ends with entry 3"):
        made(desk, "open", checkpoint=older)


VECTORS = Path(__file__).parents[2] / "docs" / "vectors"


def test_the_vectors_are_current():
    """Generated anew, every file comes out byte for byte."""
    made = dict(runpy.run_path(str(VECTORS / "attests.py"))["files"]())
    assert made == {name: (VECTORS / name).read_bytes() for name in made}


def test_the_vectors_hold_and_what_is_none_is_refused(tmp_path):
    """By the verifier and a policy that asks for a witness."""
    trust = verifier.read_trust(str(VECTORS / "policy.txt"), None, ())
    for name in ("attest.json", "attest-closed.json"):
        wrong, told = verifier.check_proof(str(VECTORS / name), trust)
        assert ([], True) == (wrong, "herford" in told)
    for each in json.loads((VECTORS / "attests.json").read_text("utf-8"))["refused"]:
        file = tmp_path / "attest.json"
        file.write_text(each["text"], "utf-8")
        try:
            wrong, _ = verifier.check_proof(str(file), trust)
        except verifier.Unusable as error:
            wrong = [str(error)]
        assert wrong, each["what"]


def test_a_checkpoint_that_the_key_has_not_signed_is_refused(desk):
    """Nobody who trusts the key could check by it."""
    other = Ed25519PrivateKey.from_private_bytes(bytes([9] * 32))
    signed = make_checkpoint(desk.store, ORIGIN, other)

    with pytest.raises(InvalidInputError, match="not signed by a key"):
        made(desk, "open", checkpoint=signed)
    with pytest.raises(InvalidInputError, match="it is of"):
        attest(
            desk, "open", key=KEY, origin="x.example/log", at=START, checkpoint=signed
        )


def test_a_rule_is_told_with_what_the_law_said_then(tour):
    """The values that it reads, on its day, and not those of today."""
    (case_id,) = tour.store.cases()
    said = attest(
        tour, case_id, key=KEY, origin=ORIGIN, at=datetime(2026, 3, 5, 9, tzinfo=UTC)
    )
    told = [
        (datetime.fromisoformat(step["effective_at"]).date(), value)
        for step in said.document["statement"]["steps"]
        for rule in step["rules"]
        for value in rule.get("values", [])
    ]

    assert told
    for day, value in told:
        then = tour.law.at(day).values[value["name"]]
        assert plain(then, "value") == value["value"]
    whole = next(value for _, value in told if type(value["value"]) is int)
    assert f"{whole['label']['de']}: {whole['value']}" in said.page()


def leaves(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value of a document that holds no others."""
    if isinstance(value, dict | list) and value:
        rows = value.items() if isinstance(value, dict) else enumerate(value)
        for name, part in rows:
            yield from leaves(part, (*way, name))
    else:
        yield way


def changed(document: Any, way: tuple[Any, ...]) -> Any:
    """Return a document with another value at the end of a way."""
    new = copy.deepcopy(document)
    at = new
    for name in way[:-1]:
        at = at[name]
    old = at[way[-1]]
    if isinstance(old, bool):
        at[way[-1]] = not old
    elif isinstance(old, int):
        at[way[-1]] = old + 1
    elif isinstance(old, str) and old:
        middle = len(old) // 2
        other = "B" if old[middle] == "A" else "A"
        at[way[-1]] = f"{old[:middle]}{other}{old[middle + 1 :]}"
    else:
        at[way[-1]] = "x"
    return new


def _sample() -> Any:
    desk = office()
    decided(desk, "open", public=True)
    return json.loads(made(desk, "open").data)


SAMPLE = _sample()
WAYS = sorted(leaves(SAMPLE), key=repr)


@settings(max_examples=150, deadline=None)
@given(way=st.sampled_from(WAYS))
def test_every_change_is_found(way, tmp_path_factory):
    """Of any value: of what is said, of the signatures, of the proof."""
    folder = tmp_path_factory.getbasetemp()
    assert [] == checked(canonical(SAMPLE) + b"\n", folder)
    assert [] != checked(canonical(changed(SAMPLE, way)) + b"\n", folder)


LIES = [
    ("step", "name"),
    ("kind",),
    ("sha256",),
    ("effective_at",),
    ("recorded_at",),
    ("fingerprint",),
    ("outcome", "name"),
    ("law", "sha256"),
    ("by", "role", "name"),
    ("by", "deputy"),
    ("rules", 0, "result"),
    ("rules", 0, "rule"),
    ("override", "rules", 0, "name"),
]


@pytest.mark.parametrize("lie", LIES)
def test_the_town_itself_cannot_sign_what_its_log_does_not_say(lie, tmp_path):
    """What an entry shows of itself is held against what is said of it."""
    document = changed(SAMPLE, ("statement", "steps", 2, *lie))
    text = verifier.attest_text(document["statement"])
    key = key_of(KEY, ORIGIN)
    line = verifier.Signature(key.name, key.id, KEY.sign(text))
    document["signatures"] = [str(line)]

    wrong = checked(canonical(document) + b"\n", tmp_path)

    assert wrong
    assert not any("sign" in each for each in wrong)


def test_a_signature_of_something_else_is_none_of_an_attest(desk, tmp_path):
    """That of the checkpoint is no signature of the attest, and one of another key neither."""
    document = json.loads(made(desk, "open").data)
    of_checkpoint = document["proof"]["checkpoint"].split("\n")[5]
    other = Ed25519PrivateKey.from_private_bytes(bytes([9] * 32))
    key = key_of(other, ORIGIN)
    text = verifier.attest_text(document["statement"])
    of_other = str(verifier.Signature(key.name, key.id, other.sign(text)))
    assert of_checkpoint.startswith("— ")
    for lines in ([], [of_other], [of_checkpoint]):
        document["signatures"] = lines
        assert [] != checked(canonical(document) + b"\n", tmp_path)


def test_without_its_proof_it_says_that_it_has_none(desk, tmp_path):
    """Whoever takes the proof away leaves a signature, and that is what is told."""
    document = json.loads(made(desk, "open").data)
    file = tmp_path / "attest.json"
    file.write_bytes(canonical({**document, "proof": None}) + b"\n")

    wrong, told = verifier.check_proof(str(file), TRUST)

    assert ([], True) == (wrong, told.endswith("without a proof"))


def test_a_policy_that_asks_for_witnesses_takes_none_without_its_proof(desk):
    """They cosigned a checkpoint: who takes that away takes them away."""
    document = json.loads(made(desk, "open").data)
    key = Ed25519PrivateKey.from_private_bytes(bytes([7] * 32))
    witness = key_of(key, "kreis.example/witness", verifier.COSIGNS)
    asks = POLICY._replace(witnesses={"kreis": witness}, quorum="kreis")

    (wrong,) = verifier.against_attest({**document, "proof": None}, asks)

    assert wrong == "it lacks the cosignatures of 'kreis'; cosigned by: -"


def test_a_key_that_was_replaced_signs_none_without_a_proof(desk):
    """Nothing shows that it signed before: whoever found the old key could sign today."""
    document = json.loads(made(desk, "open").data)
    size = verifier.checkpoint_in(document["proof"]["checkpoint"].encode()).size
    policy = POLICY._replace(retired={POLICY.logs[0]: size})

    assert [] == [*verifier.against_attest(document, policy)]
    (wrong,) = verifier.against_attest({**document, "proof": None}, policy)
    assert wrong.startswith("the attest is not signed by a key that speaks for")


def test_that_nothing_came_behind_is_proved_where_it_can_be(desk):
    """An old attest does not pass under a new checkpoint by leaving the end unproved."""
    document = json.loads(made(desk, "open").data)
    assert document["proof"]["last"] is not None
    document["proof"]["last"] = None

    (wrong,) = verifier.against_attest(document, POLICY)

    assert wrong.startswith("it does not prove that entry")


@pytest.mark.parametrize(
    "data",
    [
        b'{"proof":',
        b'{"proof":null}',
        b'{"proof":null,"schema":"x","signatures":[],"statement":{}}\n',
        b'{"proof":null, "schema":"x"}',
        b'{"proof":1e3}',
        b'{"proof":"' + b"x" * 5_000_000 + b'"}',
        b'{"proof":' + b"[" * 100_000,
        b'{"proof":"\xff"}',
    ],
    ids=range(8),
)
def test_a_hostile_file_gets_one_line(data, tmp_path):
    """Run alone, as a stranger does: exit 2, and no traceback."""
    file = tmp_path / "attest.json"
    file.write_bytes(data)
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            verifier.__file__,
            "--proof",
            str(file),
            "--key",
            str(TRUST.key),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (2, "", 1) == (done.returncode, done.stdout, len(done.stderr.splitlines()))


def test_it_is_as_its_schema_says(desk):
    """Of everybody, and of who may read it all."""
    jsonschema = pytest.importorskip("jsonschema")
    for case_id, reader in itertools.product(
        ("open", "closed", "behind"), (None, CLERK)
    ):
        document = json.loads(made(desk, case_id, reader=reader).data)
        jsonschema.validate(document, schema("attest"))


@pytest.fixture(name="tour", scope="module")
def _tour(tmp_path_factory) -> Office:
    """Return an office with the tour of Nordrhein-Westfalen up to its decision."""
    from ratsflow.cli.app import run  # noqa: PLC0415
    from ratsflow.cli.tour_script import script_of  # noqa: PLC0415
    from ratsflow.engine import fold  # noqa: PLC0415
    from ratsflow.office import standing_of  # noqa: PLC0415
    from ratsflow.stores.sql import SqlStore  # noqa: PLC0415

    path = tmp_path_factory.mktemp("tour") / "tour.db"
    assert 0 == run(["tour", "--db", str(path), "--json"])
    script = script_of("NRW")
    kept = MemoryStore()
    with SqlStore(path) as store:
        records = store.read(script.case)
        laws = tuple(store.laws())
        voted = next(
            n for n, r in enumerate(records, 1) if json.loads(r.body)["step"] == "vote"
        )
        case = fold(records[:voted])
        kept.append(
            script.case,
            records[:voted],
            expected=0,
            standing=standing_of(case),
            laws=laws,
        )
    return Office(nrw(), kept, law=script.law)


def test_what_can_still_be_challenged_is_told_with_its_day_and_paragraph(tour):
    """By the deadlines of the state, as of the day on which it is made."""
    (case_id,) = tour.store.cases()
    day = datetime(2026, 3, 5, 9, tzinfo=UTC)
    later = datetime(2027, 3, 5, 9, tzinfo=UTC)

    def open_then(at):
        said = attest(tour, case_id, key=KEY, origin=ORIGIN, at=at).document[
            "statement"
        ]
        return {each["step"]["name"]: each for each in said["challenges"]}

    now, then = open_then(day), open_then(later)

    dated = [name for name, each in now.items() if each["until"]]
    assert dated
    for name in dated:
        assert "2026-03-05" <= now[name]["until"] < "2027"
        assert now[name]["norm"]
        assert now[name]["mark"] in "VSKL?"
        assert now[name]["what"]["de"] != now[name]["what"]["en"]
    assert not [name for name, each in then.items() if each["until"]]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_can_be_read_by_everybody(tour, desk, tmp_path, width):
    """In both languages: axe finds nothing to mend, and nothing is wider than the window."""
    axe = pytest.importorskip("selenium_axe_python")
    (case_id,) = tour.store.cases()
    at = datetime(2026, 3, 5, 9, tzinfo=UTC)
    of_tour = attest(tour, case_id, key=KEY, origin=ORIGIN, at=at)
    desk.take("open", "object", MAYOR, reasons="Rechtswidrig.")
    pages = {"tour": of_tour.page("en"), "open": made(desk, "open").page()}
    pages["closed"] = made(desk, "closed").page()
    with chromium(width) as browser:
        for name, text in pages.items():
            file = tmp_path / f"{name}.html"
            file.write_text(text, "utf-8")
            browser.get(file.as_uri())
            checker = axe.Axe(browser)
            checker.inject()
            assert not checker.run()["violations"], name
            wide = "return document.documentElement.scrollWidth - window.innerWidth"
            assert browser.execute_script(wide) <= 0, name


def test_the_page_says_the_same_in_german_and_english(desk):
    """Both in one file, each marked with its language, and no markup of a paper runs."""
    desk.open(
        Motion("<script>alert(1)</script>\u202e", public=True), CLERK, case_id="x"
    )
    page = made(desk, "x", entry=1).page()

    assert "<script>alert" not in page
    assert "\u202e" not in page
    german, english = page.split('<section id="en"')
    assert '<html lang="de">' in german
    assert "Was beschlossen wurde" in german
    assert "What was decided" in english
    assert len(re.findall("<h2>", german)) == len(re.findall("<h2>", english))
