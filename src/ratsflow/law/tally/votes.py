"""What there is to note about the votes, and how they were given (Stimmen)."""

from __future__ import annotations

from ratsflow.law.citation import Consequence
from ratsflow.law.counting import Outcome, Share
from ratsflow.law.elections import Mode
from ratsflow.law.local import Law
from ratsflow.law.tally.counts import Counts
from ratsflow.law.tally.finding import Finding
from ratsflow.model.text import Wording


def vote_findings(
    law: Law, ballot: Counts, share: Share | None, votes: Outcome
) -> list[Finding]:
    """Return what the count leaves open, a wrong announcement and a tie."""
    cited = law.citations.get("majority.simple") or law.citation("majority.tie")
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


def mode_findings(law: Law, ballot: Counts, mode: Mode) -> list[Finding]:
    """Return what the law forbids about the way in which votes were given."""
    found = []
    forbidden = law.values.get("majority.abstention") == "forbidden"
    if forbidden and ballot.abstain is not None and ballot.abstain > 0:
        text = Wording(
            f"{ballot.abstain} Enthaltung(en), obwohl sich niemand enthalten darf; "
            "sie zählen nicht mit.",
            f"{ballot.abstain} abstention(s) although nobody may abstain; they do "
            "not count.",
        )
        found.append(
            Finding(
                "abstention_forbidden",
                text,
                law.citation("majority.abstention"),
                Consequence.ORDER,
            )
        )
    if mode is Mode.SECRET and law.values.get("secret_vote.allowed") is False:
        text = Wording(
            "Geheim wird nur gewählt; diese Abstimmung hätte offen sein müssen.",
            "Only elections are secret; this vote had to be open.",
        )
        secret = law.citation("secret_vote.allowed")
        found.append(Finding("secret_vote_forbidden", text, secret, Consequence.DEFECT))
    return found
