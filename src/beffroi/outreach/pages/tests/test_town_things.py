"""Who does what, documents, feeds of other websites, widgets."""

import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.commons.search import queries as search
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.models import Record
from beffroi.outreach.pages import actions, feedreading, jobs
from beffroi.outreach.pages.forms.desk import origin_of
from beffroi.outreach.pages.models import Competence, FeedEntry, FeedSource, Institution, PublishedFile
from beffroi.outreach.pages.types import WidgetItem, WidgetSource, widget_sources

pytestmark = pytest.mark.django_db


def test_the_ready_made_list_is_added_once_and_found_without_accents(manager, client, at, django_assert_max_num_queries):
    new = actions.install_list(person=manager, at=at)
    assert new >= 40
    row = Competence.objects.get(origin="college")
    actions.keep_competence(competence=row, person=manager, values={"title": "Notre collège"}, at=at)
    assert actions.install_list(person=manager, at=at) == 0
    client.get("/qui-fait-quoi/")  # the frame is kept from now on
    with django_assert_max_num_queries(3):
        html = client.get("/qui-fait-quoi/?q=college").content.decode()
    assert "Notre collège" in html
    assert "Le conseil départemental" in html
    assert "Lycée" not in html
    assert html.count('class="who-row"') == 1
    assert client.get("/qui-fait-quoi/?level=region").content.decode().count('class="who-row"') == 4
    assert client.get("/qui-fait-quoi/?q=" + "zz" * 40).status_code == 200


def csv(words):
    return SimpleUploadedFile("budget.csv", words.encode(), content_type="text/csv")


def test_a_data_file_is_published_found_given_an_edition_and_withdrawn(manager, client):
    sign_in(client, manager)
    said = {
        "kind": "data",
        "title": "Budget 2026",
        "description": "Les dépenses.",
        "licence": "lov2",
        "frequency": "yearly",
        "keywords": "finances",
    }
    client.post("/bureau/pages/files/new/", said | {"file": csv("a;b\n1;2\n")})
    file = PublishedFile.objects.get()
    client.post(f"/bureau/pages/files/{file.pk}/edition/", {"file": csv("a;b\n1;3\n"), "note": "corrigé"})
    html = client.get(file.get_absolute_url()).content.decode()
    assert "etalab" in html
    assert html.count("/media/documents/") >= 3  # the present one, and both in the list
    assert "corrigé" in html
    assert [row.title for row in search.find("budget").rows] == ["Budget 2026"]
    assert "Budget 2026" in client.get("/documents/?q=finances").content.decode()
    assert "Budget 2026" in client.get("/documents/?q=FINÀNCES bùdget").content.decode()
    client.post(f"/bureau/pages/files/{file.pk}/withdraw/")
    assert client.get(file.get_absolute_url()).status_code == 410
    assert not search.find("budget").rows


ATOM = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>La commune</title>{entries}</feed>"""
ENTRY = """<entry><id>urn:{n}</id><title>Nouvelle {n}</title><link href="/n/{n}"/><updated>{day}T08:00:00Z</updated>
<content type="html">&lt;p&gt;Un&lt;/p&gt;&lt;p&gt;Deux&lt;script&gt;x()&lt;/script&gt;&lt;/p&gt;</content></entry>"""


@pytest.fixture
def website(settings):
    """A website with a feed that knows ETags."""

    class Feed(BaseHTTPRequestHandler):
        entries, asked, status = "", [], 200

        def do_GET(self):
            Feed.asked.append(self.headers.get("If-None-Match"))
            body = ATOM.format(entries=Feed.entries).encode()
            etag = f'"{len(body)}"'
            status = 304 if self.headers.get("If-None-Match") == etag else Feed.status
            self.send_response(status)
            self.send_header("ETag", etag)
            self.send_header("Content-Type", "application/atom+xml")
            self.send_header("Content-Length", "0" if status == 304 else str(len(body)))
            self.end_headers()
            if status != 304:
                self.wfile.write(body)

        def log_message(self, *_words):
            return

    Feed.entries, Feed.asked, Feed.status = "", [], 200
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.OUTGOING_ALLOW = [f"127.0.0.1:{server.server_port}"]
    Feed.url = f"http://127.0.0.1:{server.server_port}/feed"
    yield Feed
    server.shutdown()
    server.server_close()


def found():
    return [row.data["title"] for row in Record.objects.filter(name="pages.FeedEntryFound").order_by("pk")]


def test_each_entry_of_another_website_is_told_once(website, manager, at, monkeypatch):
    monkeypatch.setattr("beffroi.kernel.clock.now", lambda: at)
    website.entries = ENTRY.format(n=1, day="2020-01-01") + ENTRY.format(n=2, day=at.date())
    source = actions.keep_source(source=None, person=manager, values={"name": "Ancien site", "url": website.url}, at=at)
    jobs.ask_feed.function(source.pk)
    assert found() == ["Nouvelle 2"]  # the old one is only noted
    jobs.ask_feed.function(source.pk)
    assert website.asked[1]  # asked with the ETag, answered 304
    website.entries += ENTRY.format(n=3, day="2020-01-01")
    jobs.ask_feed.function(source.pk)
    assert found() == ["Nouvelle 2", "Nouvelle 3"]
    told = Record.objects.filter(name="pages.FeedEntryFound").last().data
    assert told["text"] == "Un\n\nDeux"
    assert told["url"].endswith("/n/3")
    assert FeedEntry.objects.count() == 3


def test_a_silent_website_is_said_and_forgiven_once_it_answers(website, manager, client, at):
    source = actions.keep_source(source=None, person=manager, values={"name": "Ancien site", "url": website.url}, at=at)
    website.status = 500
    jobs.ask_feed.function(source.pk)
    source.refresh_from_db()
    assert source.failures == 1
    sign_in(client, manager)
    assert source.problem in client.get("/bureau/pages/websites/").content.decode().replace("&#x27;", "'")
    website.status = 200
    client.post(f"/bureau/pages/websites/{source.pk}/ask/")
    source.refresh_from_db()
    assert (source.failures, source.problem) == (0, "")


def test_a_page_that_is_no_feed_is_refused_in_the_form_and_kept_typed(website, manager, client):
    sign_in(client, manager)
    answer = client.post("/bureau/pages/websites/new/", {"name": "Un site", "url": "http://10.0.0.1/feed", "language": "fr", "is_on": "on"})
    assert answer.status_code == 200
    assert "http://10.0.0.1/feed" in answer.content.decode()
    assert not FeedSource.objects.exists()
    with pytest.raises(feedreading.FeedFailed):
        feedreading.read(b"<html><p>Bonjour</p></html>")


def test_a_link_that_is_no_web_address_is_left_out():
    entries = feedreading.read(
        ATOM.format(entries=ENTRY.format(n=1, day="2026-01-01").replace("/n/1", "javascript:alert(1)")).encode()
    ).entries
    assert entries[0].url == ""


WIDGET = WidgetSource("essai", "Essai", lambda at, limit: [WidgetItem("<b>Une</b>", "/une/")] * limit, "who:index", "Tout", "Rien")


def test_only_named_websites_may_frame_a_widget_and_nothing_else(client, manager):
    with widget_sources.with_more(WIDGET):
        before = client.get("/widget/essai/")
        assert before["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in before["Content-Security-Policy"]
        sign_in(client, manager)
        client.post("/bureau/pages/websites/widgets/", {"sites": "https://www.clairbourg.example/accueil\nclairbourg.example"})
        client.logout()
        client.cookies.clear()
        widget = client.get("/widget/essai/?n=3")
    policy = widget["Content-Security-Policy"]
    assert "frame-ancestors https://www.clairbourg.example https://clairbourg.example" in policy
    assert "script-src 'none'" in policy
    assert "X-Frame-Options" not in widget
    assert widget.content.decode().count("&lt;b&gt;Une") == 3
    assert not client.cookies
    assert "frame-ancestors 'none'" in client.get("/qui-fait-quoi/")["Content-Security-Policy"]
    assert client.get("/widget/autre/").status_code == 404


@pytest.mark.parametrize(
    "text", ["*", "https://*.example.fr", "http://example.fr", "https://a.fr;script-src *", "'self'", "https://u:p@a.fr", "a"]
)
def test_only_an_exact_https_website_goes_into_the_header(text):
    with pytest.raises(ValidationError):
        origin_of(text)


def test_the_lists_of_the_desk_are_cut_into_pages_at_the_same_cost(manager, client, at, django_assert_max_num_queries):
    sign_in(client, manager)
    town = Institution.objects.create(name="La commune", level="commune")
    for number in range(130):
        Competence.objects.create(title=f"Chose {number:03}", institution=town, changed_at=at)
    with django_assert_max_num_queries(20):
        first = client.get("/bureau/pages/who/").content.decode()
    assert first.count("Chose 0") == 60
    following = re.search(r"\?after=[^\"]+", first).group()
    second = client.get(f"/bureau/pages/who/{following}").content.decode()
    assert "Chose 060" in second
    assert "Chose 059" not in second
