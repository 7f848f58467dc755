"""From the numbers of a ballot to its outcome, with everything worth noting (Ergebnis)."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from ratsflow.errors import BallotError, DefinitionError, UnknownNameError
from ratsflow.law.citation import Citation, Confidence, Consequence
from ratsflow.law.counting import (
    BIAS,
    QUORUM,
    Attendance,
    Base,
    BiasRule,
    Challenge,
    Majority,
    Outcome,
    Quorum,
    QuorumRule,
    Share,
    bias_consequence,
    bias_made_quorum,
    bias_possibly_decisive,
    majority_share,
    qualified,
    quorum,
    simple,
    whole,
)
from ratsflow.law.elections import Mode
from ratsflow.model.text import Text


@attrs.frozen
class Finding:
    """One thing worth noting about a ballot.

    Attributes:
        code: stable code.
        text: what was found.
        citation: the norm it rests on.
        consequence: what it means for the resolution, None for a mere explanation.
    """

    code: str
    text: Text
    citation: Citation
    consequence: Consequence | None = None


@attrs.frozen
class Tally:
    """The result of one ballot.

    Attributes:
        outcome: adopted, rejected, invalid (no resolution exists) or unknown.
        label: the result in words, as minutes put it.
        findings: everything worth noting.
        quorum: whether the body was quorate.
        needed: Yes votes needed; None for the simple majority or an unknown base.
    """

    outcome: Outcome
    label: Text
    findings: tuple[Finding, ...]
    quorum: Quorum
    needed: int | None = None


_V, _S, _K = Confidence.VERIFIED, Confidence.SECONDARY, Confidence.KNOWLEDGE
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
# states whose law is read to treat a presence that made the quorum like a vote
_MADE_QUORUM_BY: Mapping[str, Citation] = {
    "NRW": Citation("§ 31 Abs. 6, § 49 Abs. 1 GO NRW", _S, "by analogy, textbooks")
}
_NO_SECRET_VOTE: Mapping[str, Citation] = {
    "BY": Citation("Art. 51 Abs. 1 S. 1, Abs. 3 GO Bayern", _S, "Muster-GeschO"),
    "HE": _MAJORITY["HE"],
}


@attrs.frozen
class _Ballot:
    state: str
    yes: int | None
    no: int | None
    abstain: int | None
    invalid: int | None
    members: int | None
    elected: int | None
    present: int | None
    biased: int
    biased_yes: int
    biased_no: int
    biased_unknown: int
    announced: Outcome | None

    @property
    def biased_votes(self) -> int:
        return self.biased_yes + self.biased_no + self.biased_unknown

    @property
    def cast(self) -> int:
        """Papers or hands that are known, the least there can have been."""
        return sum(
            count or 0 for count in (self.yes, self.no, self.abstain, self.invalid)
        )

    def base(self, base: Base) -> int | None:
        if base is Base.ELECTED:
            return self.elected
        if base is Base.PRESENT_ELIGIBLE:
            # who voted though biased stands among the votes, and so in their base
            kept_out = self.biased - self.biased_votes
            return None if self.present is None else self.present - kept_out
        if base in {Base.VALID_VOTES, Base.VOTES_CAST}:
            return self._votes(base)
        return self.members

    def _votes(self, base: Base) -> int | None:
        parts = [self.yes, self.no]
        if base is Base.VOTES_CAST:
            parts.append(self.invalid)
        known = [part for part in parts if part is not None]
        return sum(known) if len(known) == len(parts) else None


def _fits(what: str, count: int, where: str, limit: int | None, cure: str) -> None:
    if limit is not None and count > limit:
        raise BallotError(f"{count} {what} are more than {limit}.", where, cure)


def _checked(ballot: _Ballot) -> None:
    for name in ("yes", "no", "abstain", "invalid", "present"):
        if getattr(ballot, name) is not None:
            whole(getattr(ballot, name), name)
    for name in ("members", "elected"):
        if getattr(ballot, name) is not None:
            whole(getattr(ballot, name), name, 1)
    for name in ("biased", "biased_yes", "biased_no", "biased_unknown"):
        whole(getattr(ballot, name), name)
    _fits(
        "elected members",
        ballot.elected or 0,
        "members",
        ballot.members,
        "The elected members are among the members.",
    )
    if ballot.elected and ballot.members and ballot.members > ballot.elected + 1:
        raise BallotError(
            f"{ballot.members} members are not {ballot.elected} elected ones and a "
            "mayor.",
            "elected",
            "Count the seats, the empty ones too.",
        )
    _fits(
        "votes of biased persons",
        ballot.biased_votes,
        "biased",
        ballot.biased,
        "Count every biased person present under `biased`.",
    )
    _fits(
        "biased Yes votes", ballot.biased_yes, "yes", ballot.yes, "Count them as Yes."
    )
    _fits("biased No votes", ballot.biased_no, "no", ballot.no, "Count them as No.")
    _fits("persons", ballot.present or 0, "members", ballot.members, "Count again.")
    limit = ballot.members if ballot.present is None else ballot.present
    if limit is not None:
        _fits("biased persons", ballot.biased, "present", limit, "Count again.")
        _fits(
            "votes",
            ballot.cast,
            "present",
            limit - ballot.biased + ballot.biased_votes,
            "Compare the ballot with the presence list; the biased have no vote.",
        )


def _attendance(
    ballot: _Ballot,
    *,
    biased_members: int | None,
    challenge: Challenge | None,
    second_call: bool,
    notice_given: bool | None,
    duly_invited: bool | None,
    objected: bool | None,
) -> Attendance:
    return Attendance(
        statutory=ballot.members,
        present=ballot.present,
        biased=ballot.biased,
        voters=max(0, ballot.cast - ballot.biased_votes),
        biased_members=biased_members,
        challenge=challenge,
        second_call=second_call,
        notice_given=notice_given,
        duly_invited=duly_invited,
        objected=objected,
    )


def _share(majority: Majority, share: Share | None) -> Share | None:
    if share is None:
        return majority_share(majority)
    half = 2 * share.num - share.den
    if half < 0 or (half == 0 and not share.strict):
        raise DefinitionError(
            "majority", [f"{share} is no majority; it takes more than a half."]
        )
    return share


def _counted(ballot: _Ballot, share: Share | None) -> Outcome:
    if share is None:
        return simple(ballot.yes, ballot.no, ballot.announced)
    base = ballot.base(share.base)
    reached = qualified(ballot.yes, base, share.num, share.den, share.strict)
    # a larger majority is a majority first: more Yes than No
    lost = simple(ballot.yes, ballot.no) is Outcome.REJECTED
    return Outcome.REJECTED if lost else reached


def tally(
    *,
    state: str,
    yes: int | None = None,
    no: int | None = None,
    abstain: int | None = None,
    invalid: int | None = None,
    members: int | None = None,
    elected: int | None = None,
    present: int | None = None,
    biased: int = 0,
    biased_yes: int = 0,
    biased_no: int = 0,
    biased_unknown: int = 0,
    biased_members: int | None = None,
    majority: Majority = Majority.SIMPLE,
    share: Share | None = None,
    mode: Mode = Mode.OPEN,
    announced: Outcome | None = None,
    challenge: Challenge | None = Challenge.NONE,
    second_call: bool = False,
    notice_given: bool | None = None,
    duly_invited: bool | None = True,
    objected: bool | None = None,
    rule: QuorumRule | None = None,
) -> Tally:
    """Count one ballot of a council (Abstimmungsergebnis).

    Args:
        state: ``NRW``, ``BY``, ``BW``, ``NI`` or ``HE``.
        yes: Yes votes; every count is None if the minutes do not give it.
        no: No votes.
        abstain: abstentions.
        invalid: invalid votes.
        members: the statutory number of members, the mayor included where he is one.
        elected: elected members; needed where the majority is taken of them.
        present: members in the room, the biased included.
        biased: biased members in the room.
        biased_yes: Yes votes of biased persons who took part, counted in `yes` too.
        biased_no: No votes of biased persons who took part, counted in `no` too.
        biased_unknown: biased persons who took part in an unknown way.
        biased_members: all biased members, present or not; None for "as in the room".
        majority: the kind of majority needed.
        share: another share than the usual one of that kind.
        mode: how votes were given.
        announced: what the chair announced; used for a simple majority without numbers
            and compared with them otherwise.
        challenge: what happened in the meeting about the quorum; None if unknown.
        second_call: True if the body was called again for the same item.
        notice_given: True if the second invitation pointed to the consequence.
        duly_invited: False or None if the invitation was defective or is unknown.
        objected: True if somebody objected to a defective invitation.
        rule: another quorum rule than the state's.

    Returns:
        Outcome and findings. Without quorum there is no resolution (*invalid*); where
        a number that matters is missing the outcome is *unknown*.

    Raises:
        UnknownNameError: there is no preset for that state.
        InvalidInputError: a number is negative or not whole.
        BallotError: the numbers contradict each other.
        DefinitionError: the share is no majority.

    References:
        §§ 31, 49, 50 GO NRW and their counterparts; rules G-6, H-1 to H-4, I-1 to I-6
        and I-18.
    """
    if state not in QUORUM:
        raise UnknownNameError("state", str(state), tuple(QUORUM))
    ballot = _Ballot(
        state,
        yes,
        no,
        abstain,
        invalid,
        members,
        elected,
        present,
        biased,
        biased_yes,
        biased_no,
        biased_unknown,
        None if announced is None else Outcome(announced),
    )
    _checked(ballot)
    facts = _attendance(
        ballot,
        biased_members=biased_members,
        challenge=challenge,
        second_call=second_call,
        notice_given=notice_given,
        duly_invited=duly_invited,
        objected=objected,
    )
    rule = QUORUM[state] if rule is None else rule
    needed_share = _share(Majority(majority), share)
    there = quorum(rule, facts)
    votes = _counted(ballot, needed_share)
    outcome = _outcome(there, votes)
    findings = (
        *_quorum_findings(rule, there),
        *_vote_findings(ballot, needed_share, votes),
        *_mode_findings(ballot, Mode(mode)),
        *_bias_findings(ballot, rule, needed_share),
    )
    return Tally(
        outcome,
        label(outcome, yes, no, abstain),
        findings,
        there,
        _needed(ballot, needed_share),
    )


def _outcome(there: Quorum, votes: Outcome) -> Outcome:
    if there.quorate is True:
        return votes
    return Outcome.INVALID if there.quorate is False else Outcome.UNKNOWN


def _needed(ballot: _Ballot, share: Share | None) -> int | None:
    if share is None:
        return None
    base = ballot.base(share.base)
    return None if base is None else max(1, share.threshold(base))


# ------------------------------------------------------------------- findings


def _quorum_findings(rule: QuorumRule, there: Quorum) -> tuple[Finding, ...]:
    if there.code not in _QUORUM_TEXTS:
        return ()
    consequence, german, english = _QUORUM_TEXTS[there.code]
    counted = "?" if there.counted is None else there.counted
    needed = "?" if there.needed is None else there.needed
    text = Text(
        german.format(counted=counted, needed=needed),
        english.format(counted=counted, needed=needed),
    )
    return (Finding(there.code, text, rule.citation, consequence),)


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


def _vote_findings(
    ballot: _Ballot, share: Share | None, votes: Outcome
) -> list[Finding]:
    cited = _MAJORITY[ballot.state]
    found = []
    if votes is Outcome.UNKNOWN:
        text = Text(
            "Ohne gezählte Stimmen und bekannte Bezugsgröße steht das Ergebnis nicht "
            "fest.",
            "Without counted votes and a known base the result is not known.",
        )
        found.append(Finding("count_required", text, cited, Consequence.BLOCK))
    elif ballot.announced not in {None, votes}:
        text = Text(
            f"Verkündet wurde {ballot.announced}, gezählt {votes}; die Zahlen gelten.",
            f"The chair announced {ballot.announced}, the count says {votes}; the "
            "numbers stand.",
        )
        found.append(Finding("announcement_differs", text, cited, Consequence.DEFECT))
    if share is None and ballot.yes is not None and ballot.yes == ballot.no:
        text = Text(
            "Stimmengleichheit: Der Antrag ist abgelehnt.",
            "A tie: the motion is rejected.",
        )
        found.append(Finding("tie", text, cited))
    return found


def _mode_findings(ballot: _Ballot, mode: Mode) -> list[Finding]:
    found = []
    abstention = _NO_ABSTENTION.get(ballot.state)
    if abstention is not None and ballot.abstain is not None and ballot.abstain > 0:
        text = Text(
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
        text = Text(
            "Geheim wird nur gewählt; diese Abstimmung hätte offen sein müssen.",
            "Only elections are secret; this vote had to be open.",
        )
        found.append(Finding("secret_vote_forbidden", text, secret, Consequence.DEFECT))
    return found


def _decisive(ballot: _Ballot, share: Share | None) -> bool | None:
    base = None if share is None else ballot.base(share.base)
    yes, no = ballot.yes, ballot.no
    if yes is None or no is None or (share is not None and base in {None, 0}):
        return None
    possibly = bias_possibly_decisive(
        yes,
        no,
        ballot.biased_unknown,
        biased_yes=ballot.biased_yes,
        biased_no=ballot.biased_no,
        share=share,
        base=base,
    )
    return None if possibly and ballot.biased_unknown > 0 else possibly


def _bias_findings(
    ballot: _Ballot, rule: QuorumRule, share: Share | None
) -> list[Finding]:
    if ballot.biased_votes == 0:
        return []
    law, cited = BIAS[ballot.state]
    decisive = _decisive(ballot, share)
    by_analogy = _MADE_QUORUM_BY.get(ballot.state)
    made_quorum = (
        by_analogy is not None
        and ballot.members is not None
        and ballot.present is not None
        and bias_made_quorum(rule, ballot.members, ballot.present, ballot.biased)
    )
    consequence = bias_consequence(law, decisive)
    if law is not BiasRule.IF_DECISIVE:
        return [Finding("bias_participation", _TOOK_PART, cited, consequence)]
    if consequence is not None:
        code = "bias_decisive" if decisive is True else "bias_possibly_decisive"
        return [Finding(code, _DECIDED, cited, consequence)]
    if by_analogy is not None and made_quorum:
        return [
            Finding("bias_made_quorum", _MADE_QUORUM, by_analogy, Consequence.DEFECT)
        ]
    return [Finding("bias_harmless", _HARMLESS, cited)]


_TOOK_PART = Text(
    "Eine befangene Person hat mitgewirkt; der Beschluss ist fehlerhaft, gleich wie "
    "sie gestimmt hat, bis die Frist abläuft.",
    "A biased person took part; the resolution is defective however he voted, until "
    "the period has passed.",
)
_DECIDED = Text(
    "Eine befangene Person hat mitgewirkt, und ihre Stimme kann den Ausschlag gegeben "
    "haben.",
    "A biased person took part, and his vote may have decided the result.",
)
_MADE_QUORUM = Text(
    "Erst die Anwesenheit befangener Personen ergab die nötige Zahl.",
    "Only the presence of biased persons made up the number needed.",
)
_HARMLESS = Text(
    "Eine befangene Person hat mitgewirkt; ihre Stimme war für das Ergebnis nicht "
    "entscheidend.",
    "A biased person took part; his vote did not decide the result.",
)


# ---------------------------------------------------------------------- label


def unanimous(yes: int | None, no: int | None) -> bool | None:
    """Tell whether a vote was unanimous (einstimmig); abstentions are harmless.

    Args:
        yes: Yes votes, None if unknown.
        no: No votes, None if unknown.

    Returns:
        None if a count is missing that matters.

    References:
        OVG Lüneburg 10 LC 117/22; rule I-6.
    """
    if (no is not None and no > 0) or yes == 0:
        return False
    return None if yes is None or no is None else True


def label(
    outcome: Outcome,
    yes: int | None = None,
    no: int | None = None,
    abstain: int | None = None,
) -> Text:
    """Return the result in the words of minutes.

    Args:
        outcome: what was decided.
        yes: Yes votes, None if unknown.
        no: No votes, None if unknown.
        abstain: abstentions, None if unknown.

    References:
        Rule I-6.
    """
    if outcome is Outcome.INVALID:
        return Text("kein wirksamer Beschluss", "no valid resolution")
    if outcome is Outcome.UNKNOWN:
        return Text("Ergebnis nicht bekannt", "result not known")
    german, english = _ENDINGS[outcome]
    how = _how(outcome, yes, no)
    several = Text("", "")
    if abstain is not None and abstain > 0:
        one = abstain == 1
        several = Text(
            f" bei {abstain} Enthaltung{'' if one else 'en'}",
            f" with {abstain} abstention{'' if one else 's'}",
        )
    parts_de = [part for part in (f"{how.de}{several.de}".strip(), german) if part]
    return Text(
        " ".join(parts_de),
        " ".join(part for part in (english, f"{how.en}{several.en}".strip()) if part),
    )


_ENDINGS = {
    Outcome.ADOPTED: ("beschlossen", "adopted"),
    Outcome.REJECTED: ("abgelehnt", "rejected"),
}


def _how(outcome: Outcome, yes: int | None, no: int | None) -> Text:
    if yes is None or no is None:
        return Text("", "")
    for_, against = (yes, no) if outcome is Outcome.ADOPTED else (no, yes)
    if unanimous(for_, against) is True:
        return Text("einstimmig", "unanimously")
    if yes == no:
        return Text("bei Stimmengleichheit", "on a tie")
    if for_ > against:
        return Text("mit Mehrheit", "by majority")
    return Text("mangels der nötigen Mehrheit", "for want of the majority needed")
