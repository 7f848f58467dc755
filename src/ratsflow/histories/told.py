"""What a source tells of a paper, in its own words, before anything is made of it."""

from __future__ import annotations

from datetime import date, datetime

import attrs

from ratsflow.errors import Both


@attrs.frozen
class ToldStep:
    """What a source tells of one consultation.

    Attributes:
        body: name of the body; empty if it is not told.
        role: what the body was asked for, in the words of the source.
        result: what came of it, in the words of the source.
        day: day of the meeting; None if the step is on no meeting.
        start: when the meeting began (aware), if told.
        number: number of the item (*TOP*).
        public: whether the item was public; None if not told.
        source_id: what the source calls the consultation.
    """

    body: str
    role: str = ""
    result: str = ""
    day: date | None = None
    start: datetime | None = None
    number: str = ""
    public: bool | None = None
    source_id: str = ""


@attrs.frozen
class ToldPaper:
    """What a source tells of one paper.

    Attributes:
        id: what the source calls it.
        title: its title.
        kind: the type of paper, in the words of the source.
        reference: its number.
        day: day of the paper, if told.
        steps: its consultations, in the order in which they were held.
        base: numbers of the papers that it amends or answers.
        public: whether it is public; None if not told.
    """

    id: str
    title: str = ""
    kind: str = ""
    reference: str = ""
    day: date | None = None
    steps: tuple[ToldStep, ...] = ()
    base: tuple[str, ...] = ()
    public: bool | None = None


@attrs.frozen
class Loss:
    """Something of a source that could not be taken over, or only in part.

    Attributes:
        where: file and object, for example ``papers.json @ /paper/3/consultation/0``.
        code: what kind of loss, for example ``no_meeting``.
        told: a sentence.
    """

    where: str
    code: str
    told: Both
