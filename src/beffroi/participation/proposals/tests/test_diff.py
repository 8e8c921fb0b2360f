from hypothesis import given
from hypothesis import strategies as st

from beffroi.participation.proposals.diff import words


def test_a_word_that_changed_is_shown_alone():
    assert [(p.kind, p.text) for p in words("un banc vert", "un banc bleu")] == [
        ("same", "un banc "),
        ("removed", "vert"),
        ("added", "bleu"),
    ]


@given(st.text(max_size=200), st.text(max_size=200))
def test_both_texts_can_be_read_back(before, after):
    pieces = words(before, after)
    assert "".join(p.text for p in pieces if not p.is_added) == before
    assert "".join(p.text for p in pieces if not p.is_removed) == after
