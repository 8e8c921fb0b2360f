from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.ui.forms import Textarea

ORDERS = [
    ("chance", _("in random order, dealt again each day")),
    ("recent", _("the latest first")),
    ("supported", _("the most supported first")),
    ("discussed", _("the most discussed first")),
]
NO_MAP, MAY_PLACE, MUST_PLACE = "no", "may", "must"


class ProposalSettings(forms.Form):
    """How proposals work in one component."""

    max_proposals = forms.IntegerField(
        label=_("Proposals per person, at most"), help_text=_("0: no limit."), initial=0, min_value=0, max_value=1000
    )
    max_supports = forms.IntegerField(
        label=_("Supports per person, at most"), help_text=_("0: no limit."), initial=0, min_value=0, max_value=1000
    )
    min_supports = forms.IntegerField(
        label=_("Supports per person, at least"),
        help_text=_("A person's supports count once she has given that many. 0: they count at once."),
        initial=0, min_value=0, max_value=100,
    )  # fmt: skip
    threshold = forms.IntegerField(
        label=_("Supports that call for a debate or an answer"),
        help_text=_("Shown as a gauge on each proposal. 0: no gauge."),
        initial=0, min_value=0, max_value=1_000_000,
    )  # fmt: skip
    answer_days = forms.IntegerField(
        label=_("The town answers within (days)"),
        help_text=_("Counted from publication, and promised on the page. 0: no promise."),
        initial=0,
        min_value=0,
        max_value=730,
    )
    edit_hours = forms.IntegerField(
        label=_("Authors may edit during (hours)"),
        help_text=_("After publication; each version stays readable. 0: as long as proposals are open."),
        initial=0,
        min_value=0,
        max_value=8760,
    )
    edit_until_supports = forms.IntegerField(
        label=_("No more edits from (supports)"),
        help_text=_("So that nobody supports one text and finds another. 0: no limit."),
        initial=0,
        min_value=0,
        max_value=100_000,
    )
    max_length = forms.IntegerField(label=_("Length of a text, at most (signs)"), initial=5000, min_value=200, max_value=50_000)
    place = forms.ChoiceField(
        label=_("Place on the map"),
        choices=[(NO_MAP, _("not asked")), (MAY_PLACE, _("may be given")), (MUST_PLACE, _("must be given"))],
        initial=MAY_PLACE,
    )
    photo = forms.BooleanField(label=_("A photo may be added"), initial=True, required=False)
    topics = forms.CharField(
        label=_("Topics to choose from"),
        help_text=_("One a line. Empty: no topics."),
        required=False,
        initial="",
        widget=Textarea(rows=4),
        max_length=1500,
    )
    order = forms.ChoiceField(label=_("The list is shown"), choices=ORDERS, initial="chance")
    help = forms.CharField(
        label=_("Advice to those who write"),
        help_text=_("Shown above the form."),
        required=False,
        initial="",
        widget=Textarea(rows=3),
        max_length=1000,
    )
    template = forms.CharField(
        label=_("Text to start from"),
        help_text=_("Put in the form; the author replaces it."),
        required=False,
        initial="",
        widget=Textarea(rows=4),
        max_length=2000,
    )

    def clean(self) -> dict:
        data = super().clean() or {}
        least, most = data.get("min_supports") or 0, data.get("max_supports") or 0
        if most and least > most:
            self.add_error("min_supports", _("Nobody could give that many: the limit is lower."))
        return data


def topics_of(text: str) -> list[str]:
    """The topics of a component, cleaned."""
    seen: dict[str, None] = {}
    for line in text.splitlines():
        if word := " ".join(line.split())[:60]:
            seen.setdefault(word)
    return list(seen)
