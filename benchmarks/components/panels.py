"""A panel drawn from a large pool: its pages, and how long the draw takes."""

import random
import time
from datetime import timedelta
from decimal import Decimal

from beffroi.kernel import clock
from beffroi.participation.panels import actions
from beffroi.participation.panels.models import Candidate, Panel, Seat
from beffroi.participation.spaces.kitchen import ready_component

AGES, DISTRICTS = ("16-29", "30-44", "45-59", "60-74", "75"), ("Bourg", "Gare", "Moulin", "Prés")
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def pseudonym(number: int) -> str:
    word = ""
    for _sign in range(5):
        number, rest = divmod(number, len(LETTERS))
        word = LETTERS[rest] + word
    return word


def fill(rows: int) -> dict[str, str]:
    at, chance = clock.now(), random.Random(6)
    component = ready_component("panel", at=at, verbs=("join",))
    fields = {"mandate": "Que faire du parc ?", "size": 30, "method": "maximin", "takes_volunteers": True, "one_a_home": False}
    panel = actions.save_mandate(panel=Panel.objects.get(component=component), person=None, fields=fields, at=at)
    for question, labels in (("Âge", AGES), ("Genre", ("F", "H")), ("Quartier", DISTRICTS)):
        actions.add_feature(panel=panel, person=None, question=question, lines=[(label, Decimal(100) / len(labels)) for label in labels])
    values = {feature.key: list(feature.values.all()) for feature in panel.features.prefetch_related("values")}
    counts = dict.fromkeys((value.pk for there in values.values() for value in there), 0)
    for start in range(0, rows, 10_000):
        people = []
        for number in range(start, min(start + 10_000, rows)):
            chosen = {key: chance.choice(there) for key, there in values.items()}
            for value in chosen.values():
                counts[value.pk] += 1
            answers = {key: value.key for key, value in chosen.items()}
            people.append(
                Candidate(panel=panel, pseudonym=pseudonym(number), code_key=str(number), contact={"code": "x"}, answers=answers, at=at)
            )
        actions.take_in(panel=panel, rows=people, counts={} if start + 10_000 < rows else counts, declined=0)
    panel = actions.close_pool(panel=panel, person=None, at=at)
    began = time.process_time()
    made = actions.calculate(panel)
    print(f"  the draw of 30 among {rows:,}: {time.process_time() - began:.1f} s of CPU", flush=True)
    panel = actions.keep_draw(panel=panel, made=made, at=at)
    panel = actions.publish(panel=panel, person=None, throw_at=at, throw_place="Halle", at=at)
    panel = actions.throw(panel=panel, person=None, dice=[0, 4, 2], at=at + timedelta(minutes=1))
    assert Seat.objects.filter(panel=panel).count() == 30
    base = f"/p/{component.process.slug}/panels/{component.pk}/"
    return {"panels of the town": "/panels/", "panel": base, "draw": f"{base}tirage/", "a number": f"{base}tirage/?numero={pseudonym(3)}"}
