"""A plan is annotated on a phone: by the keys alone, and without any script, where the tap goes to the server."""

import pytest
from browser.hands import Keys, NoScript

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
PROCESS = "/p/place-du-marche/"


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_a_place_of_the_plan_is_annotated(site, open_page, assert_accessible, hands):
    with_script = hands is Keys
    one = hands(open_page(viewport=PHONE, java_script_enabled=with_script))
    words = f"Un banc à dossier ici, {hands.__name__}."
    one.sign_in(site.accounts["citizen"], PROCESS)
    one.go(PROCESS)
    one.follow("Le plan à annoter")
    one.reads("Annoter le plan")
    if with_script:
        assert_accessible(one.page)
    one.follow("Annoter le plan")
    one.press("Publier")  # nothing is said yet
    one.reads("Dites où")
    if with_script:
        assert_accessible(one.page)
        one.choose("Une partie du plan", "D. ")
        one.write("Ce que vous dites", words)
    else:
        one.write("Ce que vous dites", words)
        frame = one.page.locator(".plan-frame")
        frame.click(position={"x": 150, "y": 90})
        one.reads("L’endroit est choisi.")
        assert one.page.get_by_label("Ce que vous dites").input_value() == words
    one.press("Publier")
    one.page.wait_for_url(lambda url: "annoter" not in url)
    one.reads(words)
    if with_script:
        assert_accessible(one.page)
    assert one.page.evaluate("document.documentElement.scrollWidth <= innerWidth") if with_script else True


def test_a_tap_sets_the_mark_at_once(site, open_page):
    page = open_page(viewport=PHONE)
    page.goto(PROCESS)
    page.get_by_role("link", name="Le plan à annoter").first.click()
    page.get_by_role("link", name="Annoter le plan").click()
    frame = page.locator(".plan-frame")
    box = frame.bounding_box()
    frame.click(position={"x": box["width"] / 4, "y": box["height"] / 2})
    assert abs(float(page.get_by_label("Depuis la gauche").input_value()) - 25) < 1.5
    assert abs(float(page.get_by_label("Depuis le haut").input_value()) - 50) < 1.5
    assert page.locator("[data-plan-mark]").get_attribute("display") is None
