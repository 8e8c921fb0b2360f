"""What a place offers, as words that are kept and as people read them."""

from django.utils.translation import pgettext_lazy

SERVICES = {
    "wheelchair": pgettext_lazy("place of a meeting", "Step-free access"),
    "toilets": pgettext_lazy("place of a meeting", "Accessible toilets"),
    "parking": pgettext_lazy("place of a meeting", "Parking for disabled people"),
    "loop": pgettext_lazy("place of a meeting", "Hearing loop"),
    "signs": pgettext_lazy("place of a meeting", "French sign language interpreter"),
    "captions": pgettext_lazy("place of a meeting", "Live captions"),
    "interpreter": pgettext_lazy("place of a meeting", "Interpreter into other languages"),
    "childcare": pgettext_lazy("place of a meeting", "Childcare"),
    "transport": pgettext_lazy("place of a meeting", "Lift to the place on request"),
    "drinks": pgettext_lazy("place of a meeting", "Drinks or a meal"),
}


def said(words: list[str]) -> list[str]:
    return [str(SERVICES[word]) for word in words if word in SERVICES]
