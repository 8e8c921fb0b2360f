"""What happens after something moved: people are told, the search finds what became public."""

from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.participation.budgets.actions import index, stored
from beffroi.participation.budgets.facts import StepTaken, StudyAsked
from beffroi.participation.budgets.models import Analysis, Project, Step
from beffroi.participation.spaces.facts import ProcessEdited, ProcessPublished

FOLLOWED = {"kept", "refused", "reopened", "merged", "joined", "withdrawn", "won", "lost", "news", "late", "done", "stopped"}


@on(StepTaken)
def tell_the_author_and_followers(fact: StepTaken) -> None:
    step = Step.objects.select_related("project__voice", "project__component__process").filter(pk=fact.step_id).first()
    if step is None:
        return
    project, at = step.project, clock.now()
    params = {"title": project.title, "kind": step.kind, "url": stored(project), "excerpt": step.text[:200]}
    subject = Subject("project", project.pk)
    is_own_act = step.voice_id == project.voice_id
    if not is_own_act:
        tell(
            voices_or_accounts=[project.voice], kind="budgets:step", subject=subject, params=params, origin=f"budget-step-{step.pk}", at=at
        )
    if step.kind in FOLLOWED:
        tell_followers(
            subject=subject, kind="budgets:followed", params=params, origin=f"budget-step-{step.pk}", at=at, except_voice=project.voice
        )


@on(StudyAsked)
def tell_the_service(fact: StudyAsked) -> None:
    row = Analysis.objects.select_related("account", "project__component__process").filter(pk=fact.analysis_id).first()
    if row is None or row.account is None or row.given_at:
        return
    tell(
        voices_or_accounts=[row.account],
        kind="budgets:study",
        subject=Subject("project", row.project_id),
        params={"title": row.project.title, "url": stored(row.project), "excerpt": row.question},
        origin=f"budget-study-{row.pk}",
        at=clock.now(),
    )


@on(ProcessPublished)
def find_its_projects(fact: ProcessPublished) -> None:
    """What was a draft can be found now."""
    _index(fact.process_id)


@on(ProcessEdited)
def find_what_was_opened(fact: ProcessEdited) -> None:
    """A component became public, or is no longer: so do its projects."""
    _index(fact.process_id, public_moved=True)


def _index(process_id: int, *, public_moved: bool = False) -> None:
    rows = Project.objects.filter(component__process_id=process_id, in_list=True).select_related("component__process")
    if public_moved:  # rare, and a process has few of these: only what is out of step is written again
        rows = rows.filter(component__published_at=None)
    for row in rows.iterator(chunk_size=500):
        index(row)
