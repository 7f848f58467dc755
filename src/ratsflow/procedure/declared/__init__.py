"""The loader: rules, steps and states from declarations in TOML.

See docs/declarations.md for the form. What a declaration says wrongly is told all at once, each
mistake with file and line.
"""

from ratsflow.procedure.declared.building import procedure_in
from ratsflow.procedure.declared.loading import Declarations, load
from ratsflow.procedure.declared.names import (
    Named,
    Names,
    field,
    modules_in,
    names_in,
    names_of,
    predicate,
    root,
)


__all__ = [
    "Declarations",
    "Named",
    "Names",
    "field",
    "load",
    "modules_in",
    "names_in",
    "names_of",
    "predicate",
    "procedure_in",
    "root",
]
