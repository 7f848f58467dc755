"""What runs in a process of its own and answers as another release of ratsflow does.

It is started by `released` as a script, isolated, with the folder of that release in front of
everything else that can be imported; so ``ratsflow`` here is that release. It reads questions
as lines of JSON and writes an answer to each. Of the release it needs what has been public for
long: an office, a law file, a procedure of a state.
"""

from __future__ import annotations

import json
import sys

from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.metadata import distributions, version
from pathlib import Path
from typing import Any


_DECIDING = ("engine", "law", "log", "model", "procedure", "states")
"""The parts of the package that answer whether a step may be taken."""


def said_by(procedure: Any, law: Any, package: Path) -> dict[str, Any]:
    """Return digests of what a version says: of each step, rule and norm, and of its code.

    Args:
        procedure: the procedure.
        law: the values in force.
        package: the folder of the package that answers.
    """
    from ratsflow.canonical import canonical, digest, plain  # noqa: PLC0415
    from ratsflow.procedure import fingerprint  # noqa: PLC0415

    def said(value: Any) -> str:
        return digest(canonical(plain(value)))

    norms: dict[str, list[Any]] = {}
    for key in sorted({*law.values, *law.dated, *law.absent}):
        dated = [str(each) for each in law.dated.get(key, ())]
        row = [key, law.values.get(key), dated, key in law.absent]
        norms.setdefault(key.partition("@")[0], []).append(row)
    rules: dict[str, list[Any]] = {}
    for rule in procedure.rules:
        row = [fingerprint._rule(rule), repr(rule.condition)]  # noqa: SLF001
        rules.setdefault(rule.id, []).append(row)
    code = [package / "canonical.py"]
    code += [file for part in _DECIDING for file in (package / part).rglob("*.py")]
    texts = [[str(f.relative_to(package)), f.read_text("utf-8")] for f in sorted(code)]
    steps = {each.name: fingerprint._step(each) for each in procedure.steps}  # noqa: SLF001
    return {
        "fingerprint": procedure.fingerprint,
        "steps": {name: said(each) for name, each in steps.items()},
        "rules": {name: said(rows) for name, rows in rules.items()},
        "law": {name: said(rows) for name, rows in norms.items()},
        "code": said(texts),
    }


class Release:
    """The procedure and law of this release."""

    def __init__(self, state: str, law: str, root: str) -> None:
        """Take the procedure of a state, and the law of a municipality.

        Args:
            state: in short.
            law: the municipality's law file; empty for the law of the state alone.
            root: the folder that the release must come from; empty for any.
        """
        import ratsflow  # noqa: PLC0415  # of the release, which is found by now

        from ratsflow.law.layers import law_for  # noqa: PLC0415  # likewise
        from ratsflow.law.municipality import load_law  # noqa: PLC0415  # likewise
        from ratsflow.law.states import state_law  # noqa: PLC0415  # likewise

        self.found = Path(ratsflow.__file__).parent
        if root and not self.found.is_relative_to(Path(root).resolve()):
            msg = f"no ratsflow in {root}; {self.found} was found instead"
            raise RuntimeError(msg)
        build = state_law(state).procedure
        if build is None:
            msg = f"it has no procedure of {state}"
            raise RuntimeError(msg)
        self.procedure = build()
        self.law = load_law(Path(law)) if law else law_for(state)

    def told(self) -> dict[str, Any]:
        """Say which release it is, and what it says."""
        told = said_by(self.procedure, self.law, self.found)
        beside = distributions(name="ratsflow", path=[str(self.found.parent)])
        number = next((each.version for each in beside), "") or version("ratsflow")
        return {"version": number, **told}

    def went(
        self,
        opened: Mapping[str, Any],
        way: Iterable[Mapping[str, Any]],
        tried: Iterable[Mapping[str, Any]],
    ) -> dict[str, Any]:
        """Take the steps of a way in an office, and ask what else was tried at its end."""
        from ratsflow import Actor, Office  # noqa: PLC0415
        from ratsflow.errors import RefusedError  # noqa: PLC0415
        from ratsflow.log.codec import converter  # noqa: PLC0415
        from ratsflow.model import Consultation, Motion  # noqa: PLC0415

        structure = converter().structure
        now = datetime.fromisoformat(opened["at"])
        office = Office(self.procedure, law=self.law, clock=lambda: now)
        office.open(
            structure(opened["motion"], Motion),
            Actor(opened["actor"][0], roles=opened["actor"][1]),
            case_id="case",
            consultations=structure(opened["route"], tuple[Consultation, ...]),
            at=now,
        )
        leads: list[list[str]] = []
        for each in way:
            now = datetime.fromisoformat(each["at"])
            asked = self._asked(office, each)
            if asked is None:
                return {"leads": leads, "refused": []}
            try:
                taken = office.take("case", each["step"], **asked)
            except RefusedError as error:
                return {"leads": leads, "refused": _because(error.verdict)}
            leads.append([taken.entry.outcome, taken.case.state])
        found = []
        for each in tried:
            now = datetime.fromisoformat(each["at"])
            asked = self._asked(office, each)
            found.append(
                asked is not None
                and office.assess("case", each["step"], **asked).allowed
            )
        return {"leads": leads, "refused": None, "tried": found}

    def _asked(self, office: Any, each: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return a step as an office is asked it; None where this release has no such step.

        What the step does not take in here is left out: it has nothing to be told of it.
        """
        from ratsflow import Actor  # noqa: PLC0415
        from ratsflow.exchange.plain import inputs_from_plain  # noqa: PLC0415

        step = next((e for e in self.procedure.steps if e.name == each["step"]), None)
        if step is None:
            return None
        takes = {taken.name for taken in step.takes}
        given = {name: v for name, v in each["inputs"].items() if name in takes}
        name, roles, deputises = each["actor"]
        return {
            "actor": Actor(name, roles=roles, deputises=deputises),
            "on": each["on"],
            "at": datetime.fromisoformat(each["at"]),
            "seen": office.case("case").version,
            **inputs_from_plain(step, given),
        }


def _because(verdict: Any) -> list[list[str]]:
    return [
        [each.rule.id, each.text("de"), each.text("en"), each.citation.norm]
        for each in verdict.blocking
    ]


def main(root: str) -> None:
    """Answer questions until there are none."""
    if root:
        sys.path.insert(0, root)
    answers, sys.stdout = sys.stdout, sys.stderr  # what is imported may print
    release: Release | None = None
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if release is None:
                release = Release(asked["state"], asked["law"], root)
                told = release.told()
            else:
                told = release.went(asked["opened"], asked["way"], asked["tried"])
        except Exception as error:  # noqa: BLE001  # whatever it is, it is told
            told = {"failed": f"{type(error).__name__}: {error}"}
        answers.write(f"{json.dumps(told)}\n")
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
