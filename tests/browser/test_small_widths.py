"""On a phone: marks of a map that would cover one another, tables and tabs that are wider than the screen, a long name."""

import pytest
from beffroi_browser import PHONE
from browser.hands import NoScript

pytestmark = pytest.mark.browser

MIDDLES = "all => all.map(e => e.getBoundingClientRect()).map(r => [r.x + r.width / 2, r.y + r.height / 2, r.width / 2])"
IN_SIGHT = """all => all.every(strip => { const r = strip.querySelector('[aria-current], [aria-selected=true]').getBoundingClientRect();
  return r.left >= 0 && r.right <= innerWidth + 1 })"""
LONG = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"


def test_maps_tables_tabs_and_names_on_a_phone(open_page, site, assert_accessible):
    page = open_page(viewport=PHONE, reduced_motion="reduce")
    marks_stand_apart_and_groups_open_with_the_keyboard(page, assert_accessible)
    a_long_name_leaves_the_head_calm(page)
    NoScript(page).sign_in(site.accounts["administrator"])
    wide_tables_are_cards_and_the_current_tab_is_seen(page, assert_accessible)


def marks_stand_apart_and_groups_open_with_the_keyboard(page, assert_accessible):
    page.goto("/carte/")
    count = page.locator(".map-pin").count()
    page.locator(".map-open").click()
    groups = page.locator(".map-group")
    groups.first.wait_for()
    assert sum(int(text or 1) for text in groups.all_inner_texts()) + page.locator(".map-mark:not(.map-group)").count() == count
    middles = page.locator(".map-mark").evaluate_all(MIDDLES)
    near = [
        (a, b) for n, a in enumerate(middles) for b in middles[:n] if ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 < a[2] + b[2] - 1
    ]
    assert not near, "marks cover one another"
    assert_accessible(page)
    before = groups.first.get_attribute("aria-label")
    assert any(letter.isdigit() for letter in before)
    groups.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("before => document.activeElement.getAttribute('aria-label') !== before", arg=before)
    for _step in range(12):  # nearer and nearer, until one mark, or the list of those that share a place
        if page.locator(".leaflet-popup a").count():
            break
        page.wait_for_timeout(400)
        page.keyboard.press("Enter")
    assert page.locator(".leaflet-popup a").first.get_attribute("href")
    assert page.evaluate("document.activeElement.closest('.leaflet-popup') !== null")


def a_long_name_leaves_the_head_calm(page):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto("/")
    page.evaluate(
        "name => { document.querySelector('.brand').classList.add('long'); document.querySelector('.brand-name').textContent = name }", LONG
    )
    assert page.locator("header.masthead").bounding_box()["height"] < 100
    name, tools = page.locator(".brand-name").bounding_box(), page.locator(".masthead-tools").bounding_box()
    assert name["x"] + name["width"] <= tools["x"] + 1
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.set_viewport_size(PHONE)


def wide_tables_are_cards_and_the_current_tab_is_seen(page, assert_accessible):
    page.goto("/bureau/pages/")
    frame = page.locator(".table-frame")
    assert frame.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert frame.locator("tbody td").first.get_attribute("data-column")
    assert frame.get_by_role("row").count() > 2
    assert_accessible(page)
    for address in ("/bureau/validations/circuits/", "/bureau/validations/delegations/", "/bureau/messages/"):
        page.goto(address)
        assert page.locator(".tabs").evaluate_all(IN_SIGHT), address
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/bureau/pages/")
    assert page.locator(".table-frame[data-cards]").count() == 0
