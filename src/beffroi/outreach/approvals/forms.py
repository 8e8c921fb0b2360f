from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import ROLES, TEAM_ROLES
from beffroi.outreach.approvals.models import Decision, Delegation, Outsider, Step, Workflow
from beffroi.outreach.approvals.models.circuits import COUNT
from beffroi.outreach.approvals.queries import possible_validators, team
from beffroi.outreach.approvals.types import scope_choices
from beffroi.ui.forms import DateTimeInput, Textarea

APPROVE, CHANGES, REFUSE = Decision.APPROVE, Decision.CHANGES, Decision.REFUSE


class SeveralChoice(forms.ModelMultipleChoiceField):
    """Numbers of rows: those that no database takes are none."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)) and any(len(str(one)) > 18 for one in value):
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list")
        return super().clean(value)


class PeopleChoice(SeveralChoice):
    def label_from_instance(self, obj: Any) -> str:
        return obj.voice.name


class PersonChoice(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        if len(str(value or "")) > 18:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": ""})
        return super().to_python(value)

    def label_from_instance(self, obj: Any) -> str:
        return obj.voice.name


class AskForm(forms.Form):
    """The usual way, or persons chosen for this text alone."""

    workflow = forms.ModelChoiceField(
        Workflow.objects.none(), label=_("Way to approval"), required=False, empty_label=_("People whom I choose")
    )
    validators = PeopleChoice(
        Account.objects.none(), label=_("Who approves"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Only if no way is chosen above. One of them is enough."),
    )  # fmt: skip

    def __init__(self, *args: Any, usual: Workflow | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = Workflow.objects.filter(is_active=True, steps__isnull=False).distinct().order_by("order", "name")
        self.fields["workflow"].queryset = ways  # type: ignore[attr-defined]
        self.fields["validators"].queryset = possible_validators()  # type: ignore[attr-defined]
        self.initial.setdefault("workflow", usual)
        if not ways.exists():
            del self.fields["workflow"]
            self.fields["validators"].help_text = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("workflow") and not data.get("validators"):
            self.add_error("validators", _("Choose at least one validator."))
        return data


class DecisionForm(forms.Form):
    comment = forms.CharField(label=_("A word to the author"), required=False, max_length=2000, widget=Textarea(rows=3))
    verdict = forms.ChoiceField(
        choices=[(APPROVE, _("Approve")), (CHANGES, _("Ask for changes")), (REFUSE, _("Refuse"))], widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, needs_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if needs_reason:
            self.fields["comment"].label = _("Why this may be published during the election period")
            self.fields["comment"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        comment = (data.get("comment") or "").strip()
        if data.get("verdict") == CHANGES and not comment:
            self.add_error("comment", _("Say what should change."))
        elif data.get("verdict") == REFUSE and not comment:
            self.add_error("comment", _("Say why you refuse."))
        return data


class WorkflowForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label=_("For what"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: for everything that no other way is for."),
    )

    class Meta:
        model = Workflow
        fields = ["name", "scopes", "order", "is_active"]
        labels = {"order": _("Rank"), "is_active": _("In use")}
        help_texts = {"order": _("If several ways fit, the one with the smallest rank is taken.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = scope_choices()  # type: ignore[attr-defined]
        if not self.fields["scopes"].choices:  # type: ignore[attr-defined]
            del self.fields["scopes"]


class StepForm(forms.ModelForm):
    people = PeopleChoice(Account.objects.none(), label=_("Colleagues"), required=False, widget=forms.CheckboxSelectMultiple)
    outsiders = SeveralChoice(
        Outsider.objects.none(), label=_("Without account, by a one-time link"), required=False, widget=forms.CheckboxSelectMultiple
    )
    role = forms.ChoiceField(label=_("Everybody who has this role"), required=False)
    substitute = PersonChoice(Account.objects.none(), label=_("Substitute"), required=False, empty_label=_("Nobody"))

    class Meta:
        model = Step
        fields = ["name", "people", "role", "outsiders", "rule", "needed", "delay_hours", "substitute", "may_edit"]
        labels = {
            "rule": _("How many must approve"),
            "needed": _("Which number"),
            "delay_hours": _("Time to read, in hours"),
            "may_edit": _("They may change the text themselves"),
        }
        help_texts = {
            "needed": _("Only for “a number of them”."),
            "delay_hours": _("Then the substitute is called. Empty: the substitute may read at once."),
            "may_edit": _("A changed text is sent for approval again from the first step."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = team()
        self.fields["people"].queryset = self.fields["substitute"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["outsiders"].queryset = Outsider.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("No role")), *((role, ROLES[role]) for role in ROLES if role in TEAM_ROLES)]  # type: ignore[attr-defined]
        self.fields["needed"].required = False
        if not self.fields["outsiders"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["outsiders"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("people") and not data.get("outsiders") and not data.get("role"):
            self.add_error("people", _("Name somebody: persons, a role, or somebody without account."))
        if data.get("rule") == COUNT and not data.get("needed"):
            self.add_error("needed", _("Say how many."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        names = ("name", "role", "rule", "delay_hours", "substitute", "may_edit")
        return {name: self.cleaned_data[name] for name in names} | {"needed": self.cleaned_data.get("needed") or 1}


class OutsiderForm(forms.ModelForm):
    class Meta:
        model = Outsider
        fields = ["name", "function", "email", "gets_letter", "is_active"]
        labels = {"is_active": _("Still approves"), "gets_letter": _("One mail a day with all that waits")}
        help_texts = {"gets_letter": _("At seven in the morning. What is due sooner is still sent at once.")}


class DelegationForm(forms.ModelForm):
    deputy = PersonChoice(Account.objects.none(), label=_("Deputy"), empty_label=_("Choose…"))
    scopes = forms.MultipleChoiceField(
        label=_("Only for"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Nothing ticked: for everything.")
    )

    class Meta:
        model = Delegation
        fields = ["deputy", "act", "scopes", "starts_at", "ends_at", "reason"]
        widgets = {"starts_at": DateTimeInput(), "ends_at": DateTimeInput()}

    def __init__(self, *args: Any, giver: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"].queryset = team().exclude(pk=giver.pk)  # type: ignore[attr-defined]
        self.fields["scopes"].choices = scope_choices()  # type: ignore[attr-defined]
        if not self.fields["scopes"].choices:  # type: ignore[attr-defined]
            del self.fields["scopes"]

    def _post_clean(self) -> None:
        """The action says what is wrong with the row; the form only with its fields."""


class SettingForm(forms.Form):
    allows_own_text = forms.BooleanField(label=_("Somebody may approve their own text"), required=False)
    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False, help_text=_("For example: a team of one person. The ledger notes each use.")
    )
