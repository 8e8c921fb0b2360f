from datetime import datetime

from django.db import transaction
from django.db.models import Count, F

from beffroi.commons.supports.models import Support
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals.facts import ThresholdReached
from beffroi.participation.proposals.models import SHUFFLE, Proposal
from beffroi.participation.proposals.rules import setting
from beffroi.participation.spaces.models import Component


def note_threshold(*, proposal_id: int, at: datetime) -> None:
    """A proposal that has just reached the threshold is told once; in the transaction of the support."""
    row = Proposal.objects.select_related("component").filter(pk=proposal_id, reached_at=None).first()
    most = setting(row.component, "threshold") if row else 0
    if row is None or not most or row.counted_supports < most:
        return
    if Proposal.objects.filter(pk=row.pk, reached_at=None).update(reached_at=at):
        record(
            ThresholdReached(
                subject=str(Subject("proposal", row.pk)),
                title=row.title,
                process_id=row.component.process_id,
                proposal_id=row.pk,
                component_id=row.component_id,
                threshold=most,
            )  # fmt: skip
        )


@transaction.atomic
def deal_again(*, factor: int, shift: int) -> None:
    """Give every proposal of the lists another place in the order of chance: one UPDATE, a permutation modulo a prime."""
    factor = factor % (SHUFFLE - 1) + 1
    Proposal.objects.filter(in_list=True).update(shuffle=(F("shuffle") * factor + shift) % SHUFFLE)
    edition.bump()


@transaction.atomic
def recount_provisional(*, component: Component, at: datetime) -> None:
    """Supports of people who have not yet given the minimum do not count: store how many there are on each proposal."""
    least = setting(component, "min_supports")
    rows = dict(Proposal.objects.filter(component=component).values_list("pk", "provisional_count"))
    wanted: dict[int, int] = {}
    if least > 1:
        here = Proposal.objects.filter(component=component, in_list=True).values("pk")
        mine = Support.objects.filter(subject_kind="proposal", subject_id__in=here)
        few = mine.values("voice").annotate(given=Count("pk")).filter(given__lt=least).values("voice")
        wanted = dict(mine.filter(voice__in=few).values_list("subject_id").annotate(n=Count("pk")))
    changed = False
    for pk, count in rows.items():
        if wanted.get(pk, 0) != count:
            Proposal.objects.filter(pk=pk).update(provisional_count=wanted.get(pk, 0), version=F("version") + 1)
            note_threshold(proposal_id=pk, at=at)
            changed = True
    if changed:
        edition.bump()
