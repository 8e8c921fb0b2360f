"""What a tag may be called, and what becomes one."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beffroi.commons.topics.models import Tag
from beffroi.kernel.rules import Refusal
from beffroi.kernel.text import slug

MOST = 5
LONGEST = 60


def may_be_named(name: str) -> Refusal | None:
    if not slug(name):
        return Refusal("no_name", _("A topic needs a name with at least one letter."))
    if len(name) > LONGEST:
        return Refusal("long_name", _("The name of a topic has at most 60 characters."))
    return None


def may_be_tagged(names: list[str]) -> Refusal | None:
    if len(names) > MOST:
        return Refusal("many", ngettext("Choose at most %(n)d topic.", "Choose at most %(n)d topics.", MOST) % {"n": MOST})
    return next((refusal for name in names if (refusal := may_be_named(name))), None)


def may_merge(tag: Tag, into: Tag) -> Refusal | None:
    if tag.pk == into.pk:
        return Refusal("same", _("Choose another topic: this one is the same."))
    if tag.merged_into_id or into.merged_into_id:
        return Refusal("merged", _("This topic has become part of another one."))
    return None
