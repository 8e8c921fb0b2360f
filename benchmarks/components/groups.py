"""Groups: a town where everybody gathers, and one group that talks all day."""

from datetime import timedelta

from beffroi.ground.people.models import Voice
from beffroi.kernel import clock
from beffroi.participation.groups import actions
from beffroi.participation.groups.addresses import group_url, topic_url
from beffroi.participation.groups.models import Group, Member, Step, Topic
from beffroi.participation.spaces.models import GROUP, Process

BATCH = 2000
SORTS = [*Group.FORMAL, *Group.INFORMAL]


def fill(rows: int) -> dict[str, str]:
    """`rows` groups in the town; `rows` topics and members in the first of them."""
    at = clock.now()
    busy = actions.create(person=None, sort=Group.NEIGHBOURHOOD, title="Le grand conseil", question="Tout le quartier", at=at)
    made = Process.objects.bulk_create(
        [
            Process(slug=f"groupe-{n}", title=f"Groupe {n}", question="Se retrouver", kind=GROUP, opened_at=at, published_at=at)
            for n in range(rows)
        ],
        batch_size=BATCH,
    )
    Group.objects.bulk_create(
        [
            Group(process=row, sort=SORTS[n % len(SORTS)], active_at=at - timedelta(minutes=n), members_count=3)
            for n, row in enumerate(made)
        ],
        batch_size=BATCH,
    )
    voices = Voice.objects.bulk_create([Voice(name=f"Voisine {n}") for n in range(rows)], batch_size=BATCH)
    Member.objects.bulk_create(
        [
            Member(group=busy, voice=voice, state=Member.INSIDE, is_facilitator=n < 3, asked_at=at, joined_at=at - timedelta(minutes=n))
            for n, voice in enumerate(voices)
        ],
        batch_size=BATCH,
    )
    topics = []
    for n in range(rows):
        then = at - timedelta(minutes=n)
        topic = Topic(
            group=busy, title=f"Sujet {n}", text="Il fait chaud. " * 20, html=f"<p>{'Il fait chaud. ' * 20}</p>", excerpt="Il fait chaud. " * 8,
            voice=voices[n], state="raised" if n % 5 == 0 else "", created_at=then, active_at=then, messages_count=n % 4,
        )  # fmt: skip
        topic.turn = topic.place()
        topics.append(topic)
    topics = Topic.objects.bulk_create(topics, batch_size=BATCH)
    Step.objects.bulk_create([Step(topic=topics[0], state="raised", note="Vu.", voice=voices[0], at=at)])
    Group.objects.filter(pk=busy.pk).update(members_count=rows, topics_count=rows)
    return {
        "groups: the list": "/g/",
        "groups: a group": group_url(busy),
        "groups: its topics": group_url(busy, "topics"),
        "groups: its problems": f"{group_url(busy, 'topics')}?genre=problemes",
        "groups: its members": group_url(busy, "members"),
        "groups: a problem": topic_url(topics[0]),
    }
