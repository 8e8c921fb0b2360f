"""The data and the files of the booth: shapes of questions, hashes, policies, what is taken from a form."""

import base64
import hashlib
import html
import re
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import RequestFactory

from beffroi.engines.ballots.election import Question, election_json
from beffroi.engines.ballots.groups import RFC_3526_2048
from beffroi.participation.ballots import booth


def raw_of(*questions):
    # No key is needed to show questions.
    return election_json(name="Vote", description="", group=RFC_3526_2048, public_key=4, questions=questions, uuid="Essai123456789")


@pytest.fixture
def built(settings, tmp_path):
    """The bundles, as the build makes them; small ones here."""
    folder = tmp_path / "static" / "bundle" / "alone"
    folder.mkdir(parents=True)
    for name in ("booth", "trustee", "offline"):
        (folder / f"{name}.js").write_text(f"/* {name} </ */")
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    booth.finders.get_finder.cache_clear()
    yield folder
    booth.finders.get_finder.cache_clear()


def test_questions_show_themselves_as_what_they_allow():
    listed = Question("?", ("a", "b"), is_listed=True)
    questions = [
        Question("?", ("a", "b"), 1, 1, blank=True),
        Question("?", ("a", "b"), 0, 1),
        Question("?", ("a", "b", "c"), 1, 2, blank=True),
        *[listed] * 4,
    ]
    kinds = [
        {},
        {},
        {},
        {"kind": "rank", "most": 1},
        {"kind": "points", "credits": 7},
        {"kind": "quadratic", "offset": 2},
        {"kind": "approve", "costs": [5, 9], "budget": 9},
    ]
    page = booth.page(raw_of(*questions), kinds)
    assert [one["shape"] for one in page["questions"]] == ["radios", "boxes", "boxes", "ranks", "points", "points", "boxes"]
    assert [(one["least"], one["most"]) for one in page["questions"]][2:5] == [(1, 2), (0, 1), (0, 2)]
    assert [rule["quadratic"] for rule in page["data"]["rules"]] == [False] * 5 + [True, False]
    assert page["data"]["rules"][6]["costs"] == [5, 9]
    assert page["data"]["raw"] == raw_of(*questions)
    # A component that says nothing of its questions gets what the protocol allows.
    assert [one["shape"] for one in booth.page(raw_of(listed))["questions"]] == ["boxes"]


def test_a_browser_takes_only_the_script_whose_hash_is_published(built):
    tag = Template("{% load booth %}{% booth_script %}").render(Context())
    digest = base64.b64encode(hashlib.sha384((built / "booth.js").read_bytes()).digest()).decode()
    assert f'integrity="sha384-{digest}"' in tag
    assert [one.name for one in booth.integrity()] == ["booth.js", "trustee.js"]
    assert booth.integrity()[1].sha256 == hashlib.sha256((built / "trustee.js").read_bytes()).hexdigest()


def test_the_file_forbids_itself_to_send_anything_and_is_the_same_each_time(built):
    raw = raw_of(Question("Un <b>banc</b> ?", ("</script><script>alert(1)</script>", "non"), 1, 1))
    text = booth.offline(raw, 'Le "banc"', "https://mairie.example/scrutins/x/envoyer/")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html.unescape(text)).group(1)
    code = re.search(r"<script>(.*?)</script>", text, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "connect-src" not in policy
    assert "<script>alert" not in text
    assert "<b>banc" not in text
    response = booth.offline_response(raw, 'Le "banc"', "https://mairie.example/scrutins/x/envoyer/")
    assert response["Content-Disposition"] == 'attachment; filename="isoloir-le-banc.html"'
    assert hashlib.sha256(response.content).hexdigest() == booth.offline_hash(
        raw, 'Le "banc"', "https://mairie.example/scrutins/x/envoyer/"
    )


def test_a_worker_may_be_made_of_the_text_that_is_hashed():
    response = booth.booth_policy(lambda request: SimpleNamespace())(RequestFactory().get("/"))
    assert response._csp_update == {"worker-src": ["blob:"]}


@pytest.mark.parametrize(
    ("post", "files", "taken"),
    [
        ({"ballot": " {} "}, {}, "{}"),
        ({}, {}, ""),
        ({"ballot": "x"}, {"ballot_file": b"from a file"}, "from a file"),
        ({}, {"ballot": b"from a file"}, "from a file"),
        ({}, {"ballot_file": b"\xff\xfe"}, ""),
        ({}, {"ballot_file": b"x" * 101}, ""),
        ({"ballot": "x" * 101}, {}, "x" * 100),
    ],
)
def test_what_a_form_brings_is_text_or_a_file_and_not_too_long(post, files, taken):
    uploads = {name: SimpleUploadedFile(name, data) for name, data in files.items()}
    assert booth.received(post, uploads, "ballot", most=100) == taken
