"""The plan of the market square, drawn from a layer of ours, and what fifteen people say of it."""

import math
from datetime import datetime
from typing import Any

from beffroi.commons.conversations.actions import send
from beffroi.commons.supports.actions import support
from beffroi.ground.people.models import Account
from beffroi.kernel.subjects import Subject
from beffroi.participation.plans import actions as plans
from beffroi.participation.plans.models import Annotation, Part, Plan
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.models import Opening, Process
from beffroi.sites.demo import actions
from beffroi.sites.demo.past import Past, content, person

MIDDLE = (1.2991, 45.8302)
MANAGER = "communication@clairbourg.example"
TEXT = """Ce plan est une **esquisse** : rien n’est encore décidé au mètre près.

- La surface perméable passe de 4 % à 38 %.
- Douze arbres sont dessinés ; huit sont sûrs, quatre dépendent des réseaux sous la place.
- Le marché du samedi garde ses 42 emplacements."""
DESCRIBED = (
    "La place vue d’en haut : au centre la fontaine, à l’ouest un mail de douze arbres avec des bancs, à l’est la terrasse et la halle, au sud "
    "trente places de stationnement et l’arrêt de bus, au nord une piste cyclable qui rejoint la rue de la Gare."
)
IDEA, LIKE, WORRY, QUESTION = Annotation.IDEA, Annotation.LIKE, Annotation.WORRY, Annotation.QUESTION

# Name of the part, or a point in shares of the plan; days ago; supports; kind; words; state and answer; a reply.
SAID: list[dict[str, Any]] = [
    {
        "at": "Le mail des douze arbres", "day": -18, "supports": 24, "kind": LIKE,
        "text": "Enfin de l’ombre ! Gardez ces arbres, même s’il faut déplacer des places de voiture.",
    },
    {
        "at": "La fontaine", "day": -17, "supports": 19, "kind": QUESTION,
        "text": "L’eau sera-t-elle potable ? On pourrait remplir les gourdes le jour du marché.",
        "state": Annotation.TAKEN, "answer": "Oui : un point d’eau potable est ajouté au pied de la fontaine. Il est chiffré avec le reste.",
    },
    {
        "at": "La piste cyclable", "day": -16, "supports": 15, "kind": WORRY,
        "text": "La piste coupe la sortie de la boulangerie. Les gens vont sortir leur pain à la main sous les vélos.",
        "state": Annotation.STUDIED, "answer": "Nous regardons un décalage de deux mètres vers la place. Réponse à la réunion de plan.",
        "reply": "D’accord : même un simple décroché suffirait.",
    },
    {"at": "Le stationnement", "day": -15, "supports": 11, "kind": WORRY, "text": "Trente places au lieu de soixante-quatorze : où se garent les infirmières à domicile ?"},
    {
        "at": "Le stationnement", "day": -14, "supports": 17, "kind": IDEA,
        "text": "Réservez quatre places de quinze minutes devant la pharmacie, avec un panneau clair.",
        "state": Annotation.TAKEN, "answer": "Quatre arrêts minute sont dessinés côté pharmacie.",
    },
    {"at": "L’arrêt de bus", "day": -13, "supports": 8, "kind": IDEA, "text": "Un abri avec un banc à dossier et des accoudoirs, pour se relever sans aide."},
    {"at": "La terrasse", "day": -12, "supports": 6, "kind": WORRY, "text": "Que la terrasse s’arrête à 22 h : mes fenêtres donnent dessus."},
    {
        "at": "La halle", "day": -11, "supports": 13, "kind": LIKE,
        "text": "La halle ouverte sur la place, c’est ce qui manquait pour les jours de pluie.",
    },
    {"at": (0.29, 0.44), "day": -10, "supports": 9, "kind": IDEA, "text": "Une table d’échecs ici, entre les deux tilleuls : il y a déjà des joueurs le mercredi."},
    {"at": (0.52, 0.79), "day": -9, "supports": 7, "kind": QUESTION, "text": "Le passage est-il assez large pour deux fauteuils qui se croisent ?",
     "state": Annotation.SAID, "answer": "Oui : 2,20 mètres partout, sans marche. Le plan coté est au dossier."},
    {"at": "Les jeux d’eau", "day": -8, "supports": 21, "kind": LIKE, "text": "Mes enfants ont déjà prévu leur été."},
    {"at": "Les jeux d’eau", "day": -7, "supports": 5, "kind": WORRY, "text": "Et les années de sécheresse ? Prévoyez une eau qui tourne, pas une eau perdue."},
    {"at": "Le mail des douze arbres", "day": -5, "supports": 10, "kind": IDEA, "text": "Des essences différentes, pas douze fois la même : une maladie et tout serait perdu."},
    {"at": (0.74, 0.31), "day": -3, "supports": 4, "kind": IDEA, "text": "Un point pour attacher dix vélos près de la halle, sous l’auvent."},
    {"at": "La fontaine", "day": -1, "supports": 3, "kind": LIKE, "text": "Garder la vieille margelle est une belle idée : ma grand-mère y puisait l’eau."},
]  # fmt: skip


def fill_annotated_plan(at: datetime) -> None:
    past, before = Past(at), actions.last_job()
    plan = _plan(past)
    team = [row["email"] for row in content("town")["accounts"]]
    people = list(Account.objects.filter(voice__isnull=False).exclude(email__in=team).order_by("pk")[:40])
    parts = {part.name: part for part in plan.parts.all()}
    for number, said in enumerate(SAID):
        _annotate(past, plan, parts, people, number, said)
    actions.forget_jobs(after=before)


def _plan(past: Past) -> Plan:
    process = Process.objects.get(slug="place-du-marche")
    with past.at(-20) as then:
        made = spaces.add_component(
            process=process, person=None, kind="plan", title="Le plan à annoter",
            intro="Montrez un endroit du plan et dites ce que vous en pensez.", at=then, published=True,
        )  # fmt: skip
        process.refresh_from_db()
        known = set(Opening.objects.filter(phase__process=process).values_list("phase_id", "component_id", "verb"))
        phases = process.phases.filter(starts_at__gte=past.start(-21))
        wanted = {(phase.pk, made.pk, verb) for phase in phases for verb in ("annotate", "support", "comment")}
        spaces.set_openings(process=process, person=None, seen=process.edits, wanted=known | wanted, at=then)
        plan = Plan.objects.get(component=made)
        plans.edit_text(plan=plan, person=None, seen=0, text=TEXT, described=DESCRIBED, at=then)
        plans.draw_layer(plan=plan, person=None, layer=square(), at=then)
    return Plan.objects.select_related("component__process").get(pk=plan.pk)


def _annotate(past: Past, plan: Plan, parts: dict[str, Part], people: list[Account], number: int, said: dict[str, Any]) -> None:
    where = {"part": parts[said["at"]]} if isinstance(said["at"], str) else {"x": said["at"][0], "y": said["at"][1]}
    author = people[number % len(people)]
    with past.at(said["day"]) as then:
        row = plans.annotate(plan=plan, person=author, text=said["text"], kind=said["kind"], at=then, **where)
        subject = Subject("annotation", row.pk)
        others = [account for account in people if account.pk != author.pk]
        for account in others[number : number + said["supports"]]:
            support(subject=subject, person=account, at=then)
        if "reply" in said:
            send(subject=subject, person=others[number], text=said["reply"], at=then)
    if "answer" in said:
        with past.at(min(said["day"] + 2, -0.5)) as then:
            plans.answer(annotation=row, person=person(MANAGER), state=said["state"], text=said["answer"], at=then)


def square() -> dict[str, Any]:
    """The layer, drawn in metres from the middle of the square."""
    trees = [(-38 + 9 * (n % 4), -12 + 12 * (n // 4)) for n in range(12)]
    fountain = [(5 * math.cos(k * math.pi / 8), 5 * math.sin(k * math.pi / 8)) for k in range(17)]
    play = [(14 + 7 * math.cos(k * math.pi / 6), -12 + 5 * math.sin(k * math.pi / 6)) for k in range(13)]
    features = [
        _area("road", "", (-75, 38), (75, 50)),
        _area("road", "", (-75, -52), (75, -40)),
        _area("square", "", (-55, -40), (55, 38)),
        _area("green", "", (-44, -18), (-8, 20)),
        *[_area("building", "", (-75 + 25 * n, 52), (-53 + 25 * n, 66)) for n in range(6)],
        _area("building", "", (-75, -40), (-58, 36)),
        _area("building", "La halle", (30, 2), (52, 30)),
        _area("square", "La terrasse", (30, -20), (52, -2)),
        _area("building", "", (58, -40), (75, 36)),
        _area("square", "Le stationnement", (-50, -38), (20, -27)),
        *[_line("", "", [(-50 + 5 * n, -38), (-50 + 5 * n, -27)]) for n in range(15)],
        _area("building", "L’arrêt de bus", (28, -38), (44, -33)),
        _shape("water", "La fontaine", fountain),
        _shape("water", "Les jeux d’eau", play),
        _line("cycle", "La piste cyclable", [(-75, 33), (0, 33), (75, 33)]),
        {"type": "Feature", "properties": {"kind": "tree", "name": "Le mail des douze arbres"}, "geometry": {"type": "MultiPoint", "coordinates": [_there(*one) for one in trees]}},
        *[{"type": "Feature", "properties": {"kind": kind}, "geometry": {"type": "Point", "coordinates": _there(x, y)}} for kind, x, y in FURNITURE],
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


FURNITURE = [
    *(("bench", -42 + 9 * n, 17) for n in range(4)), *(("bench", -42 + 9 * n, -16) for n in range(4)),
    *(("lamp", -50 + 25 * n, 36) for n in range(5)), *(("lamp", -50 + 25 * n, -25) for n in range(5)), ("bench", 9, 8), ("bench", -3, 9),
]  # fmt: skip


def _there(x: float, y: float) -> list[float]:
    """Metres to the east and to the north of the middle, as degrees."""
    return [
        round(MIDDLE[0] + x / (111_320 * math.cos(math.radians(MIDDLE[1]))), 7),
        round(MIDDLE[1] + y / 111_320, 7),
    ]


def _area(kind: str, name: str, low: tuple[float, float], high: tuple[float, float]) -> dict[str, Any]:
    return _shape(kind, name, [low, (high[0], low[1]), high, (low[0], high[1]), low])


def _shape(kind: str, name: str, ring: list[tuple[float, float]]) -> dict[str, Any]:
    return _feature(kind, name, {"type": "Polygon", "coordinates": [[_there(*one) for one in ring]]})


def _line(kind: str, name: str, points: list[tuple[float, float]]) -> dict[str, Any]:
    return _feature(kind, name, {"type": "LineString", "coordinates": [_there(*one) for one in points]})


def _feature(kind: str, name: str, geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"kind": kind, **({"name": name} if name else {})}, "geometry": geometry}
