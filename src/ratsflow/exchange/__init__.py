"""Exchange: logs and their events out of and into other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ratsflow._lazy import lazily


_HOMES = {
    "ratsflow.exchange.cloudevents": ("announcing", "cloud_event"),
    "ratsflow.exchange.events": ("event_lines",),
    "ratsflow.exchange.jsonlines": ("Imported", "export_log", "import_log"),
    "ratsflow.exchange.oparl.reading": ("import_oparl",),
    "ratsflow.exchange.oparl.writing": ("export_oparl",),
    "ratsflow.exchange.xes": ("export_xes",),
}

__all__ = [
    "Imported",
    "announcing",
    "cloud_event",
    "event_lines",
    "export_log",
    "export_oparl",
    "export_xes",
    "import_log",
    "import_oparl",
]

if TYPE_CHECKING:  # the same names for type checkers, each re-exported as itself
    from ratsflow.exchange.cloudevents import announcing as announcing
    from ratsflow.exchange.cloudevents import cloud_event as cloud_event
    from ratsflow.exchange.events import event_lines as event_lines
    from ratsflow.exchange.jsonlines import Imported as Imported
    from ratsflow.exchange.jsonlines import export_log as export_log
    from ratsflow.exchange.jsonlines import import_log as import_log
    from ratsflow.exchange.oparl.reading import import_oparl as import_oparl
    from ratsflow.exchange.oparl.writing import export_oparl as export_oparl
    from ratsflow.exchange.xes import export_xes as export_xes
else:
    __getattr__ = lazily(__name__, _HOMES)
