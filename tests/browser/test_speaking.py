"""From an objective to a published post, on a phone: the team writes by the keys alone, the mayor approves by a link in a mail,
without an account; an edit behind her back does not go out.
"""

import email
import re
import time
from email.policy import default
from urllib.request import urlopen

import pytest
from browser.hands import Hands, Keys, NoScript

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


def link_sent_to(site, address: str, *, but: str = "", within: float = 90) -> str:
    """The link of the last mail to this address, another than `but`."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        for path in sorted((site.data / "mail").glob("*"), key=lambda path: path.stat().st_mtime, reverse=True):
            for raw in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
                mail = email.message_from_bytes(raw.strip(), policy=default)
                body = mail.get_body(("plain",)) if address in str(mail["To"] or "") else None
                found = re.search(r"/valider/[\w.:~-]+/", body.get_content()) if body else None
                if found and found.group() != but:
                    return found.group()
        time.sleep(0.3)
    raise AssertionError(f"no mail for {address} in {site.data / 'mail'}")


def public_reads(site, address: str, text: str, *, within: float = 60) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        with urlopen(site.url + address) as answer:
            if text in answer.read().decode():
                return True
        time.sleep(0.3)
    return False


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_from_an_objective_to_a_published_post(site, open_page, assert_accessible, hands):
    number = int(time.time())
    mark, scripts = f"{hands.__name__} {number}", hands is not NoScript
    title, address = f"La piscine ouvre {mark}", f"maire-{number}@example.org"

    def somebody(role: str = "") -> Hands:
        made = hands(open_page(java_script_enabled=scripts, viewport=PHONE))
        if role:
            made.sign_in(site.accounts[role])
        return made

    def is_accessible(who: Hands) -> None:
        if scripts:
            assert_accessible(who.page)

    mayor_reads(somebody("administrator"), mark, address)
    manager = somebody("manager")
    sets_an_objective(manager, mark)
    is_accessible(manager)
    post = writes(manager, title, mark)
    is_accessible(manager)
    first = asks_for_approval(manager, site, mark, address)
    mayor = somebody()
    mayor.go(first)
    mayor.reads(title)
    is_accessible(mayor)
    manager.go(post)  # an edit behind her back
    manager.follow("Modifier")
    manager.write("Texte", "Elle ouvre dimanche, et c’est gratuit.")
    manager.press("Garder")
    mayor.press("Approuver")
    assert not public_reads(site, "/actualites/", title, within=3)
    manager.go(post)
    again = asks_for_approval(manager, site, mark, address, but=first)
    mayor.go(again)
    mayor.reads("dimanche")
    mayor.press("Approuver")
    assert public_reads(site, "/actualites/", title)
    mayor.go(again)
    mayor.does_not_read("Approuver")  # a link serves once
    manager.go("/bureau/strategie/")
    manager.follow(f"Piscine {mark}")
    manager.reads(title)
    is_accessible(manager)


def mayor_reads(admin: Hands, mark: str, address: str) -> None:
    """A way to approval that leads to somebody without account."""
    admin.go("/bureau/validations/sans-compte/nouveau/")
    admin.write("Nom", f"Le maire {mark}")
    admin.write("Adresse électronique", address)
    admin.press("Garder")
    admin.press("Une relecture")
    admin.write("Nom", f"Chez le maire {mark}")
    admin.press("Garder")
    admin.go("/bureau/validations/circuits/")
    admin.follow(f"Chez le maire {mark}")
    admin.follow("Relecture")
    admin.choose("Toutes les personnes ayant ce rôle", "Aucun rôle")
    admin.tick(f"Le maire {mark}")
    admin.press("Garder")
    admin.reads(f"Le maire {mark}")


def sets_an_objective(manager: Hands, mark: str) -> None:
    manager.go("/bureau/strategie/")
    manager.follow("Ajouter un objectif")
    manager.write("Ce que nous voulons", f"Faire venir à la piscine {mark}")
    manager.choose("Ce qui le mesure", "Visites")
    manager.write("D’où l’on part", "0")
    manager.write("Où l’on veut arriver", "200")
    manager.main.get_by_label("Jusqu’au").first.fill("2030-09-01")  # a date picker of the browser's own
    manager.press("Garder")
    manager.reads(f"Faire venir à la piscine {mark}")
    manager.follow("Commencer une campagne")
    manager.write("Titre", f"Piscine {mark}")
    manager.main.get_by_label("Du", exact=True).first.fill("2026-06-01")
    manager.main.get_by_label("Jusqu’au").first.fill("2030-09-01")
    manager.tick(f"Faire venir à la piscine {mark}")
    manager.press("Garder")
    manager.reads(f"Piscine {mark}")


def writes(manager: Hands, title: str, mark: str) -> str:
    """One text for every channel, looked at before it goes out."""
    manager.go("/bureau/publications/new/")
    manager.write("Titre", title)
    manager.write("Texte", "Elle ouvre samedi à 10 h.")
    manager.unfold("Lien, thème, campagne")
    manager.choose("Campagne", f"Piscine {mark}")
    manager.press("Garder")
    manager.reads("Comme un lecteur d’écran le dit")
    return "/" + manager.page.url.split("/", 3)[3]


def asks_for_approval(manager: Hands, site, mark: str, address: str, but: str = "") -> str:
    manager.choose("Circuit de validation", f"Chez le maire {mark}")
    manager.press("Envoyer")
    manager.reads("En attente")
    return link_sent_to(site, address, but=but)
