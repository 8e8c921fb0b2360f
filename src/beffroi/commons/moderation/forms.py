from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from beffroi.commons.moderation.models import Decision, Flag, Rule
from beffroi.commons.moderation.rules import LONGEST_PAUSE
from beffroi.commons.moderation.types import flag_doors
from beffroi.ui.forms import RadioCards, Textarea

DAYS = (1, 3, 7, 14, 30)
NOTHING = "none"


class FlagForm(forms.Form):
    """A report (DSA art. 16). Contact is optional; the address of the page comes with the subject."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"), choices=Flag.REASONS, widget=forms.RadioSelect, error_messages={"required": _("Choose what is wrong.")}
    )
    text = forms.CharField(
        label=_("Explain"), required=False, max_length=2000, widget=Textarea(rows=4),
        help_text=_("What exactly, and why? If it is against the law, say which one if you know."),
    )  # fmt: skip
    name = forms.CharField(label=_("Your name"), required=False, max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your e-mail address"), required=False, help_text=_("We tell you what was decided, and nothing else."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )  # fmt: skip
    good_faith = forms.BooleanField(
        label=_("What I say here is true to the best of my knowledge."), error_messages={"required": _("Tick this box to send the report.")}
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput({"autocomplete": "off"}))  # people do not see it, robots fill it in

    def __init__(self, *args: Any, is_signed_in: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [*Flag.REASONS, *((door.kind, door.label) for door in flag_doors)]
        self.fields["reason"].choices = sorted(reasons, key=lambda one: one[0] == Flag.OTHER)  # type: ignore[attr-defined]
        if is_signed_in:
            del self.fields["name"], self.fields["email"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("reason") in (Flag.OTHER, Flag.ILLEGAL) and not said.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say in a few words what is wrong."))
        return said


class DecisionForm(forms.Form):
    """What becomes of the text, by which rule and why; perhaps a sanction."""

    act = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[(Decision.KEEP, _("Keep it")), (Decision.WARN, _("Keep it, and warn its author")), (Decision.HIDE, _("Hide it"))],
        widget=RadioCards(
            explain={
                Decision.KEEP: _("It respects the rules. Whoever reported it is told."),
                Decision.WARN: _("The author is told which rule, and why."),
                Decision.HIDE: _("Its place shows the rule and the public reason. The author can appeal."),
            }
        ),
        error_messages={"required": _("Choose what becomes of it.")},
    )
    rule = forms.ModelChoiceField(label=_("Rule"), queryset=Rule.objects.none(), required=False, empty_label=_("Choose the rule"))
    reason = forms.CharField(
        label=_("Public reason"), required=False, max_length=500, widget=Textarea(rows=2),
        help_text=_("One sentence, without any name: it is shown in the place of the text and in the public register."),
    )  # fmt: skip
    facts = forms.CharField(
        label=_("For the author only"), required=False, max_length=2000, widget=Textarea(rows=4),
        help_text=_("Which words, and how they break the rule."),
    )  # fmt: skip
    sanction = forms.ChoiceField(
        label=_("And the author?"), required=False, initial=NOTHING,
        choices=[(NOTHING, _("Nothing more")), (Decision.PAUSE, _("Does not write for some days")), (Decision.BAN, _("Does not write here any more"))],
    )  # fmt: skip
    days = forms.IntegerField(label=_("Days of the pause"), required=False, min_value=1, max_value=LONGEST_PAUSE, initial=7)

    def __init__(self, *args: Any, may_sanction: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = self.fields["rule"]
        rule.queryset = Rule.objects.filter(until=None).order_by("number")  # type: ignore[attr-defined]
        rule.label_from_instance = lambda one: f"{one.number}. {one.title}"  # type: ignore[attr-defined]
        if not may_sanction:
            del self.fields["sanction"], self.fields["days"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("act") not in (Decision.WARN, Decision.HIDE):
            if said.get("sanction") in (Decision.PAUSE, Decision.BAN):
                self.add_error("sanction", _("A sanction needs a warning or a hiding."))
            return said
        if not said.get("rule"):
            self.add_error("rule", _("Choose the rule."))
        if not said.get("reason"):
            self.add_error("reason", _("Say why, in one sentence."))
        if said.get("sanction") == Decision.PAUSE and not said.get("days") and "days" not in self.errors:
            self.add_error("days", _("For how many days?"))
        return said


class ReasonForm(forms.Form):
    """Why a decision is undone."""

    reason = forms.CharField(
        label=_("Public reason"), max_length=500, widget=Textarea(rows=3), help_text=_("One sentence, without any name.")
    )


class AppealForm(forms.Form):
    """The author's words."""

    text = forms.CharField(
        label=_("Why should we look again?"), max_length=3000, widget=Textarea(rows=6, keep="appeal"),
        error_messages={"required": _("Say why, in a few words.")},
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer to an appeal."""

    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("granted", _("The author is right")), ("refused", _("The decision stands"))],
        widget=RadioCards(explain={"granted": _("The decision is undone at once."), "refused": _("The author is told why.")}),
        error_messages={"required": _("Choose one of the answers.")},
    )
    answer = forms.CharField(
        label=_("Reasons"), max_length=2000, widget=Textarea(rows=5), help_text=_("The author reads it. If the decision is undone, it is public: no names."),
        error_messages={"required": _("Say why.")},
    )  # fmt: skip


class RuleForm(forms.Form):
    """A public rule in each language of the site."""

    def __init__(self, *args: Any, rule: Rule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, (code, _name) in enumerate(settings.LANGUAGES):
            language = get_language_info(code)["name_local"]
            first = place == 0
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("Title (%(language)s)") % {"language": language}, max_length=100, required=first,
                initial=rule.titles.get(code, "") if rule else "",
            )  # fmt: skip
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("Text (%(language)s)") % {"language": language}, max_length=2000, required=first, widget=Textarea(rows=4),
                initial=rule.texts.get(code, "") if rule else "",
            )  # fmt: skip

    @property
    def titles(self) -> dict[str, str]:
        return self._said("title")

    @property
    def texts(self) -> dict[str, str]:
        return self._said("text")

    def _said(self, what: str) -> dict[str, str]:
        return {code: said for code, _name in settings.LANGUAGES if (said := self.cleaned_data[f"{what}_{code}"].strip())}
