"""The demonstration town, filled and then read from one end to the other by three kinds of visitors."""

import json
import re
from collections import Counter, deque
from html.parser import HTMLParser

import pytest
import schema_org
from django.test import Client
from django.utils.translation import override

from beffroi.ground.people.models import Account
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import ledger
from beffroi.kernel.sitemaps import sitemap_sections

MOST_PAGES = 700
ALIKE = 3  # of pages that differ by a number or a name only, that many are read
LEAVE = re.compile(
    r"/(media|static)/|sign-out|deconnexion|logout|\.(zip|csv|json|geojson|ics|xlsx|xml|css|js|ttl|jsonld|txt|pdf|png|svg|webp|avif)($|\?)|/impersonate/"
)


class Page(HTMLParser):
    """What matters of a page: links, titles, and what must not be there."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.h1 = self.inline = 0
        self.lang = ""
        self.ids: list[str] = []
        self.foreign: list[str] = []
        self.in_json = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "html":
            self.lang = found.get("lang", "")
        if tag == "h1":
            self.h1 += 1
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "style" or "style" in found or any(name.startswith("on") for name in found):
            self.inline += 1
        if tag == "script" and not found.get("src") and found.get("type") != "application/ld+json":
            self.inline += 1
        for name in ("src", "srcset", "poster"):
            if (found.get(name) or "").startswith(("http:", "https:", "//")):
                self.foreign.append(found[name])


def read_all(client: Client, start: list[str], *, anonymous: bool) -> tuple[dict[str, str], list[str]]:
    """Follow every internal link, breadth first. Returns what was read and what is wrong."""
    todo, seen, read, wrong = deque((address, "start") for address in start), set(start), {}, []
    alike: Counter[str] = Counter()
    while todo and len(read) < MOST_PAGES:
        address, came_from = todo.popleft()
        response = client.get(address)
        if response.status_code in (301, 302):
            continue
        if response.status_code not in (200, 403, 410) or (anonymous and response.status_code == 403):
            wrong.append(f"{response.status_code} {address} (from {came_from})")
            continue
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        text = response.content.decode()
        page = Page(text)
        read[address] = text
        wrong += [f"{what} {address}" for what in faults(page, text, anonymous=anonymous, response=response)]
        for link in page.links:
            link = link.split("#")[0]
            # Lists can be sorted and filtered in many ways: one step from a plain address is enough.
            if link.startswith("?") or "?" in address and "?" in link:
                continue
            if link.startswith("/") and not link.startswith("//") and link not in seen and not LEAVE.search(link):
                seen.add(link)
                alike[kind(link)] += 1
                if alike[kind(link)] <= ALIKE:
                    todo.append((link, address))
    return read, wrong


def kind(address: str) -> str:
    """Addresses that one view answers look alike: numbers and names become holes."""
    path = re.sub(r"(?<=/)(p|g|elus|themes|jeux|contributions)/[\w-]+/", r"\1/*/", address)
    return re.sub(r"\d+(-[\w-]+)?|=[^&]*", "*", path)


def faults(page: Page, text: str, *, anonymous: bool, response) -> list[str]:
    found = []
    if page.h1 != 1:
        found.append(f"{page.h1} h1")
    if page.inline:
        found.append("inline script or style")
    if page.foreign:
        found.append(f"third party {page.foreign[:2]}")
    if len(page.ids) != len(set(page.ids)):
        found.append(f"twice the id {sorted({i for i in page.ids if page.ids.count(i) > 1})[:3]}")
    if (
        anonymous
        and response.cookies
        and "no-store" not in response.get("Cache-Control", "")
        and "private" not in response.get("Cache-Control", "")
    ):
        found.append(f"cookie {list(response.cookies)}")
    if (
        anonymous
        and "csrfmiddlewaretoken" in text
        and "no-store" not in response.get("Cache-Control", "")
        and "private" not in response.get("Cache-Control", "")
    ):
        found.append("token on a page that the edge keeps")
    return found


def unfit_for_machines(read: dict[str, str]) -> list[str]:
    """Pages of the sitemap that search engines and networks would show badly."""
    with override("fr"):
        found, listed = [], {path for section in sitemap_sections for path, _at in section.entries()}
    for address in listed & read.keys():
        head = read[address].split("</head>")[0]
        said = dict(re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)"', head))
        missing = {"description", "og:title", "og:description", "og:image", "og:url", "og:type"} - {name for name in said if said[name]}
        if "robots" not in said and (missing or f'<link rel="canonical" href="{said["og:url"]}">' not in head):
            found.append(f"{address} lacks {sorted(missing)}")
        if said.get("og:title") == "Clairbourg-sur-Ance" and address != "/":
            found.append(f"{address} has no title of its own")
        if "noindex" in head:
            found.append(f"{address} is in the sitemap and refuses to be")
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', read[address], re.DOTALL):
            data = json.loads(block)
            if data.get("@context") != "https://schema.org":
                found.append(f"{address}: data of no vocabulary")
            found += [f"{address}: {why}" for why in schema_org.wrong(data.get("@graph", data))]
    return found if "/" in listed else ["the front page is not in the sitemap"]


def signed_in(email: str) -> Client:
    """As after a password and a code."""
    return sign_in(Client(), Account.objects.get(email=email))


@pytest.mark.slow
def test_everybody_can_read_the_whole_town(clairbourg):
    assert not ledger.verify()
    read, wrong = read_all(Client(), ["/", "/en/", "/p/", "/actualites/", "/forum/"], anonymous=True)
    assert len(read) > 100
    assert not wrong, "\n".join(wrong[:40])
    assert "Clairbourg" in read["/"]
    assert not (unfit := unfit_for_machines(read)), "\n".join(unfit[:40])
    for role in ("citoyenne", "admin"):
        client = signed_in(f"{role}@clairbourg.example")
        read, wrong = read_all(client, ["/", "/bureau/", "/compte/"], anonymous=False)
        assert not wrong, role + "\n" + "\n".join(wrong[:40])
