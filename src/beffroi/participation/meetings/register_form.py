"""The form by which one registers: a name, how one comes, and the questions of this meeting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.participation.meetings.forms import AskForm
from beffroi.participation.meetings.models import Meeting
from beffroi.ui.forms import RadioCards, Textarea

ROOM, LINE = "room", "line"


class RegisterForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, help_text=_("For the list at the door."))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        if meeting.kind == Meeting.HYBRID:
            ways = [(ROOM, pgettext_lazy("meetings", "I come to the room")), (LINE, pgettext_lazy("meetings", "I join online"))]
            self.fields["how"] = forms.ChoiceField(label=_("How do you take part?"), choices=ways, widget=RadioCards)
        for one in meeting.asks:
            self.fields[f"ask-{one['key']}"] = field_of(one)
        self.fields["is_shown"] = forms.BooleanField(label=self._shown_label(), required=False)
        if meeting.terms:
            self.fields["agrees"] = forms.BooleanField(label=_("I agree to what is written above"))

    def _shown_label(self) -> Any:
        if self.meeting.component.process.is_public:
            return _("Show my name in the public list of people who come")
        return _("Show my name to the members of the group, among those who come")

    @property
    def answers(self) -> dict[str, Any]:
        """Answers by key; empty ones are left out."""
        found = {one["key"]: self.cleaned_data.get(f"ask-{one['key']}") for one in self.meeting.asks}
        return {key: value for key, value in found.items() if value not in ("", None)}

    @property
    def data_kept(self) -> dict[str, Any]:
        """Plain values: what `places.register` is given, now or once a visitor has said who she is."""
        said = self.cleaned_data
        return {
            "name": said["name"], "answers": self.answers, "is_online": said.get("how") == LINE, "is_shown": said["is_shown"],
        }  # fmt: skip


def field_of(one: dict[str, Any]) -> forms.Field:
    """The field of one question."""
    common: dict[str, Any] = {"label": one["label"], "required": one["required"]}
    if one["kind"] == AskForm.LONG:
        return forms.CharField(widget=Textarea(rows=3), max_length=2000, **common)
    if one["kind"] == AskForm.YES:
        choices = [("yes", pgettext_lazy("meetings", "Yes")), ("no", pgettext_lazy("meetings", "No"))]
        return forms.ChoiceField(choices=choices, widget=RadioCards, **common)
    if one["kind"] == AskForm.ONE:
        return forms.ChoiceField(choices=[(word, word) for word in one["choices"]], widget=RadioCards, **common)
    return forms.CharField(max_length=300, **common)
