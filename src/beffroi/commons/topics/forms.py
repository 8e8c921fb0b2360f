from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from beffroi.commons.topics.models import Tag
from beffroi.commons.topics.rules import may_be_named


class TagForm(forms.ModelForm):
    class Meta:
        model = Tag
        fields = ["name", "description", "colour"]
        widgets = {"description": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"description": _("One sentence, on the page of the topic.")}

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if refusal := may_be_named(name):
            raise ValidationError(refusal.message, code=refusal.code)
        return name


class MergeForm(forms.Form):
    """Into which topic?"""

    into = forms.ModelChoiceField(label=_("Becomes part of"), queryset=Tag.objects.none(), empty_label=_("Choose a topic"))

    def __init__(self, tag: Tag, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Tag.objects.public().exclude(pk=tag.pk).order_by("name")  # type: ignore[attr-defined]
