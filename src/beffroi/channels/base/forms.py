from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account


class DescribeForm(forms.ModelForm):
    """What the public register says of an account."""

    class Meta:
        model = Account
        fields = ["name", "speaks", "audience", "is_default", "is_listed"]
        help_texts = {
            "speaks": _("A service or a role, such as “Communication service” or “The mayor”."),
            "audience": _("For example: young people of the commune, because they read it every day."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.publishes:
            del self.fields["is_default"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        if Account.objects.filter(kind=self.instance.kind, name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another account of this network has this name."))
        return name


class ChooseForm(forms.Form):
    """Which of the accounts that were found."""

    which = forms.MultipleChoiceField(label=_("Accounts to connect"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = choices  # type: ignore[attr-defined]


class HeardActForm(forms.Form):
    """A deed on the network that moderation's own page does not know: block, unblock, report."""

    act = forms.CharField(max_length=12, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason, for the log"), max_length=500)
