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
from beffroi.ui.parts.basics import json_ld

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
