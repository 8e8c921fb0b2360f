import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import override_settings
from django.utils.translation import override

from beffroi.ui import drawings
from beffroi.ui.icons import ICONS
from beffroi.ui.parts import register
from beffroi.ui.parts.basics import json_ld
from beffroi.ui.parts.figures import weight

SOURCES = Path(settings.ROOT)


def templates() -> list[Path]:
    return [path for path in SOURCES.rglob("*.html") if "templates" in path.parts]


@pytest.mark.parametrize("errors", ["", "?errors=1"])
@pytest.mark.django_db
def test_the_gallery_shows_every_part(client, errors):
    with override_settings(DEMO=True):
        page = client.get(f"/gallery/{errors}")
    assert page.status_code == 200
    assert page.content.decode().count('class="drawing"') > len(drawings.names())


# What is part of a page without being seen on it, or is inside another part.
UNSEEN = {"social", "json_ld", "beside", "beside_head", "sort_url"}


def test_no_part_is_missing_in_the_gallery_nor_in_the_manual():
    shown = "".join(path.read_text() for path in (SOURCES / "ui/templates/ui/gallery").glob("*.html"))
    parts = {*register.tags, *register.filters}
    assert not [name for name in parts - UNSEEN if not re.search(rf"{{% {name}\b|\|{name}\b", shown)], "show each of its states"
    manual = (SOURCES.parent.parent / "docs/ui.md").read_text().split("## Tags")[1]
    told = set(re.findall(r"`(\w+)(?= [^`]*`|`)", "".join(line.split("|")[1] for line in manual.splitlines() if line.startswith("| `"))))
    assert told == parts, "one line for each part in docs/ui.md"


@pytest.mark.django_db
def test_the_gallery_is_not_for_a_real_town(client):
    assert client.get("/gallery/").status_code == 404


def test_every_sign_that_a_template_names_exists():
    named = {
        (path.name, name)
        for path in templates()
        for name in re.findall(r'{% icon "([\w-]+)"|icon="([\w-]+)"', path.read_text())
        for name in name
        if name
    }
    assert not [(page, name) for page, name in named if name not in ICONS]


def test_every_drawing_that_a_template_names_exists():
    named = {(path.name, name) for path in templates() for name in re.findall(r'{% drawing "([\w-]+)"', path.read_text())}
    assert not [(page, name) for page, name in named if name not in drawings.names()]


def test_data_for_machines_cannot_close_its_element():
    text = json_ld({"name": "</script><script>alert(1)</script>"})
    assert text.count("</script>") == 1
    body = text.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert json.loads(body)["name"] == "</script><script>alert(1)</script>"


def test_words_of_people_are_escaped_in_parts():
    page = Template('{% load ui %}{% proposal_sheet title "#" excerpt=title author=title %}{% badge title %}{% avatar title %}')
    assert "<img" not in page.render(Context({"title": "<img src=x onerror=alert(1)>"}))


@pytest.mark.parametrize(
    ("size", "french", "english"),
    [(0, "1 ko", "1 kB"), (340_400, "340 ko", "340 kB"), (1_270_000, "1,3 Mo", "1.3 MB"), (25_600_000, "26 Mo", "26 MB")],
)
def test_a_file_weighs_what_people_say(size, french, english):
    with override("fr"):
        assert weight(size).replace("\u202f", " ").replace("\xa0", " ") == french
    with override("en"):
        assert weight(size) == english


def test_a_label_gets_the_colon_of_the_language():
    template = Template("{% load ui %}{{ label|colon }} 3")
    with override("fr"):
        assert template.render(Context({"label": "Places <b>"})) == "Places &lt;b&gt;\u202f: 3"
        assert template.render(Context({"label": "Qui vient ?"})) == "Qui vient ? 3"
    with override("en"):
        assert template.render(Context({"label": "Places"})) == "Places: 3"


def test_no_template_writes_a_colon_of_its_own():
    """Outside of what is translated a colon after a value has the space of one language only: the filter `colon` knows both."""
    spoken = re.compile(r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
    found = {
        path.name: bare for path in templates() if (bare := re.findall(r"{{ [^{}]+ }} ?: (?=[{<\w])", spoken.sub("", path.read_text())))
    }
    assert found == {}
