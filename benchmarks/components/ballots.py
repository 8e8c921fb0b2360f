"""The public page of a secret vote with many ballots in its urn."""

import secrets
from datetime import timedelta

from beffroi.kernel import clock
from beffroi.participation.ballots.kitchen import THREE, secret_election
from beffroi.participation.ballots.models import Ballot, Day, Urn, drawn
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.models import Component


def fill(rows: int) -> dict[str, str]:
    """One vote that is open, with `rows` ballots. Their bytes are not those of true ballots: the pages show trackers only."""
    at = clock.now()
    process = spaces.create(person=None, at=at - timedelta(days=9), title="La rue", question="Que faire ?", summary="La rue des Halles.")
    component = Component.objects.create(process=process, kind="vote", title="Le vote", published_at=at - timedelta(days=9))
    spaces.publish(process=process, person=None, at=at - timedelta(days=9))
    people = [{"name": f"V {n}", "email": f"v{n}@example.org"} for n in range(3)]
    election = secret_election(
        Component.objects.select_related("process").get(pk=component.pk), at=at, people=people, trustees_named=THREE
    ).election
    first = election.urn.height
    made = [
        Ballot(
            pk=drawn(), election=election, height=first + n, tracker=secrets.token_urlsafe(32)[:43], credential=str(n % 997), raw="{}",
            event="0" * 64,
        )
        for n in range(rows)
    ]  # fmt: skip
    Ballot.objects.bulk_create(made, batch_size=2000)
    Urn.objects.filter(election=election).update(height=first + rows, ballots_count=rows, voted_count=rows)
    for back in range(9):
        Day.objects.create(election=election, day=at.date() - timedelta(days=back), online=rows // 9)
    return {"ballots: urn": election.url, "ballots: one ballot": f"{election.url}?suivi={made[rows // 2].tracker}"}
