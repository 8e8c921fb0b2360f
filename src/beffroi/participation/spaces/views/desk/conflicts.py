"""The page that shows two texts when two people changed the same: nothing was written, nothing is lost."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from beffroi.participation.spaces.editing import Stale


def conflict(request: HttpRequest, form: forms.BaseForm, stale: Stale, context: dict[str, Any], *, prefix: str = "") -> HttpResponse:
    """Her form again, as she typed it, with the stored text beside each field that both changed.

    The form's `seen` becomes the present number: what she sends next was chosen with both texts before her eyes.
    """
    data = dict(form.data.items())
    data[f"{prefix}-seen" if prefix else "seen"] = str(stale.edits)
    form.data = data
    pairs = []
    for found in stale.conflicts:
        label = form.fields[found.field].label if found.field in form.fields else found.field
        pairs.append(
            {
                "field": form[found.field] if found.field in form.fields else None,
                "label": label,
                "theirs": found.theirs,
                "by": found.by,
                "at": found.at,
            }
        )
    shown = {found.field for found in stale.conflicts}
    others = [form[name] for name in form.fields if name not in shown and not form.fields[name].widget.is_hidden]
    return render(request, "spaces/desk/conflict.html", {**context, "form": form, "pairs": pairs, "others": others}, status=409)
