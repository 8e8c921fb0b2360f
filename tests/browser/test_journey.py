"""The whole loop, twice: by the keys alone, and without any script.

A citizen proposes, is supported, discusses, receives the answer and sees the decision; the team publishes, moderates,
answers, decides. After each act the page says so at once, and a visitor without an account reads it a moment later.
"""

import time
from dataclasses import dataclass, field
from urllib.request import urlopen

import pytest
from browser.hands import Hands, Keys, NoScript, code_sent_to

pytestmark = pytest.mark.browser
PROCESS = "/p/chemins-de-l-ecole/"


@dataclass
class Town:
    """Who is there, each in a browser of her own; and what was made on the way."""

    site: object
    open_page: object
    hands: type[Hands]
    mark: str
    people: dict[str, Hands] = field(default_factory=dict)

    def __getattr__(self, role: str) -> Hands:
        if role not in self.people:
            page = self.open_page(java_script_enabled=self.hands is not NoScript)
            self.people[role] = self.hands(page)
            if role in self.site.accounts:
                self.people[role].sign_in(self.site.accounts[role])
        return self.people[role]

    def public_reads(self, address: str, text: str, *, within: float = 15) -> None:
        """Somebody else, without an account, reads it within a moment."""
        until = time.monotonic() + within
        while True:
            with urlopen(self.site.url + address) as answer:
                found = answer.read().decode()
            if text in found:
                return
            assert time.monotonic() < until, f"{address} does not say “{text}” to the public after {within} s"
            time.sleep(0.1)

    def public_does_not_read(self, address: str, text: str) -> None:
        with urlopen(self.site.url + address) as answer:
            assert text not in answer.read().decode()


def address_of(hands: Hands) -> str:
    return "/" + hands.page.url.split("?")[0].split("#")[0].split("/", 3)[3]


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_the_whole_loop(site, open_page, hands):
    town = Town(site, open_page, hands, mark=f"{hands.__name__} {int(time.time())}")
    proposal = proposes(town)
    is_supported_and_discusses(town, proposal)
    is_moderated(town, proposal)
    publishes_news(town)
    answers(town, proposal)
    decision = decides(town, proposal)
    hears_of_it(town, proposal, decision)


def proposes(town: Town) -> str:
    """First the text, then who she is: an address, a code."""
    guest, title = town.guest, f"Un banc devant l’école – {town.mark}"
    guest.go(PROCESS)
    guest.follow("Vos propositions")
    guest.follow("Faire une proposition")
    guest.press("Publier")  # nothing is written yet
    guest.reads("Titre")
    guest.write("Titre", title)
    guest.write("Votre proposition", "Pour attendre les enfants sans rester debout, à l’ombre du tilleul.")
    guest.press("Publier")
    email = f"guest-{town.mark.replace(' ', '-').lower()}@example.org"
    guest.write("Adresse électronique", email)
    guest.write("Nom public", f"Mamie {town.mark}")
    guest.press("Recevoir le code")
    guest.write("Code à 6 chiffres", code_sent_to(town.site.data, email))
    guest.press("Continuer")
    if guest.main.get_by_role("button", name="Confirmer").count():
        guest.press("Confirmer")
    guest.page.wait_for_url("**/propositions/**")
    guest.reads(title)
    proposal = address_of(guest)
    town.public_reads(proposal, title)
    town.public_reads(proposal.rstrip("/").rsplit("/", 1)[0] + "/", title)
    return proposal


def is_supported_and_discusses(town: Town, proposal: str) -> None:
    citizen, guest = town.citizen, town.guest
    citizen.go(proposal)
    citizen.press("Soutenir")
    citizen.reads("Vous soutenez")
    town.public_reads(proposal, '<span class="count">1<')
    citizen.write("Votre message", f"Deux bancs, alors. {town.mark}")
    citizen.press("Publier")
    citizen.reads(f"Deux bancs, alors. {town.mark}")
    town.public_reads(proposal, f"Deux bancs, alors. {town.mark}")
    guest.go(proposal)
    guest.follow("Répondre")
    guest.write("Votre message", f"Avec plaisir. {town.mark}")
    guest.press("Publier")
    guest.reads(f"Avec plaisir. {town.mark}")
    town.public_reads(proposal, f"Avec plaisir. {town.mark}")


def is_moderated(town: Town, proposal: str) -> None:
    """A rude message: reported by a reader, hidden with a rule, its author told."""
    rude = f"Vous êtes tous des ânes. {town.mark}"
    citizen, guest, moderator = town.citizen, town.guest, town.moderator
    citizen.go(proposal)
    citizen.write("Votre message", rude)
    citizen.press("Publier")
    citizen.reads(rude)
    guest.go(proposal)
    guest.follow("Signaler", guest.main.get_by_role("article").filter(has_text=rude).last)
    guest.pick("Insulte, menace ou harcèlement")
    guest.write("Expliquez", "Il insulte tout le monde.")
    guest.tick("Ce que je dis ici est vrai")
    guest.press("Envoyer le signalement")
    guest.reads("Nous l’avons bien reçu")
    moderator.go("/bureau/moderation/")
    card = moderator.main.locator("li").filter(has_text=rude).last
    moderator.activate(card.get_by_role("link").first)
    moderator.reads(rude)
    moderator.pick("Le masquer")
    moderator.choose("Règle", "1. On se respecte")
    moderator.write("Raison publique", "Une insulte.")
    moderator.press("Décider")
    moderator.page.wait_for_url(lambda url: "/cas/" not in url)
    for who in (citizen, guest):
        who.go(proposal)
        who.reads("Une insulte.")
    until = time.monotonic() + 15
    while time.monotonic() < until:
        with urlopen(town.site.url + proposal) as answer:
            if rude not in answer.read().decode():
                break
        time.sleep(0.1)
    town.public_does_not_read(proposal, rude)
    town.public_reads("/moderation/registre/", "Une insulte.")
    waits_for_news(citizen, "masqué")


def waits_for_news(hands: Hands, text: str, *, within: float = 60) -> None:
    """The worker tells; the page of news says it."""
    until = time.monotonic() + within
    while True:
        hands.go("/notifications/")
        if hands.main.get_by_text(text).filter(visible=True).count():
            return
        assert time.monotonic() < until, f"no news with “{text}”:\n{hands.main.inner_text()}"
        time.sleep(0.5)


def publishes_news(town: Town) -> None:
    """Written by one, read by another, then on the site and in the feed."""
    manager, validator, title = town.manager, town.validator, f"Les tilleuls sont taillés – {town.mark}"
    manager.go("/bureau/publications/")
    manager.follow("Écrire")
    manager.write("Titre", title)
    manager.write("Texte", "Les services ont taillé les huit tilleuls de la place.")
    manager.press("Garder")
    manager.reads(title)
    post = address_of(manager)
    if not manager.main.get_by_role("checkbox", name="Hélène Garrigue").is_checked():
        manager.tick("Hélène Garrigue")
    if manager.main.get_by_label("Circuit de validation").count():  # other journeys have made one
        manager.choose("Circuit de validation", "Des personnes que je choisis")
    manager.press("Envoyer")
    manager.reads("En attente d’approbation")
    town.public_does_not_read("/actualites/", title)
    validator.go(post)
    validator.reads("Les services ont taillé les huit tilleuls de la place.")
    validator.follow("Lire et décider")
    validator.reads("Les services ont taillé les huit tilleuls de la place.")
    validator.press("Approuver")
    validator.does_not_read(title)  # it waits for her no more
    town.public_reads("/actualites/", title, within=60)  # the worker publishes
    town.public_reads("/flux/atom.xml", title)
    town.public_reads("/", title)


def answers(town: Town, proposal: str) -> None:
    official = town.official
    official.go(proposal)
    official.follow("Étudier et répondre")
    official.choose("Décision", "Acceptée")
    official.write("Réponse et raisons", f"Oui : le banc coûte peu et sert chaque jour. {town.mark}")
    official.press("Enregistrer la réponse")
    official.reads("Affichée depuis")
    town.public_reads(proposal, f"Oui : le banc coûte peu et sert chaque jour. {town.mark}")
    town.guest.go(proposal)
    town.guest.reads(f"Oui : le banc coûte peu et sert chaque jour. {town.mark}")


def decides(town: Town, proposal: str) -> str:
    manager, title = town.manager, f"Poser un banc de bois – {town.mark}"
    manager.go("/bureau/p/1/")
    manager.follow("Ce qui sera décidé")
    manager.follow("Écrire une décision")
    manager.write("Ce qui a été décidé", title)
    manager.write("Pourquoi", "Une proposition soutenue, peu chère, utile chaque jour.")
    manager.write("Décidé par", "Le conseil municipal")
    manager.press("Enregistrer")
    manager.write("Mots", town.mark)
    manager.press("Rechercher")
    manager.tick(f"Un banc devant l’école – {town.mark}")
    manager.press("Ajouter ce qui est coché")
    manager.reads(f"Un banc devant l’école – {town.mark}")
    manager.press("Publier")
    manager.follow("Voir la page")
    manager.reads(title)
    decision = address_of(manager)
    town.public_reads(decision, f"Un banc devant l’école – {town.mark}")
    town.public_reads("/decisions/", title)
    manager.page.go_back()
    manager.reads("Donner des nouvelles")
    manager.write("Titre", f"Le banc est commandé {town.mark}")
    manager.write("Ce qui s’est passé", "Il arrive dans trois semaines.")
    manager.press("Publier la nouvelle")
    manager.reads(f"Le banc est commandé {town.mark}")
    town.public_reads(decision, f"Le banc est commandé {town.mark}")
    return decision


def hears_of_it(town: Town, proposal: str, decision: str) -> None:
    """She reads that she was answered, and follows to the decision."""
    guest = town.guest
    waits_for_news(guest, f"Un banc devant l’école – {town.mark}")
    waits_for_news(guest, f"Poser un banc de bois – {town.mark}")
    line = guest.main.get_by_role("link").filter(has_text=f"Poser un banc de bois – {town.mark}").first
    guest.activate(line)
    guest.page.wait_for_url(f"**{decision}**")
    guest.reads("Une proposition soutenue, peu chère, utile chaque jour.")
    guest.reads(f"Un banc devant l’école – {town.mark}")
