import csv
import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.participation.ballots.models import Election
from beffroi.ui.forms import Textarea

MOST_BYTES = 40_000_000
COLUMNS = {
    "name": ("name", "nom", "nom complet", "nom et prénom"),
    "first": ("prénom", "prenom", "first name", "firstname"),
    "email": ("email", "e-mail", "mail", "courriel", "adresse électronique"),
    "phone": ("phone", "téléphone", "telephone", "portable", "mobile"),
    "address": ("address", "adresse", "adresse postale"),
    "weight": ("weight", "poids", "voix"),
}


class PeopleForm(forms.Form):
    administrator = forms.CharField(
        label=pgettext_lazy("ballots", "Administrator"), max_length=120, help_text=_("Who asks the question: a service, with a name.")
    )
    server_registrar = forms.BooleanField(
        label=_("This site gives out the codes itself (simplified)"), required=False,
        help_text=_("For small stakes only. It is said to the public: whoever held the site could add ballots."),
    )  # fmt: skip
    registrar = forms.CharField(
        label=pgettext_lazy("ballots", "Registrar"), max_length=120, required=False,
        help_text=_("Who makes the codes outside this site and sends them: a clerk, a notary, another town."),
    )  # fmt: skip
    auditors = forms.CharField(
        label=pgettext_lazy("ballots", "Auditors"), max_length=1000, required=False, widget=Textarea(rows=3),
        help_text=_("Who has been asked to check the vote, one a line. Anyone may."),
    )  # fmt: skip

    def __init__(self, election: Election, *args: Any, **kwargs: Any) -> None:
        names = ("administrator", "server_registrar", "registrar", "auditors")
        kwargs["initial"] = {name: getattr(election, name) for name in names}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("server_registrar") and not found.get("registrar"):
            self.add_error("registrar", _("Name the registrar, or choose the simplified way."))
        return found


class RollForm(forms.Form):
    file = forms.FileField(
        label=_("List of those who may vote (CSV)"),
        help_text=_("Columns: name, and e-mail, telephone or address; perhaps weight. The first line names them."),
    )
    people: list[dict[str, Any]]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise ValidationError(_("This file is too large."))
        self.people = read_people(upload.read())
        return upload


def read_people(data: bytes) -> list[dict[str, Any]]:
    """The lines of a list, whatever its separator. ValidationError says which line is wrong."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    text = text.replace("\0", "")
    first = text.split("\n", 1)[0]
    rows = list(csv.reader(io.StringIO(text), delimiter=max(";,\t", key=first.count)))
    if len(rows) < 2:
        raise ValidationError(_("This file has no lines."))
    heads = [head.strip().casefold() for head in rows[0]]
    places = {name: heads.index(word) for name, words in COLUMNS.items() for word in words if word in heads}
    if "name" not in places:
        raise ValidationError(_("The first line must name the columns; “name” is missing."))
    found = []
    for number, row in enumerate(rows[1:], 2):
        said = {name: row[place].strip() for name, place in places.items() if place < len(row)}
        if not any(said.values()):
            continue
        said["name"] = " ".join(part for part in (said.pop("first", ""), said.get("name", "")) if part)
        weight = said.get("weight") or "1"
        if not said["name"] or not weight.isascii() or not weight.isdecimal() or not 1 <= int(weight[:5]) <= 1000:
            raise ValidationError(
                gettext("Line %(n)d cannot be read: a name, and a weight from 1 to 1,000 if there is one.") % {"n": number}
            )
        found.append({**said, "weight": int(weight)})
    return found


class TrusteesForm(forms.Form):
    people = forms.CharField(
        label=_("Who holds the key"), widget=Textarea(rows=5), max_length=3000,
        help_text=_("One a line: name, then a comma, then in what quality. Three people of different sides are a good choice."),
    )  # fmt: skip
    threshold = forms.IntegerField(
        label=_("How many of them are needed to open the urn"), min_value=1, max_value=15, initial=2,
        help_text=_("Two of three: one may be ill, and nobody opens it alone."),
    )  # fmt: skip
    with_server = forms.BooleanField(label=_("This site holds a key too, which is needed in any case"), required=False)

    def named(self) -> list[tuple[str, str]]:
        lines = [line.partition(",") for line in self.cleaned_data["people"].splitlines() if line.strip()]
        return [(name.strip(), quality.strip()) for name, _comma, quality in lines]


class FindForm(forms.Form):
    q = forms.CharField(label=_("Name, or number on the roll"), max_length=100, required=False)


class CountForm(forms.Form):
    """The paper ballots of one table, question by question."""

    table = forms.CharField(label=_("Table or polling station"), max_length=80)
    ballots = forms.IntegerField(label=_("Ballots in the box"), min_value=0, max_value=1_000_000)
    blank = forms.IntegerField(label=_("of them blank"), min_value=0, max_value=1_000_000)
    void = forms.IntegerField(label=_("of them void"), min_value=0, max_value=1_000_000)

    def __init__(self, election: Election, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape = [len(question.get("answers", [])) for question in election.questions]
        for place, question in enumerate(election.questions):
            for number, answer in enumerate(question.get("answers", [])):
                self.fields[f"q{place}_{number}"] = forms.IntegerField(
                    label=f"{answer}", help_text=str(question.get("text", "")), min_value=0, max_value=1_000_000
                )

    def counts(self) -> dict[str, Any]:
        said = self.cleaned_data
        rows = [[said[f"q{place}_{number}"] for number in range(width)] for place, width in enumerate(self.shape)]
        return {"questions": rows, "ballots": said["ballots"], "blank": said["blank"], "void": said["void"]}
