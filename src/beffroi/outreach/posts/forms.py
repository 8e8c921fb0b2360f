from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.outreach.posts.models import Post


class AccountChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.name


class PostForm(forms.ModelForm):
    accounts = AccountChoice(ChannelAccount.objects.none(), label=_("Where to publish"), widget=forms.CheckboxSelectMultiple, required=True)
    picture = forms.FileField(label=_("Picture"), required=False, help_text=_("JPEG, PNG, WebP or HEIC, 20 MB at most."))
    alt = forms.CharField(
        label=_("Description of the picture"),
        required=False,
        max_length=500,
        help_text=_("For those who cannot see it: say what it shows and why it is there."),
    )
    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Post
        fields = ["title", "text", "topic", "picture", "alt", "accounts", "publish_at", "comments_open", "correction"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 14}),
            "publish_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "correction": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "publish_at": _("Empty: as soon as it is approved."),
            "correction": _("Shown with the article: what was wrong, and what is right."),
            "topic": _("One or two words, such as Roads or School."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accounts"].queryset = ChannelAccount.objects.filter(paused_at=None).order_by("pk")  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial.setdefault("accounts", list(self.instance.outlets.values_list("account_id", flat=True)))
            self.initial.setdefault("alt", self.instance.image.alt if self.instance.image else "")
            self.initial.setdefault("base_version", self.instance.version)
        else:
            self.initial.setdefault(
                "accounts", list(ChannelAccount.objects.filter(is_default=True, paused_at=None).values_list("pk", flat=True))
            )
        if not self.instance.is_public:
            del self.fields["correction"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        has_picture = data.get("picture") or self.instance.image_id
        if has_picture and not (data.get("alt") or "").strip():
            self.add_error("alt", _("Describe the picture for those who cannot see it."))
        return data

    @property
    def changes(self) -> dict[str, Any]:
        names = ("title", "text", "topic", "publish_at", "comments_open", "correction")
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}


class NoteForm(forms.Form):
    text = forms.CharField(label=_("A word to your colleagues"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
