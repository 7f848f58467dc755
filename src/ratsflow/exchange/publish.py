"""Write the schemas of all documents into a folder: ``python -m ratsflow.exchange.publish``."""

from __future__ import annotations

import json
import sys

from pathlib import Path

from ratsflow.exchange.schemas import file_of, names, schema


def write(folder: Path) -> tuple[Path, ...]:
    """Write one file for each document, and return where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in names():
        path = folder / file_of(name)
        text = json.dumps(schema(name), ensure_ascii=False, indent=1)
        path.write_text(f"{text}\n", "utf-8")
        written.append(path)
    return tuple(written)


if __name__ == "__main__":
    given = sys.argv[1:]
    write(Path(given[0]) if given else Path(__file__).parent / "published")
