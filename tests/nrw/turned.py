"""Turn each rule round, met for unmet, and see that a test of it fails.

    PYTHONPATH=src python tests/nrw/turned.py [RULE ...]

It takes a second or two a rule and is no part of the test run; as a plugin of pytest it
turns round the rule that the variable ``TURN`` names.
"""

from __future__ import annotations

import os
import subprocess
import sys

from pathlib import Path

from procedure import RULES
from ratsflow.procedure.finding import MET, Result, unmet


HERE = Path(__file__).parent
AUDITS = {
    "test_any_question.py",
    "test_catalogue.py",
    "test_parameters.py",
    "test_ways.py",
}


def turned(check):
    """Return a check that answers the opposite; what cannot be told stays unknown."""

    def asked(question):
        answer = check(question)
        if answer is True or getattr(answer, "result", None) is Result.MET:
            return unmet()
        if answer is False or answer.result is Result.UNMET:
            return MET
        return answer

    return asked


for each in RULES:
    if each.id == os.environ.get("TURN"):
        object.__setattr__(each, "check", turned(each.check))


def survives(rule: str) -> bool:
    """Tell whether all tests that name a rule pass although it is turned round."""
    files = [
        file
        for file in sorted(HERE.glob("test_*.py"))
        if file.name not in AUDITS and f'"{rule}"' in file.read_text("utf-8")
    ]
    return all(_passes(file, rule) for file in files)


def _passes(file: Path, rule: str) -> bool:
    paths = os.pathsep.join((os.environ.get("PYTHONPATH", ""), str(HERE)))
    call = [sys.executable, "-m", "pytest", str(file), "-x", "-q", "-n", "0"]
    done = subprocess.run(
        [*call, "-p", "no:cacheprovider", "-p", "turned"],
        env={**os.environ, "PYTHONPATH": paths, "TURN": rule},
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


def main(names: list[str]) -> int:
    """Print the rules that no test holds; return how many there are."""
    rules = names or sorted({each.id for each in RULES})
    held = [rule for rule in rules if not survives(rule)]
    left = [rule for rule in rules if rule not in held]
    sys.stdout.write(f"{len(held)} of {len(rules)} rules are held by a test.\n")
    sys.stdout.writelines(f"no test holds {rule}\n" for rule in left)
    return len(left)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
