from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.moderation.models import Flag, Rule
from beffroi.crossings.intake.queries import Target
from beffroi.ground.places.forms import LocationField
from beffroi.kernel.subjects import Subject
from beffroi.outreach.rumors.models import Rumor
from beffroi.participation.questions.models import Addressee
from beffroi.participation.reports.models import Category
from beffroi.participation.spaces.models import Component
from beffroi.ui.forms import RadioCards, Textarea

LONGEST = 300  # letters of an explanation beside a choice


class TargetForm(forms.Form):
    """Where it will stand: one of those that are shown."""

    subject = forms.ChoiceField(
        label=_("Where it will stand"), widget=RadioCards, error_messages={"required": _("Choose where it will stand.")}
    )

    def __init__(self, *args: Any, targets: Sequence[Target], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["subject"]
        field.choices = [(str(one.subject), f"{one.card.title} ({one.kind})") for one in targets]  # type: ignore[attr-defined]
        field.widget.explain = {str(one.subject): one.reason for one in targets if one.reason}  # type: ignore[attr-defined]

    def clean_subject(self) -> Subject:
        return Subject.parse(self.cleaned_data["subject"])


class ComponentChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Component) -> str:
        return f"{obj.process.title} – {obj.title}"


class ProposalForm(forms.Form):
    component = ComponentChoice(
        Component.objects.none(), label=_("In which process"), empty_label=None, widget=RadioCards,
        error_messages={"required": _("Choose the process.")},
    )  # fmt: skip
    title = forms.CharField(label=pgettext_lazy("intake", "Title"), max_length=250, help_text=_("A few words that say it."))
    text = forms.CharField(
        label=pgettext_lazy("intake", "Text"), max_length=10_000, widget=Textarea(rows=8),
        help_text=_("The words of its author, made ready to be read. The original stays one click away."),
    )  # fmt: skip

    def __init__(self, *args: Any, components: Sequence[Component], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Component.objects.filter(pk__in=[one.pk for one in components]).select_related("process")
        self.fields["component"].queryset = rows.order_by("-process__published_at", "pk")  # type: ignore[attr-defined]


class StatementForm(forms.Form):
    """The map, and the message in one sentence."""

    component = ComponentChoice(
        Component.objects.none(), label=_("In which opinion map"), empty_label=None, widget=RadioCards,
        error_messages={"required": _("Choose the opinion map.")},
    )  # fmt: skip
    text = forms.CharField(
        label=pgettext_lazy("intake", "In one sentence"), max_length=280, widget=Textarea(rows=3),
        help_text=_("One idea with which others can agree or disagree, true to what its author means. The original stays one click away."),
    )  # fmt: skip

    def __init__(self, *args: Any, components: Sequence[Component], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Component.objects.filter(pk__in=[one.pk for one in components]).select_related("process")
        self.fields["component"].queryset = rows.order_by("-process__published_at", "pk")  # type: ignore[attr-defined]


class AddresseeChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Addressee) -> str:
        return f"{obj.name} – {obj.mandate}" if obj.mandate else obj.name


class QuestionForm(forms.Form):
    to = AddresseeChoice(Addressee.objects.none(), label=_("To whom"), empty_label=_("Choose…"))
    title = forms.CharField(label=_("The question"), min_length=10, max_length=200, help_text=_("One question, in one sentence."))
    text = forms.CharField(
        label=_("What goes with it"), max_length=4000, required=False, widget=Textarea(rows=5),
        help_text=_("The words of its author, made ready to be read. The original stays one click away."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Addressee.objects.open()  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """Where it is, and what: the rest is said by the message."""

    where = LocationField(label=_("Where it is"))
    category = forms.ModelChoiceField(label=_("What it is"), queryset=Category.objects.none(), empty_label=_("Choose…"))
    text = forms.CharField(
        label=pgettext_lazy("intake", "Text"), max_length=4000, widget=Textarea(rows=5),
        help_text=_("Everybody reads it: leave out what leads to a person. The name of its author is not shown."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.open().filter(stop_text="")  # type: ignore[attr-defined]


class RumorForm(forms.Form):
    """One that is being checked, or the message in one sentence."""

    NEW = "new"

    rumor = forms.ChoiceField(label=_("Which rumour"), widget=RadioCards)
    claim = forms.CharField(
        label=_("What is said, in one sentence"), max_length=300, min_length=10, widget=Textarea(rows=2),
        help_text=_("Without names. It is not published before there is a verdict."),
    )  # fmt: skip

    def __init__(self, *args: Any, near: Sequence[Rumor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in near}
        choices = [(pk, one.claim) for pk, one in self.known.items()]
        self.fields["rumor"].choices = [*choices, (self.NEW, _("A new one"))]  # type: ignore[attr-defined]
        self.fields["rumor"].initial = choices[0][0] if choices else self.NEW

    def clean_rumor(self) -> Rumor | None:
        return self.known.get(self.cleaned_data["rumor"])


class RuleChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Rule) -> str:
        return f"{obj.number}. {obj.title}"


class CaseForm(forms.Form):
    rule = RuleChoice(Rule.objects.none(), label=_("The rule that it may break"), empty_label=_("Choose…"))
    reason = forms.ChoiceField(label=pgettext_lazy("intake", "What is wrong"), choices=Flag.REASONS)
    text = forms.CharField(
        label=_("For the moderators"),
        max_length=2000,
        required=False,
        widget=Textarea(rows=3),
        help_text=_("What in the message, and why."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].queryset = Rule.objects.filter(until=None).order_by("number")  # type: ignore[attr-defined]
