from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.commons.conversations.models import Message
from beffroi.commons.conversations.texts import LONGEST, LONGEST_TITLE
from beffroi.commons.reading.forms import CarefulForm
from beffroi.commons.topics.fields import TagsField
from beffroi.ui.forms import Textarea

HELP = _("Say what you think, and why. “@” and a name calls somebody; “>” at the beginning of a line quotes.")
EMPTY = {"required": _("Write something first.")}


class MessageForm(CarefulForm):
    """A new message, or an answer."""

    careful = ("text",)

    text = forms.CharField(label=_("Your message"), max_length=LONGEST, help_text=HELP, error_messages=EMPTY)
    stance = forms.ChoiceField(
        label=_("Your side"),
        required=False,
        choices=[(value, label) for value, label in Message.STANCES if value],
        widget=forms.RadioSelect,
    )
    is_official = forms.BooleanField(
        label=_("Answer in the name of the town"), required=False, help_text=_("It bears the town’s mark and cannot be taken back.")
    )

    def __init__(self, *args: Any, asks_stance: bool = False, may_be_official: bool = False, keep: str = "message", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget = Textarea({"maxlength": LONGEST, "required": True}, rows=4, keep=keep)
        if not asks_stance:
            del self.fields["stance"]
        if not may_be_official:
            del self.fields["is_official"]

    def speaks_for_itself(self, data: dict[str, Any]) -> bool:
        return bool(data.get("is_official"))


class EditForm(CarefulForm):
    """New words for a message. `revision` says which ones were read."""

    careful = ("text",)

    text = forms.CharField(label=_("Your message"), max_length=LONGEST, error_messages=EMPTY, widget=Textarea(rows=8))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class TopicForm(CarefulForm):
    """A new topic of the forum."""

    title = forms.CharField(
        label=_("Title"), min_length=5, max_length=LONGEST_TITLE, help_text=_("In a few words, what is it about?"),
        error_messages={"required": _("Give the topic a title of at least five characters.")},
    )  # fmt: skip
    text = forms.CharField(
        label=_("Your first message"), max_length=LONGEST, help_text=HELP, error_messages=EMPTY, widget=Textarea(rows=8, keep="forum-new")
    )
    tags = TagsField()


class CloseForm(forms.Form):
    """Why a topic is closed."""

    closing = forms.CharField(
        label=_("Why, or what came of it"), required=False, max_length=500, widget=Textarea(rows=3),
        help_text=_("It is shown at the top of the discussion."),
    )  # fmt: skip
