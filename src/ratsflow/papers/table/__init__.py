"""The table of bodies and meetings, in every way in which it comes."""

from ratsflow.papers.table.layout import read_table
from ratsflow.papers.table.missing import missing_in
from ratsflow.papers.table.parts import Row, Table, Words


__all__ = ["Row", "Table", "Words", "missing_in", "read_table"]
