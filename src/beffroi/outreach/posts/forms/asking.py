"""Sending for approval; in an election period with a second reader and a written reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account
from beffroi.outreach.approvals.forms import AskForm, PeopleChoice
from beffroi.outreach.approvals.queries import possible_validators
from beffroi.outreach.neutrality.queries import Look
from beffroi.ui.forms import Textarea


class PostAskForm(AskForm):
    second = PeopleChoice(
        Account.objects.none(), label=_("Who gives the second approval"), widget=forms.CheckboxSelectMultiple,
        help_text=_("One of them, who has not approved it before, decides with a written reason."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why you wish to publish it during the election period"), max_length=2000, widget=Textarea(rows=3),
        help_text=_("Kept as evidence: for example, neutral information, as every year at this time."),
    )  # fmt: skip

    def __init__(self, *args: Any, seen: Look, author: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not seen.needs_second:
            del self.fields["second"], self.fields["reason"]
            return
        others = possible_validators().exclude(pk=author.pk) if author else possible_validators()
        self.fields["second"].queryset = others  # type: ignore[attr-defined]
        self.initial.setdefault("second", [account.pk for account in others])
