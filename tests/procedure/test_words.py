"""What people call things, and how values stand in sentences."""

import re

from datetime import UTC, date, datetime

import attrs
import pytest

from hypothesis import given
from hypothesis import strategies as st

from ratsflow import Motion, Office, Procedure, Rule, Step, nrw
from ratsflow.errors import DefinitionError, InvalidInputError, UnknownNameError
from ratsflow.law.municipality import keys_of
from ratsflow.model import (
    Actor,
    AgendaRoute,
    Announced,
    BallotMode,
    BodyKind,
    ConsultationRole,
    CostEffect,
    CostStatement,
    Majority,
    MayorsVote,
    MeetingForm,
    PaperType,
    Recurrence,
    SignatureDecision,
    SuspensionKind,
)
from ratsflow.procedure.finding import unknown, unmet
from ratsflow.procedure.words import (
    COMMON,
    NO_WORDS,
    Words,
    as_words,
    listed,
    read_day,
    say_day,
)
from ratsflow.states.bw import bw


STATES = ("NRW", "BW", "HE", "NI", "BY")
LISTS = {
    "agenda_route": AgendaRoute,
    "announced": Announced,
    "ballot_mode": BallotMode,
    "body_kind": BodyKind,
    "consultation_role": ConsultationRole,
    "cost_effect": CostEffect,
    "decision": SignatureDecision,
    "majority": Majority,
    "mayors_vote": MayorsVote,
    "meeting_form": MeetingForm,
    "paper_type": PaperType,
    "recurrence": Recurrence,
    "suspension_kind": SuspensionKind,
}


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, each.value) for kind, of in LISTS.items() for each in of]
)
def test_every_choice_of_the_model_has_a_word(kind, name):
    assert COMMON.find(kind, name) is not None


def test_nrw_has_a_word_for_every_role_state_step_and_input():
    procedure = nrw()
    asked = [("role", role) for role in procedure.roles]
    asked += [("state", each.name) for each in procedure.states]
    asked += [("consultation_state", s.name) for s in procedure.consultation_states]
    asked += [("suspension_state", s.name) for s in procedure.suspension_states]
    asked += [("step", step.name) for step in procedure.steps]
    asked += [("fact", each.name) for step in procedure.steps for each in step.takes]
    assert [] == [
        pair for pair in dict.fromkeys(asked) if procedure.words.find(*pair) is None
    ]


@pytest.mark.parametrize(
    ("kind", "of"), [("motion", Motion), ("cost_statement", CostStatement)]
)
def test_every_field_of_a_paper_has_a_word(kind, of):
    names = [f"{kind}.{each.name}" for each in attrs.fields(of)]
    assert [] == [name for name in names if COMMON.find("fact", name) is None]


@pytest.mark.parametrize("procedure", [nrw(), bw()], ids=lambda each: each.name)
def test_every_value_of_law_has_a_word(procedure):
    asked = {key for rule in procedure.rules for key in rule.parameters}
    asked |= {
        norm.id
        for norm in keys_of(procedure.law_of)
        if norm.town is not None and not norm.optional
    }
    words = procedure.words
    assert [] == [key for key in sorted(asked) if words.find("law", key) is None]


def test_whatever_can_be_missing_is_named_as_a_thing_or_a_question():
    things = re.compile(
        r"(der|die|das|ob|vor wessen|wer|wem|wen|wie|wo|worin|wovon|was|wann|welche|zwischen|bis wann)\b"
    )
    asked = re.compile(
        r"(the|a|which|whether|who|whom|to whom|how|where|when|within|between|until when|before whose)\b"
    )
    tables = [source() for source in (*COMMON.sources, *nrw().words.beyond.sources)]
    labels = [
        t
        for each in tables
        for kind in ("fact", "law")
        for t in each.get(kind, {}).values()
    ]
    assert labels
    assert [] == [t.de for t in labels if not things.match(t.de)]
    assert [] == [t.en for t in labels if not asked.match(t.en)]


def test_a_name_without_a_word_is_told_with_blanks():
    assert "cost statement" == NO_WORDS.say("role", "cost_statement", "de")
    assert "published on" == NO_WORDS.say("fact", "meeting.published_on", "en")


def test_a_procedure_of_ones_own_says_its_words():
    small = Procedure(
        "small",
        ["draft", "done"],
        roles=["clerk"],
        steps=[Step("submit", "draft", "done", by="clerk", guards="heard")],
        rules=[
            Rule(
                "heard",
                lambda _: unmet(who=["clerk"], day="2026-03-13", sum=125050),
                unmet="{who:role} bis {day}, {day:day}: {sum:euro}",
            )
        ],
        words={"role": {"clerk": ("Sachbearbeitung", "clerk's office")}},
    )
    office = Office(small)
    clerk = Actor("m", roles=["clerk"])
    case = office.open(Motion("Bank"), clerk)
    verdict = office.assess(case.id, "submit", clerk)
    (finding,) = verdict.open
    assert (
        "Sachbearbeitung bis 13.03.2026, Freitag, 13.03.2026: 1.250,50 Euro"
        == finding.text("de")
    )
    assert (
        "clerk's office bis 13 Mar 2026, Friday, 13 Mar 2026: 1,250.50 euros"
        == finding.text("en")
    )


@pytest.mark.parametrize(
    ("answer", "german"),
    [
        (unknown("motion.topics"), "Es fehlt: das Thema der Vorlage."),
        (
            unknown("ballot.yes", "ballot.no"),
            "Es fehlt: die Zahl der Ja-Stimmen und die Zahl der Nein-Stimmen.",
        ),
        (
            unknown("debate_held", "reasons"),
            "Es fehlt: die Gründe. Es ist nicht vermerkt, ob über den Antrag beraten",
        ),
        (
            unknown(key="notice.days"),
            "Nicht hinterlegt ist: die Ladungsfrist (Geschäftsordnung).",
        ),
    ],
)
def test_what_is_not_known_is_named(answer, german):
    told = Rule("r", bool, label="Prüfung").say(answer, "de", nrw().words)
    assert told.startswith(f"Prüfung: nicht zu beurteilen. {german}")


def test_an_unknown_names_what_is_missing():
    with pytest.raises(TypeError, match="no fact and no key"):
        unknown(observed="nothing")


@pytest.mark.parametrize("template", ["{day:%d.%m.%Y}", "{who!r}", "{sum:>10}"])
def test_a_text_names_kinds_of_words_and_nothing_else(template):
    with pytest.raises(DefinitionError, match="kind of words"):
        Rule("r", bool, unmet=template)


def test_a_label_is_a_text_or_german_and_english():
    with pytest.raises(DefinitionError, match="'mayor' is no text and no pair"):
        as_words({"role": {"mayor": 3}})
    with pytest.raises(DefinitionError, match="by kind and name"):
        as_words({"role": "mayor"})


def test_what_is_stated_of_one_step_only_is_asked_first():
    words = Words(as_words({"fact": {"decision": "A", "cosign.decision": "B"}}).table)
    assert "B" == words.say("fact", "cosign.decision", "de")
    assert "A" == words.say("fact", "vote.decision", "de")


PLAIN = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(), st.dates(), st.datetimes()
    ),
    st.lists,
)


@given(
    PLAIN, st.sampled_from(["de", "en"]), st.sampled_from(["", "day", "euro", "role"])
)
def test_whatever_an_answer_holds_can_be_told(value, lang, spec):
    assert isinstance(COMMON.write(value, lang, spec), str)


@given(st.dates(), st.sampled_from(["de", "en"]))
def test_no_day_is_told_as_programs_write_it(day, lang):
    assert day.isoformat() not in COMMON.write(f"am {day}", lang)


def test_lists_flags_and_moments_are_told_as_people_do():
    assert "a, b und c" == listed("abc", "de")
    assert "a or b" == listed("ab", "en", either=True)
    assert "ja" == COMMON.write(True, "de")
    moment = datetime(2026, 3, 5, 18, 30, tzinfo=UTC)
    assert "05.03.2026, 18:30 Uhr" == COMMON.write(moment, "de")
    assert "05.03.2026, 18:30" == COMMON.write("2026-03-05T18:30+01:00", "de")
    assert "am 99.99" not in COMMON.write("am 2026-99-99", "de")
    assert "Thursday, 5 Mar 2026" == COMMON.write(date(2026, 3, 5), "en", "day")


LATE = Rule(
    "heard",
    bool,
    label="Anhörung",
    unmet="Nicht gehört.",
    by_code={"late": "Erst am {day} gehört.", "open": "Noch offen. {lacking}"},
)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (unmet(), "Nicht gehört."),
        (unmet("", "", "heard.late", day="2026-03-13"), "Erst am 13.03.2026 gehört."),
        (unmet("", "", "heard.other"), "Nicht gehört."),
        (
            unknown("reasons", code="heard.open"),
            "Noch offen. Es fehlt: die Gründe.",
        ),
        (
            unknown("reasons", code="heard.no_fact"),
            "Anhörung: nicht zu beurteilen. Es fehlt: die Gründe.",
        ),
    ],
)
def test_a_rule_says_of_a_code_what_is_said_of_it_alone(answer, told):
    assert told == LATE.say(answer, "de", nrw().words)
    assert hash(LATE) == hash(LATE)


def test_what_is_said_of_a_code_is_held_to_what_a_text_may_name():
    with pytest.raises(DefinitionError, match=r"late .* kind of words"):
        Rule("r", bool, by_code={"late": "{day!r}"})


def test_a_name_of_somebody_is_told_as_it_is():
    assert "St. Georg" == COMMON.say("body_kind", "St. Georg", "de")


# ------------------------------------------------------- what people write, read again


@given(st.dates(date(1000, 1, 1)), st.sampled_from(["de", "en"]), st.booleans())
def test_a_day_that_is_told_is_read_again(day, lang, weekday):
    """Whatever we print of a day can be typed, and the form of programs too."""
    assert read_day(say_day(day, lang, weekday=weekday), "--by") == day
    assert read_day(f" {day.isoformat()} ", "--by") == day
    assert read_day(f"{day.day}.{day.month}.{day.year:04}", "--by") == day


@pytest.mark.parametrize(
    "text",
    ["12. März 2026", "12 March 2026", "12. Mrz 2026", "Do, 12.03.2026", "12. 3. 2026"],
)
def test_a_day_is_read_in_the_forms_that_people_use(text):
    """Names of months short and long, blanks, and short names of days of the week."""
    assert read_day(text, "") == date(2026, 3, 12)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "12.03.26",
            "31.02.2026",
            "2026-02-30",
            "3/4/2026",
            "20260312",
            "0.0.2026",
        ),
        *(
            "Freitag, 12.03.2026",
            "12. Marmelade 2026",
            "12.13.2026",
            "٣.٣.٢٠٢٦",
            "morgen",
        ),
        *("2026-03-12T10:00", "12.03.2026 10:00", ", 12.03.2026 x", "12.003.2026"),
    ],
)
def test_what_is_no_day_or_may_be_another_is_refused_in_one_sentence(text):
    """Nobody's slip becomes another day: it is refused, with where it stood and the cure."""
    with pytest.raises(InvalidInputError) as refused:
        read_day(text, "--by")

    assert "--by: " in str(refused.value)
    assert str(refused.value).endswith("Write it as 2026-03-19 or 19.03.2026.")
    assert refused.value.text("de").endswith("19.03.2026 oder 2026-03-19 schreiben.")


@pytest.mark.parametrize("procedure", [nrw(), bw()], ids=["NRW", "BW"])
def test_whatever_a_procedure_calls_its_own_can_be_asked_for(procedure):
    """Each state, step and role goes by its name, and by its label in either language."""
    for kind, names in (
        ("state", [each.name for each in procedure.states]),
        ("step", [each.name for each in procedure.steps]),
        ("role", procedure.roles),
        ("rule", [each.id for each in procedure.rules]),
    ):
        for name in names:
            assert procedure.called(kind, name) == name
            if kind == "rule":
                continue
            for lang in ("de", "en"):
                label = procedure.words.say(kind, name, lang)
                assert procedure.called(kind, label.upper()) == name


def test_a_label_of_two_things_means_neither():
    """What two steps are called alike is no name of one: nobody guesses which is meant."""
    procedure = Procedure(
        "two",
        ["a", "b"],
        [
            Step("one", "a", "b", by="clerk", label="Weiter"),
            Step("two", "a", "b", by="clerk", label="Weiter"),
        ],
        roles=["clerk"],
    )
    with pytest.raises(UnknownNameError, match="there is no step 'weiter'"):
        procedure.called("step", "weiter")
    with pytest.raises(UnknownNameError, match="Did you mean 'one'"):
        procedure.called("step", "ones")


def test_a_name_that_is_also_the_label_is_offered_once():
    """``closed`` is called “closed” in English."""
    with pytest.raises(UnknownNameError) as caught:
        nrw().called("state", "closd")

    assert "closed, closed" not in str(caught.value)
    assert "Did you mean 'closed'" in str(caught.value)
