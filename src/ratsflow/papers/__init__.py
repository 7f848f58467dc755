"""Council papers (*Vorlagen*): read them to motions, write motions as texts."""

from typing import TYPE_CHECKING

from ratsflow._moved import words
from ratsflow.law.tally import VoteFinding
from ratsflow.papers.costs import Costs, find_costs
from ratsflow.papers.form import Form, load_form, parse_form, shipped_forms
from ratsflow.papers.guess import Guess, guess_form
from ratsflow.papers.minutes import Item, Minutes, read_minutes
from ratsflow.papers.money import find_money
from ratsflow.papers.reader import read_file, read_paper
from ratsflow.papers.reading import (
    Missing,
    ReadConsultation,
    Reading,
    Respelled,
    Severity,
    Skipped,
)
from ratsflow.papers.topics import Proposal, topics_proposed
from ratsflow.papers.votes import PartyVote, ToldVote, read_votes
from ratsflow.papers.writer import unwritten, write_paper


__all__ = [
    "Costs",
    "Form",
    "Guess",
    "Item",
    "Minutes",
    "Missing",
    "PartyVote",
    "Proposal",
    "ReadConsultation",
    "Reading",
    "Respelled",
    "Severity",
    "Skipped",
    "ToldVote",
    "VoteFinding",
    "find_costs",
    "find_money",
    "guess_form",
    "load_form",
    "parse_form",
    "read_file",
    "read_minutes",
    "read_paper",
    "read_votes",
    "shipped_forms",
    "topics_proposed",
    "unwritten",
    "write_paper",
]

if not TYPE_CHECKING:
    __getattr__ = words(
        __name__,
        {
            "read_text": "ratsflow.papers.read_paper",
            "write": "ratsflow.papers.write_paper",
        },
    )
