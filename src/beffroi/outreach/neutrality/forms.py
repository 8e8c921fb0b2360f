from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.people.models import Account, Grant
from beffroi.ground.people.rights import TEAM_ROLES
from beffroi.outreach.neutrality.models import Election, Group, Member, Setting, SlotRule
from beffroi.ui.forms import DateInput, Textarea


def team() -> Any:
    holders = Grant.objects.current().filter(role__in=TEAM_ROLES).values("account_id")
    return Account.objects.filter(pk__in=holders, is_active=True).select_related("voice").order_by("voice__name")


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.voice.name


class MonthField(forms.CharField):
    """A month as browsers write it: 2027-04."""

    widget = forms.TextInput(attrs={"type": "month", "placeholder": "2027-04"})

    def to_python(self, value: Any) -> Any:
        if not value or isinstance(value, date):
            return value or None
        try:
            year, month = str(value)[:7].split("-")
            return date(int(year), int(month), 1)
        except ValueError:
            raise forms.ValidationError(_("Write the month as 2027-04.")) from None

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%Y-%m") if isinstance(value, date) else value


class ElectionForm(forms.ModelForm):
    month = MonthField(label=_("Month of the ballot"), required=False, help_text=_("As 2027-04. Enough while the day is not known."))

    class Meta:
        model = Election
        fields = [
            "name", "level", "month", "first_round", "second_round", "is_confirmed", "is_general", "concerned", "reason", "window_start",
            "window_reason", "source",
        ]  # fmt: skip
        widgets = {name: DateInput() for name in ("first_round", "second_round", "window_start")}
        help_texts = {
            "concerned": _(
                "By the general rule: a general municipal election concerns us. Another one does if somebody of the majority stands."
            ),
            "reason": _("Needed if you decide against the general rule."),
            "window_start": _("Only if a law fixed another day, as in 2021."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("month") and not data.get("first_round"):
            self.add_error("month", _("Say at least in which month."))
        if data.get("second_round") and (not data.get("first_round") or data["second_round"] <= data["first_round"]):
            self.add_error("second_round", _("The second round is after the first."))
        if data.get("concerned") != Election.AUTO and not (data.get("reason") or "").strip():
            self.add_error("reason", _("Say why."))
        if data.get("window_start") and not (data.get("window_reason") or "").strip():
            self.add_error("window_reason", _("Say why."))
        return data

    def _post_clean(self) -> None:
        """The action writes the row; here only the fields are looked at."""


class SettingForm(forms.ModelForm):
    hold_by = PersonChoice(
        Account.objects.none(), label=_("Who may hold a text back"), required=False, empty_label=_("Nobody"),
        help_text=_("Their name is public, and so is every reason. As a rule, the head of the administration."),
    )  # fmt: skip
    has_space = forms.TypedChoiceField(
        label=_("Space of the opposition"),
        required=False,
        coerce=lambda word: {"yes": True, "no": False}.get(word),
        empty_value=None,
        choices=[("", _("By the number of inhabitants (1,000 and more)")), ("yes", _("Open")), ("no", _("Closed"))],
    )

    rules_url = forms.URLField(label=_("Address of the council’s rules"), required=False, assume_scheme="https")

    class Meta:
        model = Setting
        fields = ["officials", "has_space", "hold_by", "check_hours", "rules_url"]
        widgets = {"officials": Textarea(rows=4)}
        help_texts = {
            "officials": _("One name a line, as it is written in texts. They are looked for during election periods."),
            "check_hours": _("A text goes out when they are over, unless it is held back."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hold_by"].queryset = team()  # type: ignore[attr-defined]
        self.initial["has_space"] = {True: "yes", False: "no"}.get(self.instance.has_space, "")


class GroupForm(forms.ModelForm):
    class Meta:
        model = Group
        fields = ["name", "seats", "is_majority", "ended_on"]
        widgets = {"ended_on": DateInput()}


class MemberForm(forms.ModelForm):
    account = PersonChoice(Account.objects.none(), label=_("Account here"), required=False, empty_label=_("None: by a mailed link"))

    class Meta:
        model = Member
        fields = ["name", "email", "account", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = team()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("email") and not data.get("account"):
            self.add_error("email", _("An address or an account: otherwise this person cannot write."))
        return data


class RuleForm(forms.ModelForm):
    account = forms.ModelChoiceField(ChannelAccount.objects.none(), label=_("Account on a network"), required=False)

    class Meta:
        model = SlotRule
        fields = ["place", "account", "count", "period", "length", "starts_on", "ends_on"]
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = ChannelAccount.objects.filter(paused_at=None).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("place") == SlotRule.CHANNEL and not data.get("account"):
            self.add_error("account", _("Say which account."))
        if data.get("place") != SlotRule.CHANNEL:
            data["account"] = None
        if data.get("ends_on") and data.get("starts_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("It ends after it begins."))
        return data


class TribuneForm(forms.Form):
    rule = forms.ChoiceField(label=_("Where it appears"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=150)
    text = forms.CharField(
        label=_("Your text"), widget=Textarea(rows=14), help_text=_("Published as you write it. Simple Markdown: **bold**, lists, links.")
    )

    def __init__(self, *args: Any, rules: list[tuple[SlotRule, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = {str(rule.pk): rule for rule, _left in rules}
        self.fields["rule"].choices = [  # type: ignore[attr-defined]
            (str(rule.pk), _("%(place)s: %(left)d left, %(n)d characters at most") % {"place": rule.where, "left": left, "n": rule.length})
            for rule, left in rules
        ]
        if len(rules) == 1:
            self.initial["rule"] = str(rules[0][0].pk)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        rule = self.rules.get(data.get("rule", ""))
        if rule and len((data.get("text") or "").replace("\r\n", "\n")) > rule.length:
            self.add_error("text", _("The council’s rules allow %(n)d characters here.") % {"n": rule.length})
        return data


class HoldForm(forms.Form):
    reason = forms.CharField(
        label=_("Which law it breaks"),
        max_length=1000,
        widget=Textarea(rows=3),
        help_text=_("Everybody reads this reason, with your name."),
    )
