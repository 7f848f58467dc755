"""Plain forms: what each document that leaves holds, and what it is called.

The classes here are the one source of the JSON Schemas, of the models of web frameworks and
of what the tests hold every output to. Values of the model, cases, entries and the law are
described by their own classes; see `ratsflow.exchange.schemas`.
"""

from ratsflow.documents.names import named_in, stamped, urn_of, version_of


__all__ = ["named_in", "stamped", "urn_of", "version_of"]
