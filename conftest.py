"""Run every Python snippet of the README and the docs as a test."""

from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser


# A busy machine is slow and not wrong.
settings.register_profile(
    "ratsflow", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ratsflow")

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()], patterns=["*.md"]
).pytest()
