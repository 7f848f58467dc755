"""A step to be assessed or taken, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from ratsflow.engine import Mode
from ratsflow.engine.verdict import as_mode
from ratsflow.log import Override
from ratsflow.model import Actor
from ratsflow.model.text import exact
from ratsflow.office.seen import Seen


@attrs.frozen
class Attempt:
    """A step to be assessed or taken, as a value.

    Attributes:
        case_id: the case.
        step: name of the step.
        actor: who takes it.
        on: id of the consultation or suspension it is about.
        at: when it is to take effect; now if left out.
        mode: enforce, or record what really happened.
        override: who lifts which rules, and why.
        key: idempotency key.
        inputs: what the step takes in.
        seen: the version that the actor saw, or the hash of its entry; see `Office.take`.
    """

    case_id: str = attrs.field(converter=exact)
    step: str = attrs.field(converter=exact)
    actor: Actor
    on: str = attrs.field(default="", converter=exact)
    at: datetime | None = None
    mode: Mode = attrs.field(default=Mode.ENFORCE, converter=as_mode)
    override: Override | None = None
    key: str = attrs.field(default="", converter=exact)
    inputs: Mapping[str, Any] = attrs.field(factory=dict, hash=False)
    seen: Seen = None
