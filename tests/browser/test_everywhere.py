"""Every kind of page, by axe: nothing; at 320 px nothing to the side; in light and in dark; with letters twice as large."""

import re

import pytest
from beffroi_browser import DESKTOP, PHONE
from browser.hands import NoScript

pytestmark = pytest.mark.browser

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDEST = """[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1
  && !e.closest('.table-scroll, [data-scroll], pre, .hidden')).slice(0, 4).map(e => e.outerHTML.slice(0, 160))"""
COVERED = """() => { const [a, b] = ['.brand-name', '.masthead-tools'].map(part => document.querySelector(part)?.getBoundingClientRect());
  return a && b && a.right > b.left + 1 && a.left < b.right && a.bottom > b.top + 1 && a.top < b.bottom - 1 }"""
# What can be right on a desk and wrong on a phone: the main pages are looked at whole in both, the others for these.
BY_WIDTH = ("color-contrast", "target-size", "scrollable-region-focusable", "link-name", "button-name", "label", "heading-order", "region")
LEAVE = re.compile(
    r"/(media|static|look|sw)/|\.(zip|csv|json|geojson|ics|xlsx|xml|ttl|jsonld|txt|pdf|png|svg|webp|avif|pb|bel)($|\?)|hors-ligne\.html|deconnexion|quitter"
)
START = {
    "anonymous": ["/", "/p/", "/p/chemins-de-l-ecole/", "/p/place-du-marche/", "/p/eteindre-la-nuit/", "/p/aire-de-jeux/", "/p/maison-des-associations/",
                  "/p/boite-a-idees/", "/actualites/", "/forum/", "/decisions/", "/conseil/", "/carte/", "/themes/", "/recherche/?q=ecole",
                  "/recherche/?q=zzzzzz", "/alertes/", "/alertes/1/", "/alertes/abonnement/", "/travaux/", "/travaux/1/", "/donnees/", "/registre/", "/moderation/", "/compte/entrer/", "/comment-ca-marche/", "/questions/", "/questions/1/", "/nowhere/", "/gallery/", "/en/"],
    "anonymous, taking part": ["/enquetes/", "/initiatives/", "/reunions/", "/g/", "/signalements/", "/signalements/nouveau/", "/signalements/chiffres/", "/missions/",
                               "/jeux/", "/p/place-du-marche/"],
    "anonymous, deciding": ["/votes/", "/budgets/", "/opinions/", "/panels/", "/votes/comment-on-compte/", "/panels/comment/"],
    "citizen": ["/", "/compte/", "/notifications/", "/compte/mes-donnees/", "/compte/securite/"],
    "moderator": ["/bureau/", "/bureau/moderation/"],
    "administrator, taking part": ["/bureau/enquetes/", "/bureau/initiatives/", "/bureau/reunions/", "/bureau/groupes/", "/bureau/signalements/", "/bureau/missions/",
                                   "/bureau/jeux/", "/bureau/open311/", "/g/"],
    "administrator, deciding": ["/bureau/votes/", "/bureau/scrutins/", "/bureau/budgets/", "/bureau/panels/", "/bureau/verification/"],
    "administrator": ["/bureau/", "/bureau/p/", "/bureau/publications/", "/bureau/personnes/", "/bureau/reglages/", "/bureau/conseil/", "/bureau/decisions/",
                      "/bureau/themes/", "/bureau/lieux/", "/bureau/vie-privee/incidents/", "/bureau/propositions/a-repondre/", "/bureau/travaux/",
                      "/bureau/alertes/", "/bureau/alertes/nouvelle/flood/", "/bureau/alertes/1/", "/bureau/voirie/nouveau/",
                      "/bureau/validations/", "/bureau/validations/circuits/", "/bureau/neutralite/", "/bureau/neutralite/opposition/", "/bureau/calendrier/",
                      "/bureau/questions/", "/bureau/questions/3/", "/bureau/questions/6/apercu/", "/bureau/questions/qui-repond/"],
}  # fmt: skip
# A visitor has read the public pages: the others go where only they may.
TAKING_PART = "enquetes|initiatives|reunions|r|g|signalements|missions|jeux|open311"
PARTS = "enquete|initiative|reunion|signalement|mission|plan"
DECIDING = "votes|budgets|opinions|panels|scrutins|verification"
BALLOTS = "vote|budget|opinion|panel"
WITHIN = {"anonymous": f"/(?!en/|({TAKING_PART}|{DECIDING})/)", "anonymous, deciding": f"/(({DECIDING})/|p/[^/]+/({BALLOTS}))",
          "administrator, deciding": f"/bureau/(({DECIDING})/|p/[0-9]+/({BALLOTS}))",
          "anonymous, taking part": f"/(({TAKING_PART})/|p/[^/]+/({PARTS}))",
          "administrator, taking part": f"/(bureau/({TAKING_PART}|groupes)/|bureau/p/[0-9]+/({PARTS})|g/)", "citizen": "/(compte|notifications|soutiens|messages|moderation/signaler|p/chemins[^?]*/(ecrire|modifier|changer|auteurs|brouillon))", "moderator": "/bureau/moderation",
          "administrator": f"/bureau/(?!({TAKING_PART}|groupes|{DECIDING})/)"}  # fmt: skip
MAIN = ["/", "/p/", "/p/chemins-de-l-ecole/", "/p/chemins-de-l-ecole/propositions/2/", "/p/chemins-de-l-ecole/propositions/2/1/",
        "/p/chemins-de-l-ecole/propositions/2/ecrire/", "/p/place-du-marche/debat/6/", "/actualites/", "/decisions/", "/forum/", "/carte/", "/compte/entrer/"]  # fmt: skip
DESK = [
    "/gallery/",
    "/bureau/",
    "/bureau/moderation/",
    "/bureau/publications/",
    "/bureau/p/1/",
    "/bureau/p/1/propositions/2/1/",
    "/bureau/p/1/phases/",
]


def kind(address: str) -> str:
    """Addresses that one view answers look alike: numbers, names and ids become holes."""
    path, _query, _rest = address.partition("?")
    path = re.sub(r"/(p|g|elus|themes|jeux|contributions|questions/a|scrutins)/[\w-]+/", r"/\1/*/", path)
    path = re.sub(r"/v/\w+/", "/v/*/", path)
    path = re.sub(r"/alertes/(mots|reglages)/\w+/", r"/alertes/\1/*/", path)
    path = re.sub(r"/(actualites|forum)/\d+-[\w-]+/", r"/\1/*/", path)
    path = re.sub(r"\d+", "*", path)
    path = re.sub(
        r"(proposal|message|process|topic|tag|component|decision|debate|voice|article|post|resource|amendment|document|place|thread):\*",
        "*:*",
        path,
    )
    return path + ("?" if "?" in address else "")


def walk(page, start: list[str], look, *, most: int, within: str) -> list[str]:
    """Open one page of each kind, from link to link; say what is wrong."""
    wrong, todo = [], list(start)
    seen: set[str] = set()
    opened, given = 0, set(start)
    while todo and opened < most:
        address = todo.pop(0)
        if kind(address) in seen and address not in given:
            continue
        seen.add(kind(address))
        answer = page.goto(address)
        if not answer or "text/html" not in answer.headers.get("content-type", ""):
            continue
        opened += 1
        wrong += look(page, address)
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        for link in links:
            link = link.split("#")[0]
            if link.startswith("?"):
                continue
            if (
                link.startswith("/")
                and not link.startswith("//")
                and not LEAVE.search(link)
                and kind(link) not in seen
                and re.match(within, link)
            ):
                todo.append(link)
    return wrong


def looks_right(assert_accessible, page, address: str) -> list[str]:
    """In both widths."""
    wrong = []
    try:
        assert_accessible(page)
    except AssertionError as found:
        wrong.append(f"{address} (1280): {found}")
    page.set_viewport_size(PHONE)
    if (wide := page.evaluate(SIDEWAYS)) > 0:
        wrong.append(f"{address}: {wide} px to the side at 320: {page.evaluate(WIDEST)}")
    try:
        assert_accessible(page, only=BY_WIDTH)
    except AssertionError as found:
        if not wrong or str(found) not in wrong[0]:
            wrong.append(f"{address} (320): {found}")
    page.set_viewport_size(DESKTOP)
    return wrong


@pytest.mark.slow
@pytest.mark.parametrize("role", list(START))
def test_nothing_is_found_on_any_page(open_page, site, assert_accessible, role):
    page = open_page(viewport=DESKTOP)
    if not role.startswith("anonymous"):
        NoScript(page).sign_in(site.accounts[role.split(",")[0]])
    wrong = walk(page, START[role], lambda page, address: looks_right(assert_accessible, page, address), most=110, within=WITHIN[role])
    assert not wrong, "\n\n".join(wrong[:40])


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["1280", "320"])
@pytest.mark.parametrize("light", ["light", "dark"])
def test_the_main_pages_in_light_and_in_dark(open_page, assert_accessible, size, light):
    page, wrong = open_page(viewport=size, color_scheme=light), []
    for address in MAIN:
        page.goto(address)
        try:
            assert_accessible(page)
        except AssertionError as found:
            wrong.append(str(found))
        if (wide := page.evaluate(SIDEWAYS)) > 0:
            wrong.append(f"{address}: {wide} px to the side: {page.evaluate(WIDEST)}")
    assert not wrong, "\n\n".join(wrong)


def test_the_desk_in_dark(open_page, site, assert_accessible):
    page, wrong = open_page(color_scheme="dark"), []
    NoScript(page).sign_in(site.accounts["administrator"])
    for address in DESK:
        page.goto(address)
        try:
            assert_accessible(page)
        except AssertionError as found:
            wrong.append(str(found))
    assert not wrong, "\n\n".join(wrong)


def test_larger_letters_still_fit(open_page):
    """200 % of text (WCAG 1.4.4), on a screen of 1280 px and on a phone of 360 px: nothing to the side, no word cut or covered."""
    for size in ({"width": 360, "height": 740}, DESKTOP):
        page = open_page(viewport=size)
        for address in [*MAIN, "/conseil/", "/p/eteindre-la-nuit/"]:
            page.goto(address)
            page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
            assert page.evaluate(SIDEWAYS) <= 0, f"{address} at {size['width']}: {page.evaluate(WIDEST)}"
            cut = page.evaluate("""() => [...document.querySelectorAll('main p, main a, main button, main h1, main h2, main label')].filter(e => {
              const s = getComputedStyle(e);
              return e.offsetParent && !e.closest('.hidden') && s.overflow === 'hidden' && s.textOverflow !== 'ellipsis' && s.webkitLineClamp === 'none' && e.scrollHeight > e.clientHeight + 2 }).map(e => e.outerHTML.slice(0, 120))""")
            assert not cut, f"{address} at {size['width']}: words are cut: {cut[:3]}"
            assert not page.evaluate(COVERED), f"{address} at {size['width']}: the town's name is covered"
