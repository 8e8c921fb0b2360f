from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.media.actions import take_image
from beffroi.ground.media.forms import AltField, PictureField, check_described
from beffroi.ground.people.models import Account
from beffroi.outreach.rumors import wording
from beffroi.outreach.rumors.models import MEANINGS, VERDICTS, Edition, Rumor, Source
from beffroi.outreach.rumors.rules import must_state_what_is_true
from beffroi.ui.forms import DateInput, RadioCards, Textarea


class ReportForm(forms.Form):
    """What somebody heard, where, and whether she wants to be told."""

    claim = forms.CharField(
        label=_("What did you read or hear?"), max_length=1000, min_length=10, widget=Textarea(rows=4),
        help_text=_("In your own words, or copied. We do not publish it as it is."),
        error_messages={"required": _("Write what you read or heard."), "min_length": _("Say a little more, so that we can look for it.")},
    )  # fmt: skip
    where = forms.CharField(
        label=_("Where?"), max_length=200, required=False, help_text=_("For example: a Facebook group, a leaflet, at the bakery.")
    )
    url = forms.URLField(
        label=pgettext_lazy("rumors", "Its address, if it has one"), max_length=500, required=False, assume_scheme="https",
        widget=forms.URLInput({"inputmode": "url", "autocomplete": "off"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("Your e-mail address, to be told"), required=False, widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_("Optional. One message with what we found, then it is erased within 30 days."),
    )  # fmt: skip
    website = forms.CharField(required=False, widget=forms.HiddenInput({"autocomplete": "off"}))  # robots fill it in

    def __init__(self, *args: Any, is_signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_signed_in:
            del self.fields["email"]


class SeenForm(forms.Form):
    """Where the team met it: words, address, a picture of the screen."""

    where = forms.CharField(label=_("Where it was seen or heard"), max_length=200, required=False)
    url = forms.URLField(label=pgettext_lazy("rumors", "Address"), max_length=500, required=False, assume_scheme="https")
    text = forms.CharField(
        label=_("Its words"), max_length=4000, required=False, widget=Textarea(rows=4), help_text=_("For the team only. Leave out names.")
    )
    picture = PictureField(label=_("Picture of the screen"), required=False, help_text=_("For the team only. Cover names and faces."))
    picture_alt = AltField()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_described(self)
        if not self.errors and not any(data.get(name) for name in ("where", "url", "text", "picture")):
            raise ValidationError(_("Say where it was met, or show it."))
        return data

    def values(self, at: Any) -> dict[str, Any]:
        """What the action takes; a picture is kept now."""
        data = self.cleaned_data
        image = take_image(upload=data["picture"], alt=data["picture_alt"], at=at) if data["picture"] else None
        return {"where": data["where"], "url": data["url"], "text": data["text"], "image": image}


class NewForm(SeenForm):
    claim = forms.CharField(
        label=_("What is said, in one sentence"), max_length=300, min_length=10, widget=Textarea(rows=2),
        help_text=_("Without names. It is shown small, below what is true, once there is a verdict."),
    )  # fmt: skip
    field_order = ["claim", "where", "url", "text", "picture", "picture_alt"]


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Account) -> str:
        return obj.voice.display_name


class FrameForm(forms.Form):
    claim = forms.CharField(
        label=_("What is said, in one sentence"), max_length=300, min_length=10, widget=Textarea(rows=2),
        help_text=_("Without names. It is shown small, below what is true, once there is a verdict."),
    )  # fmt: skip
    where = forms.CharField(
        label=_("Where it circulates"),
        max_length=200,
        required=False,
        help_text=_("In words for everybody: “on Facebook”, “by word of mouth”."),
    )
    assigned_to = PersonChoice(Account.objects.none(), label=_("Who checks"), required=False, empty_label=_("Nobody yet"))

    def __init__(self, *args: Any, team: Any, keeps_claim: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = team  # type: ignore[attr-defined]
        self.fields["claim"].disabled = keeps_claim


class SourceForm(forms.ModelForm):
    url = forms.URLField(
        label=pgettext_lazy("rumors", "Address"), max_length=500, required=False, assume_scheme="https",
        help_text=_("Where anybody can read it. Without one, say under the title where it can be seen: “register of decisions, at the town hall”."),
    )  # fmt: skip
    dated = forms.DateField(label=_("Its date"), required=False, widget=DateInput)

    class Meta:
        model = Source
        fields = ["title", "url", "publisher", "dated", "quote"]
        widgets = {"quote": Textarea(rows=3)}
        labels = {
            "title": pgettext_lazy("rumors", "Title"), "publisher": _("Who publishes it"),
            "quote": _("What it says, word for word"),
        }  # fmt: skip
        help_texts = {
            "publisher": _("The council, the prefecture, a newspaper, a scientific body…"),
        }

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class VerdictForm(forms.ModelForm):
    """The verdict and its words; the headline is read again for what it repeats."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("rumors", "Verdict"), choices=VERDICTS, widget=RadioCards(explain=MEANINGS), required=False
    )

    class Meta:
        model = Edition
        fields = ["claim", "verdict", "headline", "truth", "explanation", "correction"]
        widgets = {"claim": Textarea(rows=2), "truth": Textarea(rows=2), "explanation": Textarea(rows=10), "correction": Textarea(rows=2)}
        labels = {
            "claim": _("What is said, in one sentence"), "headline": pgettext_lazy("rumors", "Headline"), "truth": _("What is true"),
            "explanation": pgettext_lazy("rumors", "Explanation"), "correction": _("What this corrects, and why"),
        }  # fmt: skip
        help_texts = {
            "headline": _("It states what is true, and does not repeat what is said: “The swimming pool stays open”."),
            "truth": _("One sentence that can be passed on as it is, on networks too."),
            "explanation": _("How we know: what was asked of whom, what the sources say, what is still open. Markdown."),
            "correction": _("Everybody reads it, with its date."),
        }

    def __init__(self, *args: Any, is_correction: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_correction = is_correction
        if is_correction:
            self.fields["correction"].required = True
        else:
            del self.fields["correction"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        refusal = must_state_what_is_true(data.get("headline") or "", data.get("claim") or "", data.get("verdict") or "")
        if refusal and "headline" not in self.errors:
            self.add_error("headline", ValidationError(str(refusal), code=refusal.code))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class AskForm(forms.Form):
    """Who reads it before everybody does."""

    validators = forms.ModelMultipleChoiceField(
        Account.objects.none(), label=_("Who reads it a second time"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )  # fmt: skip

    def __init__(self, *args: Any, readers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["validators"]
        field.queryset = readers  # type: ignore[attr-defined]
        field.label_from_instance = lambda one: one.voice.display_name  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why is there no verdict?"), choices=[pair for pair in Rumor.REASONS if pair[0] != Rumor.WITHDRAWN], widget=forms.RadioSelect,
        error_messages={"required": _("Choose the reason: whoever asked is told.")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("Something more for those who asked"), max_length=500, required=False, widget=Textarea(rows=3),
        help_text=_("Without repeating what is said. Anybody with the address can read it."),
    )  # fmt: skip


class MergeForm(forms.Form):
    """Into which one: those that are alike, or any other by its number."""

    into = forms.ChoiceField(label=_("It says the same as"), required=False, widget=forms.RadioSelect)
    number = forms.IntegerField(label=_("Or the number of another rumour"), min_value=1, max_value=2**31, required=False)

    def __init__(self, *args: Any, rumor: Rumor, near: list[Rumor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rumor = rumor
        if near:
            self.fields["into"].choices = [(str(one.pk), f"{one.pk}. {one.claim}") for one in near]  # type: ignore[attr-defined]
        else:
            del self.fields["into"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = data.get("number") or data.get("into")
        target = Rumor.objects.live().exclude(pk=self.rumor.pk).filter(pk=int(chosen)).first() if chosen else None
        if target is None and not self.errors:
            raise ValidationError(_("Choose a rumour that is still open or published.") if chosen else _("Choose the other rumour."))
        data["target"] = target
        return data


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note for those who check"), max_length=2000, widget=Textarea(rows=3))


def hints_for(edition: Edition) -> list[str]:
    """What a careful reader would say of a headline that may be published as it is."""
    if edition.headline and wording.is_alike(edition.headline, edition.claim):
        return [str(_("The headline is near to what is said. Could it say the fact in other words?"))]
    return []
