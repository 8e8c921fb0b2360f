from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beffroi.ground.media.forms import DocumentField
from beffroi.outreach.pages.models import Competence, FeedSource, Institution, Page, PublishedFile, Trail
from beffroi.outreach.pages.rules import MOST_SITES
from beffroi.ui.forms import Textarea

MOST_STOPS = 12


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=8000,
        widget=Textarea(rows=8),
        help_text=_("It goes by e-mail, signed with the name of the town."),
    )


class CompetenceForm(forms.ModelForm):
    url = forms.URLField(label=_("Page that explains it"), required=False, assume_scheme="https")

    class Meta:
        model = Competence
        fields = ["title", "institution", "explanation", "words", "theme", "page", "url"]
        widgets = {"explanation": Textarea(rows=3)}
        help_texts = {
            "title": _("As people call it: household waste, secondary school, street lamps."),
            "words": _("Between commas. For example: bin, rubbish, recycling."),
            "page": _("If the town hall has a service for it."),
        }


class InstitutionForm(forms.ModelForm):
    url = forms.URLField(label=_("Its website"), required=False, assume_scheme="https")

    class Meta:
        model = Institution
        fields = ["name", "level", "url", "phone", "email"]


class FileForm(forms.ModelForm):
    class Meta:
        model = PublishedFile
        fields = ["kind", "title", "description", "producer", "licence", "frequency", "keywords"]
        widgets = {"description": Textarea(rows=4), "kind": forms.RadioSelect}
        help_texts = {
            "description": _("What it holds, from when, and what the columns mean if it is data."),
            "licence": _("The Licence Ouverte lets everybody use it again; it is the rule for public data."),
        }


class NewFileForm(FileForm):
    file = DocumentField(label=_("File"))

    field_order = ["file", *FileForm.Meta.fields]


class EditionForm(forms.Form):
    file = DocumentField(label=_("The new edition"))
    note = forms.CharField(label=_("What changed"), required=False, max_length=200)


class TrailForm(forms.ModelForm):
    """Stops are chosen in their order, one field each; a number of empty ones stands below."""

    class Meta:
        model = Trail
        fields = ["title", "summary", "duration", "accessibility", "is_public"]
        widgets = {"summary": Textarea(rows=2), "accessibility": Textarea(rows=2)}
        help_texts = {"duration": _("For example: 2.5 km, one hour.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        present = list(self.instance.stops.values_list("page_id", flat=True)) if self.instance.pk else []
        pages = Page.objects.filter(kind__in=Page.TOLD, latitude__isnull=False).exclude(state=Page.WITHDRAWN).order_by("title")
        choices = [("", "—"), *((page.pk, page.title) for page in pages.only("pk", "title"))]
        self.pages = {page.pk: page for page in pages}
        for number in range(1, MOST_STOPS + 1):
            self.fields[f"stop_{number}"] = forms.TypedChoiceField(
                label=_("Stop %(n)d") % {"n": number},
                required=False,
                choices=choices,
                coerce=int,
                empty_value=None,
                initial=present[number - 1] if number <= len(present) else None,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        chosen = [data[name] for name in self._stops() if data.get(name)]
        if len(chosen) != len(set(chosen)):
            raise ValidationError(_("The same stop is chosen twice."), code="twice")
        if data.get("is_public") and len(chosen) < 2:
            raise ValidationError(_("A trail that is published has two stops at least."), code="short")
        return data

    def _stops(self) -> list[str]:
        return [f"stop_{number}" for number in range(1, MOST_STOPS + 1)]

    @property
    def stops(self) -> list[Page]:
        return [self.pages[pk] for name in self._stops() if (pk := self.cleaned_data.get(name))]

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class SourceForm(forms.ModelForm):
    url = forms.URLField(
        label=_("Address of the feed"),
        max_length=500,
        assume_scheme="https",
        help_text=_("Often the address of the website followed by /feed or /rss."),
    )

    class Meta:
        model = FeedSource
        fields = ["name", "url", "language", "is_on"]


class SitesForm(forms.Form):
    sites = forms.CharField(
        label=_("Websites that may show the widgets"),
        required=False,
        widget=Textarea(rows=4),
        help_text=_("One address a line, such as https://www.example.fr. Empty: no website."),
    )

    def clean_sites(self) -> list[str]:
        found: list[str] = []
        for line in self.cleaned_data["sites"].split():
            site = origin_of(line)
            if site not in found:
                found.append(site)
        if len(found) > MOST_SITES:
            raise ValidationError(ngettext("%(n)d website at most.", "%(n)d websites at most.", MOST_SITES) % {"n": MOST_SITES})
        return found


def origin_of(text: str) -> str:
    """https://www.example.fr of an address typed with or without its path; nothing else may stand in a header."""
    wrong = ValidationError(_("“%(text)s” is not the address of a website, such as https://www.example.fr.") % {"text": text[:80]})
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except (ValueError, UnicodeError):
        raise wrong from None
    labels = host.split(".")
    is_name = len(labels) > 1 and all(label and label.replace("-", "").isalnum() and label.isascii() for label in labels)
    if parts.scheme != "https" or not is_name or parts.username or parts.password:
        raise wrong
    return f"https://{host}:{port}" if port and port != 443 else f"https://{host}"
