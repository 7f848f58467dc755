"""What is wrong with a definition: found when it is built, named with its cure.

Every problem has a code. Those in `CAN_BE_MEANT` a procedure may declare to be meant; what
can only be a slip cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from ratsflow.errors import Both, Problem, german
from ratsflow.law.citation import ALWAYS
from ratsflow.model import SuspensionKind
from ratsflow.procedure.astray import ENDLESS, TRAP, UNREACHABLE, astray
from ratsflow.procedure.continuation import problems_of_continuations
from ratsflow.procedure.inputs import MADE, MEANINGS, TYPES_OF_MODEL
from ratsflow.procedure.path import problems_of_path
from ratsflow.procedure.rule import Rule, is_name
from ratsflow.procedure.step import LIFECYCLES, MOTION, NONE, SUSPENSION, Move, Step


if TYPE_CHECKING:
    from ratsflow.procedure.procedure import Procedure


RESERVED = frozenset(
    {
        "self",
        "case_id",
        "step",
        "actor",
        "at",
        "on",
        "mode",
        "override",
        "key",
        "by",
        "seen",
    }
)
"""Names of the office's own arguments and of parts of an entry; no input has one."""

RESERVED_STEPS = frozenset({"open", "erase", "migrate"})
"""Entries that are no steps of a procedure; no step may be called so."""

UNUSED_RULE = "rule.unused"
UNUSED_ROLE = "role.unused"

CAN_BE_MEANT = frozenset({ENDLESS, TRAP, UNREACHABLE, UNUSED_ROLE, UNUSED_RULE})
"""Codes of what a procedure can declare to be meant."""

_HIDING_PATHS = frozenset(
    {"lifecycle.unknown", "state.none", "state.unknown", "step.no_source", "step.none"}
)
"""Where a name is wrong no path leads on, and every state behind it would be astray."""

_KINDS_OF_ROLES = (
    "recorders",
    "overriders",
    "erasers",
    "migrators",
    "readers",
    "private",
)
_SUSPENSIONS = tuple(kind.value for kind in SuspensionKind)


def problems_of(procedure: Procedure) -> Iterator[Problem]:
    """Yield every mistake of a definition, one sentence each with its cure."""
    found = list(_problems(procedure))
    if _HIDING_PATHS.isdisjoint(each.code for each in found):
        found += astray(procedure)
    meant = {key for key in procedure.meant if _can_be_meant(key)}
    yield from (each for each in found if each.key not in meant)
    for key in procedure.meant:
        if not _can_be_meant(key):
            yield Problem(
                Both(
                    f"It means {key!r}, which is nothing that can be meant. Write one of "
                    f"{', '.join(sorted(CAN_BE_MEANT))}, a colon and the name.",
                    f"„{key}“ ist nichts, was so gemeint sein kann. Eines von "
                    f"{', '.join(sorted(CAN_BE_MEANT))}, einen Doppelpunkt und den "
                    "Namen schreiben.",
                ),
                "meant.unknown",
                key,
            )


def _can_be_meant(key: str) -> bool:
    return key.partition(":")[0] in CAN_BE_MEANT


def _problems(procedure: Procedure) -> Iterator[Problem]:
    yield from _problems_of_names(procedure)
    known = {
        name: {state.name for state in procedure.states_of(name)} for name in LIFECYCLES
    }
    if known[SUSPENSION]:
        known[SUSPENSION].add(NONE)
    rules = {rule.id for rule in procedure.rules}
    for step in procedure.steps:
        yield from _problems_of_branches(step)
        for moves in step.branches.values():
            for move in moves:
                yield from _problems_of_move(step, move, known)
        for guard in step.guards:
            if guard not in rules:
                yield Problem(
                    Both(
                        f"Step {step.name!r} is guarded by {guard!r}, which is no rule of "
                        "this procedure. Add the rule to 'rules' or correct the name.",
                        f"Vor dem Schritt „{step.name}“ steht „{guard}“, das keine "
                        "Regel dieses Verfahrens ist. Die Regel ergänzen oder den "
                        "Namen berichtigen.",
                    ),
                    "rule.unknown",
                    guard,
                )
        if len(step.branches) > 1 and step.decide is None:
            yield Problem(
                Both(
                    f"Step {step.name!r} has several outcomes and nothing that decides "
                    "between them. Give it 'decide'.",
                    f"Der Schritt „{step.name}“ hat mehrere Ergebnisse und nichts, "
                    "was zwischen ihnen entscheidet. Eine Entscheidung ergänzen "
                    "(„decide“).",
                ),
                "step.undecided",
                step.name,
            )
        yield from _problems_of_inputs(step)
        yield from _problems_of_taking(procedure, step)
    yield from _problems_of_roles(procedure)
    yield from _problems_of_rules(procedure)
    yield from problems_of_path(procedure)
    yield from problems_of_continuations(procedure)


def _problems_of_branches(step: Step) -> Iterator[Problem]:
    if step.outcomes and (step.source or step.target):
        yield Problem(
            Both(
                f"Step {step.name!r} names a source or target beside its outcomes. Say it in "
                "the moves of the outcomes.",
                f"Der Schritt „{step.name}“ nennt neben seinen Ergebnissen einen "
                "Stand, von dem oder zu dem er führt. Das bei den Ergebnissen sagen.",
            ),
            "step.two_forms",
            step.name,
        )
    for outcome, moves in step.branches.items():
        where = (
            Both(f" for the outcome {outcome!r}", f" für das Ergebnis „{outcome}“")
            if outcome
            else ""
        )
        if not any(not move.each and not move.new for move in moves):
            yield Problem(
                Both(
                    f"Step {step.name!r} has no source{where}. Name the state or states in "
                    "which it can be taken.",
                    f"Der Schritt „{step.name}“ beginnt nirgends{german(where)}. Den "
                    "Stand nennen, in dem er möglich ist.",
                ),
                "step.no_source",
                step.name,
            )
        for lifecycle, states in _never_fired(moves):
            yield Problem(
                Both(
                    f"Step {step.name!r} moves the {lifecycle} from {states} twice{where}: "
                    "the first move is made, and the second never. Remove one, or keep their "
                    "sources apart.",
                    f"Der Schritt „{step.name}“ führt zweimal von {states} weiter "
                    f"({lifecycle}){german(where)}: der zweite Zug geschieht nie. "
                    "Einen entfernen oder getrennt beginnen lassen.",
                ),
                "move.never",
                step.name,
            )
        for lifecycle, states in _undone(moves):
            yield Problem(
                Both(
                    f"Step {step.name!r} moves each {lifecycle} from {states}{where}, also "
                    "the one that an earlier move has moved, which is undone. Name the move "
                    "of each first, or keep their sources apart.",
                    f"Der Schritt „{step.name}“ führt alles von {states} weiter "
                    f"({lifecycle}){german(where)}, auch was ein früherer Zug schon "
                    "bewegt hat. Den Zug für alle zuerst nennen oder getrennt beginnen "
                    "lassen.",
                ),
                "move.undone",
                step.name,
            )


def _never_fired(moves: tuple[Move, ...]) -> Iterator[tuple[str, str]]:
    """Yield from where a move cannot start because an earlier one does.

    Of the moves of one lifecycle that are about one subject the first is made that starts
    where it stands; one that brings something new about always does.
    """
    before: dict[str, set[str]] = {}
    always: set[str] = set()
    for move in moves:
        if move.each:
            continue
        taken = before.setdefault(move.lifecycle, set())
        if move.lifecycle in always:
            never = list(dict.fromkeys(move.sources))
        else:
            never = [name for name in dict.fromkeys(move.sources) if name in taken]
        if never:
            yield move.lifecycle, ", ".join(map(repr, never))
        taken.update(move.sources)
        if move.new:
            always.add(move.lifecycle)


def _undone(moves: tuple[Move, ...]) -> Iterator[tuple[str, str]]:
    """Yield from where a move of each undoes what an earlier move has done.

    It moves what stood there before the step, whatever was moved already. The other way
    about it is meant: all are moved, and then the one that the step is about.
    """
    for index, move in enumerate(moves):
        twice = [
            name
            for other in moves[:index]
            if move.each and other.lifecycle == move.lifecycle
            for name in other.sources
            if name in move.sources
        ]
        if twice:
            yield move.lifecycle, ", ".join(map(repr, dict.fromkeys(twice)))


def _problems_of_inputs(step: Step) -> Iterator[Problem]:
    for name, count in Counter(each.name for each in step.takes).items():
        if count > 1:
            yield Problem(
                Both(
                    f"Step {step.name!r} takes {count} inputs {name!r}. Give each its own.",
                    f"Der Schritt „{step.name}“ nimmt {count} Angaben „{name}“. Jeder "
                    "einen eigenen Namen geben.",
                ),
                "input.double",
                name,
            )
    for each in step.takes:
        name, meaning = each.name, MEANINGS.get(each.name)
        if name in RESERVED or name in MADE:
            yield Problem(
                Both(
                    f"Step {step.name!r} takes an input {name!r}, a name that is "
                    "reserved: every step has something of its own that is called so. "
                    f"Choose another, for example {step.name}_{name}.",
                    f"Der Schritt „{step.name}“ nimmt eine Angabe „{name}“; der Name "
                    "ist vergeben, denn so heißt etwas, das jeder Schritt hat. Einen "
                    f"anderen wählen, zum Beispiel {step.name}_{name}.",
                ),
                "input.reserved",
                name,
            )
        elif not is_name(name):
            yield Problem(
                Both(
                    f"Step {step.name!r} takes an input {name!r}, which is no lower-case "
                    "name. Choose another.",
                    f"Der Schritt „{step.name}“ nimmt eine Angabe „{name}“; das ist kein "
                    "klein geschriebener Name. Einen anderen wählen.",
                ),
                "input.name",
                name,
            )
        elif meaning is not None and each.kind is not meaning.kind:
            yield Problem(
                Both(
                    f"Step {step.name!r} takes {name!r} as {each.kind.value}; it is always "
                    f"a {meaning.kind.value}. Correct the kind or choose another name.",
                    f"Der Schritt „{step.name}“ nimmt „{name}“ als {each.kind.value}; "
                    f"es ist immer {meaning.kind.value}. Die Art berichtigen oder "
                    "einen anderen Namen wählen.",
                ),
                "input.kind",
                name,
            )
        elif meaning is None and each.kind in TYPES_OF_MODEL:
            known = [key for key, means in MEANINGS.items() if means.kind is each.kind]
            yield Problem(
                Both(
                    f"Step {step.name!r} takes a {each.kind.value} as {name!r}. Call it "
                    f"{' or '.join(known)}.",
                    f"Der Schritt „{step.name}“ nimmt {each.kind.value} als „{name}“. "
                    f"Es so nennen: {' oder '.join(known)}.",
                ),
                "input.kind",
                name,
            )


def _problems_of_names(procedure: Procedure) -> Iterator[Problem]:
    if not procedure.name:
        yield Problem(Both("It has no name.", "Es fehlt der Name."), "name.none")
    if not procedure.states:
        yield Problem(
            Both(
                "It has no states. Name at least the one where a motion starts.",
                "Es fehlen die Stände. Mindestens den nennen, in dem eine Vorlage "
                "beginnt.",
            ),
            "state.none",
        )
    if not procedure.steps:
        yield Problem(Both("It has no steps.", "Es fehlen die Schritte."), "step.none")
    for lifecycle in LIFECYCLES:
        names = [state.name for state in procedure.states_of(lifecycle)]
        yield from _badly_named(
            Both(f"{lifecycle} state", f"Stand ({lifecycle})"), names
        )
    yield from _badly_named("step", [step.name for step in procedure.steps])
    for name in sorted(RESERVED_STEPS.intersection(s.name for s in procedure.steps)):
        yield Problem(
            Both(
                f"The step name {name!r} is reserved for entries of the log. Choose another.",
                f"Der Name „{name}“ ist für Einträge des Protokolls vergeben. Einen "
                "anderen wählen.",
            ),
            "name.reserved",
            name,
        )


def _badly_named(kind: str, names: list[str]) -> Iterator[Problem]:
    for name, count in Counter(names).items():
        if count > 1:
            yield Problem(
                Both(
                    f"There are {count} {kind}s named {name!r}. Give each its own name.",
                    f"Der Name „{name}“ kommt {count}-mal vor ({german(kind)}). Jedem "
                    "einen eigenen geben.",
                ),
                "name.double",
                name,
            )
        if not is_name(name):
            yield Problem(
                Both(
                    f"The {kind} name {name!r} is not a lower-case name. Use letters, "
                    "digits and '_', and a label for people.",
                    f"Der Name „{name}“ ({german(kind)}) ist nicht klein geschrieben. "
                    "Buchstaben, Ziffern und _ verwenden, für Menschen eine "
                    "Bezeichnung.",
                ),
                "name.form",
                name,
            )


def _problems_of_move(
    step: Step, move: Move, known: Mapping[str, set[str]]
) -> Iterator[Problem]:
    if move.lifecycle not in known:
        yield Problem(
            Both(
                f"Step {step.name!r} moves an unknown lifecycle {move.lifecycle!r}.",
                f"Der Schritt „{step.name}“ bewegt einen unbekannten Ablauf "
                f"„{move.lifecycle}“.",
            ),
            "lifecycle.unknown",
            move.lifecycle,
        )
        return
    states = known[move.lifecycle]
    if move.each and move.lifecycle == MOTION:
        yield Problem(
            Both(
                f"Step {step.name!r} moves each motion; there is one. Leave 'each' out.",
                f"Der Schritt „{step.name}“ bewegt jede Vorlage; es gibt nur eine. "
                "„each“ weglassen.",
            ),
            "move.each",
            step.name,
        )
    if move.new and (move.new not in _SUSPENSIONS or move.lifecycle != SUSPENSION):
        yield Problem(
            Both(
                f"Step {step.name!r} brings about {move.new!r}, which is no kind of "
                f"suspension. Known: {', '.join(_SUSPENSIONS)}.",
                f"Der Schritt „{step.name}“ bringt „{move.new}“ hervor, das keine Art "
                f"von Einwand ist. Bekannt: {', '.join(_SUSPENSIONS)}.",
            ),
            "move.new",
            step.name,
        )
    if bool(move.new) != (NONE in move.sources):
        yield Problem(
            Both(
                f"Step {step.name!r} names the source 'none' or a new suspension without the "
                "other. Name both: they belong together.",
                f"Der Schritt „{step.name}“ nennt den Beginn „none“ oder einen neuen "
                "Einwand ohne das andere. Beides nennen: Sie gehören zusammen.",
            ),
            "move.new",
            step.name,
        )
    if not move.sources:
        yield Problem(
            Both(
                f"Step {step.name!r} has no source. Name the state or states in which it "
                "can be taken.",
                f"Der Schritt „{step.name}“ beginnt nirgends. Den Stand nennen, in "
                "dem er möglich ist.",
            ),
            "step.no_source",
            step.name,
        )
    for name in (*move.sources, *([move.target] if move.target else [])):
        if name not in states:
            yield Problem(
                Both(
                    f"Step {step.name!r} names the {move.lifecycle} state {name!r}, which "
                    f"does not exist. Known: {', '.join(sorted(states)) or 'none'}.",
                    f"Der Schritt „{step.name}“ nennt den Stand „{name}“ "
                    f"({move.lifecycle}), den es nicht gibt. Bekannt: "
                    f"{', '.join(sorted(states)) or 'keiner'}.",
                ),
                "state.unknown",
                name,
            )


def _problems_of_taking(procedure: Procedure, step: Step) -> Iterator[Problem]:
    if not step.by:
        yield Problem(
            Both(
                f"Step {step.name!r} can be taken by nobody. Name the roles in 'by'.",
                f"Den Schritt „{step.name}“ kann niemand gehen. Die Rollen nennen "
                "(„by“).",
            ),
            "step.nobody",
            step.name,
        )
    for role in step.by:
        if role not in procedure.roles:
            yield Problem(
                Both(
                    f"Step {step.name!r} may be taken by {role!r}, a role that nobody has. "
                    "Add it to 'roles' or correct the name.",
                    f"Den Schritt „{step.name}“ darf „{role}“ gehen, eine Rolle, die "
                    "niemand hat. Sie unter den Rollen ergänzen oder den Namen "
                    "berichtigen.",
                ),
                "role.unknown",
                role,
            )


def _problems_of_roles(procedure: Procedure) -> Iterator[Problem]:
    used = {role for step in procedure.steps for role in step.by}
    for kind in _KINDS_OF_ROLES:
        for role in getattr(procedure, kind):
            if role not in procedure.roles:
                yield Problem(
                    Both(
                        f"The role {role!r} among the {kind} is a role that nobody has.",
                        f"Die Rolle „{role}“ ({kind}) hat niemand.",
                    ),
                    "role.unknown",
                    role,
                )
            elif kind in ("erasers", "migrators") and role in procedure.private:
                yield Problem(
                    Both(
                        f"The role {role!r} among the {kind} is private. Who erases or "
                        "migrates answers for it by name: choose another.",
                        f"Die Rolle „{role}“ ({kind}) ist die einer Privatperson. Wer "
                        "löscht oder überführt, steht dafür mit Namen ein: eine "
                        "andere wählen.",
                    ),
                    "role.private",
                    role,
                )
            if kind != "private":
                used.add(role)
    for role in dict.fromkeys(procedure.roles):
        if role not in used:
            yield Problem(
                Both(
                    f"The role {role!r} may do nothing: no step is taken by it. Name it in "
                    "the 'by' of a step, or remove it.",
                    f"Die Rolle „{role}“ darf nichts: Kein Schritt wird von ihr "
                    "gegangen. Sie bei einem Schritt nennen oder entfernen.",
                ),
                UNUSED_ROLE,
                role,
            )


def _problems_of_rules(procedure: Procedure) -> Iterator[Problem]:
    asked = {guard for step in procedure.steps for guard in step.guards}
    versions: dict[str, list[Rule]] = {}
    for rule in procedure.rules:
        versions.setdefault(rule.id, []).append(rule)
    for name, rules in versions.items():
        if name not in asked:
            yield Problem(
                Both(
                    f"Rule {name!r} stands on no step, and nobody asks it. Name it in the "
                    "'guards' of a step, or remove it.",
                    f"Die Regel „{name}“ steht vor keinem Schritt, und niemand fragt "
                    "sie. Sie bei einem Schritt nennen oder entfernen.",
                ),
                UNUSED_RULE,
                name,
            )
        if len(rules) > 1:
            yield from _problems_of_versions(name, rules)


def _problems_of_versions(name: str, rules: list[Rule]) -> Iterator[Problem]:
    if len({rule.dated_by for rule in rules}) > 1:
        yield Problem(
            Both(
                f"The versions of rule {name!r} are dated by different facts.",
                f"Die Fassungen der Regel „{name}“ richten sich nach verschiedenen "
                "Tagen.",
            ),
            "rule.dated_by",
            name,
        )
    ordered = sorted(rules, key=lambda rule: rule.in_force.since or date.min)
    for earlier, later in pairwise(ordered):
        end, start = earlier.in_force.until, later.in_force.since
        if ALWAYS in (earlier.in_force, later.in_force):
            yield Problem(
                Both(
                    f"There are two rules {name!r} at all times. Remove one.",
                    f"Es gibt zwei Regeln „{name}“ für alle Zeit. Eine entfernen.",
                ),
                "rule.overlap",
                name,
            )
        elif end is None or start is None or end >= start:
            yield Problem(
                Both(
                    f"Two versions of rule {name!r} overlap: one until {end}, the next "
                    f"since {start}. Let the earlier end the day before.",
                    f"Zwei Fassungen der Regel „{name}“ überschneiden sich: eine bis "
                    f"{end}, die nächste ab {start}. Die frühere am Vortag enden "
                    "lassen.",
                ),
                "rule.overlap",
                name,
            )
        elif (start - end).days > 1:
            yield Problem(
                Both(
                    f"Rule {name!r} has a gap between {end} and {start}. State a version "
                    "for the days between.",
                    f"Die Regel „{name}“ hat eine Lücke zwischen {end} und {start}. "
                    "Eine Fassung für die Tage dazwischen angeben.",
                ),
                "rule.gap",
                name,
            )
