"""What is usual names nothing that there is not, and changes no procedure."""

from __future__ import annotations

import pickle

import attrs
import pytest

from ratsflow import Ballot, Meeting, Motion, bw, nrw
from ratsflow.checking.usually import as_motion_fields
from ratsflow.errors import DefinitionError
from ratsflow.model import BodyKind
from ratsflow.procedure.declared.usual import usual_in
from ratsflow.procedure.step import LIFECYCLES
from ratsflow.procedure.usual import Usual


PROCEDURES = {"nrw": nrw(), "bw": bw()}
_TOWARDS = {"paper", "inputs", "route", "via", "beside", "states", "decided_by"}


@pytest.fixture(name="procedure", params=sorted(PROCEDURES))
def _procedure(request):
    """Return each shipped procedure."""
    return PROCEDURES[request.param]


def takes(procedure):
    """Return what steps take in: by name, and by step and name."""
    pairs = [(step.name, e.name) for step in procedure.steps for e in step.takes]
    return {name for _, name in pairs} | {f"{step}.{name}" for step, name in pairs}


def test_everything_named_is_something(procedure):
    """Inputs, fields and bodies; what one state alone has stands in its folder."""
    usual = procedure.usual()
    known = takes(nrw()) | takes(bw())

    assert set(usual.inputs) <= known
    assert set(usual.instead) <= known
    assert set(usual.paper) <= set(attrs.fields_dict(Motion))
    assert set(usual.ballot) <= set(attrs.fields_dict(Ballot))
    assert set(usual.meeting) <= set(attrs.fields_dict(Meeting))
    assert set(usual.bodies) <= {each.value for each in BodyKind}
    assert Motion(**as_motion_fields(usual.paper)).title


def test_every_way_is_one_to_a_state_or_by_a_step(procedure):
    """And says nothing but what a way can say."""
    places = {f"{n}:{s.name}" for n in LIFECYCLES for s in procedure.states_of(n)}
    places |= {state.name for state in procedure.states}
    both = {f"step:{s.name}" for each in PROCEDURES.values() for s in each.steps}

    for place, said in procedure.usual().towards.items():
        assert place in places | both, place
        assert set(said) <= _TOWARDS, place
        assert set(said.get("via", ())) <= {step.name for step in procedure.steps}


def test_it_is_no_part_of_the_version(procedure):
    """Whoever says another thing is usual has the same procedure; and it goes along."""
    other = attrs.evolve(procedure, usual=Usual)

    assert procedure.fingerprint == other.fingerprint
    assert procedure.extended(states=()).usual() is procedure.usual()
    assert pickle.loads(pickle.dumps(procedure)).usual() == procedure.usual()  # noqa: S301


def test_a_table_that_there_is_not_is_told_with_its_line(tmp_path):
    """And with the nearest."""
    (tmp_path / "usual.toml").write_text("[inputs]\n\n[papers]\n", encoding="utf-8")

    with pytest.raises(
        DefinitionError, match=r"usual.toml:3: papers: .*Meant: paper"
    ) as e:
        usual_in((tmp_path,))
    assert "keine Tabelle" in e.value.text("de")
