"""The pictures of the README, of a running demonstration: `.venv/bin/python tools/pictures.py http://localhost:8000`.

The accounts are those that the demonstration prints; nothing is written in the town.
"""

import io
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from beffroi_browser import CHROMIUM, CHROMIUM_ARGUMENTS

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PASSWORD = "beffroi-demo-2026"
MOST_BYTES = 120_000
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def keep(page: Page, name: str) -> None:
    """As good as fits."""
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    for quality in (90, 82, 74, 66, 58, 50):
        held = io.BytesIO()
        picture.save(held, "WEBP", quality=quality, method=6)
        if held.tell() <= MOST_BYTES:
            break
    (FOLDER / f"{name}.webp").write_bytes(held.getvalue())
    print(f"{name}.webp  {picture.width} × {picture.height}  {held.tell() / 1000:.0f} kB")


def sign_in(page: Page, email: str) -> None:
    page.goto("/compte/entrer/")
    page.fill("[name=email]", email)
    page.click("summary")
    page.fill("[name=password]", PASSWORD)
    page.click("button[value=password]")
    page.wait_for_url("**/second-facteur/**")
    code = re.search(r"\b\d{6}\b", page.locator("main").inner_text())
    assert code, "not a demonstration"
    page.fill("[name=code]", code.group())
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "second-facteur" not in url)


def main(address: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)

        def open_page(viewport: dict[str, int], scale: float = 1) -> Page:
            context = browser.new_context(
                base_url=address,
                locale="fr-FR",
                timezone_id="Europe/Paris",
                viewport=viewport,
                device_scale_factor=scale,
                reduced_motion="reduce",
            )
            return context.new_page()

        page = open_page(WIDE)
        page.goto("/")
        keep(page, "home")
        page.goto("/p/chemins-de-l-ecole/")
        keep(page, "process")
        phone = open_page(PHONE, 2)
        phone.goto("/p/chemins-de-l-ecole/propositions/2/1/")
        keep(phone, "proposal-phone")
        for name, where, words in (("vote-phone", "/votes/", "Quel dessin"), ("budget-phone", "/budgets/", "Voir ce qui est retenu")):
            phone.goto(where)
            phone.get_by_role("link", name=words).first.click()
            for more in phone.get_by_role("link", name="Le résultat, étape par étape").all()[:1]:
                more.click()
            phone.wait_for_load_state("networkidle")
            keep(phone, name)
        desk = open_page(WIDE)
        sign_in(desk, "cabinet@clairbourg.example")
        desk.goto("/bureau/")
        keep(desk, "desk")
        manager = open_page(WIDE)
        sign_in(manager, "communication@clairbourg.example")
        manager.goto("/bureau/calendrier/")
        keep(manager, "calendar")
        manager.goto("/bureau/strategie/")
        keep(manager, "plan")
        manager.goto("/bureau/messages/")
        manager.get_by_role("link", name="Tom Lelong").first.click()
        keep(manager, "messages")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
