"""A procedure of what folders declare."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ratsflow.law.norms import NormTable
from ratsflow.law.topics import topics_in
from ratsflow.model.text import Wording
from ratsflow.procedure.declared.loading import load
from ratsflow.procedure.declared.names import Names
from ratsflow.procedure.declared.usual import usual_in
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import CONSULTATION, MOTION, SUSPENSION
from ratsflow.procedure.words import COMMON, Table, Words, words_of


if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


_ROLES = ("recorders", "overriders", "erasers", "migrators", "private")


def procedure_in(
    folders: Sequence[Traversable], names: Names, table: NormTable
) -> Procedure:
    """Return the procedure that folders declare.

    Args:
        folders: what is shared first, the state's own last; see `load`. The head of the
            procedure stands in ``state.toml``, words of people in ``words.toml``.
        names: the predicates and fields that the declarations name.
        table: the norms of the state: rules cite them, and a row may say of which layer
            a rule is there and what a breach means.

    Raises:
        DefinitionError: with every mistake, each with file and line.
    """
    found = load(folders, names, table.norms)
    head = found.head
    words = [folder / "words.toml" for folder in reversed(folders)]  # its own first
    return Procedure(
        head["id"],
        states=found.states[MOTION],
        steps=found.steps,
        rules=found.rules,
        state=head.get("state", ""),
        main=head.get("main", ()),
        roles=found.roles,
        version=head.get("version", "1"),
        consultation_states=found.states[CONSULTATION],
        suspension_states=found.states[SUSPENSION],
        continues=head.get("continues", ()),
        label=Wording(head["label"]["de"], head["label"]["en"]),
        words=Words(
            sources=(
                *(words_of(Path(str(each))) for each in words if each.is_file()),
                partial(_labels, folders[-1]),
            ),
            beyond=COMMON,
        ),
        topics=partial(topics_in, folders[-1]),
        usual=partial(usual_in, tuple(folders)),
        groups=found.groups,
        chapters=found.chapters,
        not_rules=head.get("not_rules", {}),
        **{role: head.get(role, ()) for role in _ROLES},
    )


def _labels(folder: Traversable) -> Table:
    """Return what people call the topics."""
    return {"topic": topics_in(folder).labels}
