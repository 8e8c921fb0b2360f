"""Addresses below /p/: the pages of this domain, then those of each component type."""

from django.urls import include, path

from beffroi.participation.spaces.types import component_types

urlpatterns = [
    *[path(f"<slug:process>/{found.path}/<int:component>/", include(found.urls)) for found in component_types],
    path("", include("beffroi.participation.spaces.urls")),
]
