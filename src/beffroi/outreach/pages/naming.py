"""Words of addresses: short, of the title, never two alike."""

from django.db import models

from beffroi.kernel.text import slug


def free_slug(model: type[models.Model], title: str) -> str:
    """The title as a word; with a number if it is taken."""
    word = slug(title, most=90) or "page"
    taken = set(model._default_manager.filter(slug__startswith=word).values_list("slug", flat=True))
    if word not in taken:
        return word
    return next(f"{word}-{number}" for number in range(2, len(taken) + 3) if f"{word}-{number}" not in taken)
