import pytest

from beffroi.channels.base.counting import segments


@pytest.mark.parametrize(
    ("text", "parts", "alphabet"),
    [
        ("a" * 160, 1, "GSM-7"),
        ("a" * 161, 2, "GSM-7"),
        ("€" * 80, 1, "GSM-7"),
        ("ê" * 70, 1, "UCS-2"),
        ("ê" * 71, 2, "UCS-2"),
        ("é" * 160, 1, "GSM-7"),
    ],
)
def test_messages_billed_depend_on_the_alphabet(text, parts, alphabet):
    assert segments(text)[0] == parts
    assert segments(text)[2] == alphabet
