"""As many published fact checks as asked for, half as many rumours still to check."""

from datetime import timedelta

from beffroi.kernel import clock
from beffroi.outreach.rumors.models import VERDICTS, Edition, Rumor

BATCH = 5000


def fill(rows: int) -> dict[str, str]:
    """The rows, and the pages that show them."""
    at = clock.now()
    source = {
        "title": "Délibération 118",
        "url": "https://mairie.example/118",
        "publisher": "Conseil municipal",
        "dated": "",
        "quote": "Voté.",
    }
    for start in range(0, rows, BATCH):
        numbers = range(start, min(start + BATCH, rows))
        made = Rumor.objects.bulk_create(_rumor(n, at - timedelta(minutes=n)) for n in numbers)
        Edition.objects.bulk_create(
            Edition(
                rumor=one, number=1, state=Edition.PUBLISHED, claim=one.claim, verdict=one.verdict, headline=one.headline, truth=one.truth,
                explanation="Nous avons relu la **délibération**.", sources=[source] * 3, content_hash=f"{one.pk:064}", written_at=at, published_at=at,
            )
            for one in made
        )  # fmt: skip
        Rumor.objects.bulk_create(Rumor(claim=f"On dit que la rue {n} ferme", created_at=at) for n in numbers if n % 2)
    middle = Rumor.objects.public().order_by("pk")[rows // 2]
    return {
        "list": "/rumeurs/",
        "verdict": "/rumeurs/?verdict=unproven",
        "page": f"/rumeurs/{middle.pk}/",
        "feed": "/rumeurs.atom",
        "form": "/rumeurs/signaler/",
    }


def _rumor(number: int, at) -> Rumor:
    return Rumor(
        claim=f"La rue {number} devient payante en janvier", state=Rumor.PUBLISHED, verdict=VERDICTS[number % len(VERDICTS)][0],
        headline=f"Le stationnement de la rue {number} reste gratuit", truth="Douze places passent en zone bleue, les autres ne changent pas.",
        number=1, sightings_count=3, created_at=at, published_at=at, changed_at=at,
    )  # fmt: skip
