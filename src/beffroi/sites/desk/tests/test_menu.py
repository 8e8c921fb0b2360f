"""The menu of the desk on a phone: it stands in nobody's way, with scripts and without."""

import pytest
from beffroi_browser import PHONE
from browser.hands import NoScript

pytestmark = pytest.mark.browser


def test_without_scripts_the_content_comes_first_and_a_link_opens_the_menu(open_page, site):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    NoScript(page).sign_in(site.accounts["manager"])
    page.goto("/bureau/")
    menu = page.locator("#desk-nav")
    assert not menu.is_visible()
    assert page.locator("h1").bounding_box()["y"] < PHONE["height"] / 2
    page.get_by_role("link", name="Menu", exact=True).click()
    assert menu.is_visible()
    menu.locator("summary", has_text="Parler").click()
    menu.get_by_role("link", name="Publications").click()
    assert page.url.endswith("/bureau/publications/")
    assert not page.locator("#desk-nav").is_visible()


def test_without_scripts_the_keys_alone_open_it(open_page, site):
    page = open_page(viewport=PHONE, java_script_enabled=False)
    NoScript(page).sign_in(site.accounts["manager"])
    page.goto("/bureau/")
    page.get_by_role("link", name="Menu", exact=True).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#desk-nav') !== null")
