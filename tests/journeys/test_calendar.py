"""The team's calendar holds what every domain plans: publications, alerts, roadworks, phases."""

from datetime import timedelta

import pytest

from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.sites.demo.past import person
from beffroi.ui.dated import dated_sources


@pytest.mark.slow
def test_what_is_planned_anywhere_stands_in_the_calendar(clairbourg, client):
    at = clock.now()
    known = {source.kind: source.between(at - timedelta(days=400), at + timedelta(days=60), at) for source in dated_sources}
    assert known["alerts"]
    assert known["roadworks"]
    assert known["phases"]
    keys = [thing.key for things in known.values() for thing in things]
    assert len(keys) == len(set(keys))
    sign_in(client, person("communication@clairbourg.example"))
    cut = next(thing for thing in known["alerts"] if thing.starts_at > at)
    page = client.get(f"/bureau/calendrier/?vue=liste&le={cut.starts_at:%Y-%m-%d}").content.decode()
    assert cut.title.partition(":")[0].strip() in page
