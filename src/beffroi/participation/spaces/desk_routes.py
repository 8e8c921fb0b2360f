"""Addresses below /bureau/p/: the pages of the team, of this domain then of each component type."""

from django.urls import include, path

from beffroi.participation.spaces.types import component_types

urlpatterns = [
    *[path(f"<int:process>/{found.path}/<int:component>/", include(found.desk_urls)) for found in component_types if found.desk_urls],
    path("", include("beffroi.participation.spaces.desk_urls")),
]
