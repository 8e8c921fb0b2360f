"""The forms of the team's pages."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.ground.verification.forms import BirthField, DistrictField, LettersField
from beffroi.ground.verification.models import Letter, Provider, Roll
from beffroi.ground.verification.types import PAPERS
from beffroi.kernel.http_transport import is_let_through
from beffroi.ui.forms import Textarea


class CounterForm(forms.Form):
    """What the agent reads on the paper: compared, then forgotten."""

    last_name = LettersField(label=_("Last name, as on the paper"), max_length=100)
    first_names = LettersField(label=_("First names"), max_length=100)
    birth = BirthField()
    paper = forms.ChoiceField(label=_("Paper that was shown"), choices=PAPERS)
    district = DistrictField(
        label=_("District where the person lives, if a proof of address was shown"), empty_label=pgettext_lazy("verification", "not shown")
    )


class PersonForm(forms.Form):
    """Find the account of somebody at the counter: the exact address, or a public name."""

    q = forms.CharField(label=_("Full e-mail address, or public name"), max_length=254, min_length=2)


def find_accounts(text: str) -> list[Account]:
    """By the exact address, or by a public name; at most twenty."""
    said = text.strip()
    rows = Account.objects.filter(erased_at=None, is_active=True).select_related("voice")
    rows = rows.filter(email=said.lower()) if "@" in said else rows.filter(voice__name__icontains=said)
    return list(rows.order_by("voice__name", "pk")[:20])


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=pgettext_lazy("verification", "Reason"),
        max_length=500,
        min_length=5,
        widget=Textarea(rows=2),
        help_text=_("Both persons read it. Name nobody in it."),
    )


class AgainForm(forms.Form):
    """Printed letters whose paper was lost."""

    again = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        printed = Letter.objects.filter(state=Letter.PRINTED).values_list("pk", flat=True)
        self.fields["again"].choices = [(pk, pk) for pk in printed]  # type: ignore[attr-defined]


class RollFileForm(forms.Form):
    file = forms.FileField(
        label=pgettext_lazy("verification", "File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        help_text=_(
            "CSV or XLSX; the first line names the columns: last name (and name of use), first names, date of birth, or number; perhaps district."
        ),
    )


class NewRollForm(RollFileForm):
    title = forms.CharField(label=pgettext_lazy("verification", "Name of the list"), max_length=120)
    kind = forms.ChoiceField(label=_("What is compared"), choices=Roll.KINDS, widget=forms.RadioSelect, initial=Roll.NAME)
    months = forms.IntegerField(
        label=_("A verification holds for (months)"), min_value=0, max_value=120, initial=12, help_text=_("0: without end.")
    )

    field_order = ["title", "kind", "months", "file"]


class WayForm(forms.Form):
    is_open = forms.BooleanField(label=_("Offered to people"), required=False)
    months = forms.IntegerField(label=_("A verification holds for (months)"), min_value=0, max_value=120, help_text=_("0: without end."))


class ProviderForm(forms.ModelForm):
    """What the provider gave when the town registered with it."""

    kind = forms.ChoiceField(label=pgettext_lazy("provider", "Kind"), choices=Provider.KINDS, widget=forms.RadioSelect)
    issuer = forms.URLField(
        label=pgettext_lazy("provider", "Issuer"),
        max_length=300,
        assume_scheme="https",
        help_text=_("As the provider publishes it, to the letter; its discovery document stands below it."),
    )
    secret = forms.CharField(
        label=_("Client secret"),
        max_length=300,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Sealed; never shown again. Empty: the one that is stored stays."),
    )

    class Meta:
        model = Provider
        fields = ("kind", "name", "slug", "issuer", "client_id", "acr", "asks_identity", "months", "is_open")
        labels = {
            "name": pgettext_lazy("provider", "Name that people read"),
            "slug": pgettext_lazy("provider", "Word in addresses"),
            "asks_identity": _("Ask for name and date of birth, to compare and to forget"),
            "months": _("A verification holds for (months)"),
            "is_open": _("Offered to people"),
        }
        help_texts = {
            "slug": _("Small letters and hyphens, such as franceconnect. It does not change any more."),
            "acr": _("FranceConnect: eidas1. Empty: none is asked."),
            "asks_identity": _(
                "Needed for a minimum age, and to notice somebody who was verified in another way. Ask for it only if you need it: without, FranceConnect gives a bare number."
            ),
        }

    field_order = ("kind", "name", "slug", "issuer", "client_id", "secret", "acr", "asks_identity", "months", "is_open")

    def __init__(self, *args: Any, provider: Provider | None = None, **kwargs: Any) -> None:
        kwargs["instance"] = provider
        super().__init__(*args, **kwargs)
        if provider is not None:
            del self.fields["slug"]
        self.has_secret = bool(provider and provider.secret)

    def clean_issuer(self) -> str:
        issuer = str(self.cleaned_data["issuer"])
        try:
            is_test = is_let_through(urlsplit(issuer).hostname or "", urlsplit(issuer).port or 80)
        except ValueError:  # a port that is none
            is_test = False
        if not issuer.startswith("https://") and not is_test:
            raise ValidationError(_("An issuer begins with https://."), code="https")
        return issuer

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_open") and not data.get("secret") and not self.has_secret:
            self.add_error("secret", _("Without its secret this provider cannot be offered."))
        if data.get("kind") in (Provider.FRANCECONNECT,) and not data.get("acr"):
            data["acr"] = "eidas1"
        return data

    def fields_of(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}
