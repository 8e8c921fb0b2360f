"""What nearly every French commune lets report, in its words: a beginning that the team then changes."""

from typing import Any

from beffroi.participation.reports.models import Attribute
from beffroi.participation.reports.models.routing import SUGGESTION

ROADS, LIGHT, CLEAN, GREEN, IDEAS = "Rues et trottoirs", "Éclairage", "Propreté", "Espaces verts et jeux", "Suggestions"


def _one(*names: str) -> list[dict[str, str]]:
    return [{"key": str(number), "name": name} for number, name in enumerate(names, 1)]


USUAL: list[dict[str, Any]] = [
    {
        "code": "danger-immediat", "name": "Danger immédiat (feu, gaz, fil électrique tombé…)", "group": "",
        "stop_text": "Cela ne peut pas attendre : appelez le 112, même depuis un mobile bloqué. Par SMS, pour les personnes sourdes : 114.",
        "stop_phone": "112",
    },
    {"code": "trou-chaussee", "name": "Trou ou chaussée abîmée", "group": ROADS, "expected_days": 15, "keywords": "nid-de-poule, route"},
    {"code": "trottoir", "name": "Trottoir abîmé ou encombré", "group": ROADS, "expected_days": 20, "keywords": "dalle, obstacle, poussette, fauteuil"},
    {"code": "panneau", "name": "Panneau, marquage ou feu", "group": ROADS, "expected_days": 10, "keywords": "signalisation, stop, passage piéton"},
    {
        "code": "lampadaire", "name": "Lampadaire en panne", "group": LIGHT, "expected_days": 7, "keywords": "lumière, éclairage, ampoule",
        "questions": [
            {"description": "Combien de lampadaires ?", "datatype": Attribute.SINGLE, "values": _one("Un seul", "Plusieurs", "Toute la rue")},
            {
                "description": "Voyez-vous un fil électrique à nu ?", "datatype": Attribute.SINGLE, "required": True, "values": _one("Non", "Oui"),
                "stops": ["2"], "stop_text": "N’y touchez pas, éloignez les passants et appelez le 112.", "stop_phone": "112",
            },
        ],
    },
    {"code": "depot-sauvage", "name": "Dépôt sauvage", "group": CLEAN, "expected_days": 5, "keywords": "déchets, ordures, encombrants"},
    {"code": "poubelle", "name": "Poubelle pleine ou abîmée", "group": CLEAN, "expected_days": 3, "keywords": "corbeille, conteneur"},
    {"code": "tag", "name": "Tag ou affichage sauvage", "group": CLEAN, "expected_days": 15, "keywords": "graffiti"},
    {"code": "arbre", "name": "Arbre ou haie dangereux", "group": GREEN, "expected_days": 10, "keywords": "branche, élagage"},
    {"code": "jeux", "name": "Jeux, banc ou mobilier abîmé", "group": GREEN, "expected_days": 10, "keywords": "aire de jeux, square, banc"},
    {"code": "fuite-eau", "name": "Fuite d’eau, égout ou avaloir", "group": ROADS, "expected_days": 3, "keywords": "inondation, bouche"},
    {"code": "autre-probleme", "name": "Autre problème", "group": "Autre", "near_metres": 100},
    {"code": "idee-lieu", "name": "Une idée pour ce lieu", "group": IDEAS, "kind": SUGGESTION, "near_metres": 100, "asks_later": False},
    {"code": "idee-mobilite", "name": "Marcher, rouler, stationner", "group": IDEAS, "kind": SUGGESTION, "near_metres": 100, "asks_later": False},
]  # fmt: skip
