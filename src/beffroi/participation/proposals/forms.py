from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from beffroi.commons.reading.forms import CarefulForm
from beffroi.ground.media.actions import take_image
from beffroi.ground.media.forms import AltField, PictureField, check_described
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.queries import district_at
from beffroi.ground.places.types import Location
from beffroi.participation.proposals.models import Answer, Evaluation, Proposal, State
from beffroi.participation.proposals.rules import setting
from beffroi.participation.proposals.settings_form import MAY_PLACE, MUST_PLACE, topics_of
from beffroi.participation.spaces.forms import MomentField
from beffroi.participation.spaces.models import Component, TeamMember
from beffroi.ui.forms import Textarea


class ProposalForm(CarefulForm):
    """What is proposed. The fields that a component does not ask for are left out."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    title = forms.CharField(label=_("Title"), min_length=5, max_length=250, help_text=_("A few words that say your idea."))
    text = forms.CharField(
        label=_("Your proposal"), min_length=15, widget=Textarea(rows=8),
        help_text=_("What, for whom, why. Short is good."),
    )  # fmt: skip
    topic = forms.ChoiceField(label=_("Topic"), required=False)
    location = LocationField(label=_("Where"), required=False)
    picture = PictureField(label=_("A photo or a drawing"), required=False)
    picture_alt = AltField()

    def __init__(self, component: Component, *args: Any, proposal: Proposal | None = None, draft: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("initial", self.initial_of(proposal) if proposal else {"text": setting(component, "template")})
        super().__init__(*args, **kwargs)
        self.component, self.proposal, self.is_careful = component, proposal, not draft
        longest = setting(component, "max_length")
        self.fields["text"].max_length = longest  # type: ignore[attr-defined]
        self.fields["text"].validators.append(_at_most(longest))
        self.fields["text"].widget.attrs["maxlength"] = longest
        if topics := topics_of(setting(component, "topics")):
            self.fields["topic"].choices = [("", _("Choose a topic")), *((name, name) for name in topics)]  # type: ignore[attr-defined]
        else:
            del self.fields["topic"]
        if setting(component, "place") not in (MAY_PLACE, MUST_PLACE):
            del self.fields["location"]
        elif setting(component, "place") == MUST_PLACE and not draft:
            self.fields["location"].required = True
        if not setting(component, "photo"):
            del self.fields["picture"], self.fields["picture_alt"]
        if draft:  # an unfinished text is kept as it is
            for name in ("title", "text"):
                self.fields[name].required = False
                self.fields[name].validators = []

    @staticmethod
    def initial_of(proposal: Proposal) -> dict[str, Any]:
        here = None
        if proposal.longitude is not None and proposal.latitude is not None:
            here = Location(proposal.longitude, proposal.latitude, proposal.place)
        return {"seen": proposal.edits, "title": proposal.title, "text": proposal.text, "topic": proposal.topic, "location": here}

    def clean(self) -> dict:
        data = super().clean() or {}
        if "picture" in self.fields:
            check_described(self)
        return data

    def fields_of(self, at: datetime) -> dict[str, Any]:
        """What the actions take. A new picture is kept now; its row waits for its proposal."""
        data = self.cleaned_data
        found: dict[str, Any] = {"title": data.get("title", ""), "text": data.get("text", "").replace("\r\n", "\n")}
        if "topic" in self.fields:
            found["topic"] = data.get("topic", "")
        if "location" in self.fields:
            here = data.get("location")
            found |= {
                "longitude": here.longitude if here else None,
                "latitude": here.latitude if here else None,
                "place": here.address[:200] if here else "",
                "district": district_at(here.longitude, here.latitude) if here else None,
            }
        if data.get("picture"):
            found["image"] = take_image(upload=data["picture"], alt=data["picture_alt"], at=at)
        return found


def _at_most(longest: int) -> Any:
    def check(text: str) -> None:
        if len(text) > longest:
            raise forms.ValidationError(_now("The text has %(n)d signs, %(most)d at most.") % {"n": len(text), "most": longest})

    return check


class AmendmentForm(CarefulForm):
    careful = ("title", "text", "reason")
    title = forms.CharField(label=_("Title"), min_length=5, max_length=250)
    text = forms.CharField(label=_("The text as you would write it"), min_length=15, widget=Textarea(rows=10))
    reason = forms.CharField(label=_("Why this change"), max_length=500, help_text=_("One or two sentences, for the authors."))

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"title": proposal.title, "text": proposal.text}
        super().__init__(*args, **kwargs)
        self.fields["text"].validators.append(_at_most(setting(proposal.component, "max_length")))


class ReplyForm(forms.Form):
    """The authors' word on a suggested change."""

    answer = forms.CharField(label=_("Your answer"), max_length=500, required=False, help_text=_("Needed to decline."))


class InviteForm(forms.Form):
    who = forms.CharField(label=_("Public name or e-mail address"), max_length=200)


class WithdrawForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=300, required=False, help_text=_("Shown on the page. You may leave it empty."))


class EurosField(forms.DecimalField):
    """Euros as people write them ("12 500,50"), kept as cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_digits=12, decimal_places=2, localize=True, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.replace("€", "").split())
        return super().to_python(value)

    def clean(self, value: Any) -> int | None:
        found = super().clean(value)
        return None if found is None else int(found * 100)

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 100}.{value % 100:02d}" if isinstance(value, int) else value


class AnswerForm(forms.Form):
    """The official answer: what, why, how much, when, signed by whom; shown now or later."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    state = forms.ModelChoiceField(label=_("Decision"), queryset=State.objects.none(), empty_label=_("Choose"))
    text = forms.CharField(label=_("Answer and reasons"), max_length=20_000, widget=Textarea(rows=8))
    cost_cents = EurosField(label=_("Estimated cost, in euros"), required=False)
    period = forms.CharField(label=_("When it will be done"), max_length=120, required=False)
    signatories = forms.CharField(
        label=_("Signed by"), required=False, max_length=1000, widget=Textarea(rows=3),
        help_text=_("One a line: name, mandate."),
    )  # fmt: skip
    shown_at = MomentField(label=_("Shown from"), required=False, help_text=_("Empty: at once. Until then only the team reads it."))

    def __init__(self, proposal: Proposal, answer: Answer | None, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "answer-%s")  # it stands beside the forms of the services
        if answer is not None:
            kwargs["initial"] = {
                "seen": answer.edits,
                "state": answer.state_id,
                "text": answer.text,
                "cost_cents": answer.cost_cents,
                "period": answer.period,
                "shown_at": None if answer.told_at else timezone.localtime(answer.shown_at),
                "signatories": "\n".join(", ".join(filter(None, [s.name, s.mandate])) for s in answer.signatories.order_by("position")),
            }
        super().__init__(*args, **kwargs)
        self.fields["state"].queryset = proposal.component.proposal_states.order_by("position")  # type: ignore[attr-defined]
        if answer is not None and answer.told_at:
            del self.fields["shown_at"]

    def clean_signatories(self) -> list[tuple[str, str]]:
        lines = [line.partition(",") for line in self.cleaned_data["signatories"].splitlines() if line.strip()]
        return [(name.strip()[:80], mandate.strip()[:100]) for name, _comma, mandate in lines][:20]


class AssignForm(forms.Form):
    service = forms.CharField(label=_("Service"), max_length=100, required=False)
    account = forms.ModelChoiceField(
        label=_("Somebody in charge"), queryset=Account.objects.none(), required=False, empty_label=_("Nobody in particular")
    )
    due_at = MomentField(label=_("Opinion expected by"), required=False)

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Account.objects.filter(is_active=True, grants__role__in=EVALUATORS) | Account.objects.filter(
            is_active=True, pk__in=TeamMember.objects.filter(process=proposal.component.process, role__in=EVALUATORS).values("account")
        )
        self.fields["account"].queryset = people.select_related("voice").distinct().order_by("email")  # type: ignore[attr-defined]
        self.fields["account"].label_from_instance = _name_of  # type: ignore[attr-defined]


EVALUATORS = ("manager", "official", "technician", "administrator")


def _name_of(account: Account) -> str:
    voice: Voice | None = getattr(account, "voice", None)
    return voice.display_name if voice else str(account.email)


class EvaluationForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "opinion-%s"} | kwargs))

    opinion = forms.ChoiceField(label=_("Opinion"), choices=Evaluation.OPINIONS)
    cost_cents = EurosField(label=_("Estimated cost, in euros"), required=False)


class NoteForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"auto_id": "note-%s"} | kwargs))

    text = forms.CharField(label=_("Private note"), max_length=2000, widget=Textarea(rows=3))


class MergeForm(forms.Form):
    title = forms.CharField(label=_("Title of the common proposal"), min_length=5, max_length=250)
    text = forms.CharField(label=_("Common text"), min_length=15, max_length=50_000, widget=Textarea(rows=12))
    reason = forms.CharField(label=_("Why they are merged"), max_length=500, help_text=_("The authors and supporters read it."))


class PartForm(forms.Form):
    title = forms.CharField(label=_("Title"), min_length=5, max_length=250)
    text = forms.CharField(label=_("Text"), min_length=15, max_length=50_000, widget=Textarea(rows=6))


PartFormSet = forms.formset_factory(PartForm, extra=0, min_num=2, max_num=6, absolute_max=8, validate_min=True, validate_max=True)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500, help_text=_("The authors and supporters read it."))


class StateForm(forms.Form):
    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Name"), max_length=60)
    announcement = forms.CharField(label=_("Sentence that explains it"), max_length=250, required=False)
    colour = forms.ChoiceField(label=_("Colour"), choices=State.COLOURS)
    counts_as = forms.ChoiceField(label=_("Counts as"), choices=State.COUNTS_AS)


StateFormSet = forms.formset_factory(StateForm, extra=1, can_delete=True, max_num=15, absolute_max=20, validate_max=True)
