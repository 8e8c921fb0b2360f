"""Form fields of this domain."""

from typing import Any

from django import forms


class EurosField(forms.DecimalField):
    """Euros as people write them ("12 500,50"), kept as cents."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        super().__init__(max_digits=12, decimal_places=2, localize=True, **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.replace("€", "").split())
        return super().to_python(value)

    def clean(self, value: Any) -> int | None:
        found = super().clean(value)
        return None if found is None else int(found * 100)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return str(value // 100) if value % 100 == 0 else f"{value // 100}.{value % 100:02d}"
