"""A page in a form: only the fields of its kind."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.media.forms import AltField, PictureField, check_described
from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.types import Location
from beffroi.outreach.pages.models import Page
from beffroi.ui.forms import DateInput, RadioCards, Textarea

OF_SERVICE = (
    "for_whom", "bring", "cost", "delay", "at_counter", "counter_note", "phone", "online_url", "takes_requests", "accessibility",
)  # fmt: skip
OF_PLACE = ("location", "period", "year", "credits")
FIELDS = {
    Page.SERVICE: ("title", "summary", "section", *OF_SERVICE, "body", "easy", "service", "service_email", "parent"),
    Page.STORY: ("title", "summary", *OF_PLACE, "body", "easy", "service", "service_email"),
    Page.PLACE: ("title", "summary", *OF_PLACE, "accessibility", "body", "easy", "service", "service_email"),
    Page.PLAIN: ("title", "summary", "section", "body", "easy", "service", "service_email", "parent"),
}
LAST = ("picture", "picture_alt", "picture_credit", "drop_picture", "language", "review_on", "note", "base_version")


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What do you want to write?"),
        choices=Page.KINDS,
        widget=RadioCards(
            explain={
                Page.SERVICE: _("What the town hall does for people: who it is for, what to bring, how to ask."),
                Page.STORY: _("Something that happened here, with its place and its time."),
                Page.PLACE: _("A building, a garden, a view: where it is and what to see."),
                Page.PLAIN: _("Anything else that stays true for months."),
            }
        ),
    )


class PageForm(forms.ModelForm):
    """`values` is what the action is given."""

    location = LocationField(label=_("Where is it?"), required=False, inside=False)
    online_url = forms.URLField(
        label=_("Online procedure"), required=False, assume_scheme="https", help_text=_("For example the page of service-public.fr.")
    )
    picture = PictureField(required=False)
    picture_alt = AltField()
    picture_credit = forms.CharField(label=_("Credit of the picture"), required=False, max_length=200)
    drop_picture = forms.BooleanField(label=_("Take the picture away"), required=False)
    note = forms.CharField(
        label=_("What did you change?"), required=False, max_length=160, help_text=_("For your colleagues, in the list of versions.")
    )
    base_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    class Meta:
        model = Page
        fields = [
            "title", "summary", "section", "parent", "body", "easy", "language", *OF_SERVICE, "service", "service_email", "period", "year",
            "credits", "review_on",
        ]  # fmt: skip
        widgets = {
            "summary": Textarea(rows=2),
            "body": Textarea(rows=14),
            "easy": Textarea(rows=8),
            "for_whom": Textarea(rows=3),
            "bring": Textarea(rows=4),
            "accessibility": Textarea(rows=2),
            "credits": Textarea(rows=2),
            "review_on": DateInput,
        }
        help_texts = {
            "summary": _("One or two sentences in plain words: they stand in lists and in search."),
            "body": _(
                "## makes a heading, - a list, **bold** letters, [words](address) a link. A heading that is a question helps search."
            ),
            "easy": _("Short sentences, one idea each, no abbreviation. Have it read by those it is for."),
            "section": _("Pages with the same word here stand together."),
            "bring": _("One thing on each line."),
            "cost": _("For example: free, or €25."),
            "review_on": _("That day the service is asked whether the page is still true."),
            "service_email": _("Requests and remarks of readers go there. It is not shown."),
            "takes_requests": _("Name, e-mail address, text, files. The service answers from the desk."),
            "period": _("As one says it: 1882, or around 1900."),
            "year": _("A number; negative before our era."),
            "credits": _("Who told it, who took the photos, which archives."),
        }

    def __init__(self, *args: Any, kind: str, base: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        wanted = (*FIELDS[kind], *LAST)
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        page = self.instance
        if page.pk:
            self.fields["base_version"].initial = base or page.version
            if page.latitude is not None and page.longitude is not None:
                self.initial["location"] = Location(page.longitude, page.latitude, page.address)
        if page.image:
            self.initial.update(picture_alt=page.image.alt, picture_credit=page.image.credit)
        else:
            del self.fields["drop_picture"]
        if not page.pk:
            del self.fields["note"]
        if "parent" in self.fields:
            field: Any = self.fields["parent"]
            field.queryset = Page.objects.filter(kind=kind, parent=None).exclude(pk=page.pk).only("pk", "title").order_by("title")
            field.empty_label = pgettext_lazy("parent page", "nothing")
        self.order_fields(wanted)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        check_described(self)
        if data.get("takes_requests") and not data.get("service_email"):
            self.add_error("service_email", ValidationError(_("Who reads the requests? Give an e-mail address.")))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """Columns only; the picture is taken apart."""
        apart = {"location", "picture", "picture_alt", "picture_credit", "drop_picture", "note", "base_version"}
        found = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        if "location" in self.fields:
            location = self.cleaned_data.get("location")
            found |= {
                "address": location.address[:200] if location else "",
                "longitude": location.longitude if location else None,
                "latitude": location.latitude if location else None,
            }
        return found


class ReviewForm(forms.Form):
    review_on = forms.DateField(label=_("Ask again on"), required=False, widget=DateInput)
