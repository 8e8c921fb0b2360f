"""Addresses of groups and their topics, as they are kept: in the town's first language, whatever that of the visitor."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from beffroi.participation.groups.models import Group, Invitation, Topic


def group_url(group: Group, route: str = "show") -> str:
    with override(settings.LANGUAGE_CODE):
        return reverse(f"groups:{route}", args=[group.process.slug])


def topic_url(topic: Topic) -> str:
    """`topic.group.process` is loaded for lists."""
    with override(settings.LANGUAGE_CODE):
        return reverse("groups:topic", args=[topic.group.process.slug, topic.pk])


def invitation_url(invitation: Invitation) -> str:
    with override(settings.LANGUAGE_CODE):
        return reverse("groups:invitation", args=[invitation.key])
