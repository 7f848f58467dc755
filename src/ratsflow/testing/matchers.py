"""Assertions on verdicts and logs, with messages that help.

Each rejects names that do not exist, so that a slip of the pen fails and never passes. A
failure shows the verdict as readers see it, and how the case came there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from types import EllipsisType

from ratsflow.engine import Taken, Verdict
from ratsflow.errors import RefusedError
from ratsflow.law.citation import Consequence
from ratsflow.log import OPEN
from ratsflow.procedure.finding import Finding
from ratsflow.testing.scene import Scene, scene_of
from ratsflow.testing.search import names_of


_NEAR = 3
"""How many near names are told."""


def assert_allowed(
    verdict: Verdict | Taken, *, flagged: str | Iterable[str] = ()
) -> None:
    """Assert that a step may be taken, and that nothing speaks against it.

    Args:
        verdict: the verdict, or what a step that was taken left behind.
        flagged: rules that may flag it; those named have to.
    """
    __tracebackhide__ = True
    asked = _verdict(verdict)
    named = _known(asked, flagged)
    if not asked.allowed:
        _fail(asked, f"expected {_titled(asked)} to be allowed, but it is refused by "
              f"{_ids(asked.blocking)}.")  # fmt: skip
    found = {each.rule.id for each in asked.warnings}
    if extra := [each for each in asked.warnings if each.rule.id not in named]:
        _fail(asked, f"{_titled(asked)} may be taken, but is flagged by {_ids(extra)}. "
              "Name what may be flagged: flagged=….")  # fmt: skip
    if lacking := [each for each in named if each not in found]:
        _fail(asked, f"expected {_quoted(lacking)} to flag {_titled(asked)}, but nothing is "
              f"flagged by it: {_state(asked, lacking[0])}.")  # fmt: skip


def assert_refused(
    verdict: Verdict | RefusedError,
    because: str | Iterable[str],
    citing: str = "",
    *,
    only: bool = False,
) -> None:
    """Assert that a step is refused, by each of some rules.

    Args:
        verdict: the verdict, or the error that carries it.
        because: the ids of the rules that are to refuse it.
        citing: what stands in the citation of each, for example ``§ 31``.
        only: no other rule refuses it.
    """
    __tracebackhide__ = True
    asked = _verdict(verdict)
    named = _some(asked, because)
    blocking = {each.rule.id: each for each in asked.blocking}
    for rule in named:
        if rule not in blocking:
            _fail(asked, _why_not(asked, rule))
    for rule in named:
        cited = str(blocking[rule].citation.norm)
        if citing and citing not in cited:
            _fail(asked, f"`{rule}` refuses {_titled(asked)}, but cites {cited!r}, not "
                  f"{citing!r}.")  # fmt: skip
    others = [each for name, each in blocking.items() if name not in named]
    if only and others:
        _fail(asked, f"expected only {_quoted(named)} to refuse {_titled(asked)}, but it is "
              f"refused by {_ids(others)} too.")  # fmt: skip


def assert_flagged(verdict: Verdict | Taken, because: str | Iterable[str]) -> None:
    """Assert that rules speak against a step and let it pass all the same.

    Args:
        verdict: the verdict, or what a step that was taken left behind.
        because: the ids of the rules.
    """
    __tracebackhide__ = True
    asked = _verdict(verdict)
    blocking = {each.rule.id for each in asked.blocking}
    found = {each.rule.id for each in asked.warnings}
    for rule in _some(asked, because):
        if rule in blocking:
            _fail(asked, f"`{rule}` does not only flag {_titled(asked)}: it refuses it. "
                  "Use assert_refused.")  # fmt: skip
        if rule not in found:
            _fail(asked, f"expected `{rule}` to flag {_titled(asked)}, but "
                  f"{_state(asked, rule)}.")  # fmt: skip


def assert_outcome(taken: Taken | Verdict, outcome: str) -> None:
    """Assert what a step came to, for example ``adopted_unchanged``.

    Args:
        taken: what the step left behind, or the verdict on it.
        outcome: one of the outcomes of the step.
    """
    __tracebackhide__ = True
    asked = _verdict(taken)
    known = [each for each in asked.step.branches if each]
    if outcome not in known:
        what = f"{_titled(asked)} has no outcome {outcome!r}."
        near = (
            f" It has: {', '.join(known)}." if known else " It has one, without a name."
        )
        raise AssertionError(what + near)
    if asked.outcome != outcome:
        came = asked.outcome or "nothing"
        _fail(asked, f"expected {_titled(asked)} to come to {outcome!r}, but it came to "
              f"{came!r}.")  # fmt: skip


def assert_path(case: Scene, *steps: str | EllipsisType) -> None:
    """Assert which steps led to where a case stands, in order.

    Args:
        case: the case.
        steps: names of steps; ``...`` for any number of others between them.
    """
    __tracebackhide__ = True
    known = [step.name for step in case.procedure.steps]
    for step in steps:
        if isinstance(step, str) and step not in known:
            raise AssertionError(_no_such("step", step, known))
    gone = [each.step for each in case.log if each.step != OPEN]
    if not _matches(gone, steps):
        wanted = ", ".join("…" if isinstance(s, EllipsisType) else s for s in steps)
        msg = f"expected the path {wanted};\n     it was         {', '.join(gone)}."
        raise AssertionError(f"{msg}\n{case.told()}")


def _matches(gone: Sequence[str], wanted: Sequence[str | EllipsisType]) -> bool:
    if not wanted:
        return not gone
    first, rest = wanted[0], wanted[1:]
    if isinstance(first, EllipsisType):
        return any(_matches(gone[n:], rest) for n in range(len(gone) + 1))
    return bool(gone) and gone[0] == first and _matches(gone[1:], rest)


# ------------------------------------------------------------------------ what is told


def _verdict(given: Verdict | Taken | RefusedError) -> Verdict:
    if isinstance(given, Verdict):
        return given
    found = getattr(given, "verdict", None)
    if not isinstance(found, Verdict):
        msg = (
            f"{given!r} holds no verdict. Pass what case.ask(…) or case.take(…) returned, "
            "or the RefusedError."
        )
        raise TypeError(msg)
    return found


def _some(verdict: Verdict, rules: str | Iterable[str]) -> tuple[str, ...]:
    """Return ids of rules as `_known` does; none at all would assert nothing."""
    __tracebackhide__ = True
    named = _known(verdict, rules)
    if not named:
        _fail(verdict, "because=… names no rule, so nothing would be asserted. Name the "
              "rule that is meant.")  # fmt: skip
    return named


def _known(verdict: Verdict, rules: str | Iterable[str]) -> tuple[str, ...]:
    """Return ids of rules that exist and are asked at the step."""
    __tracebackhide__ = True
    named = names_of(rules)
    asked = [each.rule.id for each in verdict.findings]
    known = dict.fromkeys([*asked, *(each.id for each in verdict.procedure.rules)])
    for rule in named:
        if rule not in known:
            raise AssertionError(_no_such("rule", rule, [*known]))
        if rule not in asked:
            stands = verdict.procedure.steps_guarded_by(rule)
            if verdict.step not in stands:
                where = ", ".join(each.name for each in stands)
                told = f"`{rule}` does not stand on {_titled(verdict)}. It stands on: {where}."
            else:
                day = verdict.question.day
                told = f"`{rule}` was not asked: it is not in force on {day}."
            raise AssertionError(told)
    return named


def _no_such(what: str, name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=_NEAR, cutoff=0.5)
    words = {word for word in name.split("_") if len(word) > 3}  # noqa: PLR2004
    near += [
        each for each in known if words & set(each.split("_")) and each not in near
    ]
    told = f" Near: {', '.join(near[:_NEAR])}." if near else ""
    return f"there is no {what} {name!r}.{told}"


def _why_not(verdict: Verdict, rule: str) -> str:
    """Say why a rule does not refuse a step."""
    finding = next(each for each in verdict.findings if each.rule.id == rule)
    if finding in verdict.warnings and finding.rule.consequence is Consequence.ORDER:
        return (
            f"`{rule}` only flags {_titled(verdict)} (consequence: order); it refuses "
            "nothing. Use assert_flagged."
        )
    if finding in verdict.warnings:
        lifted = "overridden" if verdict.override is not None else "recorded"
        return f"`{rule}` refuses nothing here: it is {lifted}."
    state = _state(verdict, rule)
    if verdict.allowed:
        return f"expected `{rule}` to refuse {_titled(verdict)}, but {state}."
    told = (
        f"expected `{rule}` to refuse {_titled(verdict)}, but it is refused by "
        f"{_ids(verdict.blocking)}."
    )
    if len(verdict.blocking) == 1:
        told += f" `{verdict.blocking[0].rule.id}` is all that stands in its way."
    return told


def _state(verdict: Verdict, rule: str) -> str:
    finding = next((e for e in verdict.findings if e.rule.id == rule), None)
    if finding is None:
        return "it was not asked"
    words = {"met": "it is met", "unmet": "it is unmet", "unknown": "it is unknown"}
    return words.get(finding.result.value, "it failed")


def _fail(verdict: Verdict, what: str) -> None:
    __tracebackhide__ = True
    raise AssertionError(f"{what}\n{told(verdict)}")


def told(verdict: Verdict) -> str:
    """Say a verdict as a failure shows it: what blocks, what flags, and the way there."""
    lines = []
    if verdict.allowed:
        lines.append(f"{_titled(verdict)} may be taken.")
    lines += [f"  - {_line(each)}" for each in verdict.blocking]
    lines += [f"  (!) {_line(each)}" for each in verdict.warnings]
    scene = scene_of(verdict)
    if scene is not None:
        lines.append(scene.told())
    return "\n".join(lines)


def _line(finding: Finding) -> str:
    citation = finding.citation
    remedy = finding.remedy("en")
    cure = f" → {remedy}" if remedy else ""
    cited = f"({citation.norm} [{citation.confidence.value}])"
    return f"{finding.text('en')} {cited}{cure}  [{finding.rule.id}]"


def _titled(verdict: Verdict) -> str:
    return f"“{verdict.step.title('en')}”"


def _ids(findings: Iterable[Finding]) -> str:
    return ", ".join(each.rule.id for each in findings)


def _quoted(rules: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in rules)
