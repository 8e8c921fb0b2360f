"""The composer: one text, its pictures, its words in other languages, and what each network says otherwise."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.types import channels
from beffroi.ground.media import actions as media
from beffroi.outreach.links.rules import must_be_a_target
from beffroi.outreach.posts.content import OVERRIDES, SCALARS, content_of, handles_in, picture
from beffroi.outreach.posts.forms.parts import (
    LANGUAGES,
    ClaimFormSet,
    PictureFormSet,
    VariantForm,
    WordingFormSet,
    image_token,
)
from beffroi.outreach.posts.models import Post, Variant
from beffroi.outreach.posts.types import Parts, Shown
from beffroi.ui.forms import DateTimeInput, Textarea

BY_HAND = {Post.TRIBUNE}  # kinds that are made elsewhere and cannot be chosen here
POLL_HOURS = [(24, _("one day")), (72, _("three days")), (168, _("one week"))]


class AccountChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.name


class PostForm(forms.ModelForm):
    accounts = AccountChoice(ChannelAccount.objects.none(), label=_("Where to publish"), widget=forms.CheckboxSelectMultiple, required=True)
    poll_options = forms.CharField(
        label=_("Answers of the poll"),
        required=False,
        max_length=400,
        widget=Textarea(rows=3),
        help_text=_("One a line, two to four. Shown by the networks that have polls; it decides nothing."),
    )
    poll_hours = forms.TypedChoiceField(label=_("Open for"), choices=POLL_HOURS, coerce=int, empty_value=24, required=False)
    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Post
        fields = ["kind", "title", "text", "hashtags", "link", "topic", "language", "accounts", "publish_at"]
        fields += ["valid_until", "when_over", "comments_open", "correction"]
        widgets = {
            "text": Textarea(rows=12),
            "publish_at": DateTimeInput,
            "valid_until": DateTimeInput,
            "language": forms.Select(choices=LANGUAGES),
            "correction": Textarea(rows=2),
        }
        help_texts = {
            "text": _("Networks get the same words without the formatting. @[Name] becomes the name that each network knows."),
            "hashtags": _("Words between commas, such as: village fair, market. They become #VillageFair #Market."),
            "link": _("Empty: the article on this site."),
            "publish_at": _("Empty: as soon as it is approved."),
            "valid_until": _("For practical information: a closed street, an opening hour."),
            "correction": _("Shown with the article: what was wrong, and what is right."),
            "topic": _("One or two words, such as Roads or School."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["accounts"].queryset = ChannelAccount.objects.filter(closed_at=None).order_by("pk")  # type: ignore[attr-defined]
        self.fields["kind"].choices = [choice for choice in Post.KINDS if choice[0] not in BY_HAND or choice[0] == self.instance.kind]  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial.setdefault("accounts", list(self.instance.outlets.values_list("account_id", flat=True)))
            self.initial.setdefault("base_version", self.instance.version)
            if self.instance.poll:
                self.initial.setdefault("poll_options", "\n".join(self.instance.poll["options"]))
                self.initial.setdefault("poll_hours", self.instance.poll.get("hours", 24))
        else:
            defaults = ChannelAccount.objects.working().filter(is_default=True)
            self.initial.setdefault("accounts", list(defaults.values_list("pk", flat=True)))
        if not self.instance.is_public:
            del self.fields["correction"]

    def clean_link(self) -> str:
        link = self.cleaned_data["link"].strip()
        if link and (refusal := must_be_a_target(link)):
            raise ValidationError(str(refusal.message))
        return link

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")

    def clean_poll_options(self) -> str:
        options = lines(self.cleaned_data["poll_options"])
        if options and not 2 <= len(options) <= 4:
            raise ValidationError(_("A poll has two to four answers, one a line."))
        return "\n".join(options)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        hour, until = data.get("publish_at"), data.get("valid_until")
        if hour and until and until <= hour:
            self.add_error("valid_until", _("It would be out of date before it is published."))
        if data.get("when_over", Post.KEEP) != Post.KEEP and not until:
            self.add_error("valid_until", _("Say until when it is current."))
        return data


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class Composer:
    """All forms of the page as one: valid together, kept together, shown again together."""

    def __init__(self, data: Any = None, files: Any = None, *, post: Post | None = None, at: datetime, initial: dict | None = None) -> None:
        self.post, self.at, self.files = post, at, files
        self.initial = initial
        self._bind(data)

    def _bind(self, data: Any) -> None:
        self.data, post = data, self.post
        self.main = PostForm(data, instance=post, initial=self.initial)
        self.pictures = PictureFormSet(data, self.files, prefix="pic", initial=_pictures_of(post, self.at), form_kwargs={"at": self.at})
        said = [{"language": row.language, "title": row.title, "text": row.text} for row in post.wordings.all()] if post else []
        self.wordings = WordingFormSet(data, prefix="lang", initial=said)
        claims = list(post.claims.values("claim", "source", "url")) if post else []
        self.claims = ClaimFormSet(data, prefix="claim", initial=claims)
        variants = {row.account_id: row for row in post.variants.all()} if post else {}
        known = [form.known for form in self.pictures.forms if form.known]
        self.variants = [
            VariantForm(
                data, prefix=f"v{account.pk}", account=account, variant=variants.get(account.pk) or Variant(account=account), images=known
            )
            for account in ChannelAccount.objects.filter(closed_at=None).order_by("pk")
            if account.kind in channels and not channels[account.kind].is_local
        ]

    @property
    def forms(self) -> list[Any]:
        return [self.main, self.pictures, self.wordings, self.claims, *self.variants]

    def is_valid(self) -> bool:
        """Every form, so that all errors are said at once. New pictures are taken first: an error elsewhere does not lose them."""
        self._take_pictures()
        found = [form.is_valid() for form in self.forms]
        return all(found)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """Every error with the field that it is about, for the summary."""
        rows = [self.main, *self.pictures.forms, *self.wordings.forms, *self.claims.forms, *self.variants]
        return [
            {"target": form[name].id_for_label or form[name].auto_id, "label": form[name].label, "sentence": sentence}
            for form in rows
            for name, sentences in form.errors.items()
            if name in form.fields
            for sentence in sentences
        ]

    @property
    def has_wording_errors(self) -> bool:
        return any(form.errors for form in self.wordings.forms)

    @property
    def has_claim_errors(self) -> bool:
        return any(form.errors for form in self.claims.forms)

    def forget_errors(self) -> None:
        """Shown as typed, without a word of reproach: a draft taken up again."""
        for form in [self.main, *self.pictures.forms, *self.wordings.forms, *self.claims.forms, *self.variants]:
            form._errors = {}
        for formset in (self.pictures, self.wordings, self.claims):
            formset._errors, formset._non_form_errors = [{} for _form in formset.forms], formset.error_class()

    def _take_pictures(self) -> None:
        taken, wrong = {}, {}
        for number, form in enumerate(self.pictures.forms):
            if not form.is_valid() or not form.cleaned_data.get("upload") or form.cleaned_data.get("remove"):
                continue
            given = form.cleaned_data
            try:
                image = media.take_image(upload=given["upload"], alt=given["alt"], at=self.at, focus=form.focus)
            except ValidationError as error:
                wrong[number] = error
            else:
                taken[f"pic-{number}-token"] = image_token(image.pk, self.at)
        if taken:
            data = self.data.copy()
            for name, token in taken.items():
                data[name] = token
            self.files = None
            self._bind(data)
        for number, error in wrong.items():
            self.pictures.forms[number].add_error("upload", error)

    # What it says

    def value(self, name: str) -> Any:
        """As cleaned; as typed where it is wrong, for the preview."""
        if name in getattr(self.main, "cleaned_data", {}):
            return self.main.cleaned_data[name]
        return self.main[name].value() if name in self.main.fields else None

    @property
    def poll(self) -> dict[str, Any] | None:
        options = lines(self.value("poll_options") or "")
        return {"options": options, "hours": int(self.value("poll_hours") or 24), "several": False} if options else None

    @property
    def changes(self) -> dict[str, Any]:
        names = [name for name in PostForm.Meta.fields if name not in ("accounts",) and name in self.main.cleaned_data]
        return {name: self.main.cleaned_data[name] for name in names} | {"poll": self.poll}

    @property
    def accounts(self) -> list[ChannelAccount]:
        return list(self.main.cleaned_data["accounts"])

    def shown(self) -> list[Shown]:
        rows = [form for form in self.pictures.forms if form.is_kept]
        return [Shown(form.known, form.said_alt, form.focus) for form in sorted(rows, key=lambda form: form.place)]

    def said_in_languages(self) -> dict[str, dict[str, str]]:
        rows = [getattr(form, "cleaned_data", {}) for form in self.wordings.forms]
        return {
            row["language"]: {"title": row.get("title", ""), "text": row["text"]} for row in rows if row.get("text") and row.get("language")
        }

    def parts(self) -> Parts:
        claims = [form.cleaned_data for form in self.claims.forms if form.cleaned_data.get("claim")]
        return Parts(
            pictures=self.shown(),
            wordings=self.said_in_languages(),
            variants={form.account.pk: form.overrides() for form in self.variants},
            claims=[{name: claim.get(name, "") for name in ("claim", "source", "url")} for claim in claims],
        )

    def content(self) -> dict[str, Any]:
        """As `content_of` would give it once kept; what is wrong is taken as typed."""
        base = content_of(self.post) if self.post else {name: getattr(Post(), name) for name in SCALARS}
        for name in SCALARS:
            if name in self.main.fields:
                base[name] = self.value(name) or ("" if name not in ("comments_open",) else False)
        base["poll"] = self.poll
        accounts = self.value("accounts") or []
        ids = sorted(
            account.pk if isinstance(account, ChannelAccount) else int(account)
            for account in accounts
            if str(account).isdigit() or isinstance(account, ChannelAccount)
        )
        shown = [picture(each.image) | {"alt": each.alt, "focus": list(each.focus)} for each in self.shown()]
        variants = {}
        for form in self.variants:
            differs = {name: value for name, value in form.overrides().items() if name in OVERRIDES}
            if form.account.pk in ids and differs:
                variants[str(form.account.pk)] = differs
        base |= {"pictures": shown, "wordings": self.said_in_languages(), "accounts": ids, "variants": variants}
        return base | {"handles": handles_in(base)}


def _pictures_of(post: Post | None, at: datetime) -> list[dict[str, Any]]:
    rows = post.pictures.select_related("image") if post else []
    return [
        {
            "token": image_token(row.image_id, at),
            "alt": row.image.alt,
            "order": number,
            "focus_x": round(row.image.focus_x * 100),
            "focus_y": round(row.image.focus_y * 100),
        }
        for number, row in enumerate(rows, 1)
    ]
