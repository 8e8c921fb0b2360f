"""The page for everybody is kept before Django: never stale, never another's, never in another language."""

import re
import time

import httpx
import pytest
from browser.hands import NoScript

pytestmark = pytest.mark.browser
PROPOSALS = "/p/chemins-de-l-ecole/propositions/2/"
ADDRESSES = ["/", "/p/", "/p/chemins-de-l-ecole/", PROPOSALS, f"{PROPOSALS}1/", "/forum/", "/actualites/", "/decisions/"]


@pytest.fixture
def citizen(open_page, site):
    page = open_page(java_script_enabled=False)
    NoScript(page).sign_in(site.accounts["citizen"])
    return page


@pytest.fixture
def signed_in(citizen, site):
    """The same person, as a plain client."""
    cookies = {cookie["name"]: cookie["value"] for cookie in citizen.context.cookies()}
    with httpx.Client(base_url=site.url, cookies=cookies, follow_redirects=True) as client:
        yield client


@pytest.fixture
def anyone(site):
    with httpx.Client(base_url=site.url) as client:
        yield client


def masthead(text: str) -> str:
    """Where the page says who reads it; below it she may be named as an author, by any reader's eyes."""
    return text.partition('<header class="masthead"')[2].partition("</header>")[0]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_one_person_sees_is_not_shown_to_another(anyone, signed_in, address):
    for first, second in ((signed_in, anyone), (anyone, signed_in)):
        seen = first.get(address)
        other = second.get(address, headers={"If-None-Match": seen.headers.get("etag", '"none"')})
        assert other.status_code == 200, f"{address}: {other.status_code} for the tag of another person’s page"
        mine, public = (seen.text, other.text) if first is signed_in else (other.text, seen.text)
        assert "csrfmiddlewaretoken" not in public
        assert "Inès Marchal" in masthead(mine)
        assert "Inès Marchal" not in masthead(public)
        answer = seen if first is signed_in else other
        assert "private" in answer.headers["cache-control"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unchanged_page_costs_nothing_the_second_time(anyone, address):
    first = anyone.get(address)
    assert anyone.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    assert "set-cookie" not in first.headers


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_language_has_its_own_page(anyone, address):
    for wanted in ("en", "fr", "de"):
        french = anyone.get(address, headers={"Accept-Language": wanted})
        english = anyone.get(f"/en{address}", headers={"Accept-Language": wanted})
        assert '<html lang="fr"' in french.text
        assert '<html lang="en"' in english.text
        assert "Se connecter" in french.text
        assert "Sign in" not in french.text
        assert "Sign in" in english.text
        assert "Se connecter" not in english.text


def test_ones_own_act_is_on_the_next_page_and_on_everybody_elses(citizen, anyone, site):
    """Ten times, each time with the public page asked for just before, so that an old one is at hand."""
    address = f"{PROPOSALS}3/"
    count = re.compile(r'id="support-proposal-3".*?class="count">(\d+)<', re.S)
    slowest = 0.0
    for turn in range(10):
        before = int(count.search(anyone.get(address).text).group(1))
        citizen.goto(address)
        button = citizen.locator("#support-proposal-3 button")
        withdrawing = button.get_attribute("aria-pressed") == "true"
        button.click()
        wanted = before - 1 if withdrawing else before + 1
        assert int(count.search(citizen.content()).group(1)) == wanted, f"turn {turn}: one’s own page is stale"
        begun = time.monotonic()
        while int(count.search(anyone.get(address).text).group(1)) != wanted:
            assert time.monotonic() - begun < 2, f"turn {turn}: still the old number"
            time.sleep(0.02)
        slowest = max(slowest, time.monotonic() - begun)
    assert slowest < 1.2


def test_leaving_makes_one_a_stranger_again(citizen):
    citizen.goto("/compte/quitter/")
    citizen.locator("main form button").click()
    citizen.goto("/")
    assert "Inès Marchal" not in citizen.content()
    citizen.goto("/compte/")
    assert "/compte/entrer/" in citizen.url
