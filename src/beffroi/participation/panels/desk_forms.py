"""Forms of the team: mandate, questions, quotas, letters, dice."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.ground.places.models import District
from beffroi.participation.panels import lists, rules
from beffroi.participation.panels.actions.preparing import OF_THE_DRAW, WRITTEN
from beffroi.participation.panels.models import Feature, Panel
from beffroi.ui.forms import DateInput, DateTimeInput, RadioCards, Textarea

MOST_BYTES = 20_000_000


class MandateForm(forms.ModelForm):
    class Meta:
        model = Panel
        fields = (
            "mandate", "fate", "who", "size", "meets", "allowance", "method", "takes_volunteers", "one_a_home", "answer_days", "ends_on",
            "keep_days", "source",
        )  # fmt: skip
        widgets = {
            "mandate": Textarea(rows=8), "fate": Textarea(rows=3), "meets": Textarea(rows=3), "ends_on": DateInput, "method": RadioCards,
        }  # fmt: skip
        help_texts = {
            "mandate": _("The question, why it is asked, what the panel hands in at the end."),
            "fate": _("Who receives it, who decides, and by when they answer."),
            "who": _("For instance: whoever lives in the commune, from the age of 16, nationality aside."),
            "source": _("For instance: Insee, census of 2022."),
            "ends_on": _("What is personal is erased some days later."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mandate"].required = True
        for name, most in {"size": rules.MOST_SIZE, "answer_days": 90, "keep_days": 365}.items():
            least = 2 if name == "size" else 1
            self.fields[name].widget.attrs |= {"min": least, "max": most}
            self.fields[name].validators += [MinValueValidator(least), MaxValueValidator(most)]
        if self.instance.is_frozen:
            for name in OF_THE_DRAW:
                del self.fields[name]

    @property
    def wanted(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in (*WRITTEN, *OF_THE_DRAW) if name in self.cleaned_data}


def ready_questions() -> dict[str, tuple[str, str]]:
    """Questions that nearly every panel asks, with their answers, one a line; the shares are the commune's own."""
    districts = list(District.objects.order_by("position", "name").values_list("name", flat=True))[: rules.MOST_VALUES]
    found = {
        "age": (gettext("Your age"), gettext("16 to 29\n30 to 44\n45 to 59\n60 to 74\n75 and over")),
        "gender": (gettext("You are"), gettext("A woman\nA man")),
        "education": (gettext("Your last diploma"), gettext("None, or lower secondary\nVocational\nBaccalauréat\nHigher education")),
        "work": (gettext("Your situation"), gettext("At work\nLooking for work\nStudying\nRetired\nOther")),
        "home": (gettext("Your home"), gettext("Owner\nTenant\nOther")),
    }
    if len(districts) > 1:
        found["district"] = (gettext("Where you live"), "\n".join(districts))
    return found


class FeatureForm(forms.Form):
    question = forms.CharField(label=pgettext_lazy("panels", "Question"), max_length=120)
    lines = forms.CharField(
        label=_("Answers, one a line"), max_length=3000, widget=Textarea(rows=7),
        help_text=_(
            "With the share of the population after a semicolon: “16 to 29 ; 14.5”. Everybody may also prefer not to say: do not add it."
        ),
    )  # fmt: skip

    def clean_question(self) -> str:
        return " ".join(self.cleaned_data["question"].split())

    def clean_lines(self) -> list[tuple[str, Decimal | None]]:
        found: list[tuple[str, Decimal | None]] = []
        for line in self.cleaned_data["lines"].splitlines():
            label, _sign, share = line.partition(";")
            label = " ".join(label.split())
            if not label:
                continue
            if len(label) > 80:
                raise ValidationError(gettext("“%(label)s…” is too long: 80 characters at most.") % {"label": label[:30]})
            found.append((label, self._share(label, share)))
        if len({label.casefold() for label, _share in found}) != len(found):
            raise ValidationError(gettext("The same answer is there twice."))
        if not 2 <= len(found) <= rules.MOST_VALUES:
            raise ValidationError(gettext("Between 2 and %(n)d answers are needed.") % {"n": rules.MOST_VALUES})
        return found

    def _share(self, label: str, text: str) -> Decimal | None:
        text = text.replace("%", "").replace("\u202f", "").replace(",", ".").strip()
        if not text:
            return None
        try:
            share = Decimal(text)
        except InvalidOperation:
            share = Decimal(-1)
        if not share.is_finite() or not 0 <= share <= 100:
            raise ValidationError(gettext("The share of “%(label)s” is a number from 0 to 100.") % {"label": label})
        return share.quantize(Decimal("0.01"))


def lines_of(feature: Feature) -> str:
    return "\n".join(v.label if v.share is None else f"{v.label} ; {v.share.normalize():f}" for v in feature.values.all())


class QuotasForm(forms.Form):
    """Two numbers for each answer of each question."""

    hide_summary = False

    def __init__(self, panel: Panel, features: list[Feature], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = [value for feature in features for value in feature.values.all()]
        for feature in features:
            for value in feature.values.all():
                for name, words in (("least", gettext("at least")), ("most", gettext("at most"))):
                    field = forms.IntegerField(label=f"{feature.question} – {value.label}: {words}", min_value=0, max_value=panel.size)
                    field.widget.attrs |= {"class": "panel-quota", "aria-label": field.label}
                    field.initial = min(getattr(value, name), panel.size)
                    self.fields[f"{name}-{value.pk}"] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for value in self.values:
            least, most = data.get(f"least-{value.pk}"), data.get(f"most-{value.pk}")
            if least is not None and most is not None and least > most:
                self.add_error(f"most-{value.pk}", gettext("At most must not be below at least."))
        return data

    @property
    def quotas(self) -> dict[int, tuple[int, int]]:
        data = self.cleaned_data
        return {value.pk: (data[f"least-{value.pk}"], data[f"most-{value.pk}"]) for value in self.values}


class LettersForm(forms.Form):
    """From where the addresses of letters are drawn."""

    TOWN, FILE = "town", "file"

    how_many = forms.IntegerField(
        label=_("How many letters"), min_value=1, max_value=rules.MOST_LETTERS, initial=500,
        help_text=_("Few answer: some 5 in 100. For a panel of 30, send 1,500 letters or more."),
    )  # fmt: skip
    origin = forms.ChoiceField(
        label=_("Drawn from"), initial=FILE,
        choices=[(FILE, _("a list that I import")), (TOWN, _("the addresses of the commune, to whoever lives there"))], widget=RadioCards,
    )  # fmt: skip
    source = forms.CharField(
        label=_("What the list is"), max_length=200, required=False, help_text=_("Public. For instance: electoral roll, March 2026.")
    )
    file = forms.FileField(
        label=_("The list (CSV)"), required=False, widget=forms.ClearableFileInput({"accept": ".csv,text/csv"}),
        help_text=_("Name, then address, one person a line. Only the lines that are drawn are kept, sealed; the rest is forgotten at once."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("origin") == self.FILE:
            if not data.get("file"):
                self.add_error("file", gettext("Choose the file of the list."))
            elif data["file"].size > MOST_BYTES:
                self.add_error("file", gettext("This file is too large: %(n)d MB at most.") % {"n": MOST_BYTES // 1_000_000})
            if not data.get("source"):
                self.add_error("source", gettext("Say what this list is: everybody may know where names come from."))
        return data

    @property
    def lines(self) -> list[lists.Line]:
        if self.cleaned_data["origin"] == self.TOWN:
            return lists.of_the_town()
        raw = self.cleaned_data["file"].read()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
        return lists.read(text)

    @property
    def said_source(self) -> str:
        if self.cleaned_data["origin"] == self.TOWN:
            return gettext("addresses of the commune")
        return str(self.cleaned_data["source"])


class ThrowAtForm(forms.Form):
    throw_at = forms.DateTimeField(
        label=_("The dice are thrown on"),
        widget=DateTimeInput,
        help_text=_("In public, so that whoever wishes can watch. Announce it some days before."),
    )
    throw_place = forms.CharField(
        label=pgettext_lazy("panels", "Where"), max_length=200, help_text=_("For instance: town hall, council room.")
    )


class DiceForm(forms.Form):
    """Three ten-sided dice, as they fell, the first one first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, label in enumerate((_("First die: hundreds"), _("Second die: tens"), _("Third die: units")), 1):
            self.fields[f"die{number}"] = forms.IntegerField(
                label=label, min_value=0, max_value=9, widget=forms.NumberInput({"class": "panel-die", "autocomplete": "off"})
            )
        self.fields["sure"] = forms.BooleanField(label=_("I read the dice again: this is what they show. It cannot be changed."))

    @property
    def dice(self) -> list[int]:
        return [self.cleaned_data[f"die{number}"] for number in (1, 2, 3)]


class FindLetterForm(forms.Form):
    code = forms.CharField(
        label=_("Code of the letter, or its number"), max_length=30, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    )


class WayForm(forms.Form):
    way = forms.ChoiceField(
        label=_("How the person answered"), widget=RadioCards, initial="phone",
        choices=[("phone", pgettext_lazy("panel", "By telephone")), ("paper", pgettext_lazy("panel", "On paper"))],
    )  # fmt: skip
