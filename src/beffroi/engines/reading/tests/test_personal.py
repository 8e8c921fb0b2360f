import re
from pathlib import Path

import pytest

from beffroi.engines.reading import personal
from beffroi.engines.reading.personal import LIKELY, find

NAMES = {
    "PHONE": personal.PHONE, "EMAIL": personal.EMAIL, "NIR": personal.NIR, "IBAN": personal.IBAN, "PLATE": personal.PLATE,
    "ADDR": personal.ADDRESS, "CARD": personal.CARD, "DOB": personal.BIRTH,
}  # fmt: skip
MARKED = (Path(__file__).parent / "data" / "personal.txt").read_text().splitlines()


def unmarked(line):
    """The text without its marks, and where each marked piece then stands."""
    text, wanted, last = "", [], 0
    for found in re.finditer(r"\{(\w+)\|([^}]*)\}", line):
        text += line[last : found.start()]
        wanted.append((found.group(1), len(text), found.group(2)))
        text += found.group(2)
        last = found.end()
    return text + line[last:], wanted


def test_every_structured_piece_of_the_marked_sentences_is_found_with_its_place():
    """Recall 27 of 27, as measured when this was written. Names and handles are not looked for."""
    asked = found = 0
    for text, wanted in map(unmarked, (line for line in MARKED if not line.startswith("NEG "))):
        spans = find(text)
        for name, start, piece in wanted:
            if name in NAMES:
                asked += 1
                found += any((span.kind, span.start, span.text) == (NAMES[name], start, piece) for span in spans)
    assert (found, asked) == (27, 27)


def test_ordinary_sentences_are_left_alone():
    """Of thirty sentences with numbers, dates, laws and public addresses none is worth a warning."""
    plain = [line[4:] for line in MARKED if line.startswith("NEG ")]
    assert len(plain) == 30
    assert [text for text in plain if any(span.certainty >= LIKELY for span in find(text))] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", personal.IBAN),
        ("2 55 08 14 168 025 38", personal.NIR),
        ("1 84 12 2A 004 005 44", personal.NIR),
        ("4970 1012 3456 7893", personal.CARD),
    ],
)
def test_a_key_that_is_right_is_found_and_one_that_is_wrong_is_not(text, kind):
    assert [span.kind for span in find(f"Voici : {text}.")] == [kind]
    wrong = text[:-1] + str((int(text[-1]) + 1) % 10)
    assert kind not in [span.kind for span in find(f"Voici : {wrong}.")]


@pytest.mark.parametrize(
    "text",
    ["06\u00a012\u202f34 56\u00a078", "+33 (0)6 12 34 56 78", "0262 12 34 56", "06-12-34-56-78", "+49 30 901820 55", "0033612345678"],
)
def test_telephone_numbers_are_found_as_people_write_them(text):
    assert [(span.kind, span.text) for span in find(f"Appelez le {text} svp")] == [(personal.PHONE, text)]


def test_a_street_is_a_place_until_somebody_lives_there():
    lamp, home = find("Le lampadaire du 12 rue des Lilas est cassé"), find("J’habite au 12 rue des Lilas")
    assert [span.certainty >= LIKELY for span in lamp + home] == [False, True]
    assert "lives there" in home[0].why


def test_pieces_never_overlap_and_say_why():
    text = "IBAN FR7630006000011234567890189, tél. 06 12 34 56 78, marie@free.fr, née le 12/03/1958"
    spans = find(text)
    assert [span.kind for span in spans] == [personal.IBAN, personal.PHONE, personal.EMAIL, personal.BIRTH]
    assert all(one.end <= other.start for one, other in zip(spans, spans[1:], strict=False))
    assert all(span.text == text[span.start : span.end] and span.why for span in spans)


def test_a_long_odd_text_costs_little():
    for odd in ("1 " * 20_000, "a@" * 20_000, "rue " * 10_000, "(at) " * 10_000, "12 rue de " * 5_000):
        find(odd)
