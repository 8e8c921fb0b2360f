from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest
from django.db import close_old_connections, connection, connections

from beffroi.ground.people.models import Account
from beffroi.participation.meetings.actions import places
from beffroi.participation.meetings.models import Meeting, Registration


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_thousands_who_register_at_once_exactly_as_many_as_places_have_one(make_meeting, at, fresh):
    """5,000 for 100 places on PostgreSQL, where they truly race; fewer on SQLite, which lets one write at a time."""
    many, room, hands = (5000, 100, 8) if connection.vendor == "postgresql" else (300, 20, 4)
    meeting = make_meeting(capacity=room, starts=timedelta(days=3))
    accounts = Account.objects.bulk_create(Account(email=f"race{number}@example.org", password="!") for number in range(many))
    taken = count()

    def run(mine):
        try:
            row = fresh(meeting)
            for account in mine:
                places.register(meeting=row, person=account, name=f"N{next(taken)}", at=at)
                if account.pk % 50 == 0:  # some click twice
                    places.register(meeting=row, person=account, name="encore", at=at)
        finally:
            close_old_connections()
            connections.close_all()

    with ThreadPoolExecutor(hands) as pool:
        for done in [pool.submit(run, accounts[number::hands]) for number in range(hands)]:
            done.result()
    states = list(Registration.objects.filter(meeting=meeting).order_by("pk").values_list("state", flat=True))
    assert states == ["taken"] * room + ["waiting"] * (many - room)
    row = Meeting.objects.get(pk=meeting.pk)
    assert (row.places_taken, row.waiting_count) == (room, many - room)
    first = Registration.objects.filter(meeting=meeting, state="taken").first()
    places.give_back(registration=first, at=at)
    promoted = Registration.objects.filter(meeting=meeting, promoted_at__isnull=False).get()
    assert promoted.pk == sorted(Registration.objects.filter(meeting=meeting).values_list("pk", flat=True))[room]
