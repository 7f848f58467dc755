"""Every version of the site side by side: ``sphinx-polyversion docs/poly.py dist/versions``.

Each release (a tag as ``v1.2.0``) and the branch ``main`` become a folder, built of their own
sources; each page leads to the others, and the first page of all to the newest release. With
``--local`` the one folder ``local`` is built of the working tree, as it is, whatever is committed.
"""

from __future__ import annotations

import re
import sys

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sphinx_polyversion.api import apply_overrides
from sphinx_polyversion.driver import DefaultDriver
from sphinx_polyversion.environment import Environment
from sphinx_polyversion.git import Git, GitRef, GitRefType, file_predicate
from sphinx_polyversion.sphinx import CommandBuilder, Placeholder


OUTPUT_DIR = "dist/versions"
MOCK = False
"""Whether the working tree alone is built: ``--local``."""
RELEASE = re.compile(r"v(\d+)\.(\d+)\.(\d+)")
BRANCH = "main"

apply_overrides(globals())
SEQUENTIAL = True
"""One after the other: a build takes a minute and some hundred megabytes."""
LOCAL = GitRef("local", "", "", GitRefType.BRANCH, datetime.fromtimestamp(0, UTC))
"""What stands for the working tree, which is no revision."""


class OfItsOwn(Environment):
    """Runs a build on the sources of its revision, by the Python that runs this."""

    async def run(self, *cmd: str, env: dict[str, str], **options: Any) -> Any:
        """Run a command."""
        own = {**env, "PYTHONPATH": str(self.path / "src")}
        return await super().run(*cmd, env=own, **options)


def ordered(refs: Any) -> list[str]:
    """Return the names of revisions: the newest release first, the branch last."""

    def key(name: str) -> tuple[int, ...]:
        found = RELEASE.fullmatch(name)
        return tuple(map(int, found.groups())) if found else ()

    return sorted((ref.name for ref in refs), key=key, reverse=True)


def shown(driver: Any, rev: GitRef, _: Environment) -> dict[str, Any]:
    """Return what `conf.py` is told: which versions there are, and which this is."""
    return {"versions_shown": ordered(driver.targets), "version_shown": rev.name}


def of_the_root(driver: Any) -> dict[str, Any]:
    """Return what the first page of all leads to."""
    names = ordered(driver.builds)
    if not names:
        sys.exit(f"there is nothing to build: no tag as v1.2.0 and no branch {BRANCH}")
    return {"versions": names, "newest": names[0]}


root = Git.root(Path(__file__).parent)
DefaultDriver(
    root,
    OUTPUT_DIR,
    vcs=Git(BRANCH, RELEASE.pattern, predicate=file_predicate([Path("docs/poly.py")])),
    builder=CommandBuilder(
        "docs",
        [
            *(sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-E"),
            *(Placeholder.SOURCE_DIR, Placeholder.OUTPUT_DIR),
        ],
    ),
    env=OfItsOwn.factory(),
    data_factory=shown,
    root_data_factory=of_the_root,
    template_dir=root / "docs" / "_root",
    mock={"revisions": [], "current": LOCAL},
).run(MOCK, SEQUENTIAL)
