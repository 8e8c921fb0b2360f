"""Who may do what in a participatory budget, and when, as refusals."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beffroi.commons.conversations.rules import ANSWER as SPEAK
from beffroi.commons.moderation.rules import must_not_be_paused
from beffroi.ground.people.rules import must_be_signed_in
from beffroi.kernel.rules import Refusal
from beffroi.participation.budgets import states
from beffroi.participation.budgets.access import DECIDE, EDIT, PAPER, STUDY, WORKS
from beffroi.participation.budgets.models import Analysis, Budget, Project, Sheet
from beffroi.participation.budgets.settings_form import BudgetSettings
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in, must_be_open, must_be_published, must_be_running, must_have_right_in

PROPOSE, SUPPORT, COMMENT, VOTE = "propose", "support", "comment", "vote"


def setting(component: Component, name: str) -> Any:
    """A setting of this component, or its default."""
    if name in component.settings:
        return component.settings[name]
    return BudgetSettings.base_fields[name].initial


def may_edit_budget(person: Any, component: Component) -> Refusal | None:
    return must_have_right_in(person, component.process, EDIT)


def must_not_be_frozen(budget: Budget) -> Refusal | None:
    if budget.is_frozen:
        return Refusal("frozen", _("The vote has been made ready: rules, envelopes and projects no longer change."))
    return None


def is_author(person: Any, project: Project) -> bool:
    return person.is_authenticated and project.voice_id == person.voice.pk


def must_be_author(person: Any, project: Project) -> Refusal | None:
    if is_author(person, project):
        return None
    return must_be_signed_in(person) or Refusal("not_author", _("Only its author may do this."))


def must_be_there(project: Project) -> Refusal | None:
    if project.in_list:
        return None
    if project.hidden_at:
        return Refusal("hidden", _("This idea was hidden by moderation."))
    if project.state == states.MERGED:
        return Refusal("merged", _("This idea was merged with another one."))
    if project.state == states.WITHDRAWN:
        return Refusal("withdrawn", _("Its author has withdrawn this idea."))
    return Refusal("draft", _("This idea is a draft."))


def is_team(person: Any, component: Component) -> bool:
    return person.is_authenticated and any(has_right_in(person, component.process, right) for right in (EDIT, STUDY, DECIDE))


def may_see(person: Any, project: Project, at: datetime) -> Refusal | None:
    """What is public, by all; drafts by their author; what was hidden, by its author and the team."""
    if refusal := must_be_published(project.component, at, person):
        return refusal
    if project.in_list or is_author(person, project):
        return None
    if project.state in (states.MERGED, states.WITHDRAWN) and not project.hidden_at:
        return None  # its page says what became of it
    if not project.is_draft and is_team(person, project.component):
        return None
    return must_be_there(project)


def may_write(component: Component, at: datetime, person: Any = None) -> Refusal | None:
    """Whether the form is open, whoever is there (visitors say who they are afterwards)."""
    return must_be_open(component, PROPOSE, at, person)


def may_propose(person: Any, component: Component, at: datetime) -> Refusal | None:
    refusal = must_be_signed_in(person) or may_write(component, at, person) or must_not_be_paused(person, at)
    return refusal or must_not_have_enough(person, component)


def must_not_have_enough(person: Any, component: Component) -> Refusal | None:
    most = setting(component, "most_each")
    if not most:
        return None
    mine = Project.objects.filter(component=component, voice=person.voice, published_at__isnull=False)
    if mine.exclude(state=states.WITHDRAWN).count() < most:
        return None
    said = ngettext("You have proposed %(n)d idea: that is the most here.", "You have proposed %(n)d ideas: that is the most here.", most)
    return Refusal("enough", said % {"n": most})


def may_edit_idea(person: Any, project: Project, at: datetime) -> Refusal | None:
    """Its author, while ideas are collected, and again when the town asks for a change."""
    if refusal := must_be_author(person, project):
        return refusal
    if project.hidden_at:
        return Refusal("hidden", _("This idea was hidden by moderation."))
    if project.state not in (states.DRAFT, states.IDEA, states.STUDY):
        return Refusal("settled", _("This idea can no longer be changed."))
    if project.change_asked:
        return must_be_running(project.component.process) or must_not_be_paused(person, at)
    if project.state == states.STUDY:
        return Refusal("studied", _("The services are studying it: it changes only if they ask for it."))
    return may_write(project.component, at, person) or must_not_be_paused(person, at)


def may_withdraw(person: Any, project: Project) -> Refusal | None:
    if refusal := must_be_author(person, project):
        return refusal
    if project.state not in (states.IDEA, states.STUDY, states.REFUSED):
        return Refusal("settled", _("This project belongs to the vote now: it can no longer be withdrawn."))
    return None


def may_support(person: Any, project: Project, at: datetime) -> Refusal | None:
    return must_be_there(project) or must_be_open(project.component, SUPPORT, at, person) or must_be_signed_in(person)


def may_comment(person: Any, project: Project, at: datetime) -> Refusal | None:
    return must_be_there(project) or must_be_open(project.component, COMMENT, at, person) or must_not_be_paused(person, at)


def may_speak(person: Any, project: Project, at: datetime) -> Refusal | None:
    """In the name of the town, under its own right (commons.conversations)."""
    return must_be_there(project) or must_have_right_in(person, project.component.process, SPEAK)


def may_follow(person: Any, project: Project, at: datetime) -> Refusal | None:
    return must_be_there(project) or must_be_signed_in(person)


# The team.


def may_study(person: Any, project: Project) -> Refusal | None:
    return must_have_right_in(person, project.component.process, STUDY)


def may_change_study(person: Any, project: Project, budget: Budget) -> Refusal | None:
    if refusal := must_not_be_frozen(budget):
        return refusal
    if project.state not in states.STUDIED:
        return Refusal("settled", _("This idea can no longer be studied."))
    return None


def may_give_analysis(person: Any, analysis: Analysis, budget: Budget) -> Refusal | None:
    """Whoever was asked, or whoever prepares the budget."""
    if refusal := may_change_study(person, analysis.project, budget):
        return refusal
    process = analysis.project.component.process
    if analysis.account_id == person.pk and has_right_in(person, process, STUDY):
        return None
    if has_right_in(person, process, EDIT):
        return None
    return must_have_right_in(person, process, STUDY) or Refusal("other", _("Another person was asked to study this."))


def may_supervise(person: Any, project: Project, budget: Budget) -> Refusal | None:
    if refusal := must_have_right_in(person, project.component.process, EDIT) or may_change_study(person, project, budget):
        return refusal
    if not project.studies_count or project.studies_open:
        return Refusal("not_studied", _("Wait until every service that was asked has answered."))
    return None


def may_decide(person: Any, project: Project, budget: Budget) -> Refusal | None:
    """After the services and the supervisor: nobody decides alone on a first impression."""
    if refusal := must_have_right_in(person, project.component.process, DECIDE) or may_change_study(person, project, budget):
        return refusal
    if project.supervised_at is None:
        return Refusal("not_supervised", _("Whoever prepares the budget checks the studies first."))
    return None


def may_tell_works(person: Any, project: Project) -> Refusal | None:
    if project.state != states.WON:
        return Refusal("not_chosen", _("Works begin once the vote has chosen the project."))
    return must_have_right_in(person, project.component.process, WORKS)


def may_enter(person: Any, sheet: Sheet) -> Refusal | None:
    """Each sheet is entered by two different agents."""
    if refusal := must_have_right_in(person, sheet.budget.component.process, PAPER):
        return refusal
    if sheet.budget.is_counted:
        return Refusal("counted", _("The votes are counted already."))
    if sheet.state == Sheet.AGREED:
        return Refusal("agreed", _("This sheet was entered twice already."))
    if sheet.state == Sheet.ONCE and sheet.first_by_id == person.pk:
        return Refusal("same", _("You entered this sheet: another agent enters it the second time."))
    return None
