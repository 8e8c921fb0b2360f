from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.actions.settling import AGAIN, GIVE_UP, ONLINE
from beffroi.ui.forms import Textarea


class NoteForm(forms.Form):
    text = forms.CharField(label=_("A word to your colleagues"), max_length=2000, widget=Textarea(rows=2))


class SettleForm(forms.Form):
    """What a person found when she looked at the network."""

    verdict = forms.ChoiceField(choices=[(ONLINE, _("It is online")), (AGAIN, _("Send it again")), (GIVE_UP, _("Give it up"))])
    url = forms.URLField(label=_("Its address there"), required=False, max_length=500, assume_scheme="https")
