"""Verification in the demonstration: a list, letters that wait to be printed, people verified in several ways, a double account."""

from datetime import date, datetime, timedelta

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import MANAGER
from beffroi.ground.places.models import District
from beffroi.ground.places.types import Location
from beffroi.ground.verification.actions import letters, parents
from beffroi.ground.verification.actions.counter import verify_at_counter
from beffroi.ground.verification.actions.granting import grant
from beffroi.ground.verification.actions.rolls import Listed, import_roll
from beffroi.ground.verification.actions.ways import save_provider, set_way
from beffroi.ground.verification.digests import Hasher
from beffroi.ground.verification.models import Provider
from beffroi.ground.verification.types import CODE, LETTER
from beffroi.kernel.models import Job

FIRST = ("Jeanne", "Marcel", "Simone", "Roger", "Yvette", "Guy", "Odile", "René")
LAST = ("Aubert", "Bonnin", "Chabrol", "Delmas", "Estève", "Faure", "Granger", "Houdin", "Imbert", "Jaquet")
STREETS = ("4 rue du Lavoir", "12 place du Marché", "7 chemin des Vignes")


@transaction.atomic
def fill(at: datetime) -> None:
    team = Account.objects.filter(grants__role=MANAGER).order_by("pk").first()
    dwellers = list(Account.objects.filter(email__startswith="habitant", grants=None).order_by("pk")[:12])
    if team is None or len(dwellers) < 12:
        return
    before = Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    _ways(at)
    listed = [
        Listed([last], first, date(1950 + 7 * number % 55, 1 + number % 12, 1 + number % 28))
        for number, (last, first) in enumerate((last, first) for last in LAST for first in FIRST)
    ]
    import_roll(person=team, roll=None, title="Inscrits au registre des habitants", people=listed, at=at - timedelta(days=40))
    hashed = Hasher()
    where: list[int | None] = [*District.objects.order_by("pk").values_list("pk", flat=True)] or [None]
    for number, account in enumerate(dwellers[:5]):
        digest = hashed("telephone", f"demonstration {number}")
        grant(account=account, method=CODE, digests=[digest], at=at - timedelta(days=9 * number + 3), months=24)
    for number, account in enumerate(dwellers[5:9]):
        digest = hashed("resident-key", f"demonstration {number}")
        then = at - timedelta(days=12 * number + 5)
        grant(account=account, method=LETTER, digests=[digest], at=then, months=24, district_id=where[number % len(where)])
    for account in (dwellers[9], dwellers[10]):  # the second one is a double, for the team to decide
        verify_at_counter(
            account=account, agent=team, last_name="Granger", first_names="Odile", birth=date(1961, 4, 9), paper="identity-card",
            at=at - timedelta(days=2),
        )  # fmt: skip
    for account, street in zip((dwellers[0], dwellers[1], dwellers[11]), STREETS, strict=True):
        letters.ask(account=account, name=account.voice.display_name, place=Location(0, 0, street), at=at - timedelta(days=1))
    parents.say_age(account=dwellers[11], is_child=True, at=at)
    # Nothing of this is news: nobody is written to.
    Job.objects.filter(pk__gt=before, done_at=None).delete()


def _ways(at: datetime) -> None:
    """As a town has them that is about to ask for FranceConnect; its administrator did so."""
    admin = Account.objects.filter(grants__role="administrator").order_by("pk").first()
    if admin is None:
        return
    for kind in (CODE, LETTER):
        set_way(person=admin, kind=kind, is_open=True, months=24)
    fields = {"kind": Provider.FRANCECONNECT, "name": "FranceConnect", "slug": "franceconnect", "acr": "eidas1", "client_id": "",
              "issuer": "https://fcp-low.integ01.dev-franceconnect.fr/api/v2", "asks_identity": True, "months": 24}  # fmt: skip
    save_provider(person=admin, provider=None, fields=fields, secret="", at=at)
