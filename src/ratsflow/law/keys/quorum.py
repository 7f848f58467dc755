"""Keys of the rules on quorum (H)."""

from __future__ import annotations

from ratsflow.law.citation import Citation
from ratsflow.law.keys.key import Key
from ratsflow.model.text import Wording


KEYS: tuple[Key, ...] = (
    Key(
        "quorum.own_composition",
        "names",
        Wording(
            "Ausschüsse mit eigenem Recht der Zusammensetzung, in denen Ratsmitglieder "
            "nicht in der Überzahl sein müssen (Jugendhilfeausschuss)",
            "committees with a law of composition of their own, in which councillors "
            "need not outnumber the others (youth welfare committee)",
        ),
        Citation("§ 58 Abs. 3 GO NRW; AG-KJHG NRW", "K"),
        sample=["Jugendhilfeausschuss"],
    ),
)
