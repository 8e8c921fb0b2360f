"""A town whose people report much on the map."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from beffroi.ground.people.models import Voice
from beffroi.kernel import clock
from beffroi.participation.reports import states
from beffroi.participation.reports.models import Category, Report, Service, Update

STATES = (states.RECEIVED, states.INVESTIGATING, states.FIXED, states.FIXED, states.NO_ACTION)
NEWS = 20


def fill(rows: int) -> dict[str, str]:
    at = clock.now()
    service = Service.objects.create(name="Voirie")
    names = ["Lampadaire en panne", "Trou dans la chaussée", "Dépôt sauvage", "Tag", "Arbre"]
    categories = [Category.objects.create(code=f"cat-{n}", name=name, service=service) for n, name in enumerate(names)]
    voices = Voice.objects.bulk_create([Voice(name=f"Personne {number}") for number in range(200)])
    made = Report.objects.bulk_create(
        [
            Report(
                category=categories[n % 5], service=service, voice=voices[n % 200], title=names[n % 5], text="Devant le numéro, depuis lundi. " * 3,
                place=f"{n % 90} rue des Lilas", longitude=1.30 + (n % 317) / 10_000, latitude=45.83 + (n % 211) / 10_000, state=STATES[n % 5],
                opened_at=at - timedelta(minutes=5 * n), updated_at=at - timedelta(minutes=4 * n),
                ended_at=at - timedelta(minutes=n) if n % 5 > 1 else None, supports_count=n % 7,
            )
            for n in range(rows)
        ],
        batch_size=1000,
    )  # fmt: skip
    Update.objects.bulk_create([Update(report=made[0], text="Vu ce matin.", is_official=n % 2 == 0, at=at) for n in range(NEWS)])
    with override(settings.LANGUAGE_CODE):
        index = reverse("reports_town:index")
        return {
            "the list": index,
            "open ones": f"{index}?etat=ouverts",
            "one category": f"{index}?categorie=cat-2",
            "latest news": f"{index}?tri=nouvelles",
            "one": reverse("reports_town:report", args=[made[0].pk]),
            "the form": reverse("reports_town:new"),
        }
