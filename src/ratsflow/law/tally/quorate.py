"""What there is to note about the quorum of a ballot (Beschlussfähigkeit)."""

from __future__ import annotations

from collections.abc import Mapping

from ratsflow.law.citation import Consequence
from ratsflow.law.counting import Quorum, QuorumRule
from ratsflow.law.tally.finding import Finding
from ratsflow.model.text import Wording


def quorum_findings(rule: QuorumRule, there: Quorum) -> tuple[Finding, ...]:
    """Return why there was a quorum or none, unless it was simply there."""
    if there.code not in _QUORUM_TEXTS:
        return ()
    consequence, german, english = _QUORUM_TEXTS[there.code]
    counted = "?" if there.counted is None else there.counted
    needed = "?" if there.needed is None else there.needed
    text = Wording(
        german.format(counted=counted, needed=needed),
        english.format(counted=counted, needed=needed),
    )
    invited = there.code == "invitation_defect" and rule.invited_by
    return (Finding(there.code, text, invited or rule.citation, consequence),)


_QUORUM_TEXTS: Mapping[str, tuple[Consequence | None, str, str]] = {
    "quorum_doubtful": (
        Consequence.ORDER,
        (
            "Nur {counted} von {needed} nötigen Mitgliedern zählen; der Rat gilt als "
            "beschlussfähig, weil niemand das Gegenteil geltend gemacht hat."
        ),
        (
            "Only {counted} of the {needed} members needed count; the council is deemed "
            "quorate because nobody has broken the presumption."
        ),
    ),
    "quorum_deemed": (
        Consequence.ORDER,
        (
            "Die Zahl der Anwesenden ist nicht festgehalten; der Rat gilt als "
            "beschlussfähig."
        ),
        "The number present was not recorded; the council is deemed quorate.",
    ),
    "quorum_missing": (
        Consequence.BLOCK,
        (
            "Nicht beschlussfähig: {counted} zählen, {needed} sind nötig. Ein Beschluss "
            "ist nicht zustande gekommen."
        ),
        "Not quorate: {counted} count, {needed} are needed. There is no resolution.",
    ),
    "quorum_unknown": (
        Consequence.BLOCK,
        (
            "Ob der Rat beschlussfähig war, steht nicht fest: {counted} zählen, {needed} "
            "sind nötig."
        ),
        (
            "Whether there was a quorum is not known: {counted} count, {needed} are "
            "needed."
        ),
    ),
    "quorum_contradiction": (
        Consequence.BLOCK,
        (
            "Die Beschlussunfähigkeit wurde festgestellt, obwohl {counted} von {needed} "
            "nötigen Mitgliedern zählen."
        ),
        (
            "A lack of quorum was established although {counted} of the {needed} members "
            "needed count."
        ),
    ),
    "invitation_defect": (
        Consequence.BLOCK,
        (
            "Die Beschlussfähigkeit setzt eine ordnungsgemäße Ladung voraus; sie fehlt "
            "oder steht nicht fest."
        ),
        "The quorum takes a proper invitation; there was none or it is not known.",
    ),
    "second_call": (
        None,
        "Zweite Ladung zum selben Gegenstand: {needed} genügen, {counted} zählen.",
        "Second call on the same subject: {needed} suffice, {counted} count.",
    ),
    "mass_bias": (
        None,
        "Mehr als die Hälfte ist befangen: {needed} genügen, {counted} zählen.",
        "More than half are biased: {needed} suffice, {counted} count.",
    ),
    "mass_bias_approval": (
        Consequence.DEFECT,
        (
            "Mehr als die Hälfte ist befangen: Der Beschluss bedarf der Genehmigung der "
            "Aufsichtsbehörde."
        ),
        (
            "More than half are biased: the supervisory authority must approve the "
            "resolution."
        ),
    ),
}
