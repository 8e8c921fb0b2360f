import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.channels.base.types import AccountForm
from beffroi.channels.mailbox.imap import PLAIN, STARTTLS, TLS, is_ours
from beffroi.ui.forms import Textarea

FORM = "contact-form"  # the feature that a town may switch off
LONGEST = 5000
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")


class MailboxForm(AccountForm):
    """Where the mailbox is, and how to read it."""

    secret = frozenset({"password"})

    address = forms.EmailField(label=_("Address of the mailbox"), max_length=254, help_text=_("For example contact@ma-commune.fr"))
    host = forms.CharField(
        label=_("Mail server (IMAP)"), max_length=253, help_text=_("Your provider says it: for example imap.ma-commune.fr")
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    tls = forms.ChoiceField(
        label=_("Encryption"),
        choices=[(TLS, _("TLS (port 993)")), (STARTTLS, _("STARTTLS (port 143)")), (PLAIN, _("None (a server of your own network only)"))],
        initial=TLS,
    )
    user = forms.CharField(label=_("User name"), max_length=254, help_text=_("Often the address itself."))
    password = forms.CharField(
        label=_("Password, or app password"), max_length=300, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
    folder = forms.CharField(label=_("Folder to read"), max_length=100, initial="INBOX")
    plus = forms.BooleanField(
        label=_("Answers come back to address+something@…"),
        required=False,
        help_text=_("Most providers deliver these to the mailbox. They bring each answer surely to the right conversation."),
    )
    acknowledge = forms.BooleanField(
        label=_("Tell people at once that their mail has arrived"),
        required=False,
        initial=True,
        help_text=_("Once for each conversation, with the time of answer that you promise."),
    )

    def clean_host(self) -> str:
        host = self.cleaned_data["host"].strip().lower()
        if not _HOST.fullmatch(host):
            raise forms.ValidationError(_("This is no name of a server."))
        return host

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("tls") == PLAIN and cleaned.get("host") and not is_ours(cleaned["host"], cleaned.get("port") or 0):
            self.add_error("tls", _("Without encryption, anybody on the way could read the password. Choose TLS."))
        return cleaned


TOPICS = [
    ("", pgettext_lazy("contact", "Choose a subject")),
    ("papers", pgettext_lazy("contact", "Papers, civil status, elections")),
    ("school", pgettext_lazy("contact", "School, canteen, childhood")),
    ("town-planning", pgettext_lazy("contact", "Building, town planning")),
    ("streets", pgettext_lazy("contact", "Streets, cleanliness, lighting")),
    ("life", pgettext_lazy("contact", "Associations, culture, sport")),
    ("social", pgettext_lazy("contact", "Help and social matters")),
    ("site", pgettext_lazy("contact", "This site, your data")),
    ("other", pgettext_lazy("contact", "Something else")),
]


class ContactForm(forms.Form):
    """A letter to the town hall."""

    topic = forms.ChoiceField(label=_("What is it about?"), choices=TOPICS)
    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        min_length=10,
        widget=Textarea(keep="contact", attrs={"rows": 8, "maxlength": LONGEST}),
        help_text=_("Do not write passwords or bank numbers here."),
    )
    begun = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def subject(self) -> str:
        return str(dict(TOPICS)[self.cleaned_data["topic"]])
