"""Traces and counts: what was tried and what refused it, and not a word of a paper."""

from __future__ import annotations

import pytest


pytest.importorskip("opentelemetry.sdk")

from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from ratsflow import Actor, Attempt, Motion, Office, RefusedError, UnknownNameError, nrw
from ratsflow.contrib.otel import instrumented
from ratsflow.office.watching import WATCHERS


WORD = "Xylophon"
AUTHOR = Actor(WORD, WORD, roles=["author"])


@pytest.fixture(name="told")
def _told():
    """Return providers in memory, and what reads them."""
    spans, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracers = TracerProvider()
    tracers.add_span_processor(SimpleSpanProcessor(spans))
    return tracers, MeterProvider([reader]), spans, reader


def counts(reader):
    """Return by name of the counter and attributes what was counted."""
    return {
        (metric.name, *sorted(point.attributes.values())): point.value
        for resource in reader.get_metrics_data().resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
        for point in metric.data.data_points
    }


def test_steps_and_refusals_are_traced_and_counted(told):
    """By step, outcome and rule, one by one and many at once; nothing of the paper."""
    tracers, meters, spans, reader = told
    office = Office(nrw())
    cases = [office.open(Motion(WORD), AUTHOR, case_id=f"{WORD}-{n}") for n in (1, 2)]
    with instrumented(tracers, meters):
        with pytest.raises(RefusedError) as refused:
            office.take(cases[0].id, "submit", AUTHOR)
        office.take(cases[0].id, "withdraw", AUTHOR)
        with pytest.raises(UnknownNameError):
            office.take(cases[0].id, WORD, AUTHOR)
        office.take_many(Attempt(each.id, "withdraw", AUTHOR) for each in cases)
    rules = {finding.rule.id for finding in refused.value.verdict.blocking}

    found = counts(reader)
    assert 2 == found["ratsflow.steps", "taken", "withdraw"]
    assert 1 == found["ratsflow.steps", "refused", "submit"]
    for rule in rules:
        assert ("ratsflow.refusals", *sorted((rule, "submit"))) in found
    names = [span.name for span in spans.get_finished_spans()]
    assert ["ratsflow.take"] * 3 + ["ratsflow.take_many"] == names
    first = spans.get_finished_spans()[0].attributes
    assert "submit" == first["ratsflow.step"]
    assert rules == set(first["ratsflow.refused_by"])
    every = str([dict(span.attributes) for span in spans.get_finished_spans()])
    assert WORD not in every + str(found)


def test_what_nobody_foresaw_ends_its_span_too(told, monkeypatch):
    """And the error goes on to the caller."""
    tracers, meters, spans, _ = told
    office = Office(nrw())
    case = office.open(Motion("Bank"), AUTHOR)

    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(office.store, "append", broken)
    with instrumented(tracers, meters), pytest.raises(KeyboardInterrupt):
        office.take(case.id, "withdraw", AUTHOR)
    assert 1 == len(spans.get_finished_spans())
    assert not WATCHERS
