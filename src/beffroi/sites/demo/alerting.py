"""An alert that is over, a water cut to come, and works in a street."""

from datetime import datetime, timedelta
from typing import Any

from beffroi.ground.places.models import District
from beffroi.outreach.alerts import actions as alerts
from beffroi.outreach.alerts import sending
from beffroi.outreach.alerts.actions import roads, subscribing
from beffroi.outreach.alerts.models import Release
from beffroi.sites.demo import actions
from beffroi.sites.demo.drawn_map import street_line
from beffroi.sites.demo.past import Past, person

VALIDATOR = "cabinet@clairbourg.example"


def fill_alerts(at: datetime) -> None:
    past, before = Past(at), actions.last_job()
    _fill_flood(past)
    _fill_water_cut(past)
    _fill_roads(past)
    for release in Release.objects.order_by("pk"):
        sending.spread(release=release, at=release.sent_at)  # nobody had subscribed yet
    actions.forget_jobs(after=before)
    _fill_subscriptions(past)


def _fill_flood(past: Past) -> None:
    validator = person(VALIDATOR)
    begun = past.start(-41).replace(hour=17, minute=20)
    values = {
        "headline": "Crue de l’Ance : éloignez-vous des berges",
        "happens": "Après deux jours de pluie, l’Ance monte. Elle devrait déborder au Pont-Vieux vers 20 h.",
        "steps": "Ne prenez pas le chemin des Vignes ni le quai.\nMontez à l’étage ce qui craint l’eau.\nNe descendez ni à la cave ni au garage.\n"
        "Laissez les enfants à l’école : on s’y occupe d’eux.",
        "contact": "Mairie, jour et nuit : 05 55 00 00 00",
        "severity": "Severe", "urgency": "Expected", "certainty": "Likely", "onset": begun, "expires": begun + timedelta(hours=16),
        "area_kind": "districts",
    }  # fmt: skip
    with past.at(-41):
        alert = alerts.draft(
            hazard="flood", values=values, author=validator, at=begun, districts=District.objects.filter(name="Le Pont-Vieux")
        )
        alerts.issue(alert=alert, person=validator, at=begun)
        changes = {"expires": begun + timedelta(hours=20), "certainty": "Observed"}
        note = "Le Pont-Vieux est fermé. La salle des fêtes est ouverte à qui veut dormir au sec."
        alerts.update(alert=alert, person=validator, changes=changes, note=note, at=begun + timedelta(hours=4))
    with past.at(-40):
        note = "L’eau a baissé d’un mètre. Le Pont-Vieux est rouvert, merci aux pompiers et aux voisins."
        alerts.clear(alert=alert, person=validator, note=note, at=begun + timedelta(hours=17))


def _fill_water_cut(past: Past) -> None:
    validator, begins = person(VALIDATOR), past.moment(3)
    values = {
        "headline": "Coupure d’eau aux Tilleuls : faites une réserve",
        "happens": "L’eau est coupée de 9 h à 13 h pour remplacer une vanne de l’allée des Tilleuls.",
        "steps": "Gardez de l’eau pour boire et vous laver.\nFermez vos robinets pendant la coupure.\n"
        "Ensuite, laissez couler jusqu’à ce que l’eau soit claire.",
        "contact": "Service des eaux, 05 55 00 00 01", "severity": "Minor", "urgency": "Future", "certainty": "Observed",
        "onset": begins, "expires": begins + timedelta(hours=4), "area_kind": "districts",
    }  # fmt: skip
    with past.at(-2) as then:
        alert = alerts.draft(
            hazard="water_cut", values=values, author=validator, at=then, districts=District.objects.filter(name="Les Tilleuls")
        )
        alerts.issue(alert=alert, person=validator, at=then)


def _fill_roads(past: Past) -> None:
    values = {
        "title": "Rue de la Fontaine fermée pour travaux",
        "type": "ROAD_CLOSED", "subtype": "ROAD_CLOSED_CONSTRUCTION", "street": "Rue de la Fontaine", "line": street_line("Rue de la Fontaine"),
        "description": "Remplacement des conduites d’eau, puis du revêtement. Les trottoirs restent ouverts.",
        "detour": "Par l’avenue de la Gare. Riverains, vélos et secours passent.", "direction": "BOTH_DIRECTIONS",
        "starts_at": past.start(-4).replace(hour=8), "ends_at": past.start(17).replace(hour=17),
        "schedule": dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "8:00-17:00"),
        "contact": "Services techniques, 05 55 00 00 02",
    }  # fmt: skip
    with past.at(-9) as then:
        roads.add_road(values=values, person=None, at=then)


def _fill_subscriptions(past: Past) -> None:
    """Some forty people, for the whole commune or for their district."""
    districts = list(District.objects.order_by("pk"))
    for number in range(40):
        wishes: dict[str, Any] = {"topics": [["roads"], ["weather", "safety"], []][number % 3], "area_kind": "everywhere", "districts": []}
        if number % 4 == 0:
            wishes |= {"area_kind": "districts", "districts": [districts[number % len(districts)]]}
        with past.at(-1) as then:
            row, _code = subscribing.ask(way="email", address=f"habitant{number + 1}@clairbourg.example", wishes=wishes, at=then)
            subscribing.confirm(subscription=row, at=then)
