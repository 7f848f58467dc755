"""The verifier in a page: by the same vectors, and against the one in Python, file by file."""

from __future__ import annotations

import base64
import json
import os
import random
import re
import shutil
import subprocess

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from chromium import chromium
from ratsflow.canonical import canonical
from ratsflow.log import merkle, verifier
from servers import must_run


PAGE = Path(verifier.__file__).with_suffix(".html")
FOLDER = Path(__file__).parents[2] / "docs" / "vectors"
SHARED = Path(os.environ.get("RATSFLOW_SHARED", Path(__file__).parents[3] / "shared"))
TREES = json.loads((FOLDER / "trees.json").read_text("utf-8"))
POLICY = (FOLDER / "policy.txt").read_text("utf-8")
KEY = (FOLDER / "public-key.hex").read_text("utf-8").strip()

RUNNER = """
const page = require("fs").readFileSync(process.argv[1], "utf8");
const source = /<script id="verifier">([^]*?)<\\/script>/.exec(page)[1];
const made = { exports: {} };
new Function("module", source)(made);
const v = made.exports, bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const tasks = {
  check: ({ data, trust, beside }) => {
    try {
      const found = v.check(bytes(data), trust, beside.map(bytes));
      return { code: found.wrong.length ? 1 : 0, wrong: found.wrong.map((e) => e.en), de: found.wrong.map((e) => e.de), shows: found.shows };
    } catch (error) {
      if (!(error instanceof v.Odd)) throw error;
      return { code: 2, wrong: [error.message], de: [error.de] };
    }
  },
  signed: ({ key, message, signature }) => v.isSigned(bytes(key), bytes(message), bytes(signature)),
  climbs: ({ leaf, index, size, path, root }) => {
    const found = v.climb(bytes(leaf), BigInt(index), BigInt(size), path.map(bytes));
    return found !== null && v.hex(found) === v.hex(bytes(root));
  },
  consistent: ({ old, size, roots, path }) => v.isConsistent(BigInt(old), BigInt(size), ...roots.map(bytes), path.map(bytes)),
  canonical: ({ data }) => {
    try { return { bytes: v.hex(v.canonical(v.parsed(bytes(data)))) }; }
    catch (error) { if (!(error instanceof v.Odd)) throw error; return { odd: error.message }; }
  },
  isCanonical: ({ data }) => {
    try { v.parsedCanonical(bytes(data)); return true; }
    catch (error) { if (!(error instanceof v.Odd)) throw error; return false; }
  },
  sha: ({ data }) => [v.hex(v.sha256(bytes(data))), v.hex(v.sha512(bytes(data)))],
};
const jobs = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(jobs.map(([name, about]) => tasks[name](about))));
"""


def text_of(data: bytes) -> str:
    """Return bytes as the runner takes them."""
    return base64.b64encode(data).decode()


def asked(jobs: Sequence[tuple[str, Any]]) -> list[Any]:
    """Let the page's own script do jobs, in one process."""
    node = shutil.which("node")
    if node is None:
        said = "node is not on this machine"
        if must_run("node"):
            pytest.fail(f"{said}, but must be (RATSFLOW_SERVERS)")
        pytest.skip(said)
    done = subprocess.run(
        [node, "-e", RUNNER, str(PAGE)],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr[-2000:]
    answers: list[Any] = json.loads(done.stdout)
    return answers


def content(name: str) -> bytes:
    """Return a published file."""
    return (FOLDER / name).read_bytes()


def checking(data: bytes, trust: str = "", *beside: bytes) -> tuple[str, Any]:
    """Return the job to check a file."""
    more = [*map(text_of, beside)]
    return "check", {"data": text_of(data), "trust": trust, "beside": more}


FILES: Sequence[tuple[str, str, Sequence[str]]] = (
    ("entry.tlog-proof", POLICY, ()),
    ("entry.tlog-proof", TREES["keys"][0], ()),
    ("case.proof", POLICY, ()),
    ("consistency.proof", POLICY, ("checkpoint-before.txt",)),
    ("checkpoint.txt", POLICY, ()),
    ("rotation.tlog-proof", POLICY, ()),
    ("checkpoint-rotated.txt", POLICY, ("rotation.tlog-proof",)),
    ("export.jsonl", "", ()),
    ("public.jsonl", "", ()),
    ("export.jsonl", KEY, ("seal.json",)),
    ("export.jsonl", POLICY, ("checkpoint.txt", "heads.json")),
    ("proof.json", KEY, ()),
    ("attest.json", POLICY, ()),
    ("attest-closed.json", POLICY, ()),
)


def in_python(
    data: bytes, trust: str, beside: Sequence[tuple[str, bytes]], folder: Path
) -> tuple[int, list[str]]:
    """Return what the verifier in Python says: 0, 1 or 2, and what does not hold."""
    file = folder / "file"
    file.write_bytes(data)
    words = {"policy": None, "key": None}
    if trust:
        (folder / "trust").write_text(trust, "utf-8")
        kind = "policy" if trust == POLICY else "key"
        words[kind] = str(folder / "trust")
    put: dict[str, str] = {}
    for name, more in beside:
        (folder / name).write_bytes(more)
        put[name] = str(folder / name)
    rotations = [path for name, path in put.items() if name.startswith("rotation")]
    try:
        made = verifier.read_trust(words["policy"], words["key"], rotations)
        if data.startswith(b'{"format":"ratsflow-log/'):
            wrong, _ = verifier.check_export(
                str(file),
                made,
                put.get("seal.json"),
                put.get("checkpoint.txt") if "heads.json" in put else None,
                put.get("heads.json"),
            )
        elif b"\n\n\xe2\x80\x94 " in data and data.startswith(b"bielefeld"):
            wrong, _ = verifier.check_checkpoint(str(file), made)
        else:
            since = put.get("checkpoint-before.txt")
            since = since if data.startswith(b"old ") else None
            wrong, _ = verifier.check_proof(str(file), made, since)
    except verifier.Unusable as error:
        return 2, [str(error)]
    return (1 if wrong else 0), [*map(str, wrong)]


def test_the_published_files_hold():
    """Each is taken, and what it shows is told in both languages."""
    answers = asked(
        [checking(content(n), trust, *map(content, more)) for n, trust, more in FILES]
    )
    for (name, _, _), answer in zip(FILES, answers, strict=True):
        assert (0, []) == (answer["code"], answer["wrong"]), name
        assert answer["shows"]["en"] != "", name
    assert "entry 2 of case '2026/0001' is number 1 in" in answers[0]["shows"]["en"]
    assert "herford" in answers[0]["shows"]["en"]
    assert "herford" not in answers[1]["shows"]["en"]
    assert "21 Einträge von 6 Vorgängen" in answers[7]["shows"]["de"]


def test_what_python_refuses_of_the_vectors_is_refused():
    """Each hostile file is no proof, or shows nothing."""
    jobs = [
        checking(
            each["text"].encode("utf-8", "surrogateescape"),
            POLICY,
            *(
                [content("checkpoint-before.txt")]
                if each["file"].startswith("consistency")
                else []
            ),
        )
        for each in TREES["refused"]
    ]
    hostile_attests = json.loads(content("attests.json"))["refused"]
    jobs += [checking(each["text"].encode(), POLICY) for each in hostile_attests]
    rows = [*TREES["refused"], *hostile_attests]
    passed = [
        each["what"]
        for each, answer in zip(rows, asked(jobs), strict=True)
        if answer["code"] == 0
    ]
    assert [] == passed


def changes(whole: bytes, chance: random.Random, count: int) -> Iterator[bytes]:
    """Yield bytes with something changed somewhere, as an attacker or a bad disk does."""
    lines = whole.split(b"\n")
    for _ in range(count):
        at = chance.randrange(len(whole))
        kind = chance.randrange(7)
        if kind == 0:
            yield whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :]
        elif kind == 1:
            yield whole[:at] + whole[at + 1 :]
        elif kind == 2:
            yield (
                whole[:at]
                + chance.choice([b" ", b"0", b'"', b"\n", b"\\", b"\xff"])
                + whole[at:]
            )
        elif kind == 3:
            yield whole[:at]
        elif kind == 4:
            line = chance.randrange(len(lines))
            yield b"\n".join(lines[:line] + lines[line + 1 :])
        elif kind == 5:
            line = chance.randrange(len(lines))
            yield b"\n".join([*lines[: line + 1], *lines[line:]])
        else:
            other = chance.randrange(len(lines))
            line = chance.randrange(len(lines))
            lines2 = [*lines]
            lines2[line], lines2[other] = lines2[other], lines2[line]
            yield b"\n".join(lines2)


def test_it_says_what_python_says_of_every_changed_file(tmp_path):
    """Holds, does not hold, or cannot be looked at; and why, where it does not hold."""
    chance = random.Random(20261130)  # the same files each time
    jobs, here = [], []
    for name, trust, more in FILES:
        beside = [(each, content(each)) for each in more]
        for data in changes(content(name), chance, 25):
            if not data.startswith(content(name)[:24]):
                continue  # what it is says the call in one and the file in the other
            jobs.append(checking(data, trust, *(each for _, each in beside)))
            here.append((name, data, in_python(data, trust, beside, tmp_path)))
    answers = asked(jobs)
    for (name, data, (code, wrong)), answer in zip(here, answers, strict=True):
        where = name, data[-200:], wrong, answer["wrong"]
        assert code == answer["code"], where
        if code == 1:
            assert [*map(plain, wrong)] == [*map(plain, answer["wrong"])], where
            assert len(answer["de"]) == len(wrong)


def plain(said: str) -> str:
    """Return what is said without how a name is quoted, and how a number is."""
    told = re.sub(r"['\"]", "", said.replace("\\", ""))
    return re.sub(r"it (?:is|has|holds) .*", "", told)


def law_line(values: bytes) -> bytes:
    name = verifier.sha256(values)
    return canonical({"law": name, "values": values.decode("utf-8", "replace")})


BODY = {
    "by": {"deputy": False, "id": "m", "name": "", "on_behalf_of": "", "role": "clerk"},
    "case": "x",
    "effective_at": "2026-03-19T16:00:00.000000Z",
    "findings": [],
    "fingerprint": "f",
    "inputs": {},
    "kind": "taken",
    "law": "",
    "met": [],
    "moves": [["motion", "", "none", "draft"]],
    "outcome": "",
    "override": None,
    "prev": "0" * 64,
    "procedure": "p",
    "recorded_at": "2026-03-19T16:00:00.000000Z",
    "schema": 3,
    "step": "open",
    "subject": "",
    "version": 1,
}


def export(body: bytes, case: Any = "x", **more: Any) -> bytes:
    """Return an export of one entry, its hash that of its bytes."""
    text = body.decode("utf-8", "surrogateescape")
    name = verifier.sha256(body)
    row = {"case": case, "version": 1, "hash": name, "body": text, **more}
    rows = (
        {"format": "ratsflow-log/2"},
        row,
        {"head": [case, 1, name]},
        {"cases": 1, "entries": 1},
    )
    return b"".join(json.dumps(each).encode("ascii") + b"\n" for each in rows)


def hostile() -> Iterator[tuple[str, bytes]]:
    """Yield exports whose hashes fit, and that nobody can have written."""
    whole = canonical(BODY)
    yield "sound", export(whole)
    swaps = {
        "float": (b'"version":1}', b'"version":1.0}'),
        "exponent": (b'"version":1}', b'"version":1e0}'),
        "minus nought": (b'"inputs":{}', b'"inputs":{"a":-0}'),
        "nan": (b'"inputs":{}', b'"inputs":{"a":NaN}'),
        "infinity": (b'"inputs":{}', b'"inputs":{"a":-Infinity}'),
        "too large": (b'"inputs":{}', b'"inputs":{"a":18446744073709551616}'),
        "largest": (b'"inputs":{}', b'"inputs":{"a":18446744073709551615}'),
        "least": (b'"inputs":{}', b'"inputs":{"a":-9223372036854775808}'),
        "too small": (b'"inputs":{}', b'"inputs":{"a":-9223372036854775809}'),
        "leading nought": (b'"inputs":{}', b'"inputs":{"a":01}'),
        "key twice": (b'"case":"x"', b'"case":"y","case":"x"'),
        "blank": (b'{"by"', b'{ "by"'),
        "order": (b'"kind":"taken","law":""', b'"law":"","kind":"taken"'),
        "escaped": (b'"step":"open"', b'"step":"\\u006fpen"'),
        "escaped slash": (b'"step":"open"', b'"step":"op\\/en"'),
        "half a character": (b'"subject":""', b'"subject":"\\ud800"'),
        "raw control": (b'"subject":""', b'"subject":"\x01"'),
        "proto": (b'"inputs":{}', b'"inputs":{"__proto__":{"a":1}}'),
        "constructor": (b'"inputs":{}', b'"inputs":{"constructor":1,"toString":2}'),
        "supplementary order": (
            b'"inputs":{}',
            '"inputs":{"\uffff":1,"🚲":2}'.encode(),
        ),
        "wrong order": (b'"inputs":{}', '"inputs":{"🚲":2,"\uffff":1}'.encode()),
        "deep": (b'"inputs":{}', b'"inputs":{"a":' + b"[" * 252 + b"]" * 252 + b"}"),
        "too deep": (
            b'"inputs":{}',
            b'"inputs":{"a":' + b"[" * 253 + b"]" * 253 + b"}",
        ),
        "very deep": (
            b'"inputs":{}',
            b'"inputs":{"a":' + b"[" * 99_999 + b"]" * 99_999 + b"}",
        ),
        "missing": (b'"met":[],', b""),
        "more": (b'"met":[],', b'"met":[],"meu":1,'),
        "no day": (b"2026-03-19T16:00:00", b"2026-02-30T16:00:00"),
        "leap day": (b"2026-03-19T16:00:00", b"2028-02-29T16:00:00"),
        "no hour": (b"2026-03-19T16:00:00", b"2026-03-19T24:00:00"),
        "schema": (b'"schema":3', b'"schema":9'),
        "older": (b'"schema":3', b'"schema":2'),
        "tenant": (b'"subject":""', b'"subject":"","tenant":"t"'),
        "kind": (b'"kind":"taken"', b'"kind":"toString"'),
        "erased": (b'"kind":"taken"', b'"kind":"erased"'),
        "sealed override": (
            b'"inputs":{}',
            b'"inputs":{"~override":{"~sealed":"' + b"a" * 64 + b'"}}',
        ),
        "sealed": (b'"inputs":{}', b'"inputs":{"a":{"~sealed":"' + b"a" * 64 + b'"}}'),
        "cures": (
            b'"findings":[]',
            b'"findings":[{"consequence":"","data":{"cures_on":"2026-02-30"},"result":"","rule":""}]',
        ),
        "cures well": (
            b'"findings":[]',
            b'"findings":[{"consequence":"","data":{"cures_on":"2026-02-28"},"result":"","rule":""}]',
        ),
        "two moves": (
            b'[["motion","","none","draft"]]',
            b'[["motion","","none","draft"],["motion","","draft","x"]]',
        ),
        "means": (b'"none","draft"]', b'"none","draft","toString"]'),
        "bom": (b'{"by"', b'\xef\xbb\xbf{"by"'),
        "tail": (b'"version":1}', b'"version":1}\n'),
        "long id": (b'"procedure":"p"', b'"procedure":"' + b"p" * 256 + b'"'),
        "wide id": (
            b'"procedure":"p"',
            b'"procedure":"' + "🚲".encode() * 255 + b'"',
        ),
        "nul": (b'"procedure":"p"', b'"procedure":"\\u0000"'),
    }
    for name, (old, new) in swaps.items():
        assert old in whole
        yield name, export(whole.replace(old, new))
    yield "a number as case", export(whole, case=1)
    yield "sealed is a list", export(whole, sealed=[])
    yield "unhashed", export(whole).replace(b"taken", b"tqken")
    lawless = export(whole).splitlines(keepends=True)
    for values in (
        b"{}",
        b'{"citations":{},"name":"","state":"","values":{}}',
        b'{"citations":{},"name":"","state":"","toString":1,"values":{}}',
        b'{"citations":{"a":["b"]},"name":"","state":"","values":{}}',
    ):
        yield (
            f"law {values!r}",
            lawless[0] + law_line(values) + b"\n" + b"".join(lawless[1:]),
        )
    named = verifier.sha256(
        b'{"citations":{},"name":"","state":"","values":{}}'
    ).encode()
    body = whole.replace(b'"law":""', b'"law":"' + named + b'"')
    law = law_line(b'{"citations":{},"name":"","state":"","values":{}}')
    rows = export(body).splitlines(keepends=True)
    yield "lawful", rows[0] + law + b"\n" + b"".join(rows[1:])
    yield "law missing", b"".join(rows)
    yield "no end", b"".join(rows[:2])
    yield "empty", b""
    yield "first line", b'{"format":"ratsflow-log/3"}\n'
    yield (
        "public",
        export(whole).replace(
            b'"ratsflow-log/2"', b'"ratsflow-log/2","public":true', 1
        ),
    )


def test_a_file_that_nobody_can_have_written_is_refused_by_both():
    """Canonical forms, forms of entries, names that JavaScript has of its own."""
    made = [*hostile()]
    answers = asked([checking(data) for _, data in made])
    sound = set()
    for (name, data), answer in zip(made, answers, strict=True):
        try:
            _, wrong = verifier.verify(data.splitlines(keepends=True))
            code = 1 if wrong else 0
        except verifier.Unusable:
            code = 2
        assert code == answer["code"], (name, data[:300], answer)
        if code == 0:
            sound.add(name)
    assert {
        "sound",
        "largest",
        "least",
        "proto",
        "constructor",
        "supplementary order",
    } <= sound
    assert {"leap day", "tenant", "cures well", "wide id", "lawful", "public"} <= sound
    assert sound.isdisjoint(
        {"float", "key twice", "wrong order", "too deep", "unhashed"}
    )


def test_values_have_the_same_bytes_in_both():
    """The published ones, and none that is refused."""
    vectors = json.loads(content("vectors.json"))
    jobs: list[tuple[str, Any]] = [
        ("canonical", {"data": text_of(bytes.fromhex(each["bytes"]))})
        for each in vectors["canonical"]
    ]
    refused = [
        ("canonical", {"data": text_of(each.encode())}) for each in vectors["refused"]
    ]
    answers = asked([*jobs, *refused])
    for each, answer in zip(vectors["canonical"], answers, strict=False):
        assert each["bytes"] == answer["bytes"]
    for each, answer in zip(vectors["refused"], answers[len(jobs) :], strict=True):
        try:
            verifier.parsed(each.encode())
        except verifier.Odd:
            assert "odd" in answer, each
        else:  # it is a number of 64 bits, which a later version may write
            assert each.encode().hex() == answer["bytes"]


@pytest.mark.parametrize("size", [0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 1000])
def test_digests_are_those_of_python(size):
    """At the edges of a block of both."""
    import hashlib  # noqa: PLC0415

    data = bytes(range(256)) * 4
    data = data[:size]
    ((one, two),) = asked([("sha", {"data": text_of(data)})])
    assert (hashlib.sha256(data).hexdigest(), hashlib.sha512(data).hexdigest()) == (
        one,
        two,
    )


def test_trees_and_paths_are_those_of_python():
    """Of all sizes up to 20 each path and each pair; and of none a changed one."""
    leaves = [merkle.leaf_hash(b"%d" % number) for number in range(20)]
    jobs: list[tuple[str, Any]] = []
    holds = []
    for size in range(1, 21):
        root = merkle.root(leaves[:size])
        for index in range(size):
            path = [*merkle.path(leaves[:size], index)]
            about = {"leaf": text_of(leaves[index]), "index": index, "size": size}
            for root_, path_, good in (
                (root, path, True),
                (leaves[-1], path, size == 20 and False),
                (root, [*path, root], False),
                (root, path[:-1], not path),
            ):
                jobs.append(
                    (
                        "climbs",
                        {
                            **about,
                            "path": [*map(text_of, path_)],
                            "root": text_of(root_),
                        },
                    )
                )
                holds.append(good)
        for old in range(1, size + 1):
            before = merkle.root(leaves[:old])
            path = [merkle.root(leaves[a:b]) for a, b in merkle.between(old, size)]
            about = {
                "old": old,
                "size": size,
                "roots": [text_of(before), text_of(root)],
            }
            for path_, good in (
                (path, True),
                ([*path, root], False),
                (path[1:], not path),
            ):
                jobs.append(("consistent", {**about, "path": [*map(text_of, path_)]}))
                holds.append(good)
    assert holds == asked(jobs)


def shared(name: str) -> Any:
    """Return vectors of others, or skip where they are not at hand."""
    path = SHARED / "data" / "vectors" / name
    if not path.exists():
        pytest.skip(f"no {name} in {SHARED}; set RATSFLOW_SHARED")
    return json.loads(path.read_text("utf-8"))


def test_the_probes_of_others_agree():
    """Trees as in RFC 9162, and signatures of every odd kind."""
    jobs: list[tuple[str, Any]] = []
    wanted = []
    for name, each in shared("merkle.json").items():
        kind = name.partition("/")[0]
        if kind == "inclusion":
            about = {
                "leaf": each["leafHash"],
                "index": each["leafIdx"],
                "size": each["treeSize"],
                "root": each["root"],
            }
            jobs.append(("climbs", {**about, "path": each["proof"] or []}))
        elif kind == "consistency":
            about = {
                "old": each["size1"],
                "size": each["size2"],
                "roots": [each["root1"], each["root2"]],
            }
            jobs.append(("consistent", {**about, "path": each["proof"] or []}))
        else:
            continue
        wanted.append(not each["wantErr"])
    for group in shared("wycheproof_ed25519.json")["testGroups"]:
        for each in group["tests"]:
            parts = {
                "key": group["publicKey"]["pk"],
                "message": each["msg"],
                "signature": each["sig"],
            }
            jobs.append(
                ("signed", {n: text_of(bytes.fromhex(p)) for n, p in parts.items()})
            )
            wanted.append(each["result"] == "valid")
    assert len(wanted) > 250
    assert wanted == asked(jobs)


SMALL = (
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
)


def test_a_key_of_small_order_has_signed_nothing():
    """With such a key one signature would fit many texts."""
    signature = bytes.fromhex(SMALL[0]) + bytes(32)
    jobs = [
        (
            "signed",
            {
                "key": text_of(bytes.fromhex(key)),
                "message": text_of(b"%d" % number),
                "signature": text_of(signature),
            },
        )
        for key in SMALL
        for number in range(8)
    ]
    assert not any(asked(jobs))


def test_the_page_takes_a_file_offline(tmp_path):
    """A person checks an attest's kin: by keyboard, in both languages, with no network."""
    axe = pytest.importorskip("selenium_axe_python")
    page = tmp_path / "verifier.html"
    page.write_bytes(PAGE.read_bytes())
    with chromium(390) as browser:
        browser.get(page.as_uri())

        def find(name):
            return browser.find_element("css selector", name)

        def told(word):
            wait = pytest.importorskip("selenium.webdriver.support.ui").WebDriverWait
            wait(browser, 30).until(lambda _: word in find("#result").text)
            return find("#result").text

        if "Prüfen" not in find("button[type=submit]").text:
            find("#language").click()
        assert "de" == find("html").get_attribute("lang")
        find("#file").send_keys(str(FOLDER / "entry.tlog-proof"))
        find("#trust").send_keys(POLICY)
        find("button[type=submit]").send_keys("\n")
        assert "Eintrag 2 des Vorgangs „2026/0001“ ist Nummer 1" in told("Es gilt")
        find("#language").click()
        assert "entry 2 of case '2026/0001' is number 1" in told("It holds")
        checker = axe.Axe(browser)
        checker.inject()
        assert not checker.run()["violations"]
        wide = "return document.documentElement.scrollWidth - window.innerWidth"
        assert browser.execute_script(wide) <= 0
        broken = tmp_path / "broken.proof"
        broken.write_bytes(
            content("entry.tlog-proof").replace(b"index 1\n", b"index 2\n")
        )
        find("#file").send_keys(str(broken))
        find("button[type=submit]").click()
        assert "does not stand in the tree" in told("It does not hold")
        find("#file").send_keys(str(PAGE))
        find("button[type=submit]").click()
        told("It cannot be checked")
        asked_for = browser.execute_async_script(
            "const done = arguments[0];"
            "fetch('https://example.org/').then(() => done('sent'), () => done('refused'));"
        )
        assert "refused" == asked_for
        severe = [e for e in browser.get_log("browser") if e["level"] == "SEVERE"]
        assert all("Content Security Policy" in each["message"] for each in severe)


def test_a_key_is_replaced_once():
    """A second entry that replaces it is refused, whoever wrote it."""
    rotation = content("rotation.tlog-proof")
    (answer,) = asked(
        [checking(content("checkpoint-rotated.txt"), POLICY, rotation, rotation)]
    )
    (wrong,) = answer["wrong"]
    assert "the key that it replaces was replaced before" in str(wrong)


def test_a_log_is_no_witness_of_itself():
    """Whoever hands out a policy could have named his own key once more."""
    log = verifier.policy_in(POLICY.encode()).logs[0]
    own = log._replace(name="kreis.example/witness", kind=verifier.COSIGNS)
    for lines in (f"log {log}\nwitness w {own}\n", f"witness w {own}\nlog {log}\n"):
        trust = f"{lines}quorum w\n"
        (answer,) = asked([checking(content("checkpoint.txt"), trust)])
        assert 2 == answer["code"]
        assert "it would cosign itself" in str(answer)
        with pytest.raises(verifier.Odd, match="it would cosign itself"):
            verifier.policy_in(trust.encode())
