from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.forms import AltField, PictureField, check_described
from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import ROLES
from beffroi.ground.verification.forms import RequirementForm
from beffroi.participation.spaces.actions.phases import Stretch, must_follow_each_other
from beffroi.participation.spaces.actions.team import PROCESS_ROLES
from beffroi.participation.spaces.models import Component, Happening, Phase, Process
from beffroi.participation.spaces.recipe_book import Recipe
from beffroi.participation.spaces.types import ComponentType, component_types
from beffroi.ui.forms import DateTimeInput, RadioCards, Textarea


class MomentField(forms.DateTimeField):
    """A day and a time, in the town's time zone."""

    widget = DateTimeInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)


class ProcessForm(forms.ModelForm):
    """Texts of a process. `seen` finds stale edits."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    picture = PictureField(label=_("New picture"), required=False)
    picture_alt = AltField()

    class Meta:
        model = Process
        fields = (
            "title", "question", "summary", "text", "who_decides", "what_can_change", "who_may_take_part", "how_binding", "contact",
            "place", "outcome",
        )  # fmt: skip
        widgets = {
            "summary": Textarea(rows=3),
            "text": Textarea(rows=12),
            "what_can_change": Textarea(rows=3),
            "how_binding": Textarea(rows=3),
            "outcome": Textarea(rows=4),
        }
        help_texts = {
            "question": _("As you would ask it in the street, in one sentence."),
            "text": _("Paragraphs are separated by an empty line. **bold**, - lists, and [links](https://…) work."),
            "who_decides": _("The council, the mayor, a jury… and when."),
            "contact": _("A name or a service, with an e-mail address or a telephone number."),
            "outcome": _("Write it as soon as something is known. Whoever follows the process is told."),
        }

    def clean(self) -> dict:
        data = super().clean() or {}
        check_described(self)  # type: ignore[arg-type]
        return data

    @property
    def texts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def seen_edits(self) -> int:
        return self.cleaned_data.get("seen") or 0


class PhaseForm(forms.Form):
    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Name of the phase"), max_length=100)
    summary = forms.CharField(label=_("What one does in it"), max_length=300, required=False)
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"), required=False, help_text=_("Only the last phase may have no end."))


class BasePhaseFormSet(forms.BaseFormSet):
    """Phases in order of time, checked together."""

    def clean(self) -> None:
        if not any(self.errors):
            must_follow_each_other(sorted(self.stretches, key=lambda stretch: stretch.starts_at))

    @property
    def stretches(self) -> list[Stretch]:
        kept = [form.cleaned_data for form in self.forms if form.has_changed() or form.initial.get("id")]
        return [
            Stretch(data.get("id"), data["title"], data["summary"], data["starts_at"], data["ends_at"])
            for data in kept
            if data and data.get("title") and not data.get("DELETE")
        ]


PhaseFormSet = forms.formset_factory(
    PhaseForm, formset=BasePhaseFormSet, extra=2, can_delete=True, max_num=20, absolute_max=25, validate_max=True
)


def phases_initial(phases: Iterable[Phase]) -> list[dict[str, Any]]:
    return [
        {
            "id": p.pk,
            "title": p.title,
            "summary": p.summary,
            "starts_at": timezone.localtime(p.starts_at),
            "ends_at": p.ends_at and timezone.localtime(p.ends_at),
        }
        for p in phases
    ]


class RecipeForm(forms.Form):
    """The few things that a recipe cannot know."""

    title = forms.CharField(label=_("Title"), max_length=120)
    question = forms.CharField(label=_("What is asked, in one sentence"), max_length=250, help_text=_("As you would ask it in the street."))
    starts_at = MomentField(label=_("The first phase begins"))

    def __init__(self, recipe: Recipe, at: datetime, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.recipe = recipe
        self.fields["question"].initial = str(recipe.question)
        begins = timezone.localtime(at).replace(hour=8, minute=0, second=0, microsecond=0) + timedelta(days=7)
        self.fields["starts_at"].initial = begins
        for phase in recipe.phases:
            last = phase is recipe.phases[-1]
            begins = begins + timedelta(days=phase.days) if phase.days else begins
            self.fields[f"end_{phase.key}"] = MomentField(
                label=_("“%(phase)s” ends") % {"phase": phase.title},
                help_text=str(phase.summary),
                initial=begins if phase.days else None,
                required=not last,
            )

    def clean(self) -> dict:
        data = super().clean() or {}
        begins = data.get("starts_at")
        for phase in self.recipe.phases:
            end = data.get(f"end_{phase.key}")
            if begins and end and end <= begins:
                self.add_error(f"end_{phase.key}", _("This is before the phase begins."))
            begins = end or begins
        return data

    @property
    def ends(self) -> list[datetime | None]:
        return [self.cleaned_data[f"end_{phase.key}"] for phase in self.recipe.phases]


class NewComponentForm(forms.Form):
    kind = forms.ChoiceField(label=_("What to add"), widget=RadioCards)
    title = forms.CharField(label=_("Title"), max_length=100)
    intro = forms.CharField(label=_("One sentence about it"), max_length=400, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one.kind, one.label) for one in component_types]  # type: ignore[attr-defined]
        self.fields["kind"].widget.explain = {one.kind: one.explanation for one in component_types}


class ComponentForm(forms.Form):
    """Title and sentence; the settings of its kind are another form beside it."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    title = forms.CharField(label=_("Title"), max_length=100)
    intro = forms.CharField(label=_("One sentence about it"), max_length=400, required=False)


def settings_form(found: ComponentType, component: Component, data: Any = None) -> forms.Form:
    """The form of the settings of a component, with what is set."""
    return found.settings_form(data, prefix="settings", initial=component.settings)


def requirement_forms(found: ComponentType, component: Component, data: Any = None) -> dict[str, RequirementForm]:
    """For each verb, the form of what it asks of people."""
    asked = component.requirements
    return {verb: RequirementForm(data, prefix=f"asks-{verb}", requirement=asked.get(verb)) for verb in found.verbs}


class TeamForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the account"))
    role = forms.ChoiceField(label=_("Role in this process"), choices=[(role, ROLES[role]) for role in PROCESS_ROLES])
    is_shown = forms.BooleanField(label=_("Named on the public page"), required=False, initial=True)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        self.account = Account.objects.filter(email=email, is_active=True).first()
        if self.account is None:
            raise ValidationError(_("No account has this address. The person signs up first."))
        return email


class HappeningForm(forms.ModelForm):
    at = MomentField(label=_("When"))

    class Meta:
        model = Happening
        fields = ("at", "title", "text")
        widgets = {"text": Textarea(rows=3)}


class ResultForm(forms.Form):
    result = forms.CharField(label=_("What came out of it"), max_length=2000, required=False, widget=Textarea(rows=3))
