"""Verdicts, refusals and what was taken cross processes and say the same there."""

from __future__ import annotations

import copy
import pickle

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from operator import methodcaller

import pytest

from ratsflow import Actor, Motion, Office, Procedure, RefusedError, Rule, Step, nrw
from ratsflow.errors import RatsflowError
from ratsflow.procedure.finding import Result


AUTHOR = Actor("a", roles=["author"])


def desk():
    made = Office(nrw())
    made.open(Motion("Bank"), AUTHOR, case_id="A")
    return made


def there_and_back(value):
    return pickle.loads(pickle.dumps(value))  # noqa: S301  # our own


def _tell(verdict):
    return [
        [verdict.explain(lang), verdict.to_plain(lang), repr(verdict)]
        for lang in ("de", "en")
    ]


_SAY = [
    methodcaller(name, lang)
    for name in ("explain", "to_plain")
    for lang in ("de", "en")
]


def _refused():
    with pytest.raises(RefusedError) as refused:
        desk().take("A", "submit", AUTHOR)
    return refused.value


def test_a_verdict_says_the_same_in_another_process():
    """Its sentences, its plain values, and whether the step is allowed."""
    verdict = desk().assess("A", "submit", AUTHOR)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        for asked in _SAY:
            assert asked(verdict) == pool.submit(asked, verdict).result()
    sent = there_and_back(verdict)
    told = [(f.rule.id, f.result, f.answer, f.text("de")) for f in verdict.findings]
    assert told == [
        (f.rule.id, f.result, f.answer, f.text("de")) for f in sent.findings
    ]
    assert (verdict.allowed, verdict.moves) == (sent.allowed, sent.moves)


def test_every_step_of_a_procedure_is_told_the_same():
    """Allowed or not, with whatever its rules hand in."""
    office = desk()
    for verdict in office.next_steps("A", AUTHOR):
        assert _tell(verdict) == _tell(there_and_back(verdict))


def test_a_refusal_says_the_same():
    """In both languages, as an exception that a queue hands on."""
    refused = _refused()
    sent = there_and_back(refused)
    assert (str(refused), refused.args) != ("", ())
    assert (str(refused), type(refused)) == (str(sent), type(sent))
    assert refused.verdict.explain("de") == sent.verdict.explain("de")


def test_a_procedure_that_was_sent_decides_nothing():
    """Its rules' functions stayed behind: whatever is asked there fails, and is no pass."""
    yes = Rule("yes", lambda _: True)
    step = Step("go", "a", "b", by="r", guards="yes")
    town = Procedure("p", ["a", "b"], [step], [yes], roles=["r"])
    sent = there_and_back(town)
    assert town.fingerprint == sent.fingerprint
    office = Office(sent)
    actor = Actor("x", roles=["r"])
    office.open(Motion("t"), actor, case_id="A")
    (finding,) = office.assess("A", "go", actor).blocking
    assert Result.ERROR is finding.result
    assert "build the procedure here" in finding.text("en")
    with pytest.raises(RatsflowError, match="Ask there"):
        sent.rules[0].check(None)


def test_a_copy_is_the_procedure_itself():
    """Within one process nothing is lost: what never changes is not copied."""
    town = nrw()
    assert town is copy.copy(town) is copy.deepcopy(town)
    assert town.rules[0] is copy.deepcopy(town.rules[0])
    assert town.steps[0] is copy.copy(town.steps[0])
