from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ui.forms import RadioCards, Textarea

ANYBODY, PEOPLE = "anybody", "people"
BEFORE, AFTER = "before", "after"
LIVE, CLOSED = "live", "closed"


class MapSettings(forms.Form):
    """How an opinion map works. Everything can be changed while it runs."""

    who = forms.ChoiceField(
        label=_("Who gives an opinion"), initial=ANYBODY, widget=RadioCards,
        choices=[(ANYBODY, _("Anybody, without an account")), (PEOPLE, _("Once for each person, without the name"))],
        help_text=_("Without an account more people take part; one person could come back with another browser."),
    )  # fmt: skip
    moderation = forms.ChoiceField(
        label=_("Statements of participants"), initial=BEFORE, widget=RadioCards,
        choices=[(BEFORE, _("Are read before they are shown")), (AFTER, _("Are shown at once, and read afterwards"))],
    )  # fmt: skip
    results = forms.ChoiceField(
        label=_("The map is public"), initial=LIVE, widget=RadioCards,
        choices=[(LIVE, _("As soon as enough people took part")), (CLOSED, _("Once it is closed"))],
    )  # fmt: skip
    longest = forms.IntegerField(
        label=_("Signs in a statement, at most"), initial=140, min_value=60, max_value=280,
        help_text=_("Short statements are read to the end, and say one thing."),
    )  # fmt: skip
    help = forms.CharField(
        label=pgettext_lazy("opinions", "Shown above the form"), required=False, max_length=1000, widget=Textarea(rows=3), initial="",
        help_text=_("What is taken up, and what is not. It is shown to everybody who writes a statement."),
    )  # fmt: skip
