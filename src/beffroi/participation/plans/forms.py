import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.commons.reading.forms import CarefulForm
from beffroi.ground.media.forms import PictureField
from beffroi.participation.plans import drawing
from beffroi.participation.plans.models import Annotation, Part, Plan
from beffroi.ui.forms import RadioCards, Textarea

LONGEST_LAYER = 3 * 1024 * 1024
EXPLAINED = {
    Annotation.IDEA: _("Something to add, to move, to change."),
    Annotation.LIKE: _("Something to keep as it is drawn."),
    Annotation.WORRY: _("Something that could go wrong here."),
    Annotation.QUESTION: _("Something that you want to know."),
}


class PartField(forms.ModelChoiceField):
    """Said by its letter and its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class AnnotationForm(CarefulForm):
    """Where, and what. The place is a part, or a point in percent, which a tap fills in."""

    careful = ("text",)
    part = PartField(Part.objects.none(), required=False, label=_("A part of the plan"), empty_label=_("Another place"))
    x = forms.FloatField(label=_("From the left, in percent"), required=False, min_value=0, max_value=100)
    y = forms.FloatField(label=_("From the top, in percent"), required=False, min_value=0, max_value=100)
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Annotation.KINDS, initial=Annotation.IDEA, widget=RadioCards(explain=EXPLAINED)
    )
    text = forms.CharField(label=_("What you say of this place"), min_length=3, max_length=1500, widget=Textarea(rows=4))

    def __init__(self, plan: Plan, parts: list[Part], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].queryset = plan.parts.order_by("position")  # type: ignore[attr-defined]
        for name in ("x", "y"):
            self.fields[name].widget.attrs |= {"step": "any", "inputmode": "decimal", "data-plan": name}
        if not parts:
            del self.fields["part"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        wrong = {"x", "y", "part"} & set(self.errors)
        has_point = data.get("x") is not None and data.get("y") is not None
        if not wrong and not has_point and data.get("part") is None:
            said = gettext("Say where: touch the plan, choose a part, or write both numbers.")
            self.add_error("part" if "part" in self.fields else "x", ValidationError(said, code="place"))
        return data

    def place(self) -> dict[str, Any]:
        """The point of the form as the action takes it; of a part alone, its own place."""
        x, y = self.cleaned_data.get("x"), self.cleaned_data.get("y")
        point = (x / 100, y / 100) if x is not None and y is not None else (None, None)
        return {"x": point[0], "y": point[1], "part": self.cleaned_data.get("part")}


class PlanForm(forms.Form):
    """The team's form: words, the drawing, the parts."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    text = forms.CharField(
        label=_("What to know before annotating"), required=False, max_length=10_000, widget=Textarea(rows=6),
        help_text=_("An empty line begins a paragraph; a line that begins with “- ” makes a list."),
    )  # fmt: skip
    picture = PictureField(
        label=_("The plan as a picture"), required=False, help_text=_("A scan, an export of the architect’s plan, a view.")
    )
    layer = forms.FileField(
        label=_("Or the plan as a GeoJSON layer"), required=False,
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
        help_text=_("We draw it. “kind” says how a thing looks (building, green, water, path, cycle, road, square, tree, lamp, bench); “name” makes it a part."),
    )  # fmt: skip
    described = forms.CharField(
        label=_("What the plan shows"), required=False, max_length=500, widget=Textarea(rows=3),
        help_text=_("In a few sentences, for those who cannot see it."),
    )  # fmt: skip
    parts = forms.CharField(
        label=_("Parts of the plan"), required=False, max_length=12_000, widget=Textarea(rows=8),
        help_text=_("One line each: name; percent from the left; percent from the top. For instance: The fountain; 48; 62"),
    )  # fmt: skip

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        self.plan = plan
        super().__init__(*args, **kwargs)

    def clean_layer(self) -> Any:
        upload = self.cleaned_data.get("layer")
        if not upload:
            return None
        if upload.size > LONGEST_LAYER:
            raise ValidationError(gettext("This file is too large: 3 MB at most."), code="size")
        try:
            found = json.loads(upload.read().decode("utf-8-sig"))
        except (ValueError, RecursionError):
            raise ValidationError(gettext("This file is not JSON."), code="json") from None
        drawing.draw(found)  # says what is wrong beside the field
        return found

    def clean_parts(self) -> list[tuple[str, float, float]]:
        found: list[tuple[str, float, float]] = []
        for number, line in enumerate(self.cleaned_data["parts"].splitlines(), 1):
            if not line.strip():
                continue
            words = [word.strip() for word in line.rsplit(";", 2)]
            try:
                name, x, y = words[0][:120], float(words[1].replace(",", ".")), float(words[2].replace(",", "."))
            except (IndexError, ValueError):
                name, x, y = "", -1.0, -1.0
            if not name or not (0 <= x <= 100 and 0 <= y <= 100):
                said = gettext("Line %(n)d: write a name, then two numbers from 0 to 100, with “;” between them.")
                raise ValidationError(said % {"n": number}, code="part")
            found.append((name, x / 100, y / 100))
        if len(found) > drawing.MOST_PARTS:
            raise ValidationError(gettext("%(n)d parts at most.") % {"n": drawing.MOST_PARTS}, code="many")
        if len({name for name, _x, _y in found}) < len(found):
            raise ValidationError(gettext("Two parts have the same name."), code="twice")
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("picture") and data.get("layer"):
            self.add_error("layer", ValidationError(gettext("A picture or a layer: choose one of them."), code="both"))
        shown = data.get("picture") or self.plan.image_id or data.get("layer") or self.plan.box
        if shown and not data.get("described") and "described" not in self.errors:
            self.add_error("described", ValidationError(gettext("Say what the plan shows, for those who cannot see it."), code="alt"))
        return data


def lines_of(parts: list[Part]) -> str:
    """Parts as the form shows them."""
    return "\n".join(f"{row.name}; {round(row.x * 100, 1):g}; {round(row.y * 100, 1):g}" for row in parts)


class AnswerForm(forms.Form):
    state = forms.ChoiceField(
        label=pgettext_lazy("plans", "What becomes of it"), required=False, widget=RadioCards,
        choices=[("", pgettext_lazy("plans", "No answer yet")), *Annotation.STATES],
    )  # fmt: skip
    text = forms.CharField(
        label=_("Answer and reasons"), required=False, max_length=3000, widget=Textarea(rows=5),
        help_text=_("Everybody reads it; its author and those who follow it are told."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") and not data.get("text", "").strip() and "text" not in self.errors:
            self.add_error("text", ValidationError(gettext("Say why, in a sentence or two: the person reads it."), code="empty"))
        return data
