from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.types import AccountForm
from beffroi.channels.sms.providers import PROVIDERS
from beffroi.commons.topics.models import Tag
from beffroi.ground.places.models import District
from beffroi.ui.forms import Code, Password, Textarea

MOST_TOPICS = 20
OVH = ("service", "application_key", "application_secret", "consumer_key")


class ConnectForm(AccountForm):
    """Two sorts of providers in one form: what the other one needs stays empty."""

    secret = frozenset({"application_key", "application_secret", "consumer_key", "secret", "stop_secret"})

    provider = forms.ChoiceField(
        label=_("Provider"), choices=[(kind, one.label) for kind, one in PROVIDERS.items()], widget=forms.RadioSelect, initial="ovh"
    )
    service = forms.CharField(label=_("OVHcloud: name of the service"), required=False, max_length=60)
    application_key = forms.CharField(label=_("OVHcloud: application key"), required=False, max_length=100, widget=Password)
    application_secret = forms.CharField(label=_("OVHcloud: application secret"), required=False, max_length=100, widget=Password)
    consumer_key = forms.CharField(label=_("OVHcloud: consumer key"), required=False, max_length=100, widget=Password)
    url = forms.URLField(label=_("Other provider: address"), required=False, max_length=500, assume_scheme="https")
    method = forms.ChoiceField(label=_("Other provider: method"), choices=[("POST", "POST"), ("GET", "GET")], required=False)
    content = forms.ChoiceField(label=_("Other provider: body"), choices=[("json", "JSON"), ("form", _("Form fields"))], required=False)
    headers = forms.CharField(
        label=_("Other provider: headers"), required=False, max_length=1000, widget=Textarea(attrs={"rows": 2}),
        help_text=_("One a line, such as Authorization: Bearer {secret}."),
    )  # fmt: skip
    body = forms.CharField(
        label=_("Other provider: template of the body"), required=False, max_length=2000, widget=Textarea(attrs={"rows": 3}),
        help_text=_("With {to}, {text}, {sender}, {tag} and {secret} where they belong."),
    )  # fmt: skip
    secret_key = forms.CharField(label=_("Other provider: secret"), required=False, max_length=500, widget=Password)
    proof = forms.CharField(
        label=_("Other provider: words of success"), required=False, max_length=100,
        help_text=_("If a refusal is also answered by 200: what stands in the answer only when it worked."),
    )  # fmt: skip
    stop_secret = forms.CharField(
        label=_("Other provider: secret for answers"), required=False, max_length=100, widget=Password,
        help_text=_("The provider sends answers (from, text) to the address shown after connecting, with this in the header X-Secret."),
    )  # fmt: skip
    sender = forms.RegexField(
        r"^[A-Za-z0-9 ]{0,11}$", label=_("Sender"), required=False, help_text=_("Eleven letters at most, without accents. May stay empty.")
    )
    price = forms.DecimalField(label=_("Price of one message, in euros"), min_value=0, max_value=1, decimal_places=3, initial="0.065")
    budget = forms.IntegerField(label=_("Budget of a month, in euros"), min_value=0, max_value=100_000, initial=50, help_text=_("0: none."))
    countries = forms.CharField(
        label=_("Other countries"), required=False, max_length=60,
        help_text=_("Codes of countries beyond France to which one may write, such as 32 352 41. Strangers can make you pay for codes: few is safe."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("provider") == "ovh":
            for name in OVH:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("OVHcloud needs this."))
        elif not data.get("url") and "url" not in self.errors:
            self.add_error("url", _("Write the address of the provider."))
        elif not str(data.get("url", "")).startswith("https://") and "url" not in self.errors:
            self.add_error("url", _("The address must begin with https://."))
        if "{text}" not in data.get("url", "") + data.get("body", "") and data.get("provider") == "http":
            self.add_error("body", _("The text has no place: write {text} where it belongs."))
        data["secret"] = data.pop("secret_key", "")
        data["price"] = int((data.get("price") or 0) * 1000)
        return data


class SubscribeForm(forms.Form):
    number = forms.CharField(
        label=_("Mobile number"), max_length=25, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("We send you a code to confirm. Receiving costs nothing."),
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label=_("Which news?"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Tick none to receive all the news.")
    )
    district = forms.ModelChoiceField(District.objects.none(), label=_("Your district"), required=False, empty_label=_("The whole commune"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tags = Tag.objects.public().filter(uses_count__gt=0).order_by("-uses_count", "name").values_list("slug", "name")[:MOST_TOPICS]
        self.fields["topics"].choices = list(tags)  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.order_by("position", "name", "pk")  # type: ignore[attr-defined]
        if not tags:
            del self.fields["topics"]
        if not District.objects.exists():
            del self.fields["district"]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"), max_length=10, widget=Code(), help_text=_("Six figures, in the message that you have just received.")
    )
    asked = forms.CharField(widget=forms.HiddenInput, max_length=4000)


class CountForm(forms.Form):
    """How much would this cost?"""

    text = forms.CharField(label=_("Text"), max_length=1000, widget=Textarea(attrs={"rows": 4}))
