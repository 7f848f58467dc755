"""The office: binds procedure, local law, store and clock; what embedders call."""

from ratsflow.office.attempt import Attempt
from ratsflow.office.clock import now
from ratsflow.office.office import Office
from ratsflow.office.outbox import Drained, Failed, Listener
from ratsflow.office.projection import standing_of


__all__ = ["Attempt", "Drained", "Failed", "Listener", "Office", "now", "standing_of"]
