from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals.actions.states import Wanted, default_states, save_states
from beffroi.participation.proposals.actions.texts import address
from beffroi.participation.proposals.exports import COLUMNS, rows_of
from beffroi.participation.proposals.models import Author, Proposal, State
from beffroi.participation.proposals.settings_form import ProposalSettings
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import (
    ComponentType,
    Contribution,
    ContributionSource,
    Summary,
    Table,
    component_types,
    contributions,
)


class Proposals(ComponentType):
    kind = "proposal"
    label = gettext_lazy("Proposals")
    explanation = gettext_lazy("People propose, support, comment and improve; the town answers each one.")
    path = "propositions"
    urls = "beffroi.participation.proposals.urls"
    desk_urls = "beffroi.participation.proposals.desk_urls"
    drawing = "ideas"
    verbs = {
        "propose": gettext_lazy("Propose"),
        "support": gettext_lazy("Support"),
        "comment": gettext_lazy("Comment"),
        "amend": gettext_lazy("Suggest changes"),
    }
    settings_form = ProposalSettings

    def set_up(self, component: Component) -> None:
        if not component.proposal_states.exists():
            save_states(component=component, person=None, wanted=default_states())

    def copy(self, source: Component, target: Component) -> None:
        wanted = [Wanted(None, s.title, s.announcement, s.colour, s.counts_as) for s in source.proposal_states.order_by("position")]
        if wanted:
            save_states(component=target, person=None, wanted=wanted)

    def missing(self, component: Component, at: datetime) -> list[str]:
        if not component.proposal_states.exclude(counts_as=State.OPEN).exists():
            return [_("Say what a proposal can become: accepted, not accepted…")]
        return []

    def summary(self, component: Component, at: datetime) -> Summary:
        found = Proposal.objects.filter(component=component, in_list=True)
        counts = found.aggregate(all=Count("pk"), answered=Count("pk", filter=Q(answered_at__isnull=False)))
        first = found.select_related("component__process").order_by("-supports_count", "-pk")[:3]
        said = ngettext("%(n)d proposal", "%(n)d proposals", counts["all"]) % {"n": counts["all"]}
        if not counts["all"]:
            said = _("No proposal yet")
        elif counts["answered"]:
            more = ngettext("%(n)d answer from the town", "%(n)d answers from the town", counts["answered"]) % {"n": counts["answered"]}
            said = _("%(proposals)s, %(answers)s") % {"proposals": said, "answers": more}
        return Summary(said, counts["all"], [(row.title, address(row)) for row in first])

    def results(self, component: Component) -> Iterable[Table]:
        yield Table("proposals", str(_("Proposals")), [str(label) for _name, label in COLUMNS], rows_of(component))
        counts = (
            Proposal.objects.filter(component=component, in_list=True).values_list("state__title").annotate(n=Count("pk")).order_by("-n")
        )
        yield Table(
            "states",
            str(_("What became of them")),
            [str(_("State")), str(_("Proposals"))],
            [[title or str(_("Not answered yet")), n] for title, n in counts],
        )


component_types.register(Proposals())


class ProposalSource(ContributionSource):
    kind = "proposal"

    def search(self, component: Component, text: str = "") -> list[Contribution]:
        found = Proposal.objects.filter(component=component, in_list=True)
        if text:
            found = found.filter(title__icontains=text)
        rows = list(found.select_related("component__process").order_by("-supports_count", "-pk")[:50])
        signed: dict[int, list[int]] = {row.pk: [] for row in rows}
        for proposal_id, voice_id in (
            Author.objects.filter(proposal__in=rows, state=Author.SIGNED).order_by("position").values_list("proposal_id", "voice_id")
        ):
            signed[proposal_id].append(voice_id)
        return [
            Contribution(
                Subject("proposal", row.pk), row.title, address(row), tuple(signed[row.pk]), row.counted_supports, row.text, row.place,
                row.longitude, row.latitude,
            )
            for row in rows
        ]  # fmt: skip

    def voices(self, component: Component) -> Iterable[int]:
        rows = Author.objects.filter(proposal__component=component, state=Author.SIGNED, proposal__published_at__isnull=False)
        return rows.order_by("voice_id").values_list("voice_id", flat=True).distinct()

    def authors(self, subjects: Iterable[Subject]) -> dict[Subject, set[int]]:
        found: dict[Subject, set[int]] = {}
        ids = [subject.id for subject in subjects if subject.kind == "proposal"]
        for proposal_id, voice_id in Author.objects.filter(proposal_id__in=ids, state=Author.SIGNED).values_list("proposal_id", "voice_id"):
            found.setdefault(Subject("proposal", proposal_id), set()).add(voice_id)
        return found


contributions.register(ProposalSource())
