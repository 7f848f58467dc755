"""A procedure of what folders declare."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

from ratsflow.law.norms import NormTable
from ratsflow.model.text import Wording
from ratsflow.procedure.declared.loading import load
from ratsflow.procedure.declared.names import Names
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import CONSULTATION, MOTION, SUSPENSION
from ratsflow.procedure.words import COMMON, Words, words_of


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
    words = [folder / "words.toml" for folder in folders]
    return Procedure(
        head["id"],
        states=found.states[MOTION],
        steps=found.steps,
        rules=found.rules,
        main=head.get("main", ()),
        roles=found.roles,
        version=head.get("version", "1"),
        consultation_states=found.states[CONSULTATION],
        suspension_states=found.states[SUSPENSION],
        continues=head.get("continues", ()),
        label=Wording(head["label"]["de"], head["label"]["en"]),
        words=Words(
            sources=tuple(
                words_of(Path(str(each))) for each in words if each.is_file()
            ),
            beyond=COMMON,
        ),
        chapters=found.chapters,
        not_rules=head.get("not_rules", {}),
        **{role: head.get(role, ()) for role in _ROLES},
    )
