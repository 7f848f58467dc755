"""What a project can listen to."""

from __future__ import annotations

from django.dispatch import Signal


step_taken = Signal()
"""A step was taken and committed; with ``row``, ``taken`` and ``actor``. The sender is the model."""

step_refused = Signal()
"""A step was refused; with ``row``, ``error`` and ``actor``. The sender is the model."""
