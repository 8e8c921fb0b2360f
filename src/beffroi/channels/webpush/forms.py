from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.webpush import sending
from beffroi.commons.topics.models import Tag
from beffroi.ground.places.models import District

MOST_TOPICS = 20


class SubscribeForm(forms.Form):
    """Which news. The browser adds its subscription; without script it cannot, and the page says so."""

    topics = forms.MultipleChoiceField(
        label=_("Which news?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none to receive all the news."),
    )
    district = forms.ModelChoiceField(
        District.objects.none(),
        label=_("Your district"),
        required=False,
        empty_label=_("The whole commune"),
        help_text=_("News of other districts only is then left out."),
    )
    subscription = forms.CharField(widget=forms.HiddenInput, max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tags = Tag.objects.public().filter(uses_count__gt=0).order_by("-uses_count", "name").values_list("slug", "name")[:MOST_TOPICS]
        self.fields["topics"].choices = list(tags)  # type: ignore[attr-defined]
        self.fields["district"].queryset = District.objects.order_by("position", "name", "pk")  # type: ignore[attr-defined]
        if not tags:
            del self.fields["topics"]
        if not District.objects.exists():
            del self.fields["district"]
        self.fields["subscription"].error_messages["required"] = _(
            "Your browser has not said yes. Press the button and allow notifications."
        )

    def clean_subscription(self) -> tuple[str, str, str]:
        found = sending.parse(self.cleaned_data["subscription"])
        if found is None:
            raise forms.ValidationError(_("Your browser gave an address that cannot be used. Try with another browser."))
        return found


class EndpointForm(forms.Form):
    endpoint = forms.CharField(max_length=1000, widget=forms.HiddenInput)


class RenewForm(forms.Form):
    old = forms.CharField(max_length=1000)
    subscription = forms.CharField(max_length=4000)

    def clean_subscription(self) -> tuple[str, str, str]:
        found = sending.parse(self.cleaned_data["subscription"])
        if found is None:
            raise forms.ValidationError("not a subscription")
        return found
