"""What the team fills in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import rights
from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.models import District
from beffroi.participation.reports import states
from beffroi.participation.reports.forms import PhotosField, PhotosForm
from beffroi.participation.reports.models import Attribute, Category, Report, Service, Template
from beffroi.participation.reports.rules import HANDLE
from beffroi.participation.reports.types import forwarders
from beffroi.ui.forms import DateInput, Textarea


class AccountChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Account) -> str:
        return obj.voice.display_name or str(obj.email)


class AccountsChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Account) -> str:
        return obj.voice.display_name or str(obj.email)


def team() -> Any:
    """Whoever may handle reports."""
    roles = rights[HANDLE].roles
    return Account.objects.filter(is_active=True, grants__role__in=roles).select_related("voice").distinct().order_by("pk")


class AnswerForm(PhotosForm):
    """A word of the team, with or without a new state; or a note among the team."""

    is_careful = False
    state = forms.ChoiceField(label=pgettext_lazy("reports", "State"), choices=())
    template = forms.ChoiceField(label=_("Ready answer"), required=False, choices=())
    text = forms.CharField(
        label=_("What people read"), required=False, max_length=4000, widget=Textarea(rows=4),
        help_text=_("Leave it empty to take the ready answer as it is."),
    )  # fmt: skip
    is_private = forms.BooleanField(label=_("A note for the team only"), required=False)
    duplicate_of = forms.IntegerField(
        label=_("Number of the first report, if it is a double"), required=False, min_value=1, max_value=2**31
    )
    expected_on = forms.DateField(label=_("Day on which it should be done"), required=False, widget=DateInput)
    photos = PhotosField(label=pgettext_lazy("reports", "Photos"), required=False)

    field_order = ["state", "template", "text", "photos", "kept", "expected_on", "duplicate_of", "is_private"]

    def __init__(self, report: Report, templates: Sequence[Template], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "answer-%s", "initial": {"state": report.state}} | kwargs)
        self.report = report
        self.templates = {str(row.pk): row for row in templates}
        self.fields["state"].choices = [(state.key, state.said(report.kind)) for state in states.STATES.values()]  # type: ignore[attr-defined]
        self.fields["template"].choices = [("", _("None")), *((key, row.title) for key, row in self.templates.items())]  # type: ignore[attr-defined]
        if not templates:
            del self.fields["template"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        number = data.get("duplicate_of")
        data["first"] = Report.objects.filter(pk=number).first() if number else None
        if number and data["first"] is None:
            self.add_error("duplicate_of", gettext("There is no report with this number."))
        if data.get("state") == states.DUPLICATE and self.report.state != states.DUPLICATE and not number:
            self.add_error("duplicate_of", gettext("Say which report it doubles, by its number."))
        return data


class SortForm(forms.Form):
    """To whom it goes, who takes care of it, how urgent it is."""

    service = forms.ModelChoiceField(
        label=pgettext_lazy("reports", "Service"), queryset=Service.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    assignee = AccountChoice(
        label=_("Who takes care of it"), queryset=Account.objects.none(), required=False, empty_label=_("The whole service")
    )
    priority = forms.TypedChoiceField(label=_("Urgency"), choices=Report.PRIORITIES, coerce=int)

    def __init__(self, report: Report, *args: Any, **kwargs: Any) -> None:
        initial = {"service": report.service_id, "assignee": report.assignee_id, "priority": report.priority}
        super().__init__(*args, **{"auto_id": "sort-%s", "initial": initial} | kwargs)
        self.fields["service"].queryset = Service.objects.open()  # type: ignore[attr-defined]
        self.fields["assignee"].queryset = team()  # type: ignore[attr-defined]


class EditForm(forms.Form):
    """Correct what people read."""

    title = forms.CharField(label=pgettext_lazy("reports", "Title"), max_length=120)
    text = forms.CharField(label=pgettext_lazy("reports", "Text"), required=False, max_length=4000, widget=Textarea(rows=4))
    category = forms.ModelChoiceField(label=_("Category"), queryset=Category.objects.none(), empty_label=None)
    where = LocationField(label=_("Place"))
    is_private = forms.BooleanField(label=_("Only its author and the team see it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "edit-%s"} | kwargs)
        self.fields["category"].queryset = Category.objects.filter(stop_text="")  # type: ignore[attr-defined]


class CategoryForm(forms.ModelForm):
    """A category, with its extra questions as lines of text."""

    questions = forms.CharField(
        label=_("Extra questions, one a line"), required=False, max_length=8000, widget=Textarea(rows=5),
        help_text=_("“Which colour?: red, green, blue” offers answers; “Which number?” asks for a few words; a star at the end makes it a must."),
    )  # fmt: skip

    class Meta:
        model = Category
        fields = [
            "name", "kind", "group", "description", "keywords", "service", "expected_days", "near_metres", "asks_later", "is_private",
            "position", "stop_text", "stop_phone",
        ]  # fmt: skip
        help_texts = {"stop_text": _("If this is filled in, the form stops there and shows the number to call.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.open()  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["questions"] = "\n".join(line_of(row) for row in self.instance.attributes.all())

    def clean_near_metres(self) -> int:
        metres = self.cleaned_data["near_metres"]
        if metres > 2000:
            raise forms.ValidationError(gettext("2,000 metres at most."))
        return metres

    def clean_expected_days(self) -> int | None:
        days = self.cleaned_data["expected_days"]
        if days is not None and days > 3650:
            raise forms.ValidationError(gettext("Ten years at most: 3,650 days."))
        return days

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The questions as the action takes them; what a line does not say of a known question stays."""
        known = {line_of(row).rstrip("*").split(":")[0].strip(): row for row in self.instance.attributes.all()} if self.instance.pk else {}
        return [read_line(line, known) for line in self.cleaned_data["questions"].splitlines() if line.partition(":")[0].strip(" *")][:30]


def line_of(row: Attribute) -> str:
    said = row.description if not row.is_list else f"{row.description}: {', '.join(one['name'] for one in row.values)}"
    return f"{said} *" if row.required else said


def read_line(line: str, known: dict[str, Attribute]) -> dict[str, Any]:
    required = line.rstrip().endswith("*")
    question, _colon, answers = line.rstrip().rstrip("*").partition(":")
    names = [name.strip()[:80] for name in answers.split(",") if name.strip()][:30]
    row = known.get(question.strip())
    before = {one["name"]: one["key"] for one in row.values} if row else {}
    free = iter(number for number in range(1, 200) if str(number) not in before.values())
    values = [{"key": before.get(name) or str(next(free)), "name": name} for name in names]
    datatype = Attribute.SINGLE if names else Attribute.STRING
    if row is not None and row.is_list == bool(names):
        datatype = row.datatype
    said: dict[str, Any] = {"description": question.strip()[:250], "required": required, "values": values, "datatype": datatype}
    return said | ({"code": row.code} if row else {})


class ServiceForm(forms.ModelForm):
    """A service, and how reports reach it."""

    team = AccountsChoice(
        label=_("Who hears of new reports"), queryset=Account.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Service
        fields = ["name", "door", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(Service.DESK, _("On this desk")), (Service.EMAIL, _("By e-mail")), *((one.kind, one.label) for one in forwarders)]
        self.fields["door"] = forms.ChoiceField(label=_("How reports reach it"), choices=choices)
        self.fields["team"].queryset = team()  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["team"] = [account.pk for account in self.instance.team.all()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("door") == Service.EMAIL and not data.get("email"):
            self.add_error("email", gettext("Write the e-mail address of this service."))
        return data


class RouteForm(forms.Form):
    """Which service repairs what where."""

    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), required=False, empty_label=_("All categories")
    )
    district = forms.ModelChoiceField(label=_("District"), queryset=District.objects.none(), required=False, empty_label=_("Everywhere"))
    service = forms.ModelChoiceField(label=pgettext_lazy("reports", "Service"), queryset=Service.objects.none(), empty_label=_("Choose"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.filter(stop_text="")  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.order_by("position", "name")  # type: ignore[attr-defined]
        self.fields["service"].queryset = Service.objects.open()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("category") and not data.get("district"):
            self.add_error("category", gettext("Choose a category, a district, or both."))
        return data


class TemplateForm(forms.ModelForm):
    class Meta:
        model = Template
        fields = ["title", "state", "category", "text", "is_automatic"]
        help_texts = {"text": _("{category}, {place} and {number} are filled in.")}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_automatic") and not data.get("state"):
            self.add_error("state", gettext("Choose the state with which it says itself."))
        return data
