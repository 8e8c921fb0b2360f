from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.outreach.pages.models import ServiceRequest
from beffroi.outreach.pages.uploads import FilesField
from beffroi.ui.forms import Textarea


class OpinionForm(forms.Form):
    helped = forms.TypedChoiceField(
        label=_("Did this page help you?"),
        choices=[("yes", pgettext_lazy("opinion", "Yes")), ("no", pgettext_lazy("opinion", "No"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    missing = forms.CharField(
        label=_("What is missing or unclear?"),
        required=False,
        max_length=1000,
        widget=Textarea(rows=4),
        help_text=_("Please no names and no addresses: nobody can answer you here."),
    )


class RequestForm(forms.ModelForm):
    attachments = FilesField()
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # people do not see it: a program fills it in

    class Meta:
        model = ServiceRequest
        fields = ["name", "email", "text"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "text": Textarea(rows=7),
        }
        help_texts = {"email": _("The answer comes to this address.")}
