"""Open311 as a way by which reports leave for a service."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.http import OutgoingError, OutgoingRefused
from beffroi.participation.open311 import actions
from beffroi.participation.open311.client import Remote, read_codes
from beffroi.participation.reports.models import Report, Sending, Service
from beffroi.participation.reports.types import CannotForward, Forwarder, Sent, forwarders
from beffroi.ui.forms import Password, Textarea


class RemoteForm(forms.Form):
    """What must be known of the other side."""

    address = forms.URLField(
        label=_("Address of the interface"), max_length=300, assume_scheme="https",
        help_text=_("Without the name of a file, such as https://example.org/open311/v2"),
    )  # fmt: skip
    jurisdiction = forms.CharField(
        label="jurisdiction_id", max_length=100, required=False, help_text=_("Only if the other side asks for it.")
    )
    api_key = forms.CharField(label=_("Key (api_key)"), max_length=300, required=False, widget=Password())
    codes = forms.CharField(
        label=_("Codes of their categories"), max_length=6000, required=False, widget=Textarea(rows=5),
        help_text=_("One line each, where they differ from ours: our code = their code"),
    )  # fmt: skip

    def clean_codes(self) -> str:
        text = self.cleaned_data["codes"]
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip() and len(read_codes(line)) != 1:
                raise ValidationError(gettext("Line %(n)d: write our code, =, their code.") % {"n": number}, code="codes")
        return text


class Open311(Forwarder):
    kind = "open311"
    label = pgettext_lazy("open311", "Open311 (another interface of this kind)")
    form = RemoteForm
    secret_fields = ("api_key",)

    def send(self, service: Service, report: Report, sending: Sending, at: datetime) -> Sent:
        """Once, as far as the protocol allows: it has no key for that, so what may have arrived is looked for first."""
        remote = Remote.of(service)
        if not remote.address:
            raise CannotForward(gettext("The address of the other service is not filled in."), for_good=True)
        try:
            if number := self._found(remote, report, sending):
                actions.lay_attempt_down(sending=sending)
                return Sent(number)
            actions.begin_attempt(sending=sending, at=at)
            found = remote.send(report)
        except CannotForward as error:
            if error.for_good:
                actions.lay_attempt_down(sending=sending)  # a refusal: it is surely not there
            raise
        except OutgoingError as error:
            if not error.sent:
                actions.lay_attempt_down(sending=sending)  # not one byte left
            raise CannotForward(str(error)[:400], for_good=isinstance(error, OutgoingRefused) and not error.sent) from None
        actions.lay_attempt_down(sending=sending)
        return found

    def _found(self, remote: Remote, report: Report, sending: Sending) -> str:
        begun = actions.was_begun(sending)
        return remote.find(report, begun) if begun else ""


forwarders.register(Open311())


def remote_services() -> Any:
    return Service.objects.filter(door=Open311.kind, closed_at=None)
