"""What there is to note about the votes, and how they were given (Stimmen)."""

from __future__ import annotations

from collections.abc import Mapping

from ratsflow.law.citation import Citation, Confidence, Consequence
from ratsflow.law.counting import Outcome, Share
from ratsflow.law.elections import Mode
from ratsflow.law.tally.counts import Counts
from ratsflow.law.tally.finding import Finding
from ratsflow.model.text import Wording


_V, _S = Confidence.VERIFIED, Confidence.SECONDARY
_MAJORITY: Mapping[str, Citation] = {
    "NRW": Citation("§ 50 Abs. 1 S. 1, 2 GO NRW", _V),
    "BY": Citation("Art. 51 Abs. 1 S. 1 GO Bayern", _S),
    "BW": Citation("§ 37 Abs. 6 GemO BW", _V),
    "NI": Citation("§ 66 NKomVG", _V),
    "HE": Citation("§ 54 HGO", _V),
}
# states that forbid it, with the norm
_NO_ABSTENTION: Mapping[str, Citation] = {
    "BY": Citation("Art. 48 Abs. 1 S. 2 GO Bayern", _S, "VG München M 7 K 17.2395")
}
_NO_SECRET_VOTE: Mapping[str, Citation] = {
    "BY": Citation("Art. 51 Abs. 1 S. 1, Abs. 3 GO Bayern", _S, "Muster-GeschO"),
    "HE": _MAJORITY["HE"],
}


def vote_findings(ballot: Counts, share: Share | None, votes: Outcome) -> list[Finding]:
    """Return what the count leaves open, a wrong announcement and a tie."""
    cited = _MAJORITY[ballot.state]
    found = []
    if votes is Outcome.UNKNOWN:
        text = Wording(
            "Ohne gezählte Stimmen und bekannte Bezugsgröße steht das Ergebnis nicht "
            "fest.",
            "Without counted votes and a known base the result is not known.",
        )
        found.append(Finding("count_required", text, cited, Consequence.BLOCK))
    elif ballot.announced not in {None, votes}:
        text = Wording(
            f"Verkündet wurde {ballot.announced}, gezählt {votes}; die Zahlen gelten.",
            f"The chair announced {ballot.announced}, the count says {votes}; the "
            "numbers stand.",
        )
        found.append(Finding("announcement_differs", text, cited, Consequence.DEFECT))
    if share is None and ballot.yes is not None and ballot.yes == ballot.no:
        text = Wording(
            "Stimmengleichheit: Der Antrag ist abgelehnt.",
            "A tie: the motion is rejected.",
        )
        found.append(Finding("tie", text, cited))
    return found


def mode_findings(ballot: Counts, mode: Mode) -> list[Finding]:
    """Return what the state forbids about the way in which votes were given."""
    found = []
    abstention = _NO_ABSTENTION.get(ballot.state)
    if abstention is not None and ballot.abstain is not None and ballot.abstain > 0:
        text = Wording(
            f"{ballot.abstain} Enthaltung(en), obwohl sich niemand enthalten darf; "
            "sie zählen nicht mit.",
            f"{ballot.abstain} abstention(s) although nobody may abstain; they do "
            "not count.",
        )
        found.append(
            Finding("abstention_forbidden", text, abstention, Consequence.ORDER)
        )
    secret = _NO_SECRET_VOTE.get(ballot.state)
    if mode is Mode.SECRET and secret is not None:
        text = Wording(
            "Geheim wird nur gewählt; diese Abstimmung hätte offen sein müssen.",
            "Only elections are secret; this vote had to be open.",
        )
        found.append(Finding("secret_vote_forbidden", text, secret, Consequence.DEFECT))
    return found
