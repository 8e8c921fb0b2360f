"""What happens by the hour: reminders two days before the end, and past votes counted for the team."""

from datetime import timedelta

from django.utils.translation import override

from beffroi.commons.notifications.actions import tell
from beffroi.ground.people.models import Account
from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.kernel.subjects import Subject
from beffroi.participation.ballots import reading as urn
from beffroi.participation.budgets import polling
from beffroi.participation.budgets.actions import count, finish_simulation, stored_page
from beffroi.participation.budgets.actions.counting import must_be_countable
from beffroi.participation.budgets.actions.voting import forget_begun, mark_reminded
from beffroi.participation.budgets.models import Begun, Budget, Simulation
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import until

BEFORE = timedelta(days=2)


@task(every=timedelta(hours=1))
def remind_unfinished() -> None:
    """Whoever opened her ballot and did not send it is reminded, once. What she had ticked is known to her browser only."""
    at = clock.now()
    rows = Budget.objects.filter(frozen_at__isnull=False, counted_at=None, reminded_at=None, reminds=True)
    for budget in rows.select_related("component__process"):
        election = polling.election_of(budget.component)
        if election is None or not election.is_open(at) or election.closes_at - at > BEFORE:
            continue
        begun = Begun.objects.filter(budget=budget).values("account_id")
        accounts = list(Account.objects.filter(pk__in=begun, is_active=True).select_related("voice"))
        late = urn.not_yet_voted(election, accounts)
        waiting = [one for one in accounts if one.pk in late]
        with override("fr"):
            params = {"title": budget.component.title, "until": until(election.closes_at), "url": stored_page(budget.component, "vote")}
        if waiting:
            tell(
                voices_or_accounts=waiting, kind="budgets:unfinished", subject=Subject("budget", budget.component_id),
                params=params, origin=f"budget-unfinished-{budget.pk}", at=at,
            )  # fmt: skip
        mark_reminded(budget=budget, at=at)
        forget_begun(budget=budget)


@task(retries=2)
def count_votes(component: int) -> None:
    """A large count, beside the requests; asked for by the team, which has looked that it may be done."""
    row = Component.objects.select_related("process").get(pk=component)
    budget = Budget.objects.get(component=row)
    at = clock.now()
    if must_be_countable(budget, polling.election_of(row), at) is None:
        count(component=row, person=None, at=at)


@task()
def simulate(simulation: int) -> None:
    """Calculate what another rule would have given."""
    row = Simulation.objects.select_related("component__process").filter(pk=simulation, state=Simulation.WAITING).first()
    if row is not None:
        finish_simulation(simulation=row)
