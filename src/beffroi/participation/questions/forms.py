from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.commons.moderation.queries import rules_in_force
from beffroi.commons.reading.forms import CarefulForm
from beffroi.ground.media.actions import take_video
from beffroi.ground.media.forms import CaptionsField, VideoField
from beffroi.ground.media.models import Video
from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import CITIZEN
from beffroi.participation.questions.models import Addressee, Answer, Question, Satisfaction
from beffroi.participation.questions.reading import minute
from beffroi.ui.forms import DateInput, Textarea

WEB = URLValidator(schemes=["http", "https"])


class AskForm(CarefulForm):
    """A question to somebody by name."""

    to = forms.ModelChoiceField(label=_("To whom"), queryset=Addressee.objects.none(), empty_label=_("Choose"), to_field_name="slug")
    title = forms.CharField(
        label=_("Your question"), min_length=10, max_length=200, help_text=_("One question, in one sentence."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    text = forms.CharField(
        label=_("More about it"), required=False, max_length=4000, widget=Textarea(rows=5, keep="question-new"),
        help_text=_("Why you ask, since when, where. It is public: leave out phone numbers and addresses of people."),
    )  # fmt: skip
    looked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        field.queryset = Addressee.objects.open()  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.name}, {row.mandate}" if row.mandate else row.name  # type: ignore[attr-defined]


class AgainForm(CarefulForm):
    careful = ("reason",)
    reason = forms.CharField(
        label=_("What is not answered"), max_length=1000, widget=Textarea(rows=4), help_text=_("It is public, beside your question.")
    )


class SatisfactionForm(forms.Form):
    value = forms.ChoiceField(label=_("Does it answer the question?"), choices=Satisfaction.ANSWERS, widget=forms.RadioSelect)
    word = forms.CharField(
        label=_("A word about it"), required=False, max_length=500, widget=Textarea(rows=2), help_text=_("Read by the team only.")
    )


class RedirectForm(forms.Form):
    to = forms.ModelChoiceField(label=_("Who decides about it"), queryset=Addressee.objects.none(), empty_label=_("Choose"))
    reason = forms.CharField(label=_("Why, for the asker"), max_length=1000, widget=Textarea(rows=2))

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "redirect-%s"})
        self.fields["to"].queryset = Addressee.objects.open().exclude(pk=question.addressee_id)  # type: ignore[attr-defined]


class RefuseForm(forms.Form):
    rule = forms.ChoiceField(label=_("The rule that it breaks"))
    reason = forms.CharField(label=_("Why, for the asker and for everybody"), max_length=1000, widget=Textarea(rows=2))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "refuse-%s"})
        self.rules = {str(rule.pk): rule for rule in rules_in_force()}
        self.fields["rule"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose")),
            *((pk, f"{rule.number}. {rule.title}") for pk, rule in self.rules.items()),
        ]

    def clean_rule(self) -> Any:
        return self.rules[self.cleaned_data["rule"]]


class MergeForm(forms.Form):
    """Which other questions become one with this."""

    others = forms.ModelMultipleChoiceField(
        label=_("Similar questions"), queryset=Question.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    numbers = forms.CharField(
        label=_("Others, by their number"),
        required=False,
        max_length=200,
        help_text=_("Separated by spaces: the number ends the address of a question."),
    )
    reason = forms.CharField(label=_("Why, for the askers"), max_length=500, widget=Textarea(rows=2))

    def __init__(self, question: Question, near: Sequence[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "merge-%s"})
        self.question = question
        field = self.fields["others"]
        field.queryset = Question.objects.filter(pk__in=[row.pk for row in near]).select_related("addressee")  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: f"{row.title} ({row.addressee.name})"  # type: ignore[attr-defined]
        if not near:
            del self.fields["others"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words = data.get("numbers", "").replace(",", " ").split()
        if any(not (word.isdecimal() and len(word) < 12) for word in words):
            self.add_error("numbers", ValidationError(gettext("Numbers only, separated by spaces.")))
        wanted = {int(word) for word in words if word.isdecimal() and len(word) < 12} - {self.question.pk}
        found = list(Question.objects.filter(pk__in=wanted))
        if missing := wanted - {row.pk for row in found}:
            self.add_error("numbers", ValidationError(gettext("There is no question number %(n)s.") % {"n": min(missing)}))
        data["sources"] = [*data.get("others", []), *found]
        if not data["sources"] and not self.errors:
            self.add_error("numbers", ValidationError(gettext("Choose a question, or give its number.")))
        return data


class SourcesField(forms.CharField):
    """One source a line: its name, then its address. Cleans to pairs."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Sources"), required=False, max_length=4000, widget=Textarea(rows=3),
            help_text=_("One a line: its name, then its address. For example: Budget 2026 https://…"), **kwargs,
        )  # fmt: skip

    def clean(self, value: Any) -> list[list[str]]:
        found = []
        for line in str(super().clean(value) or "").splitlines():
            *words, url = line.split() or [""]
            if not url:
                continue
            try:
                WEB(url)
            except ValidationError:
                raise ValidationError(gettext("This line does not end with an address: “%(line)s”.") % {"line": line[:80]}) from None
            found.append([" ".join(words)[:200] or url[:200], url[:500]])
        return found[:20]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(" ".join(pair) for pair in value) if isinstance(value, list) else value


class MinuteField(forms.CharField):
    """A mark in a recording ("1:02:03", "12:34"); cleans to seconds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("At the minute"), required=False, max_length=10, help_text=_("For example 1:02:30."), **kwargs)

    def clean(self, value: Any) -> int | None:
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        parts = text.split(":")
        if (
            not 2 <= len(parts) <= 3
            or not all(part.isdecimal() and part.isascii() for part in parts)
            or any(int(part) > 59 for part in parts[1:])
        ):
            raise ValidationError(gettext("Write the minute as 12:34 or 1:02:03."))
        return sum(int(part) * 60**place for place, part in enumerate(reversed(parts)))

    def prepare_value(self, value: Any) -> Any:
        return minute(value) if isinstance(value, int) else value


class SpokenForm(forms.Form):
    """What was said aloud, in the council."""

    spoken_on = forms.DateField(label=_("Answered in the council of"), required=False, widget=DateInput)
    spoken_url = forms.URLField(
        label=_("Address of the recording"), required=False, max_length=500, assume_scheme="https", validators=[WEB]
    )
    spoken_seconds = MinuteField()
    spoken_words = forms.CharField(
        label=_("What was said"), required=False, max_length=20_000, widget=Textarea(rows=5),
        help_text=_("Word for word, for those who cannot hear the recording."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("spoken_url") and not data.get("spoken_words", "").strip():
            self.add_error("spoken_words", ValidationError(gettext("Write what was said: not everybody can hear the recording.")))
        return data

    @staticmethod
    def initial_of(answer: Answer | None) -> dict[str, Any]:
        names = ("spoken_on", "spoken_url", "spoken_seconds", "spoken_words")
        return {name: getattr(answer, name) for name in names} if answer else {}


class AnswerForm(SpokenForm):
    """The draft of an answer: text, sources, video, the words spoken in the council."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(label=_("The answer"), required=False, max_length=20_000, widget=Textarea(rows=10))
    sources = SourcesField()
    video = VideoField(required=False)
    video_alt = forms.CharField(label=_("What the video shows"), required=False, max_length=500)
    video_captions = CaptionsField(label=_("Captions of the video"))
    video_transcript = forms.CharField(
        label=_("Transcript of the video"), required=False, max_length=20_000, widget=Textarea(rows=4),
        help_text=_("Empty: it is made from the captions."),
    )  # fmt: skip
    video_remove = forms.BooleanField(label=_("Remove the video"), required=False)

    def __init__(self, draft: Answer | None, *args: Any, **kwargs: Any) -> None:
        said = {"seen": draft.edits, "text": draft.text, "sources": draft.sources} if draft else {"seen": 0}
        super().__init__(*args, **kwargs | {"initial": {**said, **self.initial_of(draft)}})
        self.draft = draft
        if not (draft and draft.video_id):
            del self.fields["video_remove"]

    @property
    def video_is_open(self) -> bool:
        """Unfolded where there is something to see."""
        return self._has_something("video", bool(self.draft and self.draft.video_id))

    @property
    def spoken_is_open(self) -> bool:
        return self._has_something("spoken", bool(self.draft and (self.draft.spoken_url or self.draft.spoken_words)))

    def _has_something(self, prefix: str, is_there: bool) -> bool:
        return is_there or any(name.startswith(prefix) and (name in self.errors or self.data.get(name)) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("video"):
            if not data.get("video_alt", "").strip():
                self.add_error("video_alt", ValidationError(gettext("Say in a few words what the video shows.")))
            if not data.get("video_captions") and "video_captions" not in self.errors:
                self.add_error("video_captions", ValidationError(gettext("A video needs captions, for those who cannot hear.")))
        return data

    def fields_of(self, at: datetime) -> dict[str, Any]:
        """What the actions take. A new video is kept now. ValidationError: it is none."""
        data = self.cleaned_data
        names = ("text", "sources", "spoken_on", "spoken_url", "spoken_seconds", "spoken_words")
        found: dict[str, Any] = {name: data[name] for name in names}
        if data.get("video"):
            found["video"] = self._taken(at)
        elif data.get("video_remove"):
            found["video"] = None
        return found

    def _taken(self, at: datetime) -> Video:
        data = self.cleaned_data
        return take_video(
            upload=data["video"], alt=data["video_alt"], captions=data["video_captions"], transcript=data["video_transcript"], at=at
        )


class CorrectForm(forms.Form):
    text = forms.CharField(label=_("The answer, corrected"), max_length=20_000, widget=Textarea(rows=10))
    why = forms.CharField(label=_("What is corrected, and why"), max_length=300)


class AddresseeForm(forms.ModelForm):
    """Who can be asked."""

    team = forms.ModelMultipleChoiceField(
        label=_("Who prepares the answers"), queryset=Account.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Addressee
        fields = ["kind", "name", "mandate", "account", "team", "position"]
        labels = {"kind": pgettext_lazy("questions", "Who it is"), "account": _("Who gives the answers")}
        help_texts = {
            "account": _("Empty: those who prepare the answers of a service, or who sorts questions."),
            "position": _("The lowest comes first."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = Account.objects.filter(Q(is_active=True) & ~Q(grants=None)).exclude(grants__role=CITIZEN).select_related("voice").distinct()
        for name in ("account", "team"):
            field = self.fields[name]
            field.queryset = team.order_by("voice__name", "pk")  # type: ignore[attr-defined]
            field.label_from_instance = lambda account: account.voice.display_name  # type: ignore[attr-defined]
