"""What the behaviours promise, in a real browser under the real policy."""

import pytest

pytestmark = pytest.mark.browser
PHONE = {"width": 320, "height": 720}
TEXT = "Un banc à l’ombre, devant l’école"
FORM = """
const form = document.createElement("form");
form.method = "post";
form.action = "/nowhere/";
form.innerHTML = '<textarea name="text" data-keep="test" aria-label="Texte"></textarea><button type="submit">Envoyer</button>';
document.querySelector("main").prepend(form);
form.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: form } }));
"""


@pytest.fixture
def gallery(open_page):
    page = open_page(bypass_csp=False, service_workers="block")
    page.goto("/gallery/", wait_until="networkidle")
    return page


def test_the_menu_folds_on_a_phone_and_only_there(open_page):
    phone = open_page(bypass_csp=False, viewport=PHONE, service_workers="block")
    phone.goto("/gallery/", wait_until="networkidle")
    menu = phone.locator("#nav .nav-list")
    assert not menu.is_visible()
    phone.locator("[data-menu]").click()
    assert menu.is_visible()
    assert phone.locator("[data-menu]").get_attribute("aria-expanded") == "true"
    wide = open_page(bypass_csp=False, service_workers="block")
    wide.goto("/gallery/", wait_until="networkidle")
    assert wide.locator("#nav .nav-list").is_visible()
    assert not wide.locator("[data-menu]").is_visible()


def test_without_scripts_the_menu_is_open(open_page):
    phone = open_page(bypass_csp=False, viewport=PHONE, java_script_enabled=False)
    phone.goto("/gallery/")
    assert phone.locator("#nav .nav-list").is_visible()
    assert not phone.locator("[data-menu]").is_visible()


def test_the_appearance_is_kept(gallery):
    gallery.locator("[data-theme-switch] label", has=gallery.locator("[value=dark]")).click()
    gallery.reload()
    assert gallery.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_dialog_opens_and_closes_by_key(gallery):
    gallery.locator("[data-dialog]").first.click()
    assert gallery.locator("dialog[open]").count() == 1
    gallery.keyboard.press("Escape")
    assert gallery.locator("dialog[open]").count() == 0


def test_errors_take_the_focus_and_lead_to_their_fields(gallery):
    gallery.goto("/gallery/?errors=1", wait_until="networkidle")
    assert gallery.evaluate("document.activeElement.className") == "error-summary"
    gallery.locator(".error-summary a").first.click()
    assert gallery.evaluate("document.activeElement.id") == "id_name"


def test_an_unsent_text_comes_back(gallery):
    gallery.evaluate(FORM)
    gallery.locator("[data-keep]").fill(TEXT)
    gallery.wait_for_timeout(600)
    gallery.reload(wait_until="networkidle")
    gallery.evaluate(FORM)
    assert gallery.locator("[data-keep]").input_value() == TEXT


def test_a_text_that_was_refused_is_not_forgotten(gallery):
    gallery.evaluate(FORM)
    gallery.locator("[data-keep]").fill(TEXT)
    gallery.locator("main form button").first.click()
    gallery.wait_for_load_state("networkidle")
    assert gallery.locator("[data-failed]").count() == 1
    gallery.goto("/gallery/", wait_until="networkidle")
    gallery.evaluate(FORM)
    assert gallery.locator("[data-keep]").input_value() == TEXT
