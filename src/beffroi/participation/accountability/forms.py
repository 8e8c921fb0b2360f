from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.actions import take_document, take_image
from beffroi.ground.media.forms import AltField, DocumentField, PictureField, check_described
from beffroi.ground.people.models import Voice
from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.types import Location
from beffroi.participation.accountability.models import (
    Ballot,
    Commitment,
    CouncilVote,
    Decision,
    DecisionUpdate,
    Representative,
    Satisfaction,
    Source,
)
from beffroi.participation.spaces.models import Component
from beffroi.ui.forms import DateInput, RadioCards, Textarea

MARKDOWN = _("An empty line begins a paragraph; a line that begins with “- ” makes a list.")


class SeenField(forms.IntegerField):
    """How many edits, or which version, the form showed: what stale edits are found by."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False, min_value=0)


class EurosField(forms.DecimalField):
    """Euros as people write them ("12 500,50"), kept as cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=14, decimal_places=2, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 16})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.replace("€", "").replace(",", ".").split())
        return super().to_python(value)

    def clean(self, value: Any) -> int | None:
        found = super().clean(value)
        return None if found is None else int(found * 100)

    def prepare_value(self, value: Any) -> Any:
        """As one writes it here: "18000" or "12500,50"."""
        if not isinstance(value, int):
            return value
        return number_format(Decimal(value) / 100 if value % 100 else value // 100, 2 if value % 100 else 0, use_l10n=True)


class DecisionForm(forms.ModelForm):
    """What, why, by whom, when, for how much, where. `seen` finds stale edits."""

    seen = SeenField()
    budget = EurosField(label=_("Budget, in euros"), required=False)
    spent = EurosField(label=_("Spent so far, in euros"), required=False)
    location = LocationField(label=_("Where"), required=False)
    picture = PictureField(label=_("A photo or a drawing"), required=False)
    picture_alt = AltField()
    file = DocumentField(label=_("The act, as a document"), required=False)

    class Meta:
        model = Decision
        fields = (
            "title", "text", "reasons", "decided_by", "decided_on", "reference", "state", "progress", "next_step", "starts_on", "ends_on",
            "budget", "spent", "parent",
        )  # fmt: skip
        labels = {"parent": _("Part of")}
        widgets = {
            "text": Textarea(rows=6), "reasons": Textarea(rows=6), "decided_on": DateInput, "starts_on": DateInput, "ends_on": DateInput,
        }  # fmt: skip
        help_texts = {
            "title": _("One sentence that everybody understands."),
            "text": MARKDOWN,
            "reasons": _("Why this, and why not what else was proposed. Those who contributed read it."),
            "decided_by": _("The council, the mayor, a service…"),
            "reference": _("The number of the deliberation or of the order."),
            "progress": _("From 0 to 100. With parts, it is counted from them."),
            "next_step": _("What happens next, and when."),
            "parent": _("For one work of a larger decision."),
        }

    def __init__(self, component: Component, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Decision.objects.filter(component=component).exclude(pk=self.instance.pk).order_by("title")
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]
        self.fields["parent"].empty_label = _("Nothing larger")  # type: ignore[attr-defined]
        self.fields["progress"].max_value = 100  # type: ignore[attr-defined]
        self.fields["progress"].widget.attrs |= {"min": 0, "max": 100}
        if self.instance.parts_count:
            del self.fields["progress"]
        if self.instance.longitude is not None and self.instance.latitude is not None:
            here = Location(self.instance.longitude, self.instance.latitude, self.instance.address)
            self.fields["location"].initial = here

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_described(self)
        if (progress := data.get("progress")) is not None and progress > 100:
            self.add_error("progress", _now("Progress is 100 at most."))
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _now("The end comes after the beginning."))
        return data

    def content(self, at: datetime) -> dict[str, Any]:
        """What the actions take. New files are kept now."""
        data = self.cleaned_data
        names = (name for name in self.Meta.fields if name in self.fields and name != "parent")
        found = {name: data[name] for name in names}
        here = data.get("location")
        found |= {
            "longitude": here.longitude if here else None,
            "latitude": here.latitude if here else None,
            "address": here.address[:200] if here else "",
        }
        if data.get("picture"):
            found["image"] = take_image(upload=data["picture"], alt=data["picture_alt"], at=at)
        if data.get("file"):
            found["document"] = take_document(upload=data["file"], title=data["title"], at=at)
        return found


class SourceForm(forms.Form):
    """One contribution from which a decision came."""

    part = forms.ChoiceField(label=_("What became of it"), choices=Source.PARTS)
    note = forms.CharField(label=_("In a word, why"), max_length=300, required=False)
    remove = forms.BooleanField(label=_("Not a source after all"), required=False)


class NewsForm(forms.ModelForm):
    """What happened, dated; the state and the progress move with it."""

    next_step = forms.CharField(label=_("Next step"), max_length=250, required=False)
    picture = PictureField(label=_("A photo or a drawing"), required=False)
    picture_alt = AltField()

    class Meta:
        model = DecisionUpdate
        fields = ("happened_on", "title", "text", "state", "progress")
        labels = {"state": _("Where it stands now"), "progress": _("Progress in %")}
        widgets = {"text": Textarea(rows=4), "happened_on": DateInput}
        help_texts = {"text": MARKDOWN}

    field_order = ("happened_on", "title", "text", "state", "progress", "next_step", "picture", "picture_alt")

    def __init__(self, decision: Decision, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["progress"].widget.attrs |= {"min": 0, "max": 100}
        if decision.parts_count:
            self.fields["progress"].help_text = _("The whole is counted from its parts; this is kept with the news.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_described(self)
        if (progress := data.get("progress")) is not None and progress > 100:
            self.add_error("progress", _now("Progress is 100 at most."))
        return data


class SatisfactionForm(forms.Form):
    """Is it what was promised?"""

    answer = forms.ChoiceField(label=_("Is it what was promised?"), choices=Satisfaction.ANSWERS, widget=RadioCards)
    word = forms.CharField(
        label=_("In a word, why"), max_length=500, required=False, widget=Textarea(rows=3),
        help_text=_("Only the team reads it. The page shows how many said yes, in part or no."),
    )  # fmt: skip


class RepresentativeForm(forms.ModelForm):
    seen = SeenField()
    voice_id = forms.CharField(
        label=_("Page of this person here"), required=False, max_length=200,
        help_text=_("The last part of the address of the public page (/v/…). Official answers given there are shown."),
    )  # fmt: skip
    picture = PictureField(label=_("Portrait"), required=False)
    picture_alt = AltField()

    class Meta:
        model = Representative
        fields = ("name", "mandate", "group", "about", "contact", "since", "until", "position")
        widgets = {"about": Textarea(rows=5), "since": DateInput, "until": DateInput}
        help_texts = {"position": _("The smallest comes first: the mayor, then the deputies…")}

    def clean_voice_id(self) -> Voice | None:
        word = self.cleaned_data["voice_id"].rstrip("/").rpartition("/")[2].strip()
        if not word:
            return None
        found = Voice.objects.filter(public_id=word, kind=Voice.PERSON).first()
        if found is None:
            raise forms.ValidationError(_now("No public page has this address."))
        if Representative.objects.filter(voice=found).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_now("This page already belongs to another representative."))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_described(self)
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _now("The end comes after the beginning."))
        return data

    def content(self, at: datetime) -> dict[str, Any]:
        data = self.cleaned_data
        found = {name: data[name] for name in self.Meta.fields} | {"voice": data["voice_id"]}
        if data.get("picture"):
            found["photo"] = take_image(upload=data["picture"], alt=data["picture_alt"], at=at)
        return found


class CommitmentForm(forms.ModelForm):
    seen = SeenField()

    class Meta:
        model = Commitment
        fields = ("text", "made_on", "due_on", "state", "outcome", "decision")
        widgets = {"text": Textarea(rows=3), "outcome": Textarea(rows=3), "made_on": DateInput, "due_on": DateInput}
        labels = {"decision": _("The decision that keeps it"), "state": _("What became of it")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = Decision.objects.public().order_by("-decided_on")  # type: ignore[attr-defined]
        self.fields["decision"].empty_label = _("None")  # type: ignore[attr-defined]
        self.fields["outcome"].label = _("In a word, what was done")


class VoteForm(forms.ModelForm):
    """A vote of the council; how each voted is `ChoicesForm`."""

    seen = SeenField()

    class Meta:
        model = CouncilVote
        fields = ("title", "summary", "held_on", "reference", "outcome", "decision")
        widgets = {"summary": Textarea(rows=4), "held_on": DateInput}
        labels = {"decision": _("The decision that it is about")}
        help_texts = {"summary": _("What it changes for people, without the words of the law.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].queryset = Decision.objects.public().order_by("-decided_on")  # type: ignore[attr-defined]
        self.fields["decision"].empty_label = _("None")  # type: ignore[attr-defined]


class ChoicesForm(forms.Form):
    """One line of radio buttons for each representative."""

    def __init__(self, members: list[Representative], *args: Any, vote: CouncilVote | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {ballot.representative_id: ballot for ballot in vote.ballots.all()} if vote else {}
        self.members = members
        for member in members:
            ballot = known.get(member.pk)
            first = ballot.choice if ballot else ("" if vote else Ballot.FOR)
            self.fields[f"choice_{member.pk}"] = forms.ChoiceField(
                label=member.name, choices=[*Ballot.CHOICES, ("", _("did not sit"))], required=False, initial=first
            )
            self.fields[f"proxy_{member.pk}"] = forms.CharField(
                label=_("Voted by"), max_length=120, required=False, initial=ballot.proxy if ballot else ""
            )

    def rows(self) -> list[dict[str, Any]]:
        """What the table draws."""
        found = []
        for member in self.members:
            chosen = self[f"choice_{member.pk}"]
            value = chosen.value() or ""
            buttons = [
                {"value": key, "label": label, "checked": key == value, "id": f"{chosen.auto_id}_{number}"}
                for number, (key, label) in enumerate(self.fields[f"choice_{member.pk}"].choices)  # type: ignore[attr-defined]
            ]
            found.append(
                {
                    "member": member,
                    "name": chosen.html_name,
                    "buttons": buttons,
                    "errors": chosen.errors,
                    "proxy": self[f"proxy_{member.pk}"],
                }
            )
        return found

    def choices(self) -> dict[Representative, str]:
        return {member: choice for member in self.members if (choice := self.cleaned_data[f"choice_{member.pk}"])}

    def proxies(self) -> dict[Representative, str]:
        return {member: name for member in self.members if (name := self.cleaned_data[f"proxy_{member.pk}"])}
