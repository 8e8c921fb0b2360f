"""Two ways of using a page: by the keys alone, and without any script. Both find things by what people read."""

import email
import re
import time
from email.policy import default
from pathlib import Path

from playwright.sync_api import Locator, Page, TimeoutError

MOST_TABS = 400
# Where it is, and whether anything around it shows that it has the focus: itself, its sheet, its label.
SEEN = """element => {
  const box = element.getBoundingClientRect();
  const ring = style => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const around = [element, element.nextElementSibling, ...(element.labels ?? [])].filter(Boolean);
  for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) around.push(up);
  return {
    inside: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
    ring: around.some(each => ring(getComputedStyle(each))) || ring(getComputedStyle(element, '::after')),
  };
}"""


class Hands:
    """What a person does on a page. `main` is where she looks; `name` is what she reads."""

    def __init__(self, page: Page, *, where: str = "main") -> None:
        self.page, self.where = page, where

    @property
    def main(self) -> Locator:
        return self.page.locator(self.where).first

    def go(self, address: str) -> None:
        self.page.goto(address)

    def _one(self, role: str, name: str, inside: Locator | None = None) -> Locator:
        exact = (inside or self.page.locator("body")).get_by_role(role, name=re.compile(f"^\\s*{re.escape(name)}"))
        try:
            exact.first.wait_for(state="attached")
        except TimeoutError:
            raise AssertionError(f"{self.page.url} has no {role} “{name}”:\n{self.main.inner_text()[:1500]}") from None
        return exact.first

    def follow(self, name: str, inside: Locator | None = None) -> None:
        self.activate(self._one("link", name, inside or self.main))

    def press(self, name: str, inside: Locator | None = None) -> None:
        self.activate(self._one("button", name, inside or self.main))

    def write(self, label: str, text: str, inside: Locator | None = None) -> None:
        self.fill((inside or self.main).get_by_label(re.compile(f"^\\s*{re.escape(label)}")).first, text)

    def activate(self, target: Locator) -> None:
        raise NotImplementedError

    def fill(self, target: Locator, text: str) -> None:
        raise NotImplementedError

    def tick(self, name: str, inside: Locator | None = None) -> None:
        raise NotImplementedError

    def pick(self, name: str, inside: Locator | None = None) -> None:
        """One of several round buttons."""
        raise NotImplementedError

    def choose(self, label: str, option: str, inside: Locator | None = None) -> None:
        raise NotImplementedError

    def unfold(self, name: str) -> None:
        raise NotImplementedError

    def reads(self, text: str, *, within: float = 30) -> None:
        """The words are on the page that is open, without asking for it again."""
        try:
            self.main.get_by_text(text).first.wait_for(state="visible", timeout=within * 1000)
        except TimeoutError:
            raise AssertionError(f"{self.page.url} does not say “{text}”:\n{self.main.inner_text()[:1500]}") from None

    def does_not_read(self, text: str) -> None:
        assert not self.main.get_by_text(text).filter(visible=True).count(), f"{self.page.url} still says “{text}”"

    def sign_in(self, account: dict[str, str], after: str = "/") -> None:
        self.go(f"/compte/entrer/?next={after}")
        self.write("Adresse électronique", account["email"])
        self.unfold("Je préfère mon mot de passe")
        self.write("Mot de passe", account["password"])
        self.press("Se connecter avec le mot de passe")
        self.page.wait_for_url(lambda url: "/compte/entrer/" not in url or "second-facteur" in url)
        if "second-facteur" in self.page.url:
            shown = re.search(r"\b\d{6}\b", self.main.inner_text())
            assert shown, "the demonstration shows its code"
            self.write("Code à 6 chiffres", shown.group())
            self.press("Se connecter")
            self.page.wait_for_url(lambda url: "second-facteur" not in url)


class Keys(Hands):
    """Tab, arrows, Enter, Space. Each thing that is reached must be in sight and look reached."""

    def reach(self, target: Locator) -> None:
        reached = "e => e === document.activeElement"
        for _ in range(MOST_TABS):
            if target.evaluate(reached):
                found = target.evaluate(SEEN)
                assert found["inside"], f"out of sight when reached: {target}"
                assert found["ring"], f"does not look reached: {target}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: Tab does not reach {target}")

    def activate(self, target: Locator) -> None:
        self.reach(target)
        target.press("Enter")  # unlike the bare keyboard, waits for the page that this asks for
        self.page.wait_for_load_state()

    def fill(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def tick(self, name: str, inside: Locator | None = None) -> None:
        box = self._one("checkbox", name, inside or self.main)
        self.reach(box)
        self.page.keyboard.press("Space")
        assert box.is_checked()

    def pick(self, name: str, inside: Locator | None = None) -> None:
        wanted = self._one("radio", name, inside or self.main)
        group = self.page.locator(f"input[type=radio][name='{wanted.get_attribute('name')}']")
        first = group.first
        for _ in range(MOST_TABS):
            if self.page.evaluate("n => document.activeElement.name === n", wanted.get_attribute("name")):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"Tab does not reach {first}")
        self.page.keyboard.press("Space")
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert wanted.is_checked()

    def choose(self, label: str, option: str, inside: Locator | None = None) -> None:
        box = (inside or self.main).get_by_label(re.compile(f"^\\s*{re.escape(label)}")).first
        self.reach(box)
        self.page.keyboard.press("Home")
        for _ in range(box.locator("option").count()):
            if box.evaluate("e => e.selectedOptions[0].label.trim()").startswith(option):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label}: no choice {option}")

    def unfold(self, name: str) -> None:
        target = self.page.locator("summary", has_text=name).first
        self.reach(target)
        self.page.keyboard.press("Enter")


class NoScript(Hands):
    """Plain links and plain forms."""

    def activate(self, target: Locator) -> None:
        target.click()
        self.page.wait_for_load_state()

    def fill(self, target: Locator, text: str) -> None:
        target.fill(text)

    def tick(self, name: str, inside: Locator | None = None) -> None:
        self._one("checkbox", name, inside or self.main).check(force=True)

    pick = lambda self, name, inside=None: self._one("radio", name, inside or self.main).check(force=True)  # noqa: E731

    def choose(self, label: str, option: str, inside: Locator | None = None) -> None:
        box = (inside or self.main).get_by_label(re.compile(f"^\\s*{re.escape(label)}")).first
        found = [text.strip() for text in box.locator("option").all_inner_texts()]
        box.select_option(index=next(i for i, text in enumerate(found) if text.startswith(option)))

    def unfold(self, name: str) -> None:
        self.page.locator("summary", has_text=name).first.click()


def code_sent_to(data: Path, address: str, *, within: float = 90) -> str:
    """The code of the last mail to this address, once the worker has sent it."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        for path in sorted((data / "mail").glob("*"), key=lambda path: path.stat().st_mtime, reverse=True):
            for raw in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
                mail = email.message_from_bytes(raw.strip(), policy=default)
                body = mail.get_body(("plain",)) if address in str(mail["To"] or "") else None
                if body and (found := re.search(r"\b(\d{3})\s?(\d{3})\b", f"{mail['Subject']} {body.get_content()}")):
                    return "".join(found.groups())
        time.sleep(0.3)
    raise AssertionError(f"no code for {address} in {data / 'mail'}")
