from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.types import Limits
from beffroi.ground.people.models import Account
from beffroi.outreach.approvals.forms import PeopleChoice, PersonChoice, SeveralChoice
from beffroi.outreach.approvals.queries import possible_validators, team
from beffroi.outreach.inbox.models import Conversation, Label, Macro, SavedReply, Team
from beffroi.outreach.inbox.rules import Need, limits_of
from beffroi.ui.forms import Textarea

MORNING = 8  # o'clock: when what was set aside until a day comes back
LONGEST = 10_000
MOST_NUMBER = 2**62  # what a database takes as the number of a row


class ReplyForm(forms.Form):
    """An answer. `said` and `token` say what the writer had seen, and that it is this one answer."""

    text = forms.CharField(
        label=_("Your answer"), max_length=LONGEST, widget=Textarea(rows=6), error_messages={"required": _("Write your answer.")}
    )
    saved = forms.ModelChoiceField(SavedReply.objects.none(), label=_("Saved reply"), required=False, empty_label=_("None"))
    said = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_NUMBER)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    answers = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST_NUMBER)
    from_saved = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=MOST_NUMBER)
    validators = PeopleChoice(
        Account.objects.none(), label=_("Who reads it before it leaves"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("One of them is enough."),
    )  # fmt: skip
    closes = forms.BooleanField(label=_("Close the conversation when it is sent"), required=False)

    def __init__(self, *args: Any, need: Need, person: Account, conversation: Conversation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {"data-keep": f"inbox-{conversation.pk}"}
        self._count(limits_of(conversation))
        self.fields["saved"].queryset = SavedReply.objects.filter(is_active=True)  # type: ignore[attr-defined]
        if need.is_needed:
            del self.fields["closes"]
        if not need.is_needed or need.workflow:
            del self.fields["validators"]
        else:
            self.fields["validators"].queryset = possible_validators().exclude(pk=person.pk)  # type: ignore[attr-defined]

    def _count(self, limits: Limits | None) -> None:
        """The browser counts as the network does (islands/answer.js); the server counts again."""
        if limits is None or limits.characters is None:
            return
        attrs = self.fields["text"].widget.attrs
        attrs.pop("maxlength", None)  # counts otherwise than the network
        attrs |= {"data-most": limits.characters, "data-counting": limits.counting, "data-link-length": limits.link_length}
        if limits.bytes:
            attrs["data-most-bytes"] = limits.bytes


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("A note for the team"), max_length=4000, widget=Textarea(rows=3),
        help_text=_("Nobody outside sees it. @ and a name tells a colleague."),
    )  # fmt: skip


class ByHandForm(forms.Form):
    text = forms.CharField(label=_("What was answered, and how"), max_length=4000, widget=Textarea(rows=3))
    token = forms.CharField(widget=forms.HiddenInput, max_length=40)


class ActForm(forms.Form):
    """One act, said in one word: `close`, `give:12`, `label:3`, `snooze:monday`, `macro:2`…"""

    do = forms.CharField(max_length=40)
    until = forms.DateTimeField(required=False)

    def wanted(self, *, person: Account, at: datetime) -> dict[str, Any] | None:
        """What `actions.change` is to do; None if the word is unknown."""
        word, _colon, value = self.cleaned_data["do"].partition(":")
        plain: dict[str, dict[str, Any]] = {
            "close": {"status": Conversation.CLOSED},
            "thanks": {"status": Conversation.CLOSED, "needs_none": True},
            "spam": {"status": Conversation.SPAM},
            "open": {"status": Conversation.OPEN, "snoozed_until": None},
            "wait": {"status": Conversation.WAITING},
            "mine": {"assignee": person},
            "nobody": {"assignee": None},
            "no_team": {"team": None},
            "wake": {"snoozed_until": None},
        }
        if word in plain and not value:
            return plain[word]
        if word == "snooze":
            until = self.cleaned_data["until"] if value == "at" else hour_of(value, at)
            return {"snoozed_until": until} if until else None
        number = int(value) if value.isdecimal() and value.isascii() and len(value) < 10 else 0
        if word == "give" and Account.objects.filter(pk=number, is_active=True).exists():
            return {"assignee": number}
        if word == "team" and Team.objects.filter(pk=number).exists():
            return {"team": number}
        if word in ("label", "unlabel") and Label.objects.filter(pk=number).exists():
            return {"add_labels" if word == "label" else "remove_labels": [number]}
        if word == "priority" and number in dict(Conversation.PRIORITIES):
            return {"priority": number}
        return None

    def macro(self) -> Macro | None:
        word, _colon, value = self.cleaned_data["do"].partition(":")
        is_number = word == "macro" and value.isdecimal() and value.isascii() and len(value) < 10
        return Macro.objects.filter(pk=int(value), is_active=True).first() if is_number else None


def hour_of(word: str, at: datetime) -> datetime | None:
    """When what is set aside comes back: the morning of a day, or in some hours."""
    local = timezone.localtime(at)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    days = {"tomorrow": 1, "monday": 7 - local.weekday(), "week": 7, "month": 30}
    if word == "hours":
        return at + timedelta(hours=3)
    return morning + timedelta(days=days[word]) if word in days else None


class TeamForm(forms.ModelForm):
    members = PeopleChoice(Account.objects.none(), label=_("Members"), widget=forms.CheckboxSelectMultiple, required=False)

    class Meta:
        model = Team
        fields = ["name", "members"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = team()  # type: ignore[attr-defined]


class LabelForm(forms.ModelForm):
    class Meta:
        model = Label
        fields = ["name", "tone"]


class SavedReplyForm(forms.ModelForm):
    class Meta:
        model = SavedReply
        fields = ["title", "text"]
        widgets = {"text": Textarea(rows=6)}
        help_texts = {"text": _("These words fill themselves when they stand between braces: name, town, me, date.")}


class MacroForm(forms.ModelForm):
    status = forms.ChoiceField(label=pgettext_lazy("inbox", "Status"), required=False)
    priority = forms.TypedChoiceField(label=pgettext_lazy("inbox", "Priority"), required=False, coerce=int, empty_value=None)
    assignee = PersonChoice(Account.objects.none(), label=_("Given to"), required=False, empty_label=pgettext_lazy("inbox", "Unchanged"))
    labels = SeveralChoice(Label.objects.none(), label=_("Labels"), widget=forms.CheckboxSelectMultiple, required=False)
    snooze_days = forms.IntegerField(label=_("Set aside for how many days"), required=False, min_value=1, max_value=365)

    class Meta:
        model = Macro
        fields = ["name", "status", "priority", "assignee", "team", "labels", "snooze_days", "saved_reply"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unchanged = pgettext_lazy("inbox", "Unchanged")
        statuses = [
            row
            for row in Conversation.STATUSES
            if row[0] in (Conversation.OPEN, Conversation.WAITING, Conversation.CLOSED, Conversation.SPAM)
        ]
        self.fields["status"].choices = [("", unchanged), *statuses]  # type: ignore[attr-defined]
        self.fields["priority"].choices = [("", unchanged), *Conversation.PRIORITIES]  # type: ignore[attr-defined]
        self.fields["assignee"].queryset = team()  # type: ignore[attr-defined]
        self.fields["team"].queryset = Team.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["team"].empty_label = unchanged  # type: ignore[attr-defined]
        self.fields["labels"].queryset = Label.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["saved_reply"].queryset = SavedReply.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(name) for name in ("status", "priority", "assignee", "team", "labels", "snooze_days", "saved_reply")):
            raise forms.ValidationError(_("Choose at least one act."))
        return data
