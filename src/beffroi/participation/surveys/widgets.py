"""How questions look: plain controls in fieldsets, which the keyboard and a screen reader know."""

from typing import Any

from django import forms


class Choices(forms.Widget):
    """One or several of the options, perhaps "other" with words. Data: {"picks": [...], "other": "..."}."""

    template_name = "surveys/widgets/choices.html"
    use_fieldset = True

    def __init__(self, options: list[dict[str, Any]], *, several: bool, other: str = "", pictures: dict[int, Any] | None = None) -> None:
        super().__init__()
        self.options, self.several, self.other, self.pictures = options, several, other, pictures

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        picks = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return {"picks": picks if isinstance(picks, list) else [picks], "other": data.get(f"{name}-other", "")}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        said = value if isinstance(value, dict) else {"picks": [], "other": ""}
        id_ = context["widget"]["attrs"].get("id", f"id_{name}")
        context["widget"] |= {
            "type": "checkbox" if self.several else "radio",
            "lines": [
                {
                    "key": one["key"],
                    "label": one["label"],
                    "id": id_ if place == 0 else f"{id_}_{place}",
                    "checked": one["key"] in said["picks"],
                    "picture": (self.pictures or {}).get(one.get("image") or 0),
                }
                for place, one in enumerate(self.options)
            ],
            "has_pictures": self.pictures is not None,
            "other_label": self.other,
            "other": {"checked": "other" in said["picks"], "text": said.get("other", ""), "id": f"{id_}_other"},
        }
        return context


class Steps(forms.RadioSelect):
    """A row of numbers or words, with what its ends mean."""

    template_name = "surveys/widgets/steps.html"

    def __init__(self, *args: Any, low: str = "", high: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.low, self.high = low, high

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"low": self.low, "high": self.high}
        return context


class Grid(forms.Widget):
    """A line of controls for each row: radios, boxes, or a list for a rank. Data: {row: column} or {row: [columns]}."""

    template_name = "surveys/widgets/grid.html"
    use_fieldset = True

    def __init__(self, rows: list[dict[str, Any]], columns: list[dict[str, str]], *, several: bool = False, listed: bool = False) -> None:
        super().__init__()
        self.rows, self.columns, self.several, self.listed = rows, columns, several, listed

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, list[str]]:
        found = {}
        for row in self.rows:
            word = f"{name}-{row['key']}"
            values = data.getlist(word) if hasattr(data, "getlist") else data.get(word, [])
            values = [one for one in (values if isinstance(values, list) else [values]) if one]
            if values:
                found[row["key"]] = values
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        said = {key: one if isinstance(one, list) else [one] for key, one in value.items()} if isinstance(value, dict) else {}
        id_ = context["widget"]["attrs"].get("id", f"id_{name}")
        lines = []
        for number, row in enumerate(self.rows):
            here = id_ if number == 0 else f"{id_}_{number}"
            cells = [
                {
                    "key": column["key"],
                    "label": column["label"],
                    "id": here if place == 0 else f"{here}_{place}",
                    "checked": column["key"] in said.get(row["key"], []),
                }
                for place, column in enumerate(self.columns)
            ]
            lines.append({"name": f"{name}-{row['key']}", "label": row["label"], "id": here, "cells": cells})
        context["widget"] |= {"lines": lines, "type": "checkbox" if self.several else "radio", "listed": self.listed}
        return context


class Shape(forms.Textarea):
    """A line or an area: its corners, one a line, as addresses or as latitude and longitude."""

    template_name = "surveys/widgets/shape.html"

    def __init__(self, *, closed: bool) -> None:
        super().__init__({"rows": 4, "spellcheck": "false"})
        self.closed = closed

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["closed"] = self.closed
        return context
