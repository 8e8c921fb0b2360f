"""Who may do what with a proposal, and when, as refusals."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beffroi.commons.conversations.rules import ANSWER as SPEAK
from beffroi.commons.moderation.rules import must_not_be_paused
from beffroi.commons.supports.models import Support
from beffroi.ground.people.rules import must_be_signed_in
from beffroi.kernel.rules import Refusal
from beffroi.participation.proposals.models import Amendment, Author, Proposal, Reshaping
from beffroi.participation.proposals.settings_form import ProposalSettings
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in, must_be_open, must_be_published, must_be_running, must_have_right_in

ANSWER, EVALUATE, EDIT, MERGE, OFFICIAL = (
    "proposals:proposal:answer",
    "proposals:proposal:evaluate",
    "proposals:proposal:edit",
    "proposals:proposal:merge",
    "proposals:proposal:official",
)
UNDO_DAYS = 30


def setting(component: Component, name: str) -> Any:
    """A setting of this component, or its default."""
    if name in component.settings:
        return component.settings[name]
    return ProposalSettings.base_fields[name].initial


def is_author(person: Any, proposal: Proposal) -> bool:
    """Whether this person signs the proposal."""
    if not person.is_authenticated:
        return False
    voice_id = person.voice.pk
    if proposal.voice_id == voice_id or not proposal.has_others:
        return proposal.voice_id == voice_id
    return Author.objects.filter(proposal_id=proposal.pk, voice_id=voice_id, state=Author.SIGNED).exists()


def must_be_author(person: Any, proposal: Proposal) -> Refusal | None:
    if is_author(person, proposal):
        return None
    return must_be_signed_in(person) or Refusal("not_author", _("Only its authors may do this."))


def must_be_there(proposal: Proposal) -> Refusal | None:
    """Public, and nothing took it out of the list."""
    if proposal.is_draft:
        return Refusal("draft", _("This proposal is a draft."))
    if proposal.hidden_at:
        return Refusal("hidden", _("This proposal was hidden by moderation."))
    if proposal.withdrawn_at:
        return Refusal("withdrawn", _("Its author has withdrawn this proposal."))
    if proposal.merged_into_id:
        return Refusal("merged", _("This proposal was merged with others. Take part on the common one."))
    if proposal.split_at:
        return Refusal("split", _("This proposal was split into several. Take part on those."))
    return None


def may_see(person: Any, proposal: Proposal, at: datetime) -> Refusal | None:
    """Drafts are seen by their authors, hidden ones by the team and their authors."""
    if refusal := must_be_published(proposal.component, at, person):
        return refusal
    if proposal.is_public or is_author(person, proposal):
        return None
    if proposal.hidden_at and has_right_in(person, proposal.component.process, ANSWER):
        return None
    return Refusal("draft" if proposal.is_draft else "hidden", _("This proposal is not public."))


def must_not_have_proposed_enough(person: Any, component: Component) -> Refusal | None:
    most = setting(component, "max_proposals")
    if not most:
        return None
    mine = Proposal.objects.filter(component=component, voice=person.voice, withdrawn_at=None).exclude(published_at=None).count()
    if mine < most:
        return None
    sentence = ngettext("You have made your proposal here: %(n)d per person.", "You have made your %(n)d proposals here.", most)
    return Refusal("enough", sentence % {"n": most})


def may_write(component: Component, at: datetime, person: Any = None) -> Refusal | None:
    """Whether the form is open, whoever is there (visitors say who they are afterwards)."""
    return must_be_open(component, "propose", at, person)


def may_propose(person: Any, component: Component, at: datetime) -> Refusal | None:
    return (
        must_be_signed_in(person)
        or may_write(component, at, person)
        or must_not_be_paused(person, at)
        or must_not_have_proposed_enough(person, component)
    )


def may_edit(person: Any, proposal: Proposal, at: datetime) -> Refusal | None:
    """Authors, within the window; the team edits what is official."""
    if proposal.is_official and has_right_in(person, proposal.component.process, OFFICIAL):
        return must_be_there(proposal) if not proposal.is_draft else None
    if refusal := must_be_author(person, proposal):
        return refusal
    if proposal.is_draft:
        return None
    return must_be_there(proposal) or must_not_be_paused(person, at) or must_be_within_edit_window(proposal, at)


def must_be_within_edit_window(proposal: Proposal, at: datetime) -> Refusal | None:
    component = proposal.component
    if proposal.answered_at:
        return Refusal("answered", _("The town has answered: the text no longer changes."))
    stop = setting(component, "edit_until_supports")
    if stop and proposal.supports_count >= stop:
        return Refusal("supported", _("So many people support this text that it no longer changes. You can still discuss it below."))
    hours = setting(component, "edit_hours")
    if hours and proposal.published_at and at >= proposal.published_at + timedelta(hours=hours):
        sentence = ngettext(
            "It could be edited for %(n)d hour after publication.", "It could be edited for %(n)d hours after publication.", hours
        )
        return Refusal("late", sentence % {"n": hours})
    return None if hours else must_be_open(component, "propose", at)


def may_withdraw(person: Any, proposal: Proposal, at: datetime) -> Refusal | None:
    if refusal := must_be_author(person, proposal) or must_be_there(proposal):
        return refusal
    if proposal.answered_at:
        return Refusal("answered", _("The town has answered: the proposal stays, with its answer."))
    return must_be_running(proposal.component.process)


def may_support(person: Any, proposal: Proposal, at: datetime) -> Refusal | None:
    return (
        must_be_there(proposal)
        or must_be_open(proposal.component, "support", at, person)
        or must_be_signed_in(person)
        or must_have_supports_left(person, proposal)
    )


def supports_given(person: Any, component: Component) -> int:
    """How many proposals of this component this person supports."""
    here = Proposal.objects.filter(component=component, in_list=True).values("pk")
    return Support.objects.filter(subject_kind="proposal", voice=person.voice, subject_id__in=here).count()


def must_have_supports_left(person: Any, proposal: Proposal) -> Refusal | None:
    most = setting(proposal.component, "max_supports")
    if not most or supports_given(person, proposal.component) < most:
        return None
    sentence = ngettext(
        "You have given your support. Take it back elsewhere to give it here.",
        "You have given your %(n)d supports. Take one back to give it here.",
        most,
    )
    return Refusal("no_supports_left", sentence % {"n": most})


def may_take_support_back(person: Any, proposal: Proposal, at: datetime) -> Refusal | None:
    return must_be_open(proposal.component, "support", at) or must_be_signed_in(person)


def may_comment(person: Any, proposal: Proposal, at: datetime) -> Refusal | None:
    return must_be_there(proposal) or must_be_open(proposal.component, "comment", at, person) or must_be_signed_in(person)


def may_follow(person: Any, proposal: Proposal, at: datetime) -> Refusal | None:
    if not proposal.is_public:
        return must_be_there(proposal)
    return must_be_signed_in(person)


def may_amend(person: Any, proposal: Proposal, at: datetime) -> Refusal | None:
    refusal = must_be_there(proposal) or must_be_open(proposal.component, "amend", at, person)
    if refusal:
        return refusal
    if proposal.answered_at:
        return Refusal("answered", _("The town has answered: the text no longer changes."))
    if is_author(person, proposal):
        return Refusal("author", _("It is your own text: edit it."))
    return must_be_signed_in(person) or must_not_be_paused(person, at)


def may_answer_amendment(person: Any, amendment: Amendment, at: datetime) -> Refusal | None:
    if amendment.state != Amendment.OPEN:
        return Refusal("answered", _("This change was already decided."))
    if amendment.hidden_at:
        return Refusal("hidden", _("This change was hidden by moderation."))
    return must_be_author(person, amendment.proposal) or must_be_there(amendment.proposal)


def may_invite(person: Any, proposal: Proposal, at: datetime) -> Refusal | None:
    refusal = must_be_author(person, proposal)
    if refusal or proposal.is_draft:
        return refusal
    return must_be_there(proposal) or must_be_running(proposal.component.process)


def may_answer(person: Any, proposal: Proposal) -> Refusal | None:
    refusal = must_have_right_in(person, proposal.component.process, ANSWER)
    if refusal or not (proposal.is_draft or proposal.hidden_at):
        return refusal
    return must_be_there(proposal)


def may_speak(person: Any, proposal: Proposal, at: datetime) -> Refusal | None:
    """Write in the discussion in the name of the town."""
    return must_have_right_in(person, proposal.component.process, SPEAK)


def may_evaluate(person: Any, proposal: Proposal) -> Refusal | None:
    return must_have_right_in(person, proposal.component.process, EVALUATE)


def may_undo(person: Any, reshaping: Reshaping, at: datetime) -> Refusal | None:
    if reshaping.undone_at:
        return Refusal("undone", _("This was already undone."))
    if at > reshaping.at + timedelta(days=UNDO_DAYS):
        return Refusal("late", _("It could be undone for thirty days."))
    if Reshaping.objects.filter(sources__in=reshaping.results.all(), undone_at=None).exists():
        return Refusal("reshaped", _("What came out of it was merged or split again. Undo that first."))
    return must_have_right_in(person, reshaping.component.process, MERGE)
