"""``ratsflow check --against``: two versions side by side, open cases, recorded logs."""

from __future__ import annotations

import re

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import attrs

from ratsflow.cli import options
from ratsflow.cli.reach import reach
from ratsflow.errors import Both, InvalidInputError, UnknownNameError
from ratsflow.law.local import Law, read_set
from ratsflow.law.norms import is_share, share_text
from ratsflow.law.states import state_ids, state_law
from ratsflow.model.text import Lang
from ratsflow.procedure.finding import Finding
from ratsflow.procedure.procedure import Procedure


if TYPE_CHECKING:
    from ratsflow.checking import (
        Compared,
        Comparison,
        Diverged,
        Divergence,
        Gate,
        Relation,
        Space,
        Touched,
    )
    from ratsflow.office import Office
    from ratsflow.stores import Store
    from ratsflow.testing.examples import Answered


FAIL_ON = ("looser", "tighter", "any")
"""What can make the command end with 1; what is incomparable or undecided always does."""

FINGERPRINT = re.compile(r"[0-9a-f]{8,64}")


@attrs.frozen
class Told:
    """What came out of a comparison, ready to be printed.

    Attributes:
        comparison: two versions side by side; None where only logs were replayed.
        touched: the open cases that the change touches; None where none were named.
        open_cases: how many open cases were looked at.
        gate: what became of the logs; None where none were named.
        fail_on: what makes it fail.
    """

    comparison: Comparison | None
    touched: tuple[Touched, ...] | None
    open_cases: int
    gate: Gate | None
    fail_on: str

    def fails(self, relation: Relation) -> bool:
        """Tell whether a step or a log that stands so to the old version makes it fail."""
        word = relation.value
        if word == "equivalent":
            return False
        # What nobody can tell is no assurance, whatever it is that must not happen.
        unsure = ("incomparable", "undecided")
        return self.fail_on == "any" or word in (self.fail_on, *unsure)

    @property
    def failed(self) -> bool:
        """Something came out that is named by `fail_on`."""
        found = [] if self.gate is None else [e.relation for e in self.gate.diverged]
        if self.comparison is not None:
            found += [each.relation for each in self.comparison.steps.values()]
            if self.comparison.dead_ends and self.fail_on != "looser":
                return True
        return any(map(self.fails, found))


def version(name: str, beside: str) -> Procedure:
    """Return the procedure that a name or the beginning of a fingerprint means.

    Args:
        name: as everywhere, or eight digits or more of a fingerprint of what is shipped or
            stands in the file that is checked.
        beside: what is checked.
    """
    if not FINGERPRINT.fullmatch(name):
        return options.find_procedure(name)
    built = [state_law(each).procedure for each in state_ids()]
    known: list[Procedure] = [each() for each in built if each is not None]
    place, _, __ = beside.rpartition(":")
    if place:
        module = options.module(place, beside)
        known += [each for each in vars(module).values() if isinstance(each, Procedure)]
    found = {e.fingerprint: e for e in known if e.fingerprint.startswith(name)}
    if len(found) == 1:
        return found.popitem()[1]
    raise UnknownNameError(
        Both("fingerprint of a procedure", "Fingerabdruck eines Verfahrens"),
        name,
        tuple(each.fingerprint[:12] for each in known),
    )


def compared(old: Space, new: Space, cases: int) -> Comparison:
    """Compare two versions over the main path and the steps that can differ."""
    from ratsflow.checking import compare, may_differ, steps_to  # noqa: PLC0415

    differing = may_differ(old, new)
    names = {each.name for each in old.procedure.steps}
    steps = steps_to(differing & names, old.procedure) | differing
    # Asked only where a step is left of which the search shows nothing.
    begun = (e.verdict for e in _answered(old) if e.verdict is not None)
    return compare(attrs.evolve(old, steps=steps), new, cases=cases, begun=begun)


def _answered(space: Space) -> Iterator[Answered]:
    from ratsflow.cli.mutating import answers  # noqa: PLC0415  # loads the examples

    yield from answers(space)


def replayed(
    files: Sequence[str], desk: Office | None, procedure: Procedure, law: Law | None
) -> Gate:
    """Replay logs of exported files, and of a database, under a version.

    Args:
        files: exported logs, as lines of JSON.
        desk: the office on a database, or None.
        procedure: the version to ask.
        law: the law to ask under; None for the one that each entry names.
    """
    from ratsflow.checking import replay_gate  # noqa: PLC0415
    from ratsflow.exchange import import_log  # noqa: PLC0415
    from ratsflow.office import Office  # noqa: PLC0415

    desks = [] if desk is None else [desk]
    for file in files:
        office = Office(procedure)
        try:
            with Path(file).open("rb") as lines:
                import_log(office.store, lines)
        except OSError as error:
            raise InvalidInputError(
                Both(f"it cannot be read: {error}.", f"sie ist nicht lesbar: {error}."),
                file,
            ) from error
        desks.append(office)
    gates = [
        replay_gate(each.store.scan(), procedure, partial(_law_of, each.store, law))
        for each in desks
    ]
    whole, *others = gates
    for each in others:
        whole = whole.joined(each)
    return whole


def _law_of(store: Store, law: Law | None, name: str) -> Law | None:
    if law is not None:
        return law
    body = store.law(name)
    return None if body is None else read_set(body)


_SAID = {
    "release": (
        "Mit Release {release} (Verfahren {fingerprint}), gefragt in einem eigenen Prozess mit "
        "seiner eigenen Engine.",
        "Against release {release} (procedure {fingerprint}), asked in a process of its own "
        "with its own engine.",
    ),
    "only_tried": (
        "Die Engine oder Regeln in Python sind dort anders: dass sie gleich antworten, ist nur "
        "probiert, in {n} Schritten, die beide zulassen. Schritte, die es nur dort gibt, und "
        "Wege, die nur dort offen sind, wurden nicht gesucht.",
        "The engine or rules in Python are others there: that they answer alike was only tried, "
        "in {n} steps that both allow. Steps that only that release has, and ways that are "
        "open only there, were not looked for.",
    ),
    "equivalent": ("gleich", "equivalent"),
    "tighter": ("strenger", "tighter"),
    "looser": ("lockerer", "looser"),
    "incomparable": ("unvergleichbar", "incomparable"),
    "undecided": ("offen", "undecided"),
    "hangs_on": ("hängt ab von: {what}", "hangs on: {what}"),
    "no_case": (
        "Kein Fall zeigt einen Unterschied ({n} Versuche, die beide zulassen). Das beweist "
        "nicht, dass es keinen gibt: bitte nachsehen.",
        "No case shows a difference ({n} attempts that both allow). That does not prove "
        "that there is none: please look.",
    ),
    "built": (
        "Ein dafür gebauter Fall; ob er vorkommen kann, ist offen. Geändert: {what}",
        "A case built for it; whether it can come about is open. Changed: {what}",
    ),
    "attempts": ("{n} Versuche", "{n} attempts"),
    "attempt": ("1 Versuch", "1 attempt"),
    "others": (
        "Andere Schritte: {n} gleich, davon {alike} im Wortlaut.",
        "Other steps: {n} equivalent, {alike} of them word by word.",
    ),
    "same": ("Alle {n} Schritte sind gleich.", "All {n} steps are equivalent."),
    "only_old": (
        "Die alte Fassung lässt den letzten Schritt zu, die neue nicht:",
        "The old version lets the last step pass, the new one does not:",
    ),
    "only_new": (
        "Die neue Fassung lässt den letzten Schritt zu, die alte nicht:",
        "The new version lets the last step pass, the old one does not:",
    ),
    "elsewhere": (
        "Der letzte Schritt führt anderswohin: bisher {old}, neu {new}.",
        "The last step leads elsewhere: {old} before, {new} now.",
    ),
    "no_step": (
        "den Schritt gibt es dort nicht, oder er nimmt anderes auf.",
        "it has no such step, or takes in something else.",
    ),
    "nothing": ("Nichts ist {word}.", "Nothing is {word}."),
    "never_looser": (
        "Bewiesen, für alle Werte: nicht lockerer: {steps}",
        "Proved, for all values: not looser: {steps}",
    ),
    "never_tighter": (
        "Bewiesen, für alle Werte: nicht strenger: {steps}",
        "Proved, for all values: not tighter: {steps}",
    ),
    "searched": (
        "Der Rest der {n} Schritte, die abweichen können, nur gesucht, in {cases} Vorgängen.",
        "The rest of the {n} steps that can differ is only searched for, in {cases} cases.",
    ),
    "no_z3": (
        "Nichts wurde bewiesen: z3 fehlt (pip install 'ratsflow[prove]').",
        "Nothing was proved: z3 is not installed (pip install 'ratsflow[prove]').",
    ),
    "dead": (
        "✗ Neue Sackgasse im Stand „{state}“:",
        "✗ A new dead end, in state “{state}”:",
    ),
    "no_dead": ("Keine neue Sackgasse.", "No new dead end."),
    "touched": (
        "Offene Vorgänge: {n} von {all} sind betroffen.",
        "Open cases: {n} of {all} are touched.",
    ),
    "lost": (
        "{case}: heute möglich, künftig nicht: {steps}",
        "{case}: possible today, not under the new version: {steps}",
    ),
    "won": (
        "{case}: heute nicht möglich, künftig schon: {steps}",
        "{case}: not possible today, under the new version it is: {steps}",
    ),
    "homeless": (
        "{case}: den Stand „{state}“ gibt es in der neuen Fassung nicht.",
        "{case}: the new version has no state “{state}”.",
    ),
    "logs": (
        "Aufgezeichnete Protokolle: {alike} von {all} gehen wieder so aus.",
        "Recorded logs: {alike} of {all} replay alike.",
    ),
    "at": ("{n} weichen zuerst ab bei: {step}", "{n} diverge first at: {step}"),
    "log": (
        "{case}, Eintrag {version} ({step}): {relation}, wegen {because}",
        "{case}, entry {version} ({step}): {relation}, because of {because}",
    ),
    "unasked": (
        "{n} konnten nicht ganz erneut gefragt werden: {cases}",
        "{n} could not be asked again as a whole: {cases}",
    ),
}


def _say(key: str, lang: Lang, **values: Any) -> str:
    return _SAID[key][0 if lang == "de" else 1].format(**values)


def lines(told: Told, lang: Lang) -> Iterator[str]:
    """Tell it in lines."""
    if told.comparison is not None:
        yield from _comparison_lines(told.comparison, lang)
    if told.touched is not None:
        yield _say("touched", lang, n=len(told.touched), all=told.open_cases)
        for each in told.touched:
            yield from (f"  {line}" for line in _touched_lines(each, told, lang))
    if told.gate is not None:
        yield from _gate_lines(told.gate, lang)


def _proved_lines(found: Comparison, lang: Lang) -> Iterator[str]:
    """Tell what of the steps that can differ is proved, and that the rest is searched."""
    from ratsflow.checking.formulas import can_prove  # noqa: PLC0415

    can_differ = len(found.steps) - len(found.alike)
    if found.release and not found.alike:
        passed = sum(each.passed for each in found.steps.values())
        yield _say("only_tried", lang, n=passed)
    if found.release or not can_differ:
        return
    for word in ("never_looser", "never_tighter"):
        steps = [name for name, each in found.proved.items() if getattr(each, word)]
        if steps:
            yield _say(word, lang, steps=", ".join(sorted(steps)))
    whole = [e for e in found.proved.values() if e.never_looser and e.never_tighter]
    if len(whole) < can_differ:
        yield _say("searched", lang, n=can_differ, cases=found.cases)
        if not can_prove():
            yield _say("no_z3", lang)


def _comparison_lines(found: Comparison, lang: Lang) -> Iterator[str]:
    from ratsflow.checking import Relation  # noqa: PLC0415

    if found.release:
        release, of = found.release, found.fingerprint[:12]
        yield _say("release", lang, release=release, fingerprint=of)
    wide = max((len(each.step) for each in found.differing), default=0)
    for each in found.differing:
        shown = sum(each.counts.values())
        key = "attempt" if shown == 1 else "attempts"
        attempts = _say(key, lang, n=shown) if shown else ""
        yield f"{each.step:{wide}}  {_say(each.relation, lang):14}  {attempts}".rstrip()
        if each.changed:
            yield f"    {_say('hangs_on', lang, what=_hangs_on(each, found))}"
        if each.relation is Relation.UNDECIDED:
            yield f"    {_say('no_case', lang, n=each.passed)}"
        for case in (each.tighter, each.looser, each.elsewhere):
            if case is not None:
                yield from (f"    {line}" for line in _shown(case, found, lang))
    yield from _proved_lines(found, lang)
    others = len(found.steps) - len(found.differing)
    if not found.differing:
        yield _say("same", lang, n=others)
    else:
        yield _say("others", lang, n=others, alike=len(found.alike))
        relations = {each.relation for each in found.differing}
        for word in (Relation.LOOSER, Relation.TIGHTER):
            if not relations & {word, Relation.INCOMPARABLE, Relation.UNDECIDED}:
                yield _say("nothing", lang, word=_say(word, lang))
    if not found.release:  # of another release that is not looked for
        yield from _dead_end_lines(found, lang)
    yield reach(found, lang)


def _dead_end_lines(found: Comparison, lang: Lang) -> Iterator[str]:
    from ratsflow.checking import story  # noqa: PLC0415

    for state, moment in found.dead_ends.items():
        yield _say(
            "dead", lang, state=found.old.procedure.words.say("state", state, lang)
        )
        yield from (f"    {line}" for line in story(moment, found.old, lang))
    if not found.dead_ends:
        yield _say("no_dead", lang)


def _shown(shown: Divergence, found: Comparison, lang: Lang) -> Iterator[str]:
    """Tell the way, the step tried at its end, and what made the difference."""
    from ratsflow.checking import Relation, story  # noqa: PLC0415

    space = found.old if shown.old is not None else found.new
    told = list(story(shown.tried, space, lang))
    if shown.built is None:
        yield from told
    else:  # where it began was built, too
        yield _say("built", lang, what=", ".join(dict.fromkeys(shown.built)))
        yield told[1]
    if shown.relation is Relation.INCOMPARABLE:
        old, new = shown.leads
        yield _say("elsewhere", lang, old=old or "–", new=new or "–")
        return
    tighter = shown.relation is Relation.TIGHTER
    yield _say("only_old" if tighter else "only_new", lang)
    for finding in shown.because:
        yield f"  – {_why(finding, lang)}"
    if not shown.because:
        yield f"  – {_say('no_step', lang)}"


def _hangs_on(each: Compared, found: Comparison) -> str:
    """Name what is another, a value of law with what is another in it, before and after."""
    old, new = found.old.law.values, found.new.law.values
    return ", ".join(
        f"{name}: {values_told(old.get(name), new.get(name))}"
        if name in old or name in new
        else name
        for name in each.changed
    )


_LONG = 120
"""As many characters of a value are told; what is longer is looked up in the files."""


def values_told(old: Any, new: Any) -> str:
    """Tell two values as a law file has them; of lists and tables only what is another."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        before = tuple(each for each in old if each not in new)
        after = tuple(each for each in new if each not in old)
        if before or after:  # else only the order is another
            old, new = before, after
    elif _is_table(old) and _is_table(new):
        names = [n for n in {**old, **new} if old.get(n) != new.get(n)]
        old, new = ({n: e[n] for n in names if n in e} for e in (old, new))
    return " → ".join(
        told if len(told) <= _LONG else "…" for told in (_written(old), _written(new))
    )


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping) and not is_share(value)


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        if is_share(value):
            return share_text(value)
        parts = ", ".join(f"{name} = {_written(each)}" for name, each in value.items())
        return f"{{ {parts} }}" if parts else "–"
    if isinstance(value, tuple):
        return ", ".join(map(_written, value)) or "–"
    if isinstance(value, bool):
        return str(value).lower()
    return "–" if value is None else str(value)


def _why(finding: Finding, lang: Lang) -> str:
    return f"{finding.text(lang)} ({finding.citation.norm}) [{finding.rule.id}]"


def _touched_lines(each: Touched, told: Told, lang: Lang) -> Iterator[str]:
    assert told.comparison is not None  # noqa: S101  # of two versions alone
    name = each.case.reference or each.case.id
    words = told.comparison.old.procedure.words
    if each.homeless:
        state = words.say("state", each.case.state, lang)
        yield _say("homeless", lang, case=name, state=state)
        return
    for key in ("lost", "won"):
        steps = {step: findings for (step, _), findings in getattr(each, key).items()}
        if steps:
            named = ", ".join(words.say("step", step, lang) for step in steps)
            yield _say(key, lang, case=name, steps=named)
        because = {e.rule.id: e for why in steps.values() for e in why}
        yield from (f"  – {_why(finding, lang)}" for finding in because.values())


_SHOWN_LOGS = 20
"""Logs that are told one by one on a screen; all stand in JSON."""


def _gate_lines(gate: Gate, lang: Lang) -> Iterator[str]:
    yield _say("logs", lang, alike=gate.alike, all=gate.logs)
    for step, count in gate.steps.items():
        yield "  " + _say("at", lang, n=count, step=step)
    for each in gate.diverged[:_SHOWN_LOGS]:
        yield f"  {_diverged(each, lang)}"
    if len(gate.diverged) > _SHOWN_LOGS:
        yield "  …"
    if gate.unasked:
        named = ", ".join(case for case, _ in gate.unasked[:8])
        yield "  " + _say("unasked", lang, n=len(gate.unasked), cases=named)


def _diverged(each: Diverged, lang: Lang) -> str:
    return _say(
        "log",
        lang,
        case=each.case_id,
        version=each.at.version,
        step=each.at.step,
        relation=_say(each.relation, lang),
        because=", ".join(each.because) or "–",
    )


def json(told: Told, lang: Lang) -> dict[str, Any]:
    """Return it for programs; what was not asked for is null."""
    found, gate = told.comparison, told.gate
    return {
        "failed": told.failed,
        "fail_on": told.fail_on,
        "comparison": None if found is None else _comparison_json(found, lang),
        "open_cases": None
        if told.touched is None
        else {
            "looked_at": told.open_cases,
            "touched": [_touched_json(each, lang) for each in told.touched],
        },
        "logs": None
        if gate is None
        else {
            "all": gate.logs,
            "alike": gate.alike,
            "first_at": gate.steps,
            "diverged": [
                {
                    "case": each.case_id,
                    "version": each.at.version,
                    "step": each.at.step,
                    "relation": each.relation.value,
                    "because": list(each.because),
                    "entries": each.entries,
                }
                for each in gate.diverged
            ],
            "unasked": [
                {
                    "case": case,
                    "version": entry.version,
                    "step": entry.step,
                    "why": [
                        {"about": each.about, "why": each.why, "what": each.what}
                        for each in entry.unknowable
                    ],
                }
                for case, entry in gate.unasked
            ],
        },
    }


def _comparison_json(found: Comparison, lang: Lang) -> dict[str, Any]:
    from ratsflow.checking import story  # noqa: PLC0415

    return {
        "relation": found.relation.value,
        "old": found.fingerprint,
        "release": found.release or None,
        "new": found.new.procedure.fingerprint,
        "closed": found.closed,
        "lacking": sorted(found.lacking),
        "cases": found.cases,
        "asked": found.asked,
        "steps": [
            {
                "step": each.step,
                "relation": each.relation.value,
                "word_by_word": each.step in found.alike,
                "proved": [
                    word
                    for word in ("never_looser", "never_tighter")
                    if each.step in found.proved
                    and getattr(found.proved[each.step], word)
                ],
                "attempts": {k.value: n for k, n in each.counts.items()},
                "hangs_on": list(each.changed),
                "both_allow": each.passed,
                **{
                    key: None if shown is None else _shown_json(shown, found, lang)
                    for key, shown in (
                        ("tighter", each.tighter),
                        ("looser", each.looser),
                        ("elsewhere", each.elsewhere),
                    )
                },
            }
            for each in found.steps.values()
        ],
        "dead_ends": [
            {"state": state, "story": list(story(moment, found.old, lang))}
            for state, moment in found.dead_ends.items()
        ],
    }


def _shown_json(shown: Divergence, found: Comparison, lang: Lang) -> dict[str, Any]:
    return {
        "story": list(_shown(shown, found, lang)),
        "built": shown.built is not None,
        "because": [_finding_json(each, lang) for each in shown.because],
    }


def _finding_json(finding: Finding, lang: Lang) -> dict[str, str]:
    return {
        "rule": finding.rule.id,
        "text": finding.text(lang),
        "norm": finding.citation.norm,
    }


def _touched_json(each: Touched, lang: Lang) -> dict[str, Any]:
    return {
        "case": each.case.id,
        "reference": each.case.reference or None,
        "state": each.case.state,
        "homeless": each.homeless,
        **{
            key: [
                {
                    "step": step,
                    "on": on or None,
                    "because": [_finding_json(finding, lang) for finding in why],
                }
                for (step, on), why in getattr(each, key).items()
            ]
            for key in ("lost", "won")
        },
    }


def junit(told: Told, name: str, lang: Lang) -> bytes:
    """Return JUnit XML: one test case for each step, and one for each at which logs diverge."""
    root = ET.Element("testsuites")
    found, gate = told.comparison, told.gate
    if found is not None:
        suite = _suite(root, name)
        for each in found.steps.values():
            reason = _say(each.relation, lang) if told.fails(each.relation) else ""
            shown = (each.looser, each.tighter, each.elsewhere)
            text = [line for e in shown if e for line in _shown(e, found, lang)]
            _test(suite, each.step, reason, text)
        for state in found.dead_ends if told.fail_on != "looser" else ():
            _test(suite, f"dead end: {state}", _say("dead", lang, state=state), [])
        ET.SubElement(suite, "system-out").text = reach(found, lang)
    if gate is not None:
        suite = _suite(root, f"{name} (logs)")
        for step in gate.steps:
            here = [each for each in gate.diverged if each.at.step == step]
            failing = [each for each in here if told.fails(each.relation)]
            reason = _say("at", lang, n=len(failing), step=step) if failing else ""
            _test(suite, step, reason, [_diverged(each, lang) for each in failing])
        if not gate.steps:
            _test(suite, _say("logs", lang, alike=gate.alike, all=gate.logs), "", [])
    for suite in root:
        tests = suite.findall("testcase")
        suite.set("tests", str(len(tests)))
        suite.set("failures", str(len(suite.findall("testcase/failure"))))
    ET.indent(root)
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _suite(root: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(root, "testsuite", name=name)


def _test(suite: ET.Element, name: str, reason: str, text: Sequence[str]) -> None:
    test = ET.SubElement(
        suite, "testcase", name=name, classname=suite.get("name", "ratsflow")
    )
    if reason:
        ET.SubElement(test, "failure", message=reason).text = "\n".join(text)
