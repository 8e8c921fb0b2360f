"""Clean HTML, Markdown of people, excerpts and slugs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.kernel.html import clean, from_markdown
from beffroi.kernel.text import excerpt, plain, slug


@pytest.mark.parametrize(
    "harm",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">x</a>', '<a href="data:text/html,x">x</a>',
        "<svg onload=alert(1)>", "<iframe src=//x>", '<p style="position:fixed">x</p>', "<style>*{}</style>", '<form action="/x"><input>',
        '<p id="main" class="button" onclick="x()">x</p>', "<math><mtext></mtext></math>", '<base href="//x">', '<a href="java\nscript:x">x</a>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("door", [clean, from_markdown])
def test_nothing_harmful_comes_through(harm, door):
    made = str(door(harm)).lower()
    for word in (
        "<script",
        "onerror=",
        "onload=",
        'href="java',
        'href="data',
        "<svg",
        "<iframe",
        "style=",
        "<style",
        "<form",
        "<input",
        "id=",
        "class=",
        "<base",
    ):
        assert word not in made or "&lt;" in made and word.strip("<") in made.replace("<", "")
        assert f"<{word.strip('<')}" not in made or not word.startswith("<")


@given(st.text(alphabet="<>\"'=&/ ahrefjvscipt:onldmg`*_[]()!#-\n|", max_size=200))
@settings(max_examples=150, deadline=None)
def test_markdown_never_makes_what_cleaning_would_remove(text):
    made = from_markdown(text)
    assert clean(made) == made


def test_links_are_not_followed_by_robots_and_bare_addresses_become_links():
    made = from_markdown("See https://example.org/a_(b), and [here](https://example.org/c). `https://code.example`")
    assert '<a href="https://example.org/a_(b)" rel="nofollow ugc noopener">example.org/a_(b)</a>, and' in made
    assert '<a href="https://example.org/c" rel="nofollow ugc noopener">here</a>' in made
    assert "<code>https://code.example</code>" in made


def test_a_long_address_is_shown_short():
    made = from_markdown("https://example.org/" + "a" * 100)
    assert "…</a>" in made
    assert "a" * 100 in made


def test_headings_stand_below_those_of_the_page_and_keep_their_distance():
    assert [tag for tag in ("h3", "h4", "h5") if f"<{tag}>" in from_markdown("# A\n\n## B\n\n### C")] == ["h3", "h4", "h5"]
    assert "<h3>B</h3>" in from_markdown("## B\n\n#### D")
    assert "<h6>" in from_markdown("# A\n\n###### F")
    assert "<h2>A</h2>" in from_markdown("# A", headings=2)


def test_pictures_from_elsewhere_are_links_for_citizens():
    assert "<img" not in from_markdown("![a cat](https://example.org/cat.png)")
    assert ">a cat</a>" in from_markdown("![a cat](https://example.org/cat.png)")
    assert "<img" in from_markdown("![a cat](/media/cat.png)", images=True)


def test_tables_and_line_breaks():
    assert "<td>1</td>" in from_markdown("|a|\n|-|\n|1|")
    assert "<br" in from_markdown("one\ntwo")


def test_plain_words():
    assert plain("<h1>Été</h1><p>l&#x27;eau &amp; le <b>pain</b></p><script>x</script><!-- y -->") == "Été l'eau & le pain"


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("Short.", 20, "Short."),
        ("**One** two three four", 12, "One two…"),
        ("x" * 50, 10, "x" * 10 + "…"),
        ("# Title\n\nBody, and more of it", 12, "Title Body…"),
        ("", 10, ""),
    ],
)
def test_an_excerpt_ends_between_words(text, length, short):
    assert excerpt(text, length) == short


@given(st.text(max_size=500), st.integers(5, 200))
@settings(max_examples=80, deadline=None)
def test_an_excerpt_is_never_too_long(text, length):
    assert len(excerpt(text, length)) <= length + 1


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("L’école du Bœuf", "l-ecole-du-boeuf"), ("Ça va être l'été !", "ca-va-etre-l-ete"), ("  10 € -- ok  ", "10-euros-ok"),
        ("Œuvre & Æthelred", "oeuvre-aethelred"), ("日本", ""), ("a" * 200, "a" * 80), ("mot " * 40, ("mot-" * 20).strip("-")),
    ],
)  # fmt: skip
def test_slugs_speak_french(title, expected):
    assert slug(title) == expected


@given(st.text(max_size=300))
def test_a_slug_is_always_fit_for_an_address(title):
    made = slug(title)
    assert made == "".join(c for c in made if c in "abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(made) <= 80
    assert not made.startswith("-")
    assert not made.endswith("-")
