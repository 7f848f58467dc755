"""How the pages of this folder become a site: ``sphinx-build -W docs dist/site``."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import re
import tomllib

from pathlib import Path
from typing import Any

import django

from django.conf import settings

import ratsflow


HERE = Path(__file__).parent
ROOT = HERE.parent
REFERENCE = HERE / "reference"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

project = "ratsflow"
copyright = "the ratsflow authors, MIT licence"  # noqa: A001  # Sphinx calls it so
version = release = ratsflow.__version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.intersphinx",
    "sphinx_copybutton",
]
exclude_patterns = ["vectors", "_root"]
templates_path = ["_templates"]
html_context: dict[str, Any] = json.loads(os.environ.get("POLYVERSION_DATA", "{}"))
"""Which versions there are beside this one, where `poly.py` builds all of them."""
language = "en"

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
suppress_warnings = [
    "ref.python",  # a name of the top level is that of its module, too
    "misc.highlighting_failure",  # grammars and tables are shown in the language next to them
]
default_role = "py:obj"
copybutton_exclude = ".linenos, .gp, .go"
intersphinx_mapping: dict[str, tuple[str, None]] = {}  # a site that asks nobody else

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = f"ratsflow {release}"
html_copy_source = False
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["ratsflow.css"]
html_extra_path = ["vectors", "../src/ratsflow/log/verifier.html"]
html_theme_options = {
    "footer_icons": [],
}
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"

SOURCE = PROJECT["urls"]["Source"]
COPIED = {
    "CHANGELOG.md": "changes.md",
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "security.md",
}
"""Pages that lie at the root of the repository, and what they are called here."""


def write_copies(*_: Any) -> None:
    """Write the pages of the root here, their links as they are from here."""
    for page, name in COPIED.items():
        text = (ROOT / page).read_text("utf-8")
        _write(HERE / name, re.sub(r"\]\(([^)#:]+)((?:#[^)]*)?)\)", _from_here, text))


def _from_here(link: re.Match[str]) -> str:
    target = COPIED.get(link[1], link[1])
    if target.startswith("docs/") and (ROOT / target).is_file():
        target = target.removeprefix("docs/")
    elif target == link[1]:
        target = f"{SOURCE}/{target}"
    return f"]({target}{link[2]})"


def link_to_source(_: Any, page: str, content: list[str]) -> None:
    """Let links out of this folder, which work in the repository, lead somewhere."""
    folder = (HERE / page).parent

    def lead(link: re.Match[str]) -> str:
        target = os.path.relpath(folder / link[1], ROOT)
        if target in COPIED:
            target = os.path.relpath(HERE / COPIED[target], folder)
        elif target.startswith("docs/"):
            target = link[1]
        else:
            target = f"{SOURCE}/{target}"
        return f"]({target}{link[2]})"

    content[0] = re.sub(r"\]\((\.\./[^)#]+)((?:#[^)]*)?)\)", lead, content[0])


CONTRIB = ("django", "fastapi", "otel")
"""The packages of `contrib`, each of which counts as one module below `ratsflow`."""


def _modules() -> list[str]:
    """Return the modules whose names are public, the top level first."""
    found = []
    for name in ratsflow.__stability__:
        if name == "contrib":
            found += [f"ratsflow.contrib.{each}" for each in CONTRIB]
        else:
            found.append(name if name == "ratsflow" else f"ratsflow.{name}")
    return found


def set_django_up(*_: Any) -> None:
    """Load Django's apps: what rests on them cannot be imported before."""
    if not settings.configured:
        settings.configure(
            INSTALLED_APPS=[
                "django.contrib.admin",
                "django.contrib.auth",
                "django.contrib.contenttypes",
                "django.contrib.messages",
                "ratsflow.contrib.django",
            ],
            RATSFLOW={"procedures": ["NRW"]},
        )
        django.setup()


def write_reference(*_: Any) -> None:
    """Write a page for each public module: every name that its ``__all__`` holds."""
    REFERENCE.mkdir(exist_ok=True)
    told: dict[int, str] = {}
    for name in _modules():
        tier = ratsflow.__stability__[name.removeprefix("ratsflow.").partition(".")[0]]
        parts = [f"# {name}", f"*{tier}*, see [the public names](../api.md)."]
        module = importlib.import_module(name)
        moved = getattr(module, "_MOVED", {})
        for each in sorted(set(module.__all__).difference(moved, {"__version__"})):
            found = getattr(module, each)
            whole = f"{name}.{each}"
            first = told.setdefault(id(found), whole)
            parts.append(
                _directive(whole, found)
                if first == whole
                else f"`{whole}`: see {{py:obj}}`{first}`."
            )
        _write(REFERENCE / f"{name}.md", "\n\n".join(parts) + "\n")
    listed = "\n".join(_modules())
    _write(
        REFERENCE / "index.md",
        "# Reference\n\nEvery public name, from its docstring: shapes, units, errors and "
        f"source.\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n",
    )


def _directive(whole: str, found: Any) -> str:
    if inspect.isclass(found):
        kind, more = "autoclass", "\n   :members:"
    elif callable(found):
        kind, more = "autofunction", ""
    elif inspect.ismodule(found):
        kind, more = "automodule", "\n   :members:"
    else:
        # What an assignment says of itself is lost on the way here; its type is not.
        kind, more = "py:data", f"\n   :type: {type(found).__qualname__}"
    return f"```{{eval-rst}}\n.. {kind}:: {whole}{more}\n```"


def _write(path: Path, text: str) -> None:
    """Write what changed only, so that a second build reads no page twice."""
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def write_llms(app: Any, exception: Exception | None) -> None:
    """Write ``llms.txt``: each page with its address and first sentence; and all as one text."""
    if exception is not None or app.builder.name != "html":
        return
    out = Path(app.outdir)
    lines = ["# ratsflow", "", f"> {_first(ROOT / 'README.md')}", "", "## Pages", ""]
    whole = []
    for name in sorted(app.env.found_docs):
        source = Path(app.env.doc2path(name))
        title = re.search(r"^# (.+)$", source.read_text("utf-8"), re.MULTILINE)
        told = title[1].replace("`", "") if title else name
        lines.append(f"- [{told}]({name}.html): {_first(source)}")
        if "rules" not in name and "reference" not in name:
            whole.append(source.read_text("utf-8"))
    (out / "llms.txt").write_text("\n".join(lines) + "\n", "utf-8")
    (out / "llms-full.txt").write_text("\n\n".join(whole), "utf-8")


MENDED = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<div id="search-results">': '<h1>Search</h1><div id="search-results">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    "<pre": '<pre tabindex="0"',
}
"""What the theme leaves out and whoever hears a page or has no mouse needs."""

_NO_HEAD = re.compile(
    r"<thead>\s*<tr[^>]*>(?:\s*<th[^>]*>(?:<p></p>)?</th>)+\s*</tr>\s*</thead>\s*"
)
"""A row of headings that says nothing: MyST has no table without one."""


def mend(app: Any, exception: Exception | None) -> None:
    """Mend the pages that were written, and say which are German."""
    if exception is not None or app.builder.name != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        text = page.read_text("utf-8")
        for old, new in MENDED.items():
            text = text.replace(new, old).replace(old, new)
        text = _NO_HEAD.sub("", text)
        if page.parent.name == "de":
            text = text.replace("<article role", '<article lang="de" role')
        page.write_text(text, "utf-8")


def _first(page: Path) -> str:
    """Return the first sentence below the title."""
    text = re.sub(r"```.*?```|<!--.*?-->", "", page.read_text("utf-8"), flags=re.DOTALL)
    parts = [
        part for part in text.split("\n\n") if part.strip() and part[0] not in "#|:<-"
    ]
    told = " ".join(parts[0].split()) if parts else ""
    told = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", told)
    return re.split(r"(?<=[.:]) ", told)[0]


def setup(app: Any) -> None:
    """Connect what is written before and after a build."""
    app.connect("builder-inited", write_copies)
    app.connect("builder-inited", set_django_up)
    app.connect("builder-inited", write_reference)
    app.connect("source-read", link_to_source)
    app.connect("build-finished", write_llms)
    app.connect("build-finished", mend)
