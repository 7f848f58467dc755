"""Traces and metrics for OpenTelemetry: what steps are taken, and which rules refuse.

    with instrumented():            # for the life of the process, in its lifespan
        ...

A span ``ratsflow.take`` for each step and two counters: ``ratsflow.steps`` by step and outcome,
``ratsflow.refusals`` by step and rule. Names of steps and rules are in them, never an id, a
name, a title or a word of a paper: telemetry travels where not everybody may read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from opentelemetry import context, metrics, trace

from ratsflow import __version__
from ratsflow.engine import Taken
from ratsflow.errors import RatsflowError, RefusedError
from ratsflow.office.attempt import Attempt
from ratsflow.office.watching import Ended, watched


if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import TracerProvider


__all__ = ["instrumented"]

_NAME = "ratsflow"
_UNKNOWN = "?"


@contextmanager
def instrumented(
    tracers: TracerProvider | None = None, meters: MeterProvider | None = None
) -> Iterator[None]:
    """Trace and count the steps of all offices of this process while the block runs.

    Args:
        tracers: where spans go; the global provider if left out.
        meters: where counts go; the global provider if left out.
    """
    tracer = trace.get_tracer(_NAME, __version__, tracers)
    meter = metrics.get_meter(_NAME, __version__, meters)
    steps = meter.create_counter("ratsflow.steps", "1", "Steps that were tried")
    refusals = meter.create_counter(
        "ratsflow.refusals", "1", "Refusals, by the rules that stood in the way"
    )

    def began(attempts: Sequence[Attempt]) -> Ended:
        many = len(attempts) != 1
        span = tracer.start_span(
            "ratsflow.take_many" if many else "ratsflow.take",
            attributes={"ratsflow.attempts": len(attempts)},
        )
        token = context.attach(trace.set_span_in_context(span))

        def ended(results: Sequence[Any]) -> None:
            try:
                for result in results:
                    told = _told(result)
                    counted = {
                        k: told[k] for k in ("ratsflow.step", "ratsflow.outcome")
                    }
                    steps.add(1, counted)
                    for rule in told.get("ratsflow.refused_by", ()):
                        about = {"ratsflow.step": told["ratsflow.step"]}
                        refusals.add(1, {**about, "ratsflow.rule": rule})
                    if not many:
                        span.set_attributes(told)
            finally:
                context.detach(token)
                span.end()

        return ended

    with watched(began):
        yield


def _told(result: Any) -> dict[str, Any]:
    """Return what may be told of a result: names of the definition, and of errors."""
    if isinstance(result, Taken):
        return {
            "ratsflow.step": result.entry.step,
            "ratsflow.outcome": result.entry.kind.value,
        }
    if isinstance(result, RefusedError):
        return {
            "ratsflow.step": result.verdict.step.name,
            "ratsflow.outcome": "refused",
            "ratsflow.refused_by": [f.rule.id for f in result.verdict.blocking],
        }
    # What was typed for a step may be anything; only steps that there are have a name.
    name = type(result).__name__ if isinstance(result, RatsflowError) else "error"
    return {"ratsflow.step": _UNKNOWN, "ratsflow.outcome": name}
