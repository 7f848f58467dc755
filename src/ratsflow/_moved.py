"""Old modules and words, which still lead to what they stood for, with a warning."""

from __future__ import annotations

import sys

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any
from warnings import warn


if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from types import ModuleType


GONE_WITH = "0.3"
"""The minor version that knows none of the old names any more."""

MODULES = {
    "ratsflow.engine.continuing": "ratsflow.procedure.continuing",
    "ratsflow.engine.sight": "ratsflow.engine.view",
    "ratsflow.exchange.forms": "ratsflow.papers",
    "ratsflow.procedure.nrw": "ratsflow.states.nrw",
    "ratsflow.procedure.nrw.decide": "ratsflow.states.nrw.former",
    "ratsflow.procedure.nrw.election": "ratsflow.states.common.election",
    "ratsflow.procedure.nrw.rules": "ratsflow.states.nrw.former",
    "ratsflow.procedure.nrw.states": "ratsflow.states.nrw.former",
    "ratsflow.procedure.nrw.topics": "ratsflow.states.common.topics",
    "ratsflow.procedure.nrw.votes": "ratsflow.states.common.votes",
    "ratsflow.exchange.forms.flow": "ratsflow.papers.passages",
    "ratsflow.exchange.forms.header": "ratsflow.papers.table",
    "ratsflow.exchange.forms.header.layouts": "ratsflow.papers.table.layout",
    "ratsflow.exchange.forms.header.table": "ratsflow.papers.table.parts",
    "ratsflow.exchange.forms.lacking": "ratsflow.papers.missing",
    "ratsflow.exchange.forms.marks": "ratsflow.papers.markdown",
    "ratsflow.exchange.forms.source": "ratsflow.papers.lines",
    "ratsflow.exchange.forms.top": "ratsflow.papers.head",
    "ratsflow.law.tally.bias": "ratsflow.law.tally.findings",
    "ratsflow.law.tally.finding": "ratsflow.law.tally.findings",
    "ratsflow.law.tally.quorate": "ratsflow.law.tally.findings",
    "ratsflow.law.tally.results": "ratsflow.law.tally.wording",
    "ratsflow.law.tally.votes": "ratsflow.law.tally.findings",
    "ratsflow.law.keys": "ratsflow.law",
    "ratsflow.law.keys.checks": "ratsflow.law.checks",
    "ratsflow.law.keys.competence": "ratsflow.law.powers",
    "ratsflow.law.keys.paper": "ratsflow.law.paper_form",
    "ratsflow.law.keys.preapproval": "ratsflow.law.cosigners",
    "ratsflow.law.keys.publicity": "ratsflow.law.tables",
    "ratsflow.law.keys.topics": "ratsflow.law.topic_tables",
    "ratsflow.law.presets": "ratsflow.law.layers",
    "ratsflow.model.body": "ratsflow.model.organization",
    "ratsflow.office.looking": "ratsflow.office.lookups",
    "ratsflow.office.standing": "ratsflow.office.projection",
    "ratsflow.procedure.looking": "ratsflow.procedure.lookups",
}
"""Each module that moved, with where it is now. What lies in it moved along, unless it
has a line of its own."""


def new_place(module: str) -> str | None:
    """Return where a module is now, or None if it never moved."""
    known, rest = module, ""
    while known:
        if known in MODULES:
            return MODULES[known] + rest
        known, dot, last = known.rpartition(".")
        rest = f"{dot}{last}{rest}"
    return None


class _Redirect:
    """Finds a module under its old name and hands out the one that has it now.

    It stands before the finder of files: that one would look for what lies in a moved
    package in its new folder and load it a second time under the old name.
    """

    @staticmethod
    def find_spec(name: str, *_: Any) -> ModuleSpec | None:
        if not name.startswith("ratsflow.") or not (now := new_place(name)):
            return None
        from importlib.machinery import ModuleSpec  # noqa: PLC0415  # rarely needed

        msg = f"{name} is now {now}; the old name goes with {GONE_WITH}."
        warn(msg, DeprecationWarning, stacklevel=2)
        return ModuleSpec(name, _Moved(now))  # type: ignore[arg-type]  # all it needs


class _Moved:
    """Puts the module that is now elsewhere in the place of its old name."""

    def __init__(self, now: str) -> None:
        self._now = now

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave the empty module to Python; it is replaced when it is executed."""

    def exec_module(self, module: ModuleType) -> None:
        sys.modules[module.__name__] = import_module(self._now)


def redirect() -> None:
    """Let imports of moved modules succeed; more than once does nothing more."""
    known = {(type(each).__module__, type(each).__name__) for each in sys.meta_path}
    if (_Redirect.__module__, _Redirect.__name__) not in known:
        sys.meta_path.insert(0, _Redirect())


def words(
    module: str, moved: Mapping[str, str], *, stacklevel: int = 2
) -> Callable[[str], Any]:
    """Return a ``__getattr__`` for a module whose words are now elsewhere.

    Args:
        module: the module.
        moved: each old word with the place that it has now, dotted.
        stacklevel: whose line the warning names; 2 is the line that asks the module.
    """

    def old_word(name: str) -> Any:
        if name not in moved:
            msg = f"module {module!r} has no attribute {name!r}"
            raise AttributeError(msg)
        now = moved[name]
        msg = f"{module}.{name} is now {now}; the old word goes with {GONE_WITH}."
        warn(msg, DeprecationWarning, stacklevel=stacklevel)
        home, _, word = now.rpartition(".")
        return getattr(import_module(home), word)

    return old_word
