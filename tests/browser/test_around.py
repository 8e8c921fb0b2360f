"""What only a browser can tell: a widget in the frame of another site, a text typed without network, a publication dropped on an hour."""

import re
import time
from datetime import date, timedelta

import pytest
from beffroi_browser import CHROMIUM, CHROMIUM_ARGUMENTS, WITHOUT
from browser.hands import NoScript

pytestmark = pytest.mark.browser


def test_frames_of_others_texts_without_network_and_hours_by_hand(site, browser, open_page):
    page = open_page()
    NoScript(page).sign_in(site.accounts["administrator"])
    widgets_are_shown_where_the_town_allows_it(site, browser, page)
    what_is_typed_without_network_comes_back(page)
    a_publication_is_dropped_on_an_hour(page)


def widgets_are_shown_where_the_town_allows_it(site, browser, page):
    page.goto("/bureau/pages/websites/widgets/")
    page.locator("textarea[name=sites]").fill("https://ami.example")
    page.locator("form:has(textarea[name=sites]) button").click()
    page.wait_for_load_state()
    # The answer made up below counts as one from far away, and browsers ask before such a page may frame this machine.
    features = ",".join([*WITHOUT, "LocalNetworkAccessChecks"])
    other = browser.browser_type.launch(executable_path=CHROMIUM, args=[*CHROMIUM_ARGUMENTS, f"--disable-features={features}"])
    visitor = other.new_context()
    frame = (
        f'<!doctype html><title>Ailleurs</title><iframe src="{site.url}/widget/actualites/" title="x" width="600" height="500"></iframe>'
    )
    visitor.route(re.compile(r"https://(ami|autre)\.example/"), lambda route: route.fulfill(body=frame, content_type="text/html"))
    shown = visitor.new_page()
    shown.goto("https://ami.example/")
    inside = shown.frame_locator("iframe")
    inside.locator("a").first.wait_for(timeout=10_000)
    assert inside.locator("h1, h2, a").first.inner_text().strip()
    assert not visitor.cookies()
    shown.goto("https://autre.example/")
    shown.wait_for_timeout(500)
    assert not shown.frames[1].url.startswith(site.url)
    other.close()


def what_is_typed_without_network_comes_back(page):
    page.goto("/bureau/publications/new/")
    page.locator("#id_title").fill("Sans réseau")
    page.context.set_offline(True)
    page.locator("#id_text").fill("Écrit dans le train.")
    page.wait_for_function("text => Object.values(localStorage).some(kept => kept.includes(text))", arg="Écrit dans le train.")
    page.context.set_offline(False)
    page.goto("/bureau/publications/new/")
    assert page.locator("#id_text").input_value() == "Écrit dans le train."


def a_publication_is_dropped_on_an_hour(page):
    monday = date.today() + timedelta(days=7 - date.today().weekday())
    title = f"À déplacer {time.time_ns() % 10**7}"
    page.locator("#id_title").fill(title)
    page.locator("#id_publish_at").fill(f"{monday}T10:00")
    page.locator(".composer button[value=keep]").click()
    page.wait_for_url(re.compile(r"/bureau/publications/\d+/$"))
    page.goto(f"/bureau/calendrier/?vue=semaine&le={monday}")
    item = page.locator(".calendar-item", has_text=title)
    item.hover()
    held = item.bounding_box()
    page.mouse.down()
    # A hand moves within what it holds before it leaves it: that is how a browser knows that a drag begins.
    page.mouse.move(held["x"] + held["width"] / 2 + 8, held["y"] + held["height"] / 2 + 4, steps=3)
    tuesday = page.locator(f"[data-day='{monday + timedelta(days=1)}']")
    tuesday.hover()
    tuesday.hover()
    line = tuesday.locator("[data-hour='16:00']")
    line.wait_for()
    line.hover()
    line.hover()
    page.mouse.up()
    page.wait_for_load_state()
    moved = page.locator(f"[data-day='{monday + timedelta(days=1)}'] .calendar-item", has_text=title)
    moved.wait_for()
    assert "16:00" in moved.inner_text()
