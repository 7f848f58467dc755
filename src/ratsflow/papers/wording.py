"""What is said about fields that are missing, doubtful or no content."""

from __future__ import annotations

from ratsflow.model import Wording


FORM_TEXT = Wording("Text des Formulars", "text of the form")
NO_FIELD = Wording("Feld ohne Platz im Antrag", "field without a place in the motion")
COST_TEXT = Wording(
    "nur als Angabe zu den Kosten gelesen", "read for the cost statement only"
)
ADDRESSEE = Wording("Anrede an das Gremium", "addressee")
FILL_IN = Wording("Im Formular ausfüllen.", "Fill it in on the form.")
AT_RELEASE = Wording(
    "Wird bei der Freigabe vergeben; sonst eintragen.",
    "Given at release; otherwise fill it in.",
)
SAY_COST = Wording(
    "Ausdrücklich angeben, ob Kosten entstehen: keine, oder Betrag und Deckung.",
    "Say expressly whether costs arise: none, or amount and cover.",
)
SAY_BEFORE = Wording(
    "Frühere Behandlung angeben (Gremium, Datum, TOP, Drucksachen-Nr.) oder './.'.",
    "State earlier considerations (body, date, item, reference) or './.'.",
)
SIGN = Wording("Name und Amt unter die Vorlage setzen.", "Sign with name and office.")
SIGN_ROLE = Wording("Das Amt dazusetzen.", "Add the office.")
HEADING = Wording(
    "Die Art der Vorlage als Überschrift nennen.", "Name the type of paper."
)
TABLE = Wording(
    "Gremium, Sitzungstag und Öffentlichkeit eintragen.",
    "Enter body, day of the meeting and whether it is public.",
)
UNREAD = Wording(
    "Diese Zeile passte zu keinem Feld; von Hand zuordnen.",
    "This line fitted no field; assign it by hand.",
)
BEHIND_NUMBER = Wording(
    "Hinter der Nummer steht noch etwas. Prüfen, ob es dazugehört oder eine andere Vorlage nennt.",
    "More stands behind the number. Check whether it is a part of it or names another paper.",
)
CLOSED_HEAD = Wording(
    "Im Kopf steht, dass die Vorlage nicht öffentlich ist. Prüfen, was gilt.",
    "The head says that the paper is not public. Check what applies.",
)
NUMBER_AGAIN = Wording(
    "Die Nummer der Vorlage steht mitten im Text: wohl Kopf oder Fuß einer Seite. Prüfen.",
    "The number of the paper stands inside the text: the head or foot of a page, it seems. "
    "Check it.",
)
FAR_OFF = Wording(
    "Das Jahr kann nicht stimmen. Den Tag prüfen.",
    "The year cannot be right. Check the day.",
)
EXTRA = Wording(
    "Die Zeile liest sich wie eine Überschrift des Formulars, steht aber im Text eines "
    "anderen Abschnitts. Prüfen, ob dort ein Abschnitt beginnt.",
    "The line reads like a heading of the form but stands inside another section. "
    "Check whether a section begins there.",
)
UNLABELLED = Wording(
    "Der Text steht ohne Überschrift unter der Beratungsfolge; nach seinem Ort gelesen.",
    "The text stands without a heading below the table; read by its place.",
)
UNLABELLED_PAGE = Wording(
    "Der Text steht ohne Überschrift auf der Seite nach den Kästchen; nach seinem Ort "
    "zur Begründung gerechnet.",
    "The text stands without a heading on the page after the boxes; taken for reasons "
    "by its place.",
)
NARROW = Wording(
    "Der Zeile nach zur Dienststelle gerechnet, nicht zum Titel; prüfen.",
    "Taken for the department, not for the title, by its length; check it.",
)
EARLIER = Wording(
    "Nicht alle Teile sind lesbar: Gremium, Datum, TOP, Drucksachen-Nr. ergänzen.",
    "Not every part can be read: add body, date, item, reference.",
)


BY_PLACE = Wording(
    "Steht ohne Überschrift da; nach seinem Ort gelesen. Einmal ansehen.",
    "It stands without a heading and was read by its place. Look at it once.",
)
SIGNED_BY_SHAPE = Wording(
    "Nach der Gestalt der Zeile als Unterschrift gelesen; prüfen.",
    "Taken for the signature by the shape of the line; check it.",
)
HEAD_TEXT = Wording(
    "Text im Kopf, der in kein Feld gehört", "text of the head that belongs to no field"
)
SWALLOWED = Wording(
    "Ein anderer Abschnitt hat keine oder zwei Überschriften; sein Text kann hier mit "
    "hineingeraten sein. Prüfen, wo dieser Abschnitt endet.",
    "Another section has no heading, or two; its text may have come in here. Check "
    "where this section ends.",
)
COLUMNS = Wording(
    "Zwei Überschriften stehen nebeneinander: Der Text läuft in zwei Spalten, deren "
    "Zeilen vermischt sind. Den Text spaltenweise angeben.",
    "Two headings stand side by side: the text runs in two columns whose lines are "
    "mixed. Give the text column by column.",
)
NO_TITLE = Wording(
    "So heißt keine Vorlage (ein Tabellenkopf, ein Feld des Formulars oder zu viel Text "
    "steht darin). Den Gegenstand von Hand eintragen.",
    "No paper is called so (it holds the head of a table, a field of the form or too "
    "much text). Enter the subject by hand.",
)
BEFORE = Wording(
    "Die Sitzung liegt vor dem Jahr der Vorlage. Den Tag prüfen.",
    "The meeting lies before the year of the paper. Check the day.",
)
ZERO = Wording(
    "Der Betrag ist null. Angeben, ob keine Kosten entstehen oder welche.",
    "The sum is zero. Say whether there are no costs, or what they are.",
)
SEVERAL_SIGN = Wording(
    "Mehrere haben unterschrieben, oder Name und Amt sind nicht zu trennen; prüfen.",
    "Several have signed, or name and office cannot be told apart; check it.",
)


def clip(text: str) -> str:
    """Cut a quotation to a length that can be shown in a list."""
    return text if len(text) <= _FOUND else text[: _FOUND - 1] + "\u2026"


_FOUND = 300


CONTRADICTION = Wording(
    "Kästchen oder Kostenfeld und Text widersprechen sich. Eines davon berichtigen.",
    "The box or cost section and the text contradict each other. Correct one of them.",
)
