"""Show who one is by a list on a phone, then be verified at the counter by the team: by the keys alone, and without scripts."""

import re

import pytest
from browser.hands import Hands, Keys, NoScript

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
LISTED = {Keys: ("Aubert", "Jeanne", "1950-01-01"), NoScript: ("Aubert", "Marcel", "1957-02-02")}


def write_a_date(hands: Hands, label: str, day: str) -> None:
    """What the date field of each browser makes of keys is its own affair: it is reached, then filled."""
    field = hands.main.get_by_label(re.compile(f"^\\s*{label}")).first
    if isinstance(hands, Keys):
        hands.reach(field)
    field.fill(day)


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_show_who_i_am(site, open_page, assert_accessible, hands):
    scripts = hands is not NoScript
    citizen = hands(open_page(java_script_enabled=scripts, viewport=PHONE))
    citizen.sign_in(site.accounts["citizen"], after="/compte/verification/")
    if scripts:
        assert_accessible(citizen.page)
    citizen.follow("Choisir cette façon par une liste")
    last, first, birth = LISTED[hands]
    citizen.write("Nom", last)
    citizen.write("Prénoms", first)
    write_a_date(citizen, "Date de naissance", "1999-09-09")
    citizen.press("Comparer")
    citizen.reads("Nous n’avons pas trouvé cela dans nos listes")
    write_a_date(citizen, "Date de naissance", birth)
    if scripts:
        assert_accessible(citizen.page)
    citizen.press("Comparer")
    citizen.reads("au moins 18 ans")
    citizen.does_not_read(birth)
    agent = hands(open_page(java_script_enabled=scripts, viewport=PHONE))
    agent.sign_in(site.accounts["manager"], after="/bureau/verification/")
    agent.follow("Quelqu’un est au guichet")
    agent.write("Adresse électronique entière", site.accounts["citizen"]["email"])
    agent.press("Trouver le compte")
    agent.activate(agent.main.locator("ul.rows a").first)
    agent.write("Nom, comme sur le papier", f"Colin{hands.__name__}")
    agent.write("Prénoms", "Camille")
    write_a_date(agent, "Date de naissance", "1988-03-04")
    if scripts:
        assert_accessible(agent.page)
    agent.press("J’ai vu le papier")
    agent.reads("À la mairie")
    agent.does_not_read("Colin")
    citizen.page.on("dialog", lambda dialog: dialog.accept())
    citizen.go("/compte/verification/")
    for _way in ("list", "counter"):
        citizen.press("Oublier")
    citizen.go("/compte/verification/")
    citizen.does_not_read("Ce qui est gardé de moi")
