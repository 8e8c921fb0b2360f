from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.actions import take_document, take_image
from beffroi.ground.media.forms import AltField, DocumentField, PictureField, check_described
from beffroi.participation.resources.models import Resource
from beffroi.ui.forms import Textarea

BY_KIND = {
    Resource.ABOUT: ("title", "text", "easy_text", "picture", "picture_alt"),
    Resource.TEXT: ("title", "text", "easy_text", "picture", "picture_alt"),
    Resource.DOCUMENT: ("title", "document", "text", "is_easy", "source"),
    Resource.QUESTION: ("title", "text", "easy_text"),
    Resource.LINK: ("title", "url", "text", "source"),
    Resource.FIGURE: ("figure", "title", "text", "source"),
}
TITLES = {
    Resource.QUESTION: _("Question"),
    Resource.FIGURE: _("What the figure says"),
}


class ResourceForm(forms.Form):
    """One form for all kinds: each shows its own fields."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    figure = forms.CharField(label=_("Figure"), max_length=30, help_text=_("As it is read: 1,2 M€, 350 trees…"))
    title = forms.CharField(label=_("Title"), max_length=200)
    document = DocumentField(label=_("Document"), required=False)
    url = forms.URLField(label=_("Address"), max_length=500, assume_scheme="https")
    text = forms.CharField(label=_("Text"), required=False, max_length=50_000, widget=Textarea(rows=10))
    easy_text = forms.CharField(
        label=_("Easy to read version (FALC)"), required=False, max_length=50_000, widget=Textarea(rows=8),
        help_text=_("Short sentences, one idea each, everyday words. Shown with the European easy-to-read mark."),
    )  # fmt: skip
    is_easy = forms.BooleanField(label=_("This document is easy to read (FALC)"), required=False)
    source = forms.CharField(label=_("Source"), max_length=200, required=False)
    picture = PictureField(label=_("Picture"), required=False)
    picture_alt = AltField()

    def __init__(self, kind: str, *args: Any, row: Resource | None = None, **kwargs: Any) -> None:
        if row is not None:
            names = ("figure", "title", "url", "text", "easy_text", "is_easy", "source")
            kwargs["initial"] = {"seen": row.edits, **{name: getattr(row, name) for name in names}}
        super().__init__(*args, **kwargs)
        self.kind, self.row = kind, row
        for name in set(self.fields) - {"seen", *BY_KIND[kind]}:
            del self.fields[name]
        self.order_fields(["seen", *BY_KIND[kind]])
        self.fields["title"].label = TITLES.get(kind, self.fields["title"].label)
        if kind in (Resource.ABOUT, Resource.TEXT, Resource.QUESTION):
            self.fields["text"].required = True
        if kind == Resource.DOCUMENT and row is None:
            self.fields["document"].required = True

    def clean(self) -> dict:
        data = super().clean() or {}
        if "picture" in self.fields:
            check_described(self)
        return data

    def values(self, at: Any) -> dict[str, Any]:
        """What the actions take; uploads are kept now."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("seen", "picture", "picture_alt", "document")}
        if self.cleaned_data.get("picture"):
            data["image"] = take_image(upload=self.cleaned_data["picture"], alt=self.cleaned_data["picture_alt"], at=at)
        if self.cleaned_data.get("document"):
            data["document"] = take_document(upload=self.cleaned_data["document"], title=data["title"], at=at)
        return data


class TermForm(forms.Form):
    word = forms.CharField(label=_("Word"), max_length=80)
    others = forms.CharField(label=_("Other forms"), max_length=200, required=False, help_text=_("Plural, acronym… separated by commas."))
    meaning = forms.CharField(label=_("What it means"), max_length=600, widget=Textarea(rows=3))
