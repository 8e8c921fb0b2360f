from datetime import date

import pytest

from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.outreach.links import actions, queries
from beffroi.outreach.links.models import Link, Visits

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
POST = Subject("post", 7)


@pytest.fixture
def link(at):
    return actions.shorten(target="https://mairie.example/page?a=1", subject=POST, channel="mastodon", campaign="rentree", at=at)


def test_a_click_leads_on_and_is_counted_without_trace(client, link):
    answer = client.get(link.get_absolute_url(), headers={"user-agent": FIREFOX})
    assert answer.status_code == 302
    assert answer["Location"] == "https://mairie.example/page?a=1&utm_source=mastodon&utm_medium=social&utm_campaign=rentree"
    assert not answer.cookies
    assert queries.visits([POST]) == {POST: {"mastodon": 1}}
    assert {field.name for field in Visits._meta.get_fields()} == {"id", "link", "day", "count"}


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("head", {"user-agent": FIREFOX}),
        ("get", {"user-agent": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"}),
        ("get", {"user-agent": "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1)"}),
        ("get", {"user-agent": "TelegramBot (like TwitterBot)"}),
        ("get", {"user-agent": ""}),
        ("get", {"user-agent": FIREFOX, "sec-purpose": "prefetch;prerender"}),
        ("get", {"user-agent": FIREFOX, "sec-fetch-dest": "image"}),
    ],
)
def test_machines_are_led_on_but_not_counted(client, link, method, headers):
    assert getattr(client, method)(link.get_absolute_url(), headers=headers).status_code == 302
    assert queries.total(POST) == 0


@pytest.mark.parametrize(
    "target", ["javascript:alert(1)", "//evil.example", "/\\evil.example", "https://a@evil.example/", "ftp://x.example", "evil.example", ""]
)
def test_only_addresses_of_pages_are_registered(at, target):
    with pytest.raises(Refused):
        actions.shorten(target=target, subject=POST, channel="x", at=at)
    assert not Link.objects.exists()


def test_what_is_not_registered_leads_nowhere(client, link):
    assert client.get("/l/zzzzzz", headers={"user-agent": FIREFOX}).status_code == 404
    assert client.get("/l/zzzzzz?url=https://evil.example").status_code == 404


def test_one_subject_has_one_link_per_channel(at, link):
    again = actions.shorten(target=link.target, subject=POST, channel="mastodon", at=at)
    other = actions.shorten(target=link.target, subject=POST, channel="bluesky", at=at)
    assert again == link
    assert other != link


def test_figures_by_day_and_by_period(at, link):
    actions.count(link=link, day=date(2026, 3, 12))
    actions.count(link=link, day=date(2026, 3, 12))
    actions.count(link=link, day=date(2026, 3, 14))
    march = {"since": date(2026, 3, 1), "until": date(2026, 3, 13)}
    assert queries.by_day(POST, **march) == {date(2026, 3, 12): 2}
    assert queries.between("post", [7], **march) == 2
    assert queries.total(POST) == 3
