"""Ask what examples ask, and compare what comes out with what they say."""

from __future__ import annotations

import json

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ratsflow.engine import Verdict
from ratsflow.errors import Both
from ratsflow.procedure.finding import Finding, Result
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import MOTION, Step
from ratsflow.testing.examples.counts import counted
from ratsflow.testing.examples.format import OF_THE_WHOLE, Example
from ratsflow.testing.examples.situation import verdict_of
from ratsflow.testing.scene import scene_of


_NOT_ASKED = "not asked"
_RESULTS = (*(each.value for each in Result), _NOT_ASKED)


def run_example(example: Example, state: str) -> tuple[str, ...]:
    """Ask what an example asks, by the law of a state.

    Returns:
        What came out otherwise than it says, a sentence each in both languages; nothing
        where all is as it says.

    Raises:
        InvalidInputError: it names what there is not, or a value that does not fit; with
            file and line.
    """
    with example.block.telling():
        return tuple((counted if example.counts else _asked)(example, state))


def run_examples(examples: Iterable[Example]) -> dict[str, tuple[str, ...]]:
    """Ask all examples; return by place and state what came out otherwise."""
    found = {}
    for example in examples:
        for state in example.states:
            wrong = run_example(example, state)
            if wrong:
                found[f"{example.place} {example.id} ({state})"] = wrong
    return found


def _asked(example: Example, state: str) -> Iterator[str]:
    verdict = verdict_of(example, state)
    told = tuple(_otherwise_of(example, state, verdict))
    yield from told
    scene = scene_of(verdict)
    if told and scene is not None and scene.assumed:
        names = ", ".join(scene.assumed)
        yield Both(f"assumed on the way: {names}.", f"Auf dem Weg angenommen: {names}.")


def _otherwise_of(example: Example, state: str, verdict: Verdict) -> Iterator[str]:
    _known(example, verdict.procedure, example.rules(state))
    found = {each.rule.id: each for each in verdict.findings}
    yield from _refused_all_the_same(example, state, verdict)
    for name, wanted in example.then(state).items():
        if name in OF_THE_WHOLE:
            yield from _whole(name, wanted, verdict, example)
        elif _result_in(wanted, example, name) == _NOT_ASKED:
            if name in found:
                yield _otherwise(name, wanted, found[name].result.value)
        elif name in found:
            yield from _told(found[name], wanted)
        else:
            yield _otherwise(name, wanted, _NOT_ASKED)


def _refused_all_the_same(
    example: Example, state: str, verdict: Verdict
) -> Iterator[str]:
    """Tell that a step of which the outcome is said is refused by what it does not name.

    What is not known is not held against it: an example need not give everything.
    """
    if {"outcome", "state"}.isdisjoint(example.then(state)):
        return
    named = example.rules(state)
    for each in verdict.blocking:
        if each.result is Result.UNMET and each.rule.id not in named:
            yield Both(
                f"{each.rule.id} refuses the step: {each.text('en')}",
                f"{each.rule.id} steht entgegen: {each.text('de')}",
            )


def _known(example: Example, procedure: Procedure, rules: Iterable[str]) -> None:
    ids = {rule.id for rule in procedure.rules}
    for name in rules:
        if name not in ids:
            known = {*ids, *OF_THE_WHOLE}
            raise example.block.unknown(Both("rule", "Eine Regel"), name, known)


def _result_in(wanted: Any, example: Example, name: str) -> str:
    """Return the result that an answer begins with."""
    for result in _RESULTS:
        if isinstance(wanted, str) and f"{wanted} ".startswith(f"{result} "):
            return result
    raise example.block.mistake(
        f"{name} must begin with one of {', '.join(_RESULTS)}, not {wanted!r}.",
        f"{name} muss mit einem davon beginnen: {', '.join(_RESULTS)}; nicht {wanted!r}.",
        name,
    )


def _told(finding: Finding, wanted: str) -> Iterator[str]:
    result, *words = wanted.split()
    told = json.dumps(finding.to_plain("de"), ensure_ascii=False, default=str)
    told += finding.text("en")
    lacks = [word for word in words if word.strip(";") not in told]
    if finding.result.value != result or lacks:
        answer = finding.answer
        parts = [answer.result.value, answer.observed, answer.required]
        parts += [*answer.data.get("facts", ()), *answer.data.get("keys", ())]
        yield _otherwise(finding.rule.id, wanted, " ".join(filter(None, parts)))


def _otherwise(name: str, wanted: Any, found: Any) -> Both:
    return Both(
        f"{name}: {wanted!r} is said, {found!r} came out.",
        f"{name}: gesagt ist {wanted!r}, heraus kam {found!r}.",
    )


def _whole(name: str, wanted: Any, verdict: Verdict, example: Example) -> Iterator[str]:
    blocking = {each.rule.id for each in verdict.blocking}
    answers: Mapping[str, Callable[[], Any]] = {
        "allowed": lambda: not blocking,
        "only": lambda: sorted(blocking),
        "refused": lambda: sorted(blocking & set(wanted)),
        "flagged": lambda: sorted(
            {each.rule.id for each in verdict.warnings} & {*wanted}
        ),
        "missing": lambda: sorted(set(_missing(verdict)) & set(wanted)),
        "outcome": lambda: verdict.outcome,
        "state": lambda: _state_after(verdict),
    }
    if name == "outcome":
        wanted = _outcome(example, verdict.step, wanted)
    states = [each.name for each in verdict.procedure.states]
    if name == "state" and wanted not in states:
        raise example.block.unknown(Both("state", "Einen Stand"), wanted, states)
    found, wanted = answers[name](), sorted(wanted) if type(wanted) is list else wanted
    if found != wanted:
        yield _otherwise(name, wanted, found)


def _missing(verdict: Verdict) -> Iterator[str]:
    for each in verdict.missing:
        yield from (*each.parts, each.key.rpartition(":")[2])


def _outcome(example: Example, step: Step, wanted: str) -> str:
    """Return the outcome of a step that a plain word means."""
    if wanted in step.branches:
        return wanted
    fits = [each for each in step.branches if each.startswith(wanted)]
    unchanged = [each for each in fits if each.endswith("unchanged")]
    if not fits:
        kind = Both("outcome", "Ein Ergebnis")
        raise example.block.unknown(kind, wanted, step.branches)
    return (unchanged or fits)[0]


def _state_after(verdict: Verdict) -> str:
    for move in verdict.moves or ():
        if move.lifecycle == MOTION and move.target:
            return move.target
    return verdict.question.case.state
