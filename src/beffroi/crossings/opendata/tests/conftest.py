"""A public process with a part that gives two tables."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from beffroi.participation.spaces.models import Component, Process
from beffroi.participation.spaces.types import ComponentType, Table, component_types

NASTY = '=HYPERLINK("https://example.org")'


class Ideas(ComponentType):
    kind, label, path, urls = "idea", "Idées", "idees", ""
    count = 3

    def results(self, component):
        rows = ([pk, f"{NASTY} {pk}", 4.5, 48.5 if pk != 2 else None, date(2026, 3, 12), pk == 1] for pk in range(1, self.count + 1))
        yield Table("ideas", "Idées", ["Numéro", "Titre", "Longitude", "Latitude", "Publié le", "De la ville"], rows)
        yield Table("states", "Suites", ["Suite", "Nombre"], [["Acceptée", -1]])


@pytest.fixture
def ideas():
    reverse("opendata:list")  # addresses are read once; this kind has none
    kind = Ideas()
    with component_types.with_more(kind):
        yield kind


@pytest.fixture
def process(db, ideas, at):
    row = Process.objects.create(
        slug="parc", title="Le parc", question="Quel parc ?", published_at=at, starts_at=at, longitude=4.5, latitude=48.2
    )
    row.phases.create(position=1, title="Proposer", starts_at=at, ends_at=at + timedelta(days=30))
    return row


@pytest.fixture
def part(process, at):
    return Component.objects.create(process=process, kind="idea", title="Vos idées", published_at=at)
