from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.ground.people.models import Voice
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.participation.opinions.actions import address, index, log_address, statement_address
from beffroi.participation.opinions.actions.stating import index_statements
from beffroi.participation.opinions.facts import MapConcluded, StatementsDecided
from beffroi.participation.opinions.models import OpinionMap, Statement
from beffroi.participation.spaces.actions import add_happening
from beffroi.participation.spaces.facts import ProcessPublished

BATCH = 500
TOLD = {Statement.SHOWN: "opinions:accepted", Statement.REFUSED: "opinions:refused"}


@on(StatementsDecided)
def tell_its_author(fact: StatementsDecided) -> None:
    """What the team decided about what she wrote; each decision once."""
    rows = Statement.objects.filter(pk__in=fact.statement_ids, voice__isnull=False, decided_at__isnull=False, origin=Statement.PERSON)
    for row in rows.select_related("map__component__process", "voice"):
        if row.decided_at is None or row.state not in TOLD:
            continue
        url = statement_address(row) if row.in_list else log_address(row.map)
        tell(
            voices_or_accounts=[row.voice], kind=TOLD[row.state], subject=row.subject, params={"title": row.text, "url": url},
            origin=f"statement-{row.pk}-{row.decided_at.timestamp():.0f}", at=clock.now(),
        )  # fmt: skip


@on(MapConcluded)
def tell_what_came_out(fact: MapConcluded) -> None:
    """Those who wrote for it, then those who follow it; each once."""
    map = _map(fact.map_id)
    if map is None:
        return
    at, params = clock.now(), {"title": map.question, "url": address(map)}
    origin = f"opinions-concluded-{map.pk}"
    ids = sorted(set(map.statements.filter(voice__isnull=False, origin=Statement.PERSON).values_list("voice_id", flat=True)))
    for start in range(0, len(ids), BATCH):
        voices = list(Voice.objects.filter(pk__in=ids[start : start + BATCH]))
        tell(voices_or_accounts=voices, kind="opinions:concluded", subject=map.subject, params=params, origin=origin, at=at)
    tell_followers(subject=map.subject, kind="opinions:concluded-followed", params=params, origin=origin, at=at)


@on(MapConcluded)
def write_the_timeline(fact: MapConcluded) -> None:
    """The process remembers it."""
    map = _map(fact.map_id)
    if map is not None and map.concluded_at is not None:
        add_happening(
            process=map.component.process, title=fact.headline()[:200], at=map.concluded_at, url=address(map),
            origin=f"opinions-concluded-{map.pk}",
        )  # fmt: skip


@on(ProcessPublished)
def find_its_maps(fact: ProcessPublished) -> None:
    """What was a draft can be found now."""
    for map in OpinionMap.objects.filter(component__process_id=fact.process_id).select_related("component__process"):
        index(map, clock.now())
        index_statements(map, map.statements.filter(in_list=True), clock.now())


def _map(pk: int) -> OpinionMap | None:
    return OpinionMap.objects.select_related("component__process").filter(pk=pk).first()
