import csv
import io
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.types import AccountForm
from beffroi.channels.newsletter.models import Block, Issue, Letter
from beffroi.commons.topics.models import Tag
from beffroi.ground.places.models import District
from beffroi.ui.forms import DateTimeInput, Textarea

MOST_TOPICS = 20
MOST_ADDRESSES = 20_000
MOST_BYTES = 3_000_000


def topic_choices() -> list[tuple[str, str]]:
    return list(Tag.objects.public().filter(uses_count__gt=0).order_by("-uses_count", "name").values_list("slug", "name")[:MOST_TOPICS])


class ConnectForm(AccountForm):
    name = forms.CharField(label=_("Name of the newsletter"), max_length=110)
    description = forms.CharField(
        label=_("What it brings, and how often"), required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    rhythm = forms.ChoiceField(label=_("Publications"), choices=Letter.RHYTHMS, initial=Letter.DIGEST)


class WishesForm(forms.Form):
    """What one wants to receive: letters, topics, district, language. What offers no choice is not asked."""

    letters = forms.ModelMultipleChoiceField(
        Letter.objects.none(), label=_("Newsletters"), required=False, widget=forms.CheckboxSelectMultiple
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Tick none to receive everything.")
    )
    district = forms.ModelChoiceField(District.objects.none(), label=_("Your district"), required=False, empty_label=_("The whole commune"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, letters: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letters"].queryset = letters  # type: ignore[attr-defined]
        self.fields["topics"].choices = topic_choices()  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.order_by("position", "name", "pk")  # type: ignore[attr-defined]
        if not self.fields["topics"].choices:  # type: ignore[attr-defined]
            del self.fields["topics"]
        if not District.objects.exists():
            del self.fields["district"]

    @property
    def wishes(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "letters": list(data["letters"]),
            "topics": data.get("topics") or [],
            "district": data.get("district"),
            "language": data["language"],
        }


class SubscribeForm(WishesForm):
    email = forms.EmailField(label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    field_order = ["email", "letters", "topics", "district", "language"]

    def __init__(self, *args: Any, letters: Any, **kwargs: Any) -> None:
        super().__init__(*args, letters=letters, **kwargs)
        self.fields["letters"].required = True
        if len(letters) == 1:
            self.fields["letters"].widget = forms.MultipleHiddenInput()
            self.initial.setdefault("letters", [letter.pk for letter in letters])


class LetterForm(forms.ModelForm):
    class Meta:
        model = Letter
        fields = ["name", "description", "language", "sender_name", "reply_to", "rhythm", "day", "hour", "per_minute", "is_open"]
        widgets = {"description": Textarea(attrs={"rows": 3}), "language": forms.Select(choices=settings.LANGUAGES)}
        help_texts = {
            "sender_name": _("Empty: the name of the commune."),
            "reply_to": _("Where the answers of readers go. Empty: the sender’s address."),
            "rhythm": _("“Gathered”: publications wait in a draft that you complete and send."),
            "day": _("A gathered issue can go out by itself."),
            "hour": _("From 0 to 23."),
            "per_minute": _("Some mail servers refuse more than a few hundred."),
        }

    def clean_hour(self) -> int:
        hour = self.cleaned_data["hour"]
        if hour > 23:
            raise ValidationError(_("An hour is between 0 and 23."))
        return hour

    def clean_per_minute(self) -> int:
        most = self.cleaned_data["per_minute"]
        if not 1 <= most <= 60_000:
            raise ValidationError(_("Between 1 and 60,000 mails a minute."))
        return most

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NewIssueForm(forms.Form):
    letter = forms.ModelChoiceField(Letter.objects.order_by("name"), label=_("Newsletter"), empty_label=None)
    subject = forms.CharField(label=_("Subject"), max_length=150)


class IssueForm(forms.ModelForm):
    topics = forms.MultipleChoiceField(
        label=_("Only those who chose one of these topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none: everybody. Those who chose no topic receive everything."),
    )

    class Meta:
        model = Issue
        fields = ["subject", "preheader", "topics", "district", "language", "is_public"]
        help_texts = {
            "preheader": _("Shown after the subject in the list of mails. Say what is most useful."),
            "is_public": _("Anyone can then read it again on the site."),
        }
        labels = {"district": _("Only one district"), "language": _("Only those who read")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].choices = topic_choices()  # type: ignore[attr-defined]
        self.fields["district"].empty_label = gettext("The whole commune")  # type: ignore[attr-defined]
        languages = [("", gettext("All languages")), *settings.LANGUAGES]
        self.fields["language"] = forms.ChoiceField(label=self.fields["language"].label, choices=languages, required=False)
        if not self.fields["topics"].choices:  # type: ignore[attr-defined]
            del self.fields["topics"]
        if not District.objects.exists():
            del self.fields["district"]

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}


class BlockForm(forms.ModelForm):
    class Meta:
        model = Block
        fields = ["title", "text", "link"]
        widgets = {"text": Textarea(attrs={"rows": 6})}
        help_texts = {"link": _("Shown as “Read on”. Begins with https://, or with / for a page of this site.")}

    def clean_link(self) -> str:
        link = self.cleaned_data["link"].strip()
        if link and not link.startswith(("https://", "http://")) and (not link.startswith("/") or link.startswith("//")):
            raise ValidationError(_("A link begins with https://, or with / for a page of this site."))
        return link

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("title") and not data.get("text"):
            self.add_error("text", _("Write a title or a text."))
        return data


class GatherForm(forms.Form):
    """Publications of the site, to put into an issue."""

    publications = forms.MultipleChoiceField(label=_("Publications of the last weeks"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publications"].choices = choices  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    planned_at = forms.DateTimeField(label=_("Send on"), widget=DateTimeInput())


class TrialForm(forms.Form):
    email = forms.EmailField(label=_("Send a test to"), max_length=254)


class AddForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    proof = forms.CharField(
        label=_("How did this person agree?"), min_length=10, max_length=1000, help_text=_("For example: asked at the counter on 12 March.")
    )


class ImportForm(forms.Form):
    """Addresses pasted or in a file, with the proof that their owners agreed."""

    addresses = forms.CharField(
        label=_("Addresses"), required=False, widget=Textarea(attrs={"rows": 8}), help_text=_("One a line, or a file below.")
    )
    file = forms.FileField(label=_("File"), required=False, help_text=_("CSV or text; the column of addresses is found by itself."))
    proof = forms.CharField(
        label=_("How and when did these people agree?"),
        min_length=20,
        max_length=2000,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_("Kept as proof. For example: ticked the box of the paper form at the forum of associations, September 2025."),
    )
    sure = forms.BooleanField(label=_("Each of these people asked for this newsletter."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload = data.get("file")
        if upload and upload.size > MOST_BYTES:
            raise ValidationError({"file": gettext("This file is too large: 3 MB at most.")})
        raw = upload.read().decode("utf-8-sig", errors="replace") if upload else data.get("addresses", "")
        good, wrong = read_addresses(raw)
        if not good:
            raise ValidationError({"addresses": gettext("No e-mail address was found.")})
        if len(good) > MOST_ADDRESSES:
            raise ValidationError({"file": gettext("At most %(most)d addresses at once.") % {"most": MOST_ADDRESSES}})
        data["emails"], data["wrong"] = good, wrong
        return data


def read_addresses(raw: str) -> tuple[list[str], list[str]]:
    """(addresses, lines without one) of a CSV or of plain lines; the first word of a line that is an address counts."""
    good: dict[str, None] = {}
    wrong = []
    separator = ";" if raw[:2000].count(";") >= raw[:2000].count(",") else ","
    for cells in csv.reader(io.StringIO(raw), delimiter=separator):
        words = [word.strip(" <>\"'\t") for cell in cells for word in cell.split()]
        found = next((word for word in words if "@" in word and _is_address(word)), None)
        if found:
            good[found.lower()] = None
        elif any(word for word in words):
            wrong.append(" ".join(words)[:80])
    return list(good), wrong


def _is_address(word: str) -> bool:
    try:
        validate_email(word)
    except ValidationError:
        return False
    return len(word) <= 254
