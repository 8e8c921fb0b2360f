from beffroi.commons.conversations.models import Message
from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.ground.people.models import Voice
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.participation.debates.actions import KIND, address, index, subject_of
from beffroi.participation.debates.facts import DebateConcluded
from beffroi.participation.debates.models import Debate
from beffroi.participation.spaces.actions import add_happening
from beffroi.participation.spaces.facts import ProcessPublished

BATCH = 500


def _debate(pk: int) -> Debate | None:
    return Debate.objects.select_related("component__process").filter(pk=pk).first()


@on(DebateConcluded)
def tell_what_came_out(fact: DebateConcluded) -> None:
    """All who contributed, then those who follow the debate; each once."""
    debate = _debate(fact.debate_id)
    if debate is None:
        return
    at, subject = clock.now(), subject_of(debate)
    params = {"title": debate.question, "url": address(debate)}
    origin = f"debate-concluded-{debate.pk}"
    said = Message.objects.filter(thread__subject_kind=KIND, thread__subject_id=debate.pk, removed_at=None)
    ids = sorted(set(said.values_list("voice_id", flat=True)))
    for start in range(0, len(ids), BATCH):
        voices = list(Voice.objects.filter(pk__in=ids[start : start + BATCH]))
        tell(voices_or_accounts=voices, kind="debates:concluded", subject=subject, params=params, origin=origin, at=at)
    tell_followers(subject=subject, kind="debates:concluded-followed", params=params, origin=origin, at=at)


@on(DebateConcluded)
def write_the_timeline(fact: DebateConcluded) -> None:
    """The process remembers it."""
    debate = _debate(fact.debate_id)
    if debate is not None and debate.concluded_at is not None:
        add_happening(
            process=debate.component.process, title=fact.headline()[:200], at=debate.concluded_at, url=address(debate),
            origin=f"debate-concluded-{debate.pk}",
        )  # fmt: skip


@on(ProcessPublished)
def find_its_debates(fact: ProcessPublished) -> None:
    """What was a draft can be found now."""
    for debate in Debate.objects.filter(component__process_id=fact.process_id).select_related("component__process"):
        index(debate, clock.now())
