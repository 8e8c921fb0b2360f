"""The composer: one text, its pictures, its words in other languages, and what each network says otherwise."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.types import channels
from beffroi.ground.media import actions as media
from beffroi.ground.media.models import Video
from beffroi.kernel import tokens
from beffroi.outreach.posts.content import OVERRIDES, SCALARS, clip, content_of, corrected, handles_in, picture, rights_of
from beffroi.outreach.posts.corrections import correction_line
from beffroi.outreach.posts.forms.parts import ClaimFormSet, PictureFormSet, VariantForm, WordingFormSet, image_token
from beffroi.outreach.posts.forms.post import PostForm, lines
from beffroi.outreach.posts.models import Post, Variant
from beffroi.outreach.posts.types import Parts, Shown

VIDEO = "posts-video"


class Composer:
    """All forms of the page as one: valid together, kept together, shown again together."""

    def __init__(self, data: Any = None, files: Any = None, *, post: Post | None = None, at: datetime, initial: dict | None = None) -> None:
        self.post, self.at, self.files, self.initial = post, at, files, initial
        self.is_taken = False
        self.video_error: ValidationError | None = None
        self._bind(_with_empty_rows(data, files))

    def _bind(self, data: Any) -> None:
        self.data, post = data, self.post
        self.main = PostForm(data, self.files, instance=post, initial=self.initial)
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
            for account in ChannelAccount.objects.speaking().order_by("pk")
            if account.kind in channels and not channels[account.kind].is_local
        ]

    @property
    def correction_begins(self) -> str:
        """How a line of correction begins, for the counters; "" as long as nothing is out."""
        if self.post is None or not self.post.is_public:
            return ""
        said = {"correction": "", "language": self.post.language, "corrected_on": timezone.localdate(self.at).isoformat()}
        return correction_line(said, self.at)

    @property
    def forms(self) -> list[Any]:
        return [self.main, self.pictures, self.wordings, self.claims, *self.variants]

    def is_valid(self) -> bool:
        """Every form, so that all errors are said at once. New pictures are taken first: an error elsewhere does not lose them."""
        if not self.is_taken:
            self.is_taken = True
            self._take_files()
        for form in self.forms:
            form.is_valid()
        if self.video_error and "video" not in self.main.errors:
            self.main.add_error("video", self.video_error)
        return all(form.is_valid() for form in self.forms)

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

    def _take_files(self) -> None:
        """Pictures and video are kept at once; the form then names them by a signed word instead of the file."""
        taken, wrong = self._take_video(), {}
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
            self._bind(data)
        for number, why in wrong.items():
            self.pictures.forms[number].add_error("upload", why)

    def _take_video(self) -> dict[str, str]:
        self.main.is_valid()
        given = getattr(self.main, "cleaned_data", {})
        if not given.get("video") or not given.get("video_alt") or given.get("video_remove"):
            return {}
        said = {"captions": given.get("video_captions", ""), "transcript": given.get("video_transcript", "")}
        try:
            video = media.take_video(
                upload=given["video"], alt=given["video_alt"], at=self.at, language=given.get("language") or "fr", **said
            )
        except ValidationError as error:
            self.video_error = error
            return {}
        return {"video_token": tokens.sign(VIDEO, video.pk, at=self.at)}

    # What it says

    @property
    def video(self) -> Video | None:
        """The one just taken, or the one that is there."""
        if self.main["video_remove"].value():
            return None
        token = self.main["video_token"].value() or ""
        number = tokens.read(VIDEO, token, at=self.at, max_age=timedelta(days=30)) if token else None
        return Video.objects.filter(pk=number).first() if number else (self.post.video if self.post else None)

    def value(self, name: str) -> Any:
        """As cleaned; as typed where it is wrong, for the preview."""
        if name in getattr(self.main, "cleaned_data", {}):
            return self.main.cleaned_data[name]
        return self.main[name].value() if name in self.main.fields else None

    @property
    def poll(self) -> dict[str, Any] | None:
        options = lines(self.value("poll_options") or "")
        hours, right = str(self.value("poll_hours") or ""), str(self.value("quiz_right") if self.value("quiz_right") is not None else "")
        if not options:
            return None
        poll = {"options": options, "hours": int(hours) if hours.isdecimal() and len(hours) < 5 else 24, "several": False}
        if not right.isdecimal() or len(right) > 2:
            return poll
        return poll | {"right": int(right), "explanation": str(self.value("quiz_explanation") or "").strip()}

    @property
    def changes(self) -> dict[str, Any]:
        names = [name for name in PostForm.Meta.fields if name not in ("accounts",) and name in self.main.cleaned_data]
        return {name: self.main.cleaned_data[name] for name in names} | {"poll": self.poll, "video": self.video}

    @property
    def accounts(self) -> list[ChannelAccount]:
        return list(self.main.cleaned_data["accounts"])

    def shown(self) -> list[Shown]:
        rows = [form for form in self.pictures.forms if form.is_kept]
        return [Shown(form.known, form.said_alt, form.focus, form.shown_until) for form in sorted(rows, key=lambda form: form.place)]

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
            video={name: self.main.cleaned_data.get(f"video_{name}", "") for name in ("alt", "captions", "transcript")},
            claims=[{name: claim.get(name, "") for name in ("claim", "source", "url")} for claim in claims],
        )

    def content(self) -> dict[str, Any]:
        """As `content_of` would give it once kept; what is wrong is taken as typed."""
        base = content_of(self.post) if self.post else {name: getattr(Post(), name) for name in SCALARS}
        for name in SCALARS:
            if name in self.main.fields:
                base[name] = self.value(name) or ("" if name not in ("comments_open",) else False)
        base["poll"], video = self.poll, self.video
        follows = self.value("follows")
        base["follows"] = getattr(follows, "pk", follows) or None
        base["clip"] = clip(video) | {"alt": self.value("video_alt") or video.alt} if video else None
        accounts = self.value("accounts") or []
        ids = sorted(
            account.pk if isinstance(account, ChannelAccount) else int(account)
            for account in accounts
            if str(account).isdigit() or isinstance(account, ChannelAccount)
        )
        shown = [picture(each.image) | {"alt": each.alt, "focus": list(each.focus), "until": each.until} for each in self.shown()]
        variants = {}
        for form in self.variants:
            differs = {name: value for name, value in form.overrides().items() if name in OVERRIDES}
            if form.account.pk in ids and differs:
                variants[str(form.account.pk)] = differs
        base |= {"pictures": shown, "wordings": self.said_in_languages(), "accounts": ids, "variants": variants}
        is_same = self.post is not None and base["correction"].strip() == str(self.main.initial.get("correction", "")).strip()
        base |= corrected(self.post, base, on=self.post.corrected_at if self.post and is_same else self.at)
        return base | {"handles": handles_in(base)}


def _with_empty_rows(data: Any, files: Any) -> Any:
    """One empty row after the last that is filled, so that a page shown again lets one add the next."""
    if data is None:
        return None
    grown = data.copy()
    for prefix, names, most in (("pic", ("token", "upload"), 10), ("lang", ("text",), 8), ("claim", ("claim",), 20)):
        total = grown.get(f"{prefix}-TOTAL_FORMS", "")
        last = int(total) - 1 if total.isdecimal() else -1
        is_filled = any(grown.get(f"{prefix}-{last}-{name}") or (files and f"{prefix}-{last}-{name}" in files) for name in names)
        if 0 <= last < most - 1 and is_filled:
            grown[f"{prefix}-TOTAL_FORMS"] = str(last + 2)
    return grown


def _pictures_of(post: Post | None, at: datetime) -> list[dict[str, Any]]:
    rows = list(post.pictures.select_related("image")) if post else []
    rights = rights_of([row.image_id for row in rows])
    return [
        {
            "token": image_token(row.image_id, at),
            "alt": row.image.alt,
            "order": number,
            "until": rights.get(row.image_id),
            "focus_x": round(row.image.focus_x * 100),
            "focus_y": round(row.image.focus_y * 100),
        }
        for number, row in enumerate(rows, 1)
    ]
