"""A plan with many annotations: the page with its list, its orders and filters, and one annotation."""

from beffroi.ground.people.models import Account, Voice
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject
from beffroi.participation.plans import actions
from beffroi.participation.plans.models import Annotation, Part, Plan
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.sites.demo.annotating import square

BATCH, PEOPLE = 2000, 200
KINDS = [kind for kind, _label in Annotation.KINDS]


def fill(rows: int) -> dict[str, str]:
    """`rows` annotations of the plan of a square."""
    at = clock.now()
    component = ready_component("plan", at=at, verbs=("annotate", "support", "comment"), title="La place")
    plan = Plan.objects.get(component=component)
    actions.draw_layer(plan=plan, person=None, layer=square(), described="Le plan d’une place.", at=at)
    accounts = Account.objects.bulk_create([Account(email=f"plan{n}@example.org", password="!") for n in range(PEOPLE)])
    voices = Voice.objects.bulk_create([Voice(account=account, name=f"Personne {n}") for n, account in enumerate(accounts)])
    parts = list(plan.parts.order_by("position"))
    made = []
    for n in range(rows):
        part = parts[n % len(parts)] if n % 3 else None
        words = f"Annotation {n} : un banc à l’ombre ferait du bien ici."
        made.append(
            Annotation(
                plan=plan, number=n + 1, voice=voices[n % PEOPLE], part=part, x=(n * 37 % 1000) / 1000, y=(n * 53 % 1000) / 1000,
                kind=KINDS[n % len(KINDS)], text=words, html=f"<p>{words}</p>", excerpt=words, supports_count=n * 7 % 251,
                messages_count=n * 5 % 31, state=Annotation.TAKEN if n % 9 == 0 else "", answer_html="<p>Oui.</p>" if n % 9 == 0 else "",
                answered_at=at if n % 9 == 0 else None, created_at=at,
            )
        )  # fmt: skip
    Annotation.objects.bulk_create(made, batch_size=BATCH)
    for part in parts:
        Part.objects.filter(pk=part.pk).update(annotations_count=Annotation.objects.filter(part=part).count())
    Plan.objects.filter(pk=plan.pk).update(annotations_count=rows, last_number=rows)
    base = f"/p/{component.process.slug}/plan/{component.pk}/"
    last = Subject("annotation", Annotation.objects.filter(plan=plan).latest("number").pk)
    return {
        "plans: the plan": base,
        "plans: the most supported": f"{base}?tri=soutenues",
        "plans: of one part": f"{base}?partie={parts[0].pk}",
        "plans: with an answer": f"{base}?reponse=oui",
        "plans: one annotation": f"{base}{last.id}/",
    }
