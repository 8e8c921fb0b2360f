"""What happens after something moved in a mission: people are told, the search finds what became public."""

from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.participation.missions.actions import index, index_mission, stored
from beffroi.participation.missions.facts import ContributionDecided, MissionClosed, MissionEndsSoon, SignupMoved
from beffroi.participation.missions.models import Contribution, Mission, Signup
from beffroi.participation.missions.notices import params_of_task, subject_of_task
from beffroi.participation.spaces.facts import ProcessEdited, ProcessPublished

NOTICES = {Contribution.ACCEPTED: "accepted", Contribution.CHANGE: "change", Contribution.REFUSED: "refused"}


@on(ContributionDecided)
def tell_the_author(fact: ContributionDecided) -> None:
    row = Contribution.objects.select_related("voice", "mission__component__process").filter(pk=fact.contribution_id).first()
    if row is None or row.decisions != fact.decision:
        return  # decided again since: the later decision tells its own
    params = {"title": row.title, "mission": row.mission.title, "reason": row.reason, "url": stored(row)}
    tell(
        voices_or_accounts=[row.voice],
        kind=f"missions:{NOTICES[fact.state]}",
        subject=Subject("contribution", row.pk),
        params=params,
        origin=f"mission-decided-{row.pk}-{fact.decision}",
        at=clock.now(),
    )


def _tell_followers(mission_id: int, kind: str) -> None:
    mission = Mission.objects.select_related("component__process").filter(pk=mission_id).first()
    if mission is not None:
        tell_followers(
            subject=Subject("mission", mission.pk),
            kind=f"missions:{kind}",
            params={"title": mission.title, "url": stored(mission)},
            origin=f"mission-{kind}-{mission.pk}-{mission.closed_at or mission.ends_at}",
            at=clock.now(),
        )


@on(MissionEndsSoon)
def tell_that_it_ends(fact: MissionEndsSoon) -> None:
    _tell_followers(fact.mission_id, "ends-soon")


@on(MissionClosed)
def tell_that_it_is_over(fact: MissionClosed) -> None:
    _tell_followers(fact.mission_id, "closed")


@on(SignupMoved)
def tell_the_volunteer(fact: SignupMoved) -> None:
    """Registered, waiting, moved up, another hour, cancelled: each step once."""
    row = Signup.objects.select_related("account", "task__mission__component__process").filter(pk=fact.signup_id).first()
    if row is None or row.account is None or row.state == Signup.LEFT or row.steps != fact.step:
        return
    kind = "registered" if row.state == Signup.IN else "waiting"
    if row.task.cancelled_at:
        kind = "cancelled"
    elif fact.is_change:
        kind = "moved"
    tell(
        voices_or_accounts=[row.account],
        kind=f"missions:{kind}",
        subject=subject_of_task(row.task),
        params=params_of_task(row.task),
        origin=f"mission-signup-{row.pk}-{fact.step}",
        at=clock.now(),
    )


@on(ProcessPublished)
def find_its_missions(fact: ProcessPublished) -> None:
    """What was a draft can be found now."""
    for mission in Mission.objects.filter(component__process_id=fact.process_id).select_related("component__process"):
        index_mission(mission)
    rows = Contribution.objects.filter(mission__component__process_id=fact.process_id, in_list=True)
    for row in rows.select_related("mission__component__process").iterator(chunk_size=500):
        index(row)


@on(ProcessEdited)
def find_what_was_opened(fact: ProcessEdited) -> None:
    """A component became public, or is no longer: so do its missions."""
    for mission in Mission.objects.filter(component__process_id=fact.process_id).select_related("component__process"):
        index_mission(mission)
