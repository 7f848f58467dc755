"""Papers of any town, read by the words of the whole country (`data/country.toml`)."""

from ratsflow.papers.anywhere.form import country_form
from ratsflow.papers.anywhere.reader import evidence, read_anywhere


__all__ = ["country_form", "evidence", "read_anywhere"]
