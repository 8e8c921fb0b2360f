"""A secret vote in a running town, moved on from outside the browser: `python -m browser.secret_vote begin|open|close …`; prints JSON.

What the team does at its desk and the registrar on her own computer; keys, ballots and the opening are the browser's.
"""

import json
import sys
from datetime import timedelta

import django

QUESTIONS = [
    {"text": "Faut-il fermer la rue des Halles le samedi ?", "answers": ["Oui", "Non"], "blank": True, "least": 1, "most": 1},
    {"text": "Où mettre des bancs ?", "answers": ["À la gare", "Aux halles", "À l’école"], "blank": False, "least": 0, "most": 2},
]
THREE = [("Claire Fontaine", "secrétaire de mairie"), ("Jean Roy", "conseiller"), ("Aïcha Benali", "habitante tirée au sort")]


def main(step: str, *given: str) -> object:
    from beffroi.engines.ballots import credentials
    from beffroi.engines.ballots.groups import GROUPS, dumps
    from beffroi.kernel import clock
    from beffroi.participation.ballots import actions
    from beffroi.participation.ballots.models import Election
    from beffroi.participation.spaces.models import Component

    at = clock.now()
    if step == "begin":
        # Any part of a public space: a vote belongs to one, whatever its kind.
        component = Component.objects.filter(process__kind="process", published_at__isnull=False).order_by("pk").first()
        election = actions.prepare(
            component=component, ref=f"journey-{at.timestamp()}", title="La rue des Halles", mode=Election.SECRET, questions=QUESTIONS,
            opens_at=at - timedelta(hours=1), closes_at=at + timedelta(days=7), at=at,
        )  # fmt: skip
        actions.set_people(election=election, administrator="Mairie", registrar="Étude Duval", auditors="", server_registrar=False, at=at)
        actions.set_roll(election=election, people=[{"name": "Une habitante", "email": given[0]}], at=at)
        rows = actions.set_trustees(election=election, people=THREE, threshold=2, with_server=False, at=at)
        links = [election.place("trustee", row.pk, election.token_of(f"trustee:{row.pk}")) for row in rows]
        return {"id": election.public_id, "url": election.url, "trustees": links}
    election = Election.objects.get(public_id=given[0])
    if step == "open":
        word = credentials.new_credential()
        public = credentials.public_of(GROUPS[election.group], election.uuid, word)
        actions.set_credentials(election=election, raw=dumps([str(public)]), at=at)
        actions.open(election=election, at=at)
        return {"word": word}
    at = election.closes_at + timedelta(minutes=1)
    actions.advance(election=actions.close(election=election, at=at), at=at)
    return {}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(*sys.argv[1:])))
