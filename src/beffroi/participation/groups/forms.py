from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.participation.groups import numbers, states
from beffroi.participation.groups.models import BY_INVITATION, FREE, HIDDEN, PUBLIC, Group, Member, Place
from beffroi.participation.spaces.types import component_types
from beffroi.ui.forms import DateInput, RadioCards, Textarea

EXPLAIN = {
    "public": _("Everybody reads; members write. It can be followed, found and shared."),
    "closed": _("Its name stands in the list. What is said stays among members."),
    "hidden": _("It stands in no list, no search, no figure. One comes in by invitation."),
}


class GroupForm(forms.Form):
    """What a group is. `formal`: the town sets it up."""

    sort = forms.ChoiceField(label=_("What kind of group is it?"), choices=[])
    title = forms.CharField(label=_("Name of the group"), max_length=120)
    aim = forms.CharField(label=_("What it is for, in one sentence"), max_length=250)
    summary = forms.CharField(label=_("In a few words"), max_length=600, required=False, widget=Textarea(rows=3))
    place = forms.CharField(label=_("Where it meets, or which streets it is about"), max_length=200, required=False)
    visibility = forms.ChoiceField(label=_("Who sees it?"), choices=[], widget=RadioCards, initial=PUBLIC)
    joining = forms.ChoiceField(label=_("Who may join?"), choices=Group.JOINING, widget=RadioCards, initial=FREE)
    question = forms.CharField(
        label=_("What you ask those who want to join"), max_length=200, required=False,
        help_text=_("For groups that one joins on request. “In which street do you live?”"),
    )  # fmt: skip
    fair_turns = forms.BooleanField(
        label=_("Whoever has just said much waits a little"), required=False, initial=True,
        help_text=_("Fair speaking time: others come in before the same person goes on."),
    )  # fmt: skip
    number = forms.CharField(
        label=_("Number of the association"), max_length=20, required=False, help_text=_("RNA (W and nine digits) or SIREN (nine digits).")
    )
    mandate_from = forms.DateField(label=_("The mandate begins"), required=False, widget=DateInput)
    mandate_until = forms.DateField(label=_("The mandate ends"), required=False, widget=DateInput)

    def __init__(self, *args: Any, formal: bool = False, group: Group | None = None, parent: Group | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group, self.formal = group, formal
        self.fields["sort"].choices = list((Group.FORMAL if formal else Group.INFORMAL).items())  # type: ignore[attr-defined]
        kept = group.visibility if group else PUBLIC
        closed = kept != PUBLIC or (parent is not None and parent.visibility != PUBLIC)
        known = [(value, label) for value, label in Group.VISIBILITIES if not (closed and value == PUBLIC)]
        self.fields["visibility"].choices = known  # type: ignore[attr-defined]
        self.fields["visibility"].widget.explain = {"public": EXPLAIN["public"], "listed": EXPLAIN["closed"], "hidden": EXPLAIN["hidden"]}
        if closed and not group:
            self.fields["visibility"].initial = known[0][0]
        if not formal:
            for name in ("number", "mandate_from", "mandate_until"):
                del self.fields[name]
        if group is not None:
            del self.fields["sort"]

    def clean_number(self) -> str:
        number = numbers.tidy(self.cleaned_data["number"])
        if number and not (numbers.is_rna(number) or numbers.is_siren(number)):
            raise ValidationError(_("This is neither an RNA number (W751234567) nor a SIREN number. Look at the notice of the prefecture."))
        return number

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("visibility") == HIDDEN and data.get("joining") not in (None, BY_INVITATION):
            data["joining"] = BY_INVITATION  # nobody can ask for what she cannot know of
        begins, ends = data.get("mandate_from"), data.get("mandate_until")
        if begins and ends and ends < begins:
            self.add_error("mandate_until", _("The mandate ends before it begins."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """As the actions take them: `question` of a process is its sentence."""
        data = dict(self.cleaned_data)
        asked, aim = data.pop("question"), data.pop("aim")
        return data | {"question": aim, "question_asked": asked}


def initial_of(group: Group) -> dict[str, Any]:
    process = group.process
    kept = {name: getattr(group, name) for name in ("visibility", "joining", "fair_turns", "number", "mandate_from", "mandate_until")}
    texts = {name: getattr(process, name) for name in ("title", "summary", "place")}
    return kept | texts | {"aim": process.question, "question": group.question}


class JoinForm(forms.Form):
    """Coming in: the question of the group if it has one, and its rules."""

    def __init__(self, group: Group, *args: Any, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks and group.question:
            self.fields["answer"] = forms.CharField(label=group.question, max_length=600, widget=Textarea(rows=3))
        elif asks:
            self.fields["answer"] = forms.CharField(
                label=_("A word to the facilitators"), max_length=600, required=False, widget=Textarea(rows=3)
            )
        if group.charter_number:
            self.fields["charter"] = forms.BooleanField(
                label=_("I have read the rules of the group, and I accept them"),
                error_messages={"required": _("Accept the rules to go on.")},
            )


class CharterForm(forms.Form):
    text = forms.CharField(
        label=_("The rules of the group"), max_length=6000, required=False, widget=Textarea(rows=10),
        help_text=_("A few short sentences. Whoever is in the group accepts them again when they change."),
    )  # fmt: skip


class TopicForm(forms.Form):
    title = forms.CharField(label=pgettext_lazy("groups", "Title"), max_length=150)
    text = forms.CharField(label=_("What you want to say"), max_length=6000, widget=Textarea(rows=6))

    def __init__(self, *args: Any, speaks: bool = False, problem: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if problem:
            self.fields["title"].label = _("What is wrong, in one sentence")
            self.fields["text"].label = _("What happens, where, since when, and to whom")
        if speaks:
            self.fields["of_group"] = forms.BooleanField(
                label=_("Say it in the name of the group"), required=False, help_text=_("Your name stands beside that of the group.")
            )


class StepForm(forms.Form):
    """The next step of a problem."""

    state = forms.ChoiceField(label=_("Where it stands"), choices=states.CHOICES, widget=RadioCards)
    note = forms.CharField(label=_("What was found, or agreed"), max_length=2000, widget=Textarea(rows=4))
    responsible = forms.ModelChoiceField(
        label=_("Who takes care of it"), queryset=Member.objects.none(), required=False, empty_label=pgettext_lazy("groups", "Nobody yet")
    )
    due_on = forms.DateField(label=_("Until when"), required=False, widget=DateInput)

    def __init__(self, group: Group, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].widget.explain = states.HELP
        field = self.fields["responsible"]
        field.queryset = Member.objects.inside().filter(group=group).select_related("voice").order_by("voice__name")  # type: ignore[attr-defined]
        field.label_from_instance = lambda member: member.voice.display_name  # type: ignore[attr-defined]

    def clean(self) -> dict:
        data = super().clean() or {}
        if data.get("state") == states.DECIDED:
            for name, said in (
                ("responsible", _("Somebody takes care of what is decided.")),
                ("due_on", _("Give what is decided a date.")),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, said)
        return data


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of the person"))


class RemoveForm(forms.Form):
    reason = forms.CharField(label=_("Why (the person is told)"), max_length=300, widget=Textarea(rows=3))


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Function in the group"), max_length=80, required=False)


class NewPartForm(forms.Form):
    kind = forms.ChoiceField(label=_("What to add"), widget=RadioCards)
    title = forms.CharField(label=pgettext_lazy("groups", "Title"), max_length=100)
    intro = forms.CharField(label=_("One sentence about it"), max_length=400, required=False)

    def __init__(self, group: Group, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [one for one in component_types if one.kind not in OF_THE_TOWN or group.is_formal]
        self.fields["kind"].choices = [(one.kind, one.label) for one in known]  # type: ignore[attr-defined]
        self.fields["kind"].widget.explain = {one.kind: one.explanation for one in known}


OF_THE_TOWN = frozenset({"decision"})  # what only those with a mandate decide


class PlaceForm(forms.Form):
    network = forms.ChoiceField(label=_("Where"), choices=Place.NETWORKS)
    name = forms.CharField(label=_("Name of the group there"), max_length=100)
    url = forms.URLField(label=_("Its address, if it has one"), max_length=300, required=False, assume_scheme="https")
