"""Forms of the team: money and rules, studies, prices, works."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.forms import AltField, PictureField, check_described
from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import rights
from beffroi.ground.places.queries import districts
from beffroi.participation.budgets import states
from beffroi.participation.budgets.access import STUDY
from beffroi.participation.budgets.actions.settings import Wanted as WantedEnvelope
from beffroi.participation.budgets.actions.works import Wanted as WantedMilestone
from beffroi.participation.budgets.fields import EurosField
from beffroi.participation.budgets.forms import PbField
from beffroi.participation.budgets.models import Analysis, Budget, Envelope, Project
from beffroi.participation.spaces.models import Component, Process, TeamMember
from beffroi.ui.forms import DateInput, RadioCards, Textarea

MOST_OFFERED = 300


class BudgetForm(forms.ModelForm):
    """How one votes, and how votes become a list of projects."""

    ballot = forms.ChoiceField(label=_("How one votes"), choices=states.BALLOTS, widget=RadioCards(explain=states.EXPLAINED_BALLOTS))
    rule = forms.ChoiceField(label=_("How projects are chosen"), choices=states.RULES, widget=RadioCards(explain=states.EXPLAINED_RULES))

    class Meta:
        model = Budget
        fields = ("ballot", "least", "most", "points", "rule", "completion", "compare", "threshold", "has_paper", "reminds")
        help_texts = {
            "least": _("With Equal Shares, ask for three: people then choose beyond their own street."),
            "most": _("0: no limit."),
            "points": _("By project, or in all, as the ballot says."),
            "completion": _("For Equal Shares only."),
            "compare": _("For Equal Shares only: a last look, voter by voter."),
            "threshold": _("For the rule with a least number of votes."),
        }

    def clean(self) -> dict:
        data = super().clean() or {}
        most, least = data.get("most") or 0, data.get("least") or 0
        if most and most < least:
            self.add_error("most", ValidationError(gettext("Smaller than the least."), code="range"))
        if data.get("ballot") in (states.POINTS, states.CUMULATIVE) and not 1 <= (data.get("points") or 0) <= 1000:
            self.add_error("points", ValidationError(gettext("Between 1 and 1,000."), code="points"))
        return data


class EnvelopeForm(forms.Form):
    id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    title = forms.CharField(label=_("Name of the envelope"), max_length=80, required=False)
    amount = EurosField(label=_("Amount, in euros"), required=False)
    district = forms.ModelChoiceField(label=_("For"), queryset=None, required=False, empty_label=_("The whole town"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = Envelope._meta.get_field("district").related_model.objects.order_by("position", "name")  # type: ignore

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("title") and not data.get("amount") and "amount" not in self.errors:
            self.add_error("amount", ValidationError(gettext("Say how much money there is."), code="amount"))
        if data.get("amount") and not data.get("title"):
            self.add_error("title", ValidationError(gettext("Give this envelope a name."), code="title"))
        return data


class BaseEnvelopes(forms.BaseFormSet):
    @property
    def wanted(self) -> list[WantedEnvelope]:
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data.get("title") and not form.cleaned_data.get("DELETE")]
        return [WantedEnvelope(one["id"], one["title"], one["amount"], one["district"]) for one in kept]


Envelopes = forms.formset_factory(
    EnvelopeForm, formset=BaseEnvelopes, extra=2, can_delete=True, max_num=60, absolute_max=62, validate_max=True
)


def envelopes_initial(budget: Budget) -> list[dict[str, Any]]:
    return [{"id": one.pk, "title": one.title, "amount": one.amount, "district": one.district_id} for one in budget.envelopes.all()]


def who_may_study(process: Process) -> Any:
    """Accounts of the town's team that may study, and the team of this process."""
    roles = rights[STUDY].roles
    team = TeamMember.objects.filter(process=process, role__in=roles).values("account_id")
    held = Account.objects.filter(grants__role__in=roles) | Account.objects.filter(pk__in=team)
    return held.filter(is_active=True).distinct().order_by("email")[:MOST_OFFERED]


class ServiceForm(forms.Form):
    """Ask a service."""

    service = forms.CharField(label=_("Service"), max_length=100, help_text=_("As citizens read it: roads, parks, sport…"))
    account = forms.ModelChoiceField(label=_("Person who answers"), queryset=None, required=False, empty_label=_("Nobody in particular"))
    question = forms.CharField(label=_("What is asked"), max_length=300, required=False)
    due_on = forms.DateField(label=_("Wanted for"), required=False, widget=DateInput)

    def __init__(self, process: Process, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = list(who_may_study(process).values_list("pk", flat=True))
        self.fields["account"].queryset = Account.objects.filter(pk__in=numbers).select_related("voice").order_by("email")  # type: ignore[attr-defined]
        self.fields["account"].label_from_instance = lambda account: account.voice.display_name or account.email  # type: ignore[attr-defined]


class AnalysisForm(forms.ModelForm):
    """What the service says, with its reasons."""

    opinion = forms.ChoiceField(label=_("Opinion"), choices=Analysis.OPINIONS, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=_("Reasons"), max_length=3000, widget=Textarea(rows=5), help_text=_("Read by everybody: no jargon, no names of persons.")
    )
    cost = EurosField(label=_("Cost, in euros"), required=False)
    yearly = EurosField(label=_("Cost a year afterwards, in euros"), required=False, help_text=_("Water, care, energy, insurance…"))

    class Meta:
        model = Analysis
        fields = ("opinion", "reasons", "cost", "yearly", "months")


class EnvelopeChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Envelope.objects.none(), empty_label=_("Choose"), **kwargs)


class SupervisionForm(forms.Form):
    text = forms.CharField(label=_("For who decides"), max_length=2000, widget=Textarea(rows=3), required=False, help_text=_("Public too."))
    cost = EurosField(label=_("Price put to the vote, in euros"), required=False)
    yearly = EurosField(label=_("Cost a year afterwards, in euros"), required=False)
    envelope = EnvelopeChoice(label=_("Envelope"), required=False)

    def __init__(self, budget: Budget, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["envelope"].queryset = budget.envelopes.all()  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    kept = forms.ChoiceField(
        label=_("Decision"), choices=[("yes", _("It is put to the vote")), ("no", _("It is not put to the vote"))], widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label=_("Reasons"), max_length=3000, widget=Textarea(rows=4), help_text=_("Sent to its author and shown to everybody.")
    )


class ChangeForm(forms.Form):
    text = forms.CharField(label=_("What should change"), max_length=1000, widget=Textarea(rows=3))


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(label=_("It joins"), queryset=None, empty_label=_("Choose"))
    text = forms.CharField(label=_("Why"), max_length=500, required=False)

    def __init__(self, project: Project, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Project.objects.filter(component_id=project.component_id, in_list=True, state__in=states.STUDIED).exclude(pk=project.pk)
        near = list(rows.order_by("-supports_count", "-pk").values_list("pk", flat=True)[:MOST_OFFERED])
        self.fields["into"].queryset = Project.objects.filter(pk__in=near).order_by("title")  # type: ignore[attr-defined]


class PriceForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("budgets", "Title"), max_length=120, min_length=3)
    cost = EurosField(label=_("Price put to the vote, in euros"), min_value=1)
    yearly = EurosField(label=_("Cost a year afterwards, in euros"), required=False)
    envelope = EnvelopeChoice(label=_("Envelope"))
    incompatible = forms.ModelMultipleChoiceField(
        label=_("It cannot be built beside"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Of these, at most one is chosen."),
    )  # fmt: skip

    def __init__(self, project: Project, budget: Budget, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "title": project.title, "cost": project.cost, "yearly": project.yearly, "envelope": project.envelope_id,
            "incompatible": list(project.incompatible.values_list("pk", flat=True)),
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["envelope"].queryset = budget.envelopes.all()  # type: ignore[attr-defined]
        rows = Project.objects.filter(component_id=project.component_id, state=states.KEPT, in_list=True).exclude(pk=project.pk)
        numbers = list(rows.order_by("number").values_list("pk", flat=True)[:MOST_OFFERED])
        self.fields["incompatible"].queryset = Project.objects.filter(pk__in=numbers).order_by("number")  # type: ignore[attr-defined]
        self.fields["incompatible"].label_from_instance = lambda one: f"{one.number}. {one.title}"  # type: ignore[attr-defined]


class WorksForm(forms.Form):
    works = forms.ChoiceField(label=_("Where it stands"), choices=states.WORKS)
    percent = forms.IntegerField(label=_("Progress, in %"), min_value=0, max_value=100)
    spent = EurosField(label=_("Spent so far, in euros"), required=False)
    starts_on = forms.DateField(label=_("Begins on"), required=False, widget=DateInput)
    due_on = forms.DateField(label=_("Planned end"), required=False, widget=DateInput, help_text=_("A later day is told as a delay."))
    text = forms.CharField(label=_("What is new"), max_length=3000, required=False, widget=Textarea(rows=4))
    picture = PictureField(label=_("A photo of the works"), required=False)
    picture_alt = AltField()

    def clean(self) -> dict:
        data = super().clean() or {}
        check_described(self)
        start, end = data.get("starts_on"), data.get("due_on")
        if start and end and end < start:
            self.add_error("due_on", ValidationError(gettext("The end comes before the beginning."), code="range"))
        return data


class MilestoneForm(forms.Form):
    id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    title = forms.CharField(label=_("What is done"), max_length=120, required=False)
    due_on = forms.DateField(label=_("Planned for"), required=False, widget=DateInput)
    done_on = forms.DateField(label=_("Done on"), required=False, widget=DateInput)


class BaseMilestones(forms.BaseFormSet):
    @property
    def wanted(self) -> list[WantedMilestone]:
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data.get("title") and not form.cleaned_data.get("DELETE")]
        return [WantedMilestone(one["id"], one["title"], one["due_on"], one["done_on"]) for one in kept]


Milestones = forms.formset_factory(
    MilestoneForm, formset=BaseMilestones, extra=2, can_delete=True, max_num=30, absolute_max=32, validate_max=True
)


def milestones_initial(project: Project) -> list[dict[str, Any]]:
    return [{"id": one.pk, "title": one.title, "due_on": one.due_on, "done_on": one.done_on} for one in project.milestones.all()]


class SourceForm(forms.Form):
    """Where ideas come from: another part of the process, or a file."""

    source = forms.ModelChoiceField(label=_("Part of the process"), queryset=None, required=False, empty_label=_("Choose"))
    text = forms.CharField(label=_("With these words in the title"), required=False, max_length=100)

    def __init__(self, component: Component, kinds: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Component.objects.filter(process_id=component.process_id, kind__in=kinds).exclude(pk=component.pk)
        self.fields["source"].queryset = rows.order_by("position")  # type: ignore[attr-defined]


class FileForm(forms.Form):
    pb = PbField(label=_("A .pb file"), help_text=_("Only its projects are read: names, costs, places."))


class SimulationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("To find it again: “Budget 2024”."))
    pb = PbField(label=_("Past votes (.pb file)"), help_text=_("From pabulib.org, from another platform, or from an earlier budget here."))
    amount = EurosField(label=_("Another amount, in euros"), required=False, help_text=_("Empty: that of the file."), min_value=1)


class SheetsForm(forms.Form):
    how_many = forms.IntegerField(label=_("How many sheets"), min_value=1, max_value=200, initial=20)
    district = forms.ModelChoiceField(label=_("District"), queryset=None, required=False, empty_label=_("None: the town only"))

    def __init__(self, wanted: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [one.pk for one in districts() if one.pk in wanted]
        model = Envelope._meta.get_field("district").related_model
        self.fields["district"].queryset = model.objects.filter(pk__in=rows).order_by("position", "name")  # type: ignore[union-attr, attr-defined]
        if not rows:
            del self.fields["district"]
