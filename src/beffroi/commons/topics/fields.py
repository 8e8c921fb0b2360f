"""A form field for topics: names separated by commas, with suggestions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from beffroi.commons.topics.models import Tag
from beffroi.commons.topics.rules import MOST, may_be_tagged
from beffroi.kernel.text import slug


class TagsWidget(forms.TextInput):
    template_name = "topics/tags_widget.html"

    def format_value(self, value: Any) -> str | None:
        return ", ".join(str(name) for name in value) if isinstance(value, (list, tuple)) else value

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        known = f"{(attrs or {}).get('id') or name}_known"
        context = super().get_context(name, value, {"data-topics": True, "autocomplete": "off", "list": known} | (attrs or {}))
        context["known_id"] = known
        context["known"] = list(Tag.objects.public().order_by("-uses_count", "name").values_list("name", flat=True)[:100])
        return context


class TagsField(forms.CharField):
    """`cleaned_data` is a list of names, ready for `actions.tag`. With `known_only`, new names are refused."""

    widget = TagsWidget

    def __init__(self, *, known_only: bool = False, most: int = MOST, **kwargs: Any) -> None:
        self.known_only, self.most = known_only, most
        values: dict[str, Any] = {
            "required": False,
            "label": _("Topics"),
            "help_text": _("At most %(n)d, separated by commas.") % {"n": most},
            "max_length": 400,
        }
        super().__init__(**(values | kwargs))

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        if isinstance(value, (list, tuple)):
            return list(value)
        named: dict[str, str] = {}
        for part in str(value or "").split(","):
            if name := " ".join(part.split()).lstrip("#"):
                named.setdefault(slug(name), name)
        return list(named.values())

    def validate(self, value: list[str]) -> None:  # type: ignore[override]
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: list[str]) -> None:  # type: ignore[override]
        super().run_validators(", ".join(value))
        if refusal := may_be_tagged(value):
            raise ValidationError(refusal.message, code=refusal.code)
        if self.known_only:
            slugs = {slug(name): name for name in value}
            known = set(Tag.objects.filter(slug__in=slugs, hidden_at=None).values_list("slug", flat=True))
            if unknown := [name for found, name in slugs.items() if found not in known]:
                message = _("“%(name)s” is not one of the topics: choose among the suggestions.")
                raise ValidationError(message, code="unknown", params={"name": unknown[0]})
