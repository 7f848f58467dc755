"""Ask what examples ask, and compare what comes out with what they say."""

from __future__ import annotations

import json

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from ratsflow.engine import Verdict
from ratsflow.errors import Both, german
from ratsflow.model.text import Lang
from ratsflow.procedure.finding import Finding, Result
from ratsflow.procedure.procedure import Procedure
from ratsflow.procedure.step import MOTION, Kind
from ratsflow.testing.examples.counts import counted
from ratsflow.testing.examples.format import OF_THE_WHOLE, Example
from ratsflow.testing.examples.situation import verdict_of
from ratsflow.testing.scene import Scene, scene_of


_NOT_ASKED = "not asked"
_RESULTS = (*(each.value for each in Result), _NOT_ASKED)


@attrs.frozen
class Otherwise:
    """One thing that came out otherwise than an example says.

    Attributes:
        about: the key of ``then`` that says it; of a count its norm.
        wanted: what is said there; None where nothing is.
        found: what came out.
        told: both in a sentence.
        because: why it came out, a sentence each with its paragraph.
    """

    about: str
    wanted: Any
    found: Any
    told: Both = attrs.field(eq=False)
    because: tuple[Both, ...] = attrs.field(default=(), eq=False)


@attrs.frozen(eq=False)
class Answered:
    """What came out of an example by the law of a state.

    Attributes:
        example: the example.
        state: the state.
        otherwise: what came out otherwise than it says; nothing where all is as it says.
        verdict: what the engine answered; None for a count.
    """

    example: Example
    state: str
    otherwise: tuple[Otherwise, ...]
    verdict: Verdict | None = None

    @property
    def is_right(self) -> bool:
        """All came out as it says."""
        return not self.otherwise

    @property
    def scene(self) -> Scene | None:
        """The case that was walked to where it asks; None for a situation."""
        return None if self.verdict is None else scene_of(self.verdict)


def ask_example(example: Example, state: str) -> Answered:
    """Ask what an example asks, by the law of a state.

    Raises:
        InvalidInputError: it names what there is not, or a value that does not fit; with
            file and line.
    """
    with example.block.telling():
        if example.counts:
            found = tuple(_counted(example, state))
            return Answered(example, state, found)
        verdict = verdict_of(example, state)
        return Answered(
            example, state, tuple(_otherwise_of(example, state, verdict)), verdict
        )


def still_right(answered: Answered, verdict: Verdict) -> bool:
    """Tell whether all is as an example says if the engine had answered otherwise."""
    found = _otherwise_of(answered.example, answered.state, verdict)
    return next(found, None) is None


def run_example(example: Example, state: str) -> tuple[str, ...]:
    """Ask what an example asks, by the law of a state.

    Returns:
        What came out otherwise than it says, a sentence each in both languages; nothing
        where all is as it says.

    Raises:
        InvalidInputError: it names what there is not, or a value that does not fit; with
            file and line.
    """
    answered = ask_example(example, state)
    told: tuple[str, ...] = tuple(each.told for each in answered.otherwise)
    scene = answered.scene
    if told and scene is not None and scene.assumed:
        names = ", ".join(scene.assumed)
        told += (
            Both(f"assumed on the way: {names}.", f"Auf dem Weg angenommen: {names}."),
        )
    return told


def run_examples(examples: Iterable[Example]) -> dict[str, tuple[str, ...]]:
    """Ask all examples; return by place and state what came out otherwise."""
    found = {}
    for example in examples:
        for state in example.states:
            wrong = run_example(example, state)
            if wrong:
                found[f"{example.place} {example.id} ({state})"] = wrong
    return found


def _counted(example: Example, state: str) -> Iterator[Otherwise]:
    for found, told in counted(example, state):
        yield Otherwise(example.table["norm"], example.then(state), found, told)


def _otherwise_of(
    example: Example, state: str, verdict: Verdict
) -> Iterator[Otherwise]:
    _known(example, verdict.procedure, example.rules(state))
    found = {each.rule.id: each for each in verdict.findings}
    yield from _refused_all_the_same(example, state, verdict)
    for name, wanted in example.then(state).items():
        if name in OF_THE_WHOLE:
            yield from _whole(name, wanted, verdict, example)
        elif _result_in(wanted, example, name) == _NOT_ASKED:
            if name in found:
                here = found[name]
                yield _otherwise(name, wanted, here.result.value, [here])
        elif name in found:
            yield from _told(found[name], wanted)
        else:
            yield _otherwise(name, wanted, _NOT_ASKED)


def _refused_all_the_same(
    example: Example, state: str, verdict: Verdict
) -> Iterator[Otherwise]:
    """Tell that a step of which the outcome is said is refused by what it does not name.

    What is not known is not held against it: an example need not give everything.
    """
    if {"outcome", "state"}.isdisjoint(example.then(state)):
        return
    named = example.rules(state)
    for each in verdict.blocking:
        if each.result is Result.UNMET and each.rule.id not in named:
            told = Both(
                f"{each.rule.id} refuses the step: {each.text('en')}",
                f"{each.rule.id} steht entgegen: {each.text('de')}",
            )
            yield Otherwise(each.rule.id, None, Result.UNMET.value, told, (_why(each),))


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


def _told(finding: Finding, wanted: str) -> Iterator[Otherwise]:
    result, *words = wanted.split()
    told = json.dumps(finding.to_plain("de"), ensure_ascii=False, default=str)
    told += finding.text("en")
    lacks = [word for word in words if word.strip(";") not in told]
    if finding.result.value != result or lacks:
        answer = finding.answer
        parts = [answer.result.value, answer.observed, answer.required]
        parts += [*answer.data.get("facts", ()), *answer.data.get("keys", ())]
        came = " ".join(filter(None, map(str, parts)))
        yield _otherwise(finding.rule.id, wanted, came, [finding])


def _otherwise(
    name: str, wanted: Any, found: Any, because: Iterable[Finding] = ()
) -> Otherwise:
    told = Both(
        f"{name}: {wanted!r} is said, {found!r} came out.",
        f"{name}: gesagt ist {wanted!r}, heraus kam {found!r}.",
    )
    return Otherwise(name, wanted, found, told, tuple(map(_why, because)))


def _why(finding: Finding) -> Both:
    """Say what a rule answers, with its paragraph."""
    cited = finding.citation.norm
    if finding.rule.id.startswith("procedure."):  # what a step is rests on no paragraph
        return Both(finding.text("en"), finding.text("de"))
    return Both(f"{finding.text('en')} ({cited})", f"{finding.text('de')} ({cited})")


def _whole(
    name: str, wanted: Any, verdict: Verdict, example: Example
) -> Iterator[Otherwise]:
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
        wanted = _outcome(example, verdict, wanted)
    states = [each.name for each in verdict.procedure.states]
    if name == "state" and wanted not in states:
        meant = verdict.procedure.words.meant("state", wanted, states)
        raise example.block.unknown(Both("state", "Einen Stand"), wanted, states, meant)
    found, wanted = answers[name](), sorted(wanted) if type(wanted) is list else wanted
    if found != wanted:
        told = _otherwise(name, wanted, found)
        yield attrs.evolve(told, because=tuple(_reasons(name, wanted, found, verdict)))


def _reasons(name: str, wanted: Any, found: Any, verdict: Verdict) -> Iterator[Both]:
    """Yield why the whole came out as it did: the rules of which it speaks, the votes."""
    by_id = {each.rule.id: each for each in verdict.findings}
    if name in ("outcome", "state"):
        votes = [*_votes(verdict)]
        yield from votes
        # what a sparse case leaves open did not make the outcome: the votes did
        named: Iterable[str] = [
            each.rule.id for each in verdict.blocking if each.is_unmet or not votes
        ]
    elif name == "allowed":
        named = [each.rule.id for each in verdict.blocking]
    elif name in ("refused", "flagged", "only"):
        named = [
            each for each in (*wanted, *found) if (each in wanted) != (each in found)
        ]
        named += [each.rule.id for each in verdict.blocking if name == "refused"]
        named = [*dict.fromkeys(named)]
    else:
        named = []
    for each in [*named][:_REASONS]:
        if each in by_id:
            yield _why(by_id[each])


def _votes(verdict: Verdict) -> Iterator[Both]:
    """Yield the votes from which an outcome followed."""
    for taken in verdict.step.takes:
        ballot = verdict.question.inputs.get(taken.name)
        if taken.kind is Kind.BALLOT and ballot is not None and ballot.yes is not None:
            yes, no = ballot.yes, ballot.no
            yield Both(f"{yes} voted yes, {no} no.", f"{yes} Ja, {no} Nein.")


def in_words(answered: Answered, each: Otherwise, lang: Lang) -> tuple[str, str]:
    """Say what was expected and what was found, as people call it; ids beside it."""
    if answered.verdict is None:
        return f"{each.about} = {each.wanted}", f"{each.about} = {each.found}"
    verdict = answered.verdict
    titles = {rule.id: rule.label.in_(lang) for rule in verdict.procedure.rules}
    expected = _said(each, each.wanted, verdict, titles, lang)
    found = _said(each, _really(each, verdict), verdict, titles, lang)
    if each.about in ("refused", "only") and verdict.allowed:
        allowed = _KINDS["allowed"]
        found = f"{german(allowed)} ja" if lang == "de" else f"{allowed} yes"
    if each.about == "state" and verdict.outcome:
        outcome = verdict.procedure.words.say("outcome", verdict.outcome, lang)
        found += f" ({outcome})"
    return expected, found


def _really(each: Otherwise, verdict: Verdict) -> Any:
    """Return what was found; of a refusal by other rules these rules."""
    if each.about == "refused" and not each.found:
        return [e.rule.id for e in verdict.blocking][:_REASONS]
    return each.found


def _said(
    each: Otherwise, value: Any, verdict: Verdict, titles: Mapping[str, str], lang: Lang
) -> str:
    words, name = verdict.procedure.words, each.about
    if name not in OF_THE_WHOLE:
        title = f"{titles[name]} ({name})" if titles.get(name) else name
        nothing = Both("nothing is said of it", "davon ist nichts gesagt")
        told = (
            (german(nothing) if lang == "de" else nothing) if value is None else value
        )
        return f"{title}: {told}"
    kind = _KINDS[name]
    head = german(kind) if lang == "de" else str(kind)
    if name == "allowed":
        yes = Both("yes" if value else "no", "ja" if value else "nein")
        return f"{head} {german(yes) if lang == 'de' else yes}"
    if name in ("state", "outcome"):
        return f"{head} {words.say(name, str(value), lang) if value else '–'}"
    listed = ", ".join(f"{titles[x]} ({x})" if titles.get(x) else str(x) for x in value)
    return f"{head} {listed or '–'}"


_REASONS = 5
"""How many rules are told where many stand in the way."""
_KINDS = {
    "state": Both("state", "Stand"),
    "outcome": Both("outcome", "Ergebnis"),
    "allowed": Both("allowed:", "möglich:"),
    "refused": Both("refused by", "abgelehnt wegen"),
    "only": Both("refused by nothing but", "abgelehnt allein wegen"),
    "flagged": Both("flagged by", "hingewiesen auf"),
    "missing": Both("missing:", "es fehlt:"),
}


def _missing(verdict: Verdict) -> Iterator[str]:
    for each in verdict.missing:
        yield from (*each.parts, each.key.rpartition(":")[2])


def _outcome(example: Example, verdict: Verdict, wanted: str) -> str:
    """Return the outcome of a step that a plain word means."""
    step = verdict.step
    if wanted in step.branches:
        return wanted
    fits = [each for each in step.branches if each.startswith(wanted)]
    unchanged = [each for each in fits if each.endswith("unchanged")]
    if not fits:
        kind = Both("outcome", "Ein Ergebnis")
        meant = verdict.procedure.words.meant("outcome", wanted, step.branches)
        raise example.block.unknown(kind, wanted, step.branches, meant)
    return (unchanged or fits)[0]


def _state_after(verdict: Verdict) -> str:
    for move in verdict.moves or ():
        if move.lifecycle == MOTION and move.target:
            return move.target
    return verdict.question.case.state
