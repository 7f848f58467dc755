"""Exchange: logs and their events out of and into other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ratsflow._lazy import lazily


_HOMES = {
    "ratsflow.exchange.cloudevents": ("announcing", "cloud_event"),
    "ratsflow.exchange.jsonlines": ("Imported", "export_log", "import_log"),
}

__all__ = ["Imported", "announcing", "cloud_event", "export_log", "import_log"]

if TYPE_CHECKING:  # the same names for type checkers, each re-exported as itself
    from ratsflow.exchange.cloudevents import announcing as announcing
    from ratsflow.exchange.cloudevents import cloud_event as cloud_event
    from ratsflow.exchange.jsonlines import Imported as Imported
    from ratsflow.exchange.jsonlines import export_log as export_log
    from ratsflow.exchange.jsonlines import import_log as import_log
else:
    __getattr__ = lazily(__name__, _HOMES)
