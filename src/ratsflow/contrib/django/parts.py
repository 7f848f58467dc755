"""Fields of a form for the values of the model: a ballot, a meeting, a consultation."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, get_args, get_type_hints

import attrs

from django import forms
from django.utils.translation import gettext_lazy as _

from ratsflow.contrib.django.language import gettext
from ratsflow.model import Ballot, Consultation, Meeting, Organization
from ratsflow.model.ballot import BallotMode
from ratsflow.model.closed_list import ClosedList
from ratsflow.model.text import Lang
from ratsflow.procedure.words import Words


YES_NO: Sequence[tuple[str, Any]] = (
    ("", _("not stated")),
    ("true", _("yes")),
    ("false", _("no")),
)

LABELS: Mapping[str, Any] = {
    "ballot.yes": _("Yes"),
    "ballot.no": _("No"),
    "ballot.abstain": _("Abstentions"),
    "ballot.invalid": _("Invalid votes"),
    "ballot.present": _("Present and entitled to vote"),
    "ballot.announced": _("Result as announced, where the votes were not counted"),
    "ballot.mode": _("How the votes were given"),
    "ballot.majority": _("Majority asked for"),
    "ballot.members": _("Statutory number of members"),
    "ballot.excluded": _("Excluded for bias (one name per line)"),
    "ballot.excluded_without_vote": _(
        "Those excluded who have no vote in this body (one name per line)"
    ),
    "ballot.votes": _("Single votes of a roll call (one per line: name: vote)"),
    "ballot.experts": _("Expert citizens among those present"),
    "ballot.mayor": _("Vote of the mayor"),
    "ballot.chair": _("Who presided"),
    "ballot.amended": _("The text was changed before the vote"),
    "ballot.circular": _("Votes were collected outside a meeting"),
    "ballot.biased_yes": _("Yes votes of biased persons"),
    "ballot.biased_no": _("No votes of biased persons"),
    "ballot.biased_unknown": _("Other votes of biased persons"),
    "ballot.wrongly_excluded": _("Excluded without a ground (one name per line)"),
    "ballot.secret_demand": _("Members who demanded a secret vote"),
    "ballot.roll_call_demand": _("Members who demanded a roll call"),
    "meeting.day": _("Day of the meeting"),
    "meeting.start": _("Beginning"),
    "meeting.invited_on": _("Invitation received on"),
    "meeting.published_on": _("Announced to the public on"),
    "meeting.form": _("Form of the meeting"),
    "meeting.second_call": _("Convened again for lack of quorum"),
    "meeting.second_call_notice": _("The second invitation said so"),
    "meeting.urgency_reason": _("Reason for the short notice"),
    "meeting.supplemented_on": _("Supplementary agenda received on"),
    "meeting.supplement_published_on": _("Supplementary agenda announced on"),
    "meeting.dispatched_on": _("Agenda sent out on"),
    "consultation.body": _("Body"),
    "consultation.kind": _("Kind of body"),
    "consultation.role": _("What the body is asked for"),
    "consultation.members": _("Its voting members"),
    "consultation.day": _("Day of the meeting"),
    "consultation.public": _("Dealt with in public"),
}

FIRST: Mapping[str, tuple[str, ...]] = {
    "ballot": ("yes", "no", "abstain", "invalid", "present", "announced"),
    "meeting": ("day", "start", "invited_on", "published_on"),
}
"""What is asked at once; the rest only on request."""

LEFT_OUT = frozenset({"text_hash"})
"""What no form asks: the step knows it."""

_WORDS = {
    "mode": "ballot_mode",
    "majority": "majority",
    "announced": "announced",
    "mayor": "mayors_vote",
    "form": "meeting_form",
    "kind": "body_kind",
    "role": "consultation_role",
    "route": "agenda_route",
    "decision": "decision",
}


class LinesField(forms.CharField):
    """Texts, one per line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        """Return the lines that say something, as a tuple."""
        lines = str(super().to_python(value) or "").splitlines()
        return tuple(filter(None, (each.strip() for each in lines)))


class EuroField(forms.DecimalField):
    """An amount in euros, as people write it; in cents for the procedure."""

    def __init__(self, **options: Any) -> None:
        super().__init__(decimal_places=2, max_digits=15, localize=True, **options)

    def clean(self, value: Any) -> Any:
        """Return whole cents."""
        euros = super().clean(value)
        return None if euros is None else int(euros * 100)


def day_field(**options: Any) -> forms.DateField:
    """Return the field of a day, picked in the browser's own calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(widget=widget, **options)


def moment_field(**options: Any) -> forms.DateTimeField:
    """Return the field of a moment in the time zone that is on."""
    widget = forms.DateTimeInput(
        format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
    )
    return forms.DateTimeField(widget=widget, **options)


def flag_field(**options: Any) -> forms.TypedChoiceField:
    """Return the field of a flag: what nobody states is neither yes nor no."""
    return forms.TypedChoiceField(
        choices=YES_NO, coerce=_flag, empty_value=None, **options
    )


def _flag(value: str) -> bool:
    return value == "true"


def choice_field(
    name: str, known: type[ClosedList], words: Words, lang: Lang, **options: Any
) -> forms.ChoiceField:
    """Return the field of a closed list, with the words that people use."""
    kind = _WORDS.get(name, "value")
    choices = [(each.value, words.say(kind, each.value, lang)) for each in known]
    initial = options.get("initial")
    if initial is None:
        choices.insert(0, ("", gettext("not stated")))
    return forms.ChoiceField(choices=choices, **options)


def fields_of(
    what: str, kind: type, words: Words, lang: Lang, *, required: bool
) -> dict[str, forms.Field]:
    """Return the fields for the parts of a value of the model, by their names.

    Args:
        what: what the words call the value, for example ``ballot``.
        kind: its class.
        words: what people call things.
        lang: their language.
        required: whether what it cannot be without has to be stated.
    """
    hints = get_type_hints(kind)
    made = {
        each.name: _field(each, hints[each.name], what, words, lang, required=required)
        for each in attrs.fields(kind)
        if each.name not in LEFT_OUT
    }
    first = FIRST.get(what, ())
    return {name: made[name] for name in (*first, *(n for n in made if n not in first))}


def _field(
    part: attrs.Attribute[Any],
    hint: Any,
    what: str,
    words: Words,
    lang: Lang,
    *,
    required: bool,
) -> forms.Field:
    kinds = [each for each in get_args(hint) if each is not type(None)] or [hint]
    key = f"{what}.{part.name}"
    label = LABELS.get(key) or words.say("fact", key, lang)
    options: dict[str, Any] = {
        "label": label,
        "required": required and part.default is attrs.NOTHING,
    }
    if hint in (bool, int) and part.default is not attrs.NOTHING:
        options["initial"] = part.default
    kind = kinds[0]
    if isinstance(kind, type) and issubclass(kind, ClosedList):
        default = part.default
        initial = default.value if isinstance(default, ClosedList) else None
        return choice_field(part.name, kind, words, lang, initial=initial, **options)
    if kind is bool:
        return forms.BooleanField(**options)
    if kind is int:
        return forms.IntegerField(min_value=0, **options)
    if kind is date:
        return day_field(**options)
    if kind is datetime:
        return moment_field(**options)
    if kind is str and hint is str:
        return forms.CharField(**options)
    return LinesField(**options)


def ballot(given: Mapping[str, Any]) -> Ballot | None:
    """Return the ballot that is stated, or None where nothing of it is.

    Raises:
        InvalidInputError: what is stated makes none.
    """
    stated = _stated(given)
    if not stated.keys() - {"mode", *_COUNTED_FROM_ZERO}:
        return None
    if "votes" in stated:
        pairs = (line.rpartition(":") for line in stated["votes"])
        stated["votes"] = tuple((name.strip(), vote.strip()) for name, _, vote in pairs)
        stated.setdefault("mode", BallotMode.ROLL_CALL)
    return Ballot(**stated)


_COUNTED_FROM_ZERO = frozenset(
    each.name for each in attrs.fields(Ballot) if each.default in (0, False)
)


def meeting(given: Mapping[str, Any]) -> Meeting | None:
    """Return the meeting that is stated, or None where its day is not."""
    stated = _stated(given)
    return Meeting(**stated) if "day" in stated else None


def consultation(
    taken: Collection[str], given: Mapping[str, Any]
) -> Consultation | None:
    """Return one consultation of a route, or None where its body is not stated.

    Args:
        taken: the ids that other consultations of the case have.
        given: what was stated.
    """
    stated = _stated(given)
    if "body" not in stated:
        return None
    members = {"members": stated["members"]} if "members" in stated else {}
    body = Organization(stated["body"], stated.get("kind", "committee"), **members)
    when = Meeting(stated["day"]) if "day" in stated else None
    name = "-".join(body.name.lower().split())
    numbered = (f"{name}-{number}" for number in range(1, len(taken) + 2))
    return Consultation(
        next(each for each in numbered if each not in taken),
        body,
        stated.get("role", "decision"),
        when,
        public=stated.get("public"),
    )


def _stated(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value not in (None, "", ())}
