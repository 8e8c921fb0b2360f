"""The fields of a post itself."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.queries import named
from beffroi.ground.media.forms import CaptionsField, VideoField
from beffroi.outreach.links.rules import must_be_a_target
from beffroi.outreach.posts.forms.parts import (
    LANGUAGES,
)
from beffroi.outreach.posts.models import Post
from beffroi.outreach.strategy.models import Campaign, Objective
from beffroi.ui.forms import DateTimeInput, Textarea

BY_HAND = {Post.TRIBUNE}  # kinds that are made elsewhere and cannot be chosen here
POLL_HOURS = [(24, _("one day")), (72, _("three days")), (168, _("one week"))]


class AccountChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return named(obj)


class PostForm(forms.ModelForm):
    accounts = AccountChoice(ChannelAccount.objects.none(), label=_("Where to publish"), widget=forms.CheckboxSelectMultiple, required=True)
    video = VideoField(required=False)
    video_alt = forms.CharField(label=_("What the video shows"), required=False, max_length=500, widget=Textarea(rows=2))
    video_captions = CaptionsField()
    video_transcript = forms.CharField(label=_("Transcript"), required=False, max_length=20_000, widget=Textarea(rows=4))
    video_token = forms.CharField(widget=forms.HiddenInput, required=False)
    video_remove = forms.BooleanField(label=_("Take the video out"), required=False)
    poll_options = forms.CharField(
        label=_("Answers of the poll"),
        required=False,
        max_length=400,
        widget=Textarea(rows=3),
        help_text=_("One a line, two to four. Shown by the networks that have polls; it decides nothing."),
    )
    poll_hours = forms.TypedChoiceField(label=_("Open for"), choices=POLL_HOURS, coerce=int, required=False)
    quiz_right = forms.TypedChoiceField(
        label=_("Right answer"),
        choices=[("", _("None: it is a poll")), *((number, str(number + 1)) for number in range(4))],
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("The number of the line. It makes a quiz: the answer is said when the time is over."),
    )
    quiz_explanation = forms.CharField(label=_("Why it is right"), required=False, max_length=280, widget=Textarea(rows=2))
    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Post
        fields = ["kind", "title", "text", "hashtags", "link", "topic", "language", "accounts", "publish_at", "campaign", "objective"]
        fields += ["short_text", "follows", "valid_until", "when_over", "comments_open", "correction", "correction_line"]
        widgets = {
            "text": Textarea(rows=12),
            "short_text": Textarea(rows=4),
            "publish_at": DateTimeInput,
            "valid_until": DateTimeInput,
            "language": forms.Select(choices=LANGUAGES),
            "correction": Textarea(rows=2),
            "correction_line": forms.RadioSelect,
        }
        help_texts = {
            "text": _("Networks get the same words without the formatting. @[Name] becomes the name that each network knows."),
            "short_text": _("For networks of 500 characters at most, such as Bluesky, Mastodon, Threads or X. Empty: the text, shortened."),
            "follows": _("The parts of a thread go out in their order; on networks each answers the one before."),
            "hashtags": _("Words between commas, such as: village fair, market. They become #VillageFair #Market."),
            "link": _("Empty: the article on this site."),
            "publish_at": _("Empty: as soon as it is approved."),
            "valid_until": _("For practical information: a closed street, an opening hour."),
            "correction": _("Shown with the article: what was wrong, and what is right."),
            "correction_line": _("Where a network changes the text in place. Elsewhere the correction is said below the publication."),
            "topic": _("One or two words, such as Roads or School."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accounts"].queryset = ChannelAccount.objects.speaking().order_by("pk")  # type: ignore[attr-defined]
        self.fields["kind"].choices = [choice for choice in Post.KINDS if choice[0] not in BY_HAND or choice[0] == self.instance.kind]  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial.setdefault("accounts", list(self.instance.outlets.values_list("account_id", flat=True)))
            self.initial.setdefault("base_version", self.instance.version)
            if self.instance.poll:
                self.initial.setdefault("poll_options", "\n".join(self.instance.poll["options"]))
                self.initial.setdefault("poll_hours", self.instance.poll.get("hours", 24))
                self.initial.setdefault("quiz_right", self.instance.poll.get("right"))
                self.initial.setdefault("quiz_explanation", self.instance.poll.get("explanation", ""))
        else:
            defaults = ChannelAccount.objects.working().filter(is_default=True)
            self.initial.setdefault("accounts", list(defaults.values_list("pk", flat=True)))
        before = Post.objects.exclude(state=Post.WITHDRAWN).exclude(pk=self.instance.pk).order_by("-updated_at")
        recent = list(before.values_list("pk", flat=True)[:50])
        wanted = self.initial.get("follows") or self.instance.follows_id
        kept = [int(wanted)] if str(wanted or "").isdecimal() else []
        self.fields["follows"].queryset = before.filter(pk__in=[*recent, *kept])  # type: ignore[attr-defined]
        self.fields["follows"].empty_label = _("Nothing: it stands alone")  # type: ignore[attr-defined]
        kept_campaign, kept_objective = Q(pk=self.instance.campaign_id), Q(pk=self.instance.objective_id)  # closed meanwhile: it stays
        self.fields["campaign"].queryset = Campaign.objects.filter(Q(closed_at=None) | kept_campaign).order_by("title")  # type: ignore[attr-defined]
        self.fields["objective"].queryset = Objective.objects.filter(Q(plan__is_current=True) | kept_objective).order_by("title")  # type: ignore[attr-defined]
        for name in ("campaign", "objective"):
            if not self.fields[name].queryset.exists():  # type: ignore[attr-defined]
                del self.fields[name]
        if video := self.instance.video:
            for name in ("alt", "captions", "transcript"):
                self.initial.setdefault(f"video_{name}", getattr(video, name))
        self.fields["correction_line"].required = False
        if not self.instance.is_public:
            del self.fields["correction"], self.fields["correction_line"]

    def clean_link(self) -> str:
        link = self.cleaned_data["link"].strip()
        if link and (refusal := must_be_a_target(link)):
            raise ValidationError(str(refusal.message))
        return link

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def clean_correction_line(self) -> str:
        return self.cleaned_data["correction_line"] or Post.AUTO

    def clean_poll_options(self) -> str:
        options = lines(self.cleaned_data["poll_options"])
        if options and not 2 <= len(options) <= 4:
            raise ValidationError(_("A poll has two to four answers, one a line."))
        return "\n".join(options)

    def clean_follows(self) -> Post | None:
        """A thread has a first part: nothing goes on from itself, by however many steps."""
        part: Post | None = self.cleaned_data["follows"]
        above = part
        for _step in range(50):
            if above is None:
                return part
            if above.pk == self.instance.pk:
                raise ValidationError(_("That part goes on from this one already."))
            above = above.follows
        raise ValidationError(_("This thread is too long: begin another."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        right, options = data.get("quiz_right"), lines(data.get("poll_options") or "")
        if right is not None and right >= len(options):
            self.add_error("quiz_right", _("There is no such answer above."))
        has_video = (data.get("video") or data.get("video_token") or self.instance.video_id) and not data.get("video_remove")
        if has_video and not (data.get("video_alt") or "").strip():
            self.add_error("video_alt", _("Say what the video shows, for those who cannot see it."))
        hour, until = data.get("publish_at"), data.get("valid_until")
        if hour and until and until <= hour:
            self.add_error("valid_until", _("It would be out of date before it is published."))
        if data.get("when_over", Post.KEEP) != Post.KEEP and not until:
            self.add_error("valid_until", _("Say until when it is current."))
        return data


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
