import csv
import io
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.commons.reading.forms import CarefulForm
from beffroi.participation.initiatives.identity import fold
from beffroi.participation.initiatives.models import Answer, Initiative, InitiativeType, Roll
from beffroi.participation.spaces.models import Component
from beffroi.ui.forms import DateInput, RadioCards, Textarea

OLDEST = 125  # years


class InitiativeForm(CarefulForm):
    kind = forms.ModelChoiceField(InitiativeType.objects.none(), label=_("Type of initiative"), empty_label=None, widget=RadioCards)
    title = forms.CharField(label=_("What do you ask of the council?"), min_length=10, max_length=200, help_text=_("In one sentence."))
    text = forms.CharField(
        label=_("Why?"), min_length=30, max_length=10_000, widget=Textarea(rows=10),
        help_text=_("What is wrong today, what would change, for whom. The council decides on these words."),
    )  # fmt: skip

    def __init__(self, component: Component, *args: Any, initiative: Initiative | None = None, **kwargs: Any) -> None:
        offered = InitiativeType.objects.filter(component=component, closed_at=None).select_related("district").order_by("position", "pk")
        first = offered.first()
        if initiative is not None:
            offered = offered | InitiativeType.objects.filter(pk=initiative.type_id).select_related("district")
            kwargs.setdefault("initial", {"kind": initiative.type_id, "title": initiative.title, "text": initiative.text})
        else:
            kwargs["initial"] = {"kind": first.pk if first else None} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.queryset = offered
        kinds = list(offered)
        field.widget.explain = {row.pk: row.text for row in kinds}
        if len(kinds) == 1:
            field.widget = forms.HiddenInput()


class InviteForm(forms.Form):
    who = forms.CharField(label=_("Public name or e-mail address"), max_length=200)


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=pgettext_lazy("initiatives", "Why"), max_length=1000, required=False, widget=Textarea(rows=3))


class IdentityForm(forms.Form):
    """Who signs: what the type asks, nothing more."""

    last_name = forms.CharField(
        label=_("Last name"), max_length=100, help_text=_("The name of birth, or the one in use."),
        widget=forms.TextInput({"autocomplete": "family-name"}),
    )  # fmt: skip
    first_names = forms.CharField(label=_("First names"), max_length=100, widget=forms.TextInput({"autocomplete": "given-name"}))
    birth_date = forms.DateField(label=_("Date of birth"), widget=DateInput(attrs={"autocomplete": "bday"}))
    address = forms.CharField(label=_("Postal address"), max_length=250, widget=forms.TextInput({"autocomplete": "street-address"}))

    def __init__(self, kind: InitiativeType, today: date, *args: Any, paper: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.today = kind, today
        if not kind.asks_identity and not paper:
            for name in ("last_name", "first_names", "birth_date"):
                del self.fields[name]
        if not kind.asks_address or paper:
            del self.fields["address"]
        if paper:
            for field in self.fields.values():
                field.widget.attrs["autocomplete"] = "off"
                field.help_text = ""

    def clean_last_name(self) -> str:
        return self._name("last_name")

    def clean_first_names(self) -> str:
        return self._name("first_names")

    def _name(self, field: str) -> str:
        value = self.cleaned_data[field]
        if value and not fold(value):
            raise ValidationError(gettext("Write the name in letters."))
        return value

    def clean_birth_date(self) -> date | None:
        value: date | None = self.cleaned_data["birth_date"]
        if value and not (self.today.year - OLDEST <= value.year and value <= self.today):
            raise ValidationError(gettext("This date of birth is not possible."))
        return value

    @property
    def identity(self) -> dict[str, str]:
        """What the action takes; the date as text, since it is sealed as JSON."""
        found = {name: value for name, value in self.cleaned_data.items() if name in ("last_name", "first_names", "address") and value}
        if birth := self.cleaned_data.get("birth_date"):
            found["birth_date"] = birth.isoformat()
        return found


class SignForm(IdentityForm):
    agrees = forms.BooleanField(label=_("I sign this initiative"))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reasons"), max_length=3000, required=False, widget=Textarea(rows=5),
        help_text=_("Public if you refuse; only for the committee if you send it back. Not needed to admit it."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What the town decides"), choices=Answer.OUTCOMES, widget=RadioCards)
    text = forms.CharField(
        label=_("Reasons"), min_length=20, max_length=20_000, widget=Textarea(rows=10),
        help_text=_("Say what will be done, by when, or why not. All who signed are told."),
    )  # fmt: skip
    council_on = forms.DateField(label=_("Debated in the council on"), required=False, widget=DateInput)
    name = forms.CharField(label=_("In whose name"), max_length=120, help_text=_("A name and a mandate, or a service."))


class TypeForm(forms.ModelForm):
    class Meta:
        model = InitiativeType
        fields = (
            "title", "text", "threshold", "days", "answer_days", "check_days", "committee", "who", "district", "check_kind", "roll",
            "asks_address", "minimum_age", "is_paper", "keep_days",
        )  # fmt: skip
        widgets = {"text": Textarea(rows=3), "check_kind": RadioCards}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = {"threshold": 1_000_000, "days": 730, "answer_days": 730, "check_days": 365, "keep_days": 730, "committee": 20}
        for name, most in limits.items():
            self.fields[name].widget.attrs |= {"min": 1, "max": most}
            self.fields[name].validators.append(_between(1, most))
        self.fields["minimum_age"].validators.append(_between(0, 99))
        self.fields["district"].empty_label = _("The whole commune")  # type: ignore[attr-defined]
        self.fields["roll"].empty_label = _("No list")  # type: ignore[attr-defined]
        self.fields["committee"].help_text = _("Who starts the initiative is one of them.")
        self.fields["minimum_age"].help_text = _("0: no minimum.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check = data.get("check_kind")
        if check == InitiativeType.ROLL and not data.get("roll"):
            self.add_error("roll", gettext("Choose the list, or import it first."))
        if check != InitiativeType.ROLL:
            data["roll"] = None
        if check == InitiativeType.EMAIL and data.get("is_paper"):
            self.add_error("is_paper", gettext("With an e-mail address alone, nobody could see that a person signed online and on paper."))
        if check == InitiativeType.EMAIL and (data.get("minimum_age") or data.get("asks_address")):
            self.add_error("check_kind", gettext("An age or a postal address is asked only with a declared identity."))
        return data


def _between(least: int, most: int) -> Any:
    def check(value: int) -> None:
        if not least <= value <= most:
            raise ValidationError(gettext("Between %(least)d and %(most)d.") % {"least": least, "most": most})

    return check


COLUMNS = {
    "last": {"nom", "nomdefamille", "nomdenaissance", "lastname", "surname"},
    "used": {"nomdusage", "nomusage", "usedname", "marriedname"},
    "first": {"prenoms", "prenom", "firstnames", "firstname", "givennames"},
    "birth": {"datedenaissance", "naissance", "neele", "birthdate", "dateofbirth"},
}
MOST_BYTES = 20_000_000


class RollForm(forms.Form):
    title = forms.CharField(label=_("Name of the list"), max_length=120, help_text=_("For instance: electoral roll, March 2026."))
    file = forms.FileField(
        label=_("The list (CSV)"),
        help_text=_(
            "With the columns “nom”, “prénoms”, “date de naissance” and perhaps “nom d’usage”. Names are not kept: only hashes, which"
            " nobody can read back."
        ),
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv"}),
    )
    clear = forms.BooleanField(label=_("Whoever is no longer in the file leaves the list"), required=False, initial=True)

    def __init__(self, *args: Any, roll: Roll | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"title": roll.title, "clear": True} if roll else {"clear": True})
        super().__init__(*args, **kwargs)
        if roll is None:
            del self.fields["clear"]

    def clean_file(self) -> list[list[dict[str, str]]]:
        """Each person of the file with the names that she may sign by."""
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(gettext("This file is too large: %(n)d MB at most.") % {"n": MOST_BYTES // 1_000_000})
        raw = upload.read()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
        return people_in(text)


def people_in(text: str) -> list[list[dict[str, str]]]:
    head = text.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    try:
        table = list(csv.reader(io.StringIO(text.replace("\0", "")), delimiter=separator))
    except csv.Error:
        raise ValidationError(gettext("This file cannot be read as CSV.")) from None
    names = ["".join(fold(word) for word in cell.split()) for cell in table[0]] if table else []
    places = {key: next((place for place, name in enumerate(names) if name in known), None) for key, known in COLUMNS.items()}
    if any(places[key] is None for key in ("last", "first", "birth")):
        raise ValidationError(gettext("The first line must name the columns: nom, prénoms, date de naissance."))
    found = []
    for cells in table[1:]:
        last, used, first, birth = (
            cells[place].strip() if (place := places[key]) is not None and place < len(cells) else ""
            for key in ("last", "used", "first", "birth")
        )
        if day := _day(birth):
            found.append([{"last_name": name, "first_names": first, "birth_date": day} for name in dict.fromkeys([last, used]) if name])
    if not any(found):
        raise ValidationError(gettext("No line of this file has a last name, a first name and a date of birth."))
    return found


def _day(text: str) -> str:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 (a day, not a moment)
        except ValueError:
            continue
    return ""


class SheetsForm(forms.Form):
    how_many = forms.IntegerField(label=_("How many sheets"), min_value=1, max_value=50, initial=5)


class FindSheetForm(forms.Form):
    number = forms.IntegerField(label=_("Number of the sheet"), min_value=1, max_value=100_000)
