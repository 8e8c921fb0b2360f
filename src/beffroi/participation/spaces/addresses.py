"""Addresses of processes and components, as they are kept: in the town's first language, whatever that of the visitor."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from beffroi.participation.spaces.models import Component, Process
from beffroi.participation.spaces.types import component_types, kind_of


def process_url(process: Process) -> str:
    with override(settings.LANGUAGE_CODE):
        other = kind_of(process)
        return other.url(process) if other else reverse("spaces:show", args=[process.slug])


def component_url(component: Component) -> str:
    with override(settings.LANGUAGE_CODE):
        return component_types[component.kind].url(component)
