from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.queries import named
from beffroi.ground.people.models import Account as Person
from beffroi.outreach.strategy.models import Audience, Campaign, ChannelChoice, KeyMessage, Member, Objective, Plan
from beffroi.outreach.strategy.rules import must_be_measurable, must_be_told_apart, must_end_after
from beffroi.outreach.strategy.types import metrics
from beffroi.ui.forms import DateInput


class Named(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.voice.name


def team() -> Any:
    return Person.objects.filter(grants__isnull=False, is_active=True).select_related("voice").distinct().order_by("voice__name")


class Dated(forms.ModelForm):
    """A form with two dates in their order."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and (refusal := must_end_after(data["starts_on"], data["ends_on"])):
            self.add_error("ends_on", str(refusal.message))
        return data


class PlanForm(Dated):
    class Meta:
        model = Plan
        fields = ["title", "summary", "starts_on", "ends_on", "adopted_on", "is_current"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput, "adopted_on": DateInput, "summary": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"adopted_on": _("The day of the council that adopted it, if it did.")}


class AudienceForm(forms.ModelForm):
    class Meta:
        model = Audience
        fields = ["name", "description", "age_from", "age_to", "size"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("age_from") is not None and data.get("age_to") is not None and data["age_to"] < data["age_from"]:
            self.add_error("age_to", _("This age comes before the other."))
        return data


class OfPlan(forms.ModelForm):
    """A form whose audiences are those of the plan."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        if "audiences" in self.fields:
            self.fields["audiences"].queryset = plan.audiences.all()  # type: ignore[attr-defined]
        if "audience" in self.fields:
            self.fields["audience"].queryset = plan.audiences.all()  # type: ignore[attr-defined]


class KeyMessageForm(OfPlan):
    class Meta:
        model = KeyMessage
        fields = ["text", "proof", "audiences"]
        widgets = {"audiences": forms.CheckboxSelectMultiple}


class AccountChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return named(obj)


class ChannelChoiceForm(OfPlan):
    account = AccountChoice(ChannelAccount.objects.none(), label=_("account"))

    class Meta:
        model = ChannelChoice
        fields = ["account", "reason", "per_week", "audiences"]
        widgets = {"audiences": forms.CheckboxSelectMultiple}
        help_texts = {"reason": _("For example: parents of the school read it every evening.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = self.plan.channels.exclude(pk=self.instance.pk).values("account_id")
        self.fields["account"].queryset = ChannelAccount.objects.filter(closed_at=None).exclude(pk__in=taken).order_by("name")  # type: ignore[attr-defined]


class MemberForm(OfPlan):
    person = Named(Person.objects.none(), label=_("Who"))

    class Meta:
        model = Member
        fields = ["person", "task"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = team().exclude(pk__in=self.plan.members.exclude(pk=self.instance.pk).values("person_id"))  # type: ignore[attr-defined]


class ObjectiveForm(OfPlan):
    """Refuses a wish: it needs a metric, where it stands, where it should be and until when."""

    metric = forms.ChoiceField(label=_("What measures it"))
    owner = Named(Person.objects.none(), label=_("Who looks after it"), required=False)

    class Meta:
        model = Objective
        fields = ["title", "metric", "is_own", "baseline", "target", "due_on", "audience", "owner"]
        widgets = {"due_on": DateInput}
        help_texts = {
            "title": _("For example: Double the number of families who receive the newsletter."),
            "baseline": _("What is counted today. The list above says what the site measures."),
            "is_own": _(
                "Those for which it is chosen in the composer, and those of its campaigns. Otherwise all that the commune publishes."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["metric"].choices = [("", _("Choose a figure")), *((metric.kind, metric.label) for metric in metrics)]  # type: ignore[attr-defined]
        self.fields["owner"].queryset = team()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if refusal := must_be_measurable(data["metric"], data.get("baseline"), data.get("target"), data.get("due_on")):
            self.add_error("target" if refusal.code == "no_move" else "metric", str(refusal.message))
        elif refusal := must_be_told_apart(data["metric"], bool(data.get("is_own"))):
            self.add_error("is_own", str(refusal.message))
        return data


class CampaignForm(OfPlan, Dated):
    euros = forms.DecimalField(label=_("Budget, in euros"), min_value=0, max_digits=9, decimal_places=2, required=False)
    print_euros = forms.DecimalField(label=_("Of which print"), min_value=0, max_digits=9, decimal_places=2, required=False)

    class Meta:
        model = Campaign
        fields = ["title", "description", "starts_on", "ends_on", "objectives", "audiences"]
        widgets = {
            "starts_on": DateInput, "ends_on": DateInput, "description": forms.Textarea(attrs={"rows": 4}),
            "objectives": forms.CheckboxSelectMultiple, "audiences": forms.CheckboxSelectMultiple,
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objectives"].queryset = self.plan.objectives.all()  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial.setdefault("euros", Decimal(self.instance.cents) / 100)
            self.initial.setdefault("print_euros", Decimal(self.instance.print_cents) / 100)

    @property
    def changes(self) -> dict[str, Any]:
        names = ("title", "description", "starts_on", "ends_on")
        cents = {"cents": "euros", "print_cents": "print_euros"}
        return {name: self.cleaned_data[name] for name in names} | {
            name: int((self.cleaned_data.get(field) or 0) * 100) for name, field in cents.items()
        }


class LessonForm(forms.Form):
    lesson = forms.CharField(label=_("What did we learn? What will we change?"), max_length=3000, widget=forms.Textarea(attrs={"rows": 5}))
