"""Put page, runtime and library into one file that asks for nothing beyond itself."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import zipfile
import zoneinfo

from collections.abc import Iterator, Mapping
from html import escape
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path, PurePosixPath
from string import Template

from ratsflow import __version__
from ratsflow.errors import Both, InvalidInputError
from ratsflow.exchange.onefile.walk import no_procedure
from ratsflow.exchange.page import page
from ratsflow.law.municipality import parse_law
from ratsflow.law.states import state_law
from ratsflow.model.text import Lang


RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
_LOCK = "pyodide-lock.json"
_LIBRARY = "library.zip"
_NEEDED = (
    "attrs",
    "cattrs",
    "holidays",
    "python-dateutil",
    "six",
    "structlog",
    "transitions",
    "typing_extensions",
)
"""What an office in memory imports beside ratsflow and the standard library."""
_ZONE = "Europe/Berlin"
_STAND_INS = {"orjson.py": "as_orjson.py", "re2.py": "as_re2.py"}
_HOLIDAYS = ("countries", "financial", "locale")
"""The parts of holidays that come by country; Germany's are taken."""
_GERMAN = ("__init__.py", "germany.py", "de")
_THEN = (1980, 1, 1, 0, 0, 0)
"""The same input gives the same file."""
_POLICY = (
    "default-src 'none'; script-src '{script}' 'unsafe-eval' blob:; "
    "style-src 'unsafe-inline'; connect-src 'none'; form-action 'none'; base-uri 'none'"
)
"""The runtime makes functions of text (`unsafe-eval`); nothing may be fetched or sent."""


def one_file(law: str, runtime: Path, lang: Lang = "de", paper: str = "") -> str:
    """Return the page.

    Args:
        law: the text of a municipality's law file.
        runtime: the unpacked npm package ``pyodide``.
        lang: language of the page.
        paper: the text of a paper to begin with; the example of the state if left out.

    Raises:
        RatsflowError: the law is wrong, or the runtime is not there.
    """
    read = parse_law(law)
    if state_law(read.state).procedure is None:
        raise no_procedure(read.state)
    if read.state not in {each.name for each in distribution("ratsflow").entry_points}:
        raise InvalidInputError(
            Both(
                "the state is of another package, and the page holds ratsflow's own only.",
                "das Land kommt aus einem anderen Paket; die Seite enthält nur die von "
                "ratsflow.",
            ),
            read.state,
        )
    lock = _lock(runtime)
    parts = {name: _bytes(runtime, name) for name in RUNTIME}
    parts[_LIBRARY] = library()
    own = files(__package__)
    words: Mapping[str, str] = json.loads((own / "words.json").read_text("utf-8"))[lang]
    made_with = words["made_with"].format(
        version=__version__, pyodide=_version(runtime)
    )
    shown = {name: escape(text) for name, text in words.items()} | {
        "law": "\n" + escape(law),  # HTML drops the first line break
        "paper": "\n" + escape(paper) if paper else "",
        "made_with": escape(made_with),
    }
    body = Template((own / "body.html").read_text("utf-8")).substitute(shown)
    script = (own / "page.js").read_text("utf-8")
    config = {"lang": lang, "words": words, "lock": lock}
    body += _data("config", "application/json", _in_script(config))
    for name, data in parts.items():
        packed = base64.b64encode(gzip.compress(data, 9, mtime=0)).decode("ascii")
        body += _data(name, "text/plain", packed)
    body += f'<script type="module">{script}</script>\n'
    style = (own / "page.css").read_text("utf-8")
    policy = _POLICY.format(script=_hash(script))
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        f'<meta name="referrer" content="no-referrer">\n<style>{style}</style>\n'
    )
    return page(words["title"].format(town=read.name), body, lang, head)


def library() -> bytes:
    """Return ratsflow and what it imports as a zip file, the same bytes each time."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as made:
        for name, data in sorted(_library()):
            made.writestr(zipfile.ZipInfo(name, _THEN), data)
    return held.getvalue()


def _library() -> Iterator[tuple[str, bytes]]:
    own = Path(__file__).parents[2]
    for path in own.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"ratsflow/{path.relative_to(own).as_posix()}", path.read_bytes()
    for there, here in _STAND_INS.items():
        yield there, Path(__file__).with_name(here).read_bytes()
    yield from _metadata()
    for name in _NEEDED:
        yield from _installed(name)
    yield "tzdata/__init__.py", b""
    yield "tzdata/zoneinfo/__init__.py", b""
    yield "tzdata/zoneinfo/Europe/__init__.py", b""
    yield f"tzdata/zoneinfo/{_ZONE}", _zone()


def _metadata() -> Iterator[tuple[str, bytes]]:
    """Yield by what the states are found; those of other packages are not in the page."""
    folder = f"ratsflow-{__version__}.dist-info"
    yield (
        f"{folder}/METADATA",
        f"Metadata-Version: 2.1\nName: ratsflow\nVersion: {__version__}\n".encode(),
    )
    told = distribution("ratsflow").read_text("entry_points.txt") or ""
    yield f"{folder}/entry_points.txt", told.encode()


def _installed(name: str) -> Iterator[tuple[str, bytes]]:
    found = distribution(name)
    if found.files is None:
        raise InvalidInputError(
            Both(
                f"the installed package {name} does not say which files it has.",
                f"das installierte Paket {name} sagt nicht, welche Dateien es hat.",
            ),
            cure=Both(
                "Install ratsflow with pip into an environment of its own.",
                "ratsflow mit pip in eine eigene Umgebung installieren.",
            ),
        )
    for path in found.files:
        if _is_taken(PurePosixPath(path.as_posix())):
            yield path.as_posix(), Path(str(path.locate())).read_bytes()


def _is_taken(path: PurePosixPath) -> bool:
    """Tell whether a file is needed: code, what it reads, and the licence."""
    if ".." in path.parts or "__pycache__" in path.parts:
        return False
    if path.parts[0].endswith(".dist-info"):
        return path.name == "METADATA" or "licen" in path.as_posix().lower()
    if path.parts[0] == "holidays" and path.parts[1] in _HOLIDAYS:
        return path.parts[2] in _GERMAN
    return path.suffix in (".py", ".mo")


def _zone() -> bytes:
    """Return the rules of the German time zone, from the system or the package tzdata."""
    for folder in zoneinfo.TZPATH:
        path = Path(folder, _ZONE)
        if path.is_file():
            return path.read_bytes()
    return (files("tzdata") / "zoneinfo" / _ZONE).read_bytes()


def _bytes(runtime: Path, name: str) -> bytes:
    path = runtime / name
    if not path.is_file():
        raise no_runtime(f"{runtime}: {name}")
    return path.read_bytes()


def _lock(runtime: Path) -> str:
    """Return which runtime it is, with none of the packages that it would fetch."""
    lock = json.loads(_bytes(runtime, _LOCK))
    return json.dumps({"info": lock["info"], "packages": {}})


def _version(runtime: Path) -> str:
    return str(json.loads(_bytes(runtime, "package.json"))["version"])


def no_runtime(where: str) -> InvalidInputError:
    """Return what is said where the runtime is not there: how to get it, once."""
    return InvalidInputError(
        Both(
            "there is no Python for the browser (the npm package pyodide).",
            "hier liegt kein Python für den Browser (das npm-Paket pyodide).",
        ),
        where,
        Both(
            "Get it with `npm pack pyodide && tar xzf pyodide-*.tgz` and name the folder "
            "with --runtime package (or RATSFLOW_PYODIDE).",
            "Mit `npm pack pyodide && tar xzf pyodide-*.tgz` holen und den Ordner nennen: "
            "--runtime package (oder RATSFLOW_PYODIDE).",
        ),
    )


def _data(name: str, kind: str, text: str) -> str:
    return f'<script type="{kind}" id="{name}">{text}</script>\n'


def _in_script(value: object) -> str:
    """Return JSON in which no character ends a script."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _hash(script: str) -> str:
    found = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(found).decode('ascii')}"
