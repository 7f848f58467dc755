"""The table of bodies and meetings, in every way in which it comes."""

from ratsflow.exchange.forms.header.layouts import read_table
from ratsflow.exchange.forms.header.missing import missing_in
from ratsflow.exchange.forms.header.table import Row, Table, Words


__all__ = ["Row", "Table", "Words", "missing_in", "read_table"]
