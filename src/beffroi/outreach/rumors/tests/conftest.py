from datetime import date

import pytest

from beffroi.kernel import clock
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.rumors import actions
from beffroi.outreach.rumors.models import FALSE

NOW = clock.now()
CLAIM = "La piscine municipale ferme définitivement le 1er janvier"
WORDS = {
    "claim": CLAIM, "verdict": FALSE, "headline": "La piscine reste ouverte toute l’année 2027",
    "truth": "La piscine reste ouverte : seuls les vestiaires sont en travaux en janvier.",
    "explanation": "Nous avons demandé au **service des sports** et relu la délibération.",
}  # fmt: skip
SOURCE = {
    "title": "Délibération 2026-118", "url": "https://clairbourg.example/deliberations/118", "publisher": "Conseil municipal",
    "dated": date(2026, 3, 12), "quote": "Les travaux des vestiaires durent quatre semaines.",
}  # fmt: skip


@pytest.fixture
def checked(manager, validator):
    """A verdict that a second person has read: public. More words: a correction of it."""

    def make(rumor=None, claim=CLAIM, **words):
        rumor = rumor or actions.open_by_hand(claim=claim, person=manager, at=NOW)
        if not rumor.sources.exists():
            actions.add_source(rumor=rumor, person=manager, values=SOURCE, at=NOW)
        actions.save_draft(rumor=rumor, person=manager, values={**WORDS, "claim": claim, **words}, at=NOW)
        approval = actions.ask_second(rumor=rumor, person=manager, validators=[validator], at=NOW)
        approvals.decide(approval=approval, person=validator, is_approved=True, at=NOW)
        rumor.refresh_from_db()
        return rumor

    return make
