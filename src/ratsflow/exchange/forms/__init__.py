"""Vorlage texts: read them to motions, write motions as texts."""

from ratsflow.exchange.forms.costs import Costs, find_costs
from ratsflow.exchange.forms.form import Form, load_form, parse_form, shipped_forms
from ratsflow.exchange.forms.money import find_money
from ratsflow.exchange.forms.reader import read_file, read_text
from ratsflow.exchange.forms.reading import (
    Missing,
    ReadConsultation,
    Reading,
    Severity,
    Skipped,
)
from ratsflow.exchange.forms.writer import unwritten, write


__all__ = [
    "Costs",
    "Form",
    "Missing",
    "ReadConsultation",
    "Reading",
    "Severity",
    "Skipped",
    "find_costs",
    "find_money",
    "load_form",
    "parse_form",
    "read_file",
    "read_text",
    "shipped_forms",
    "unwritten",
    "write",
]
