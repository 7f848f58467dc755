"""What is printed in colour and in tables, as harmless as all else.

Apart, because loading rich costs more than most commands do with it.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console as _Console  # noqa: TID251  # its base
from rich.console import ConsoleOptions, RenderableType
from rich.segment import Segment

from ratsflow.cli.printed import COMMANDS, harmless


class Console(_Console):
    """A console that prints what it is handed harmless, and styles of its own as ever."""

    def on_broken_pipe(self) -> None:
        """Say that the reader left as every other print does; rich would end with 1."""
        raise BrokenPipeError

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Render a part of what is printed."""
        for segment in super().render(renderable, options):
            if segment.control or not COMMANDS.search(segment.text):
                yield segment
            else:
                yield Segment(harmless(segment.text), segment.style)
