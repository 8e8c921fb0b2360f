"""A town with many meetings: lists, the page of one with a full room, the calendar, the live questions."""

from datetime import timedelta

from beffroi.ground.people.models import Account
from beffroi.kernel import clock
from beffroi.participation.meetings.actions.finding import address
from beffroi.participation.meetings.models import LiveQuestion, Meeting, Registration
from beffroi.participation.spaces.kitchen import ready_component

BATCH = 2000


def fill(rows: int) -> dict[str, str]:
    """`rows` meetings, and as many registrations for one of them."""
    at = clock.now()
    component = ready_component("meeting", at=at, verbs=("propose", "comment"), title="Les réunions")
    made = []
    for number in range(rows):
        start = at + timedelta(hours=6 * (number - rows // 2))
        made.append(
            Meeting(
                component=component, room=f"{number:07d}", title=f"Réunion {number}", text="Venez en parler." * 5, html="<p>Venez en parler.</p>" * 5,
                place="Salle des fêtes", state=Meeting.PUBLIC, starts_at=start, ends_at=start + timedelta(hours=2),
                registration=Meeting.HERE, capacity=100, places_taken=number % 101, created_at=at, published_at=at,
                agenda=[{"minutes": 20, "title": "Accueil", "points": []}],
            )
        )  # fmt: skip
    Meeting.objects.bulk_create(made, batch_size=BATCH)
    full = Meeting.objects.select_related("component__process").filter(starts_at__gt=at).order_by("starts_at")[0]
    accounts = Account.objects.bulk_create(
        [Account(email=f"meeting{number}@example.org", password="!") for number in range(rows)], batch_size=BATCH
    )
    Registration.objects.bulk_create(
        [
            Registration(
                meeting=full, account=account, name=f"Personne {number}", created_at=at, is_shown=number % 3 == 0,
                state=Registration.TAKEN if number < 100 else Registration.WAITING,
            )
            for number, account in enumerate(accounts)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    LiveQuestion.objects.bulk_create(
        [
            LiveQuestion(meeting=full, text=f"Question {number} ?", votes_count=number % 97, created_at=at)
            for number in range(min(rows, 500))
        ]
    )
    Meeting.objects.filter(pk=full.pk).update(places_taken=min(rows, 100), waiting_count=max(0, rows - 100), is_live=True)
    base = address(full).rsplit(f"{full.pk}/", 1)[0]
    return {
        "meetings: to come": base,
        "meetings: over": f"{base}?quand=passees",
        "meetings: of the town": "/reunions/",
        "meetings: one with a full room": address(full),
        "meetings: live questions": address(full, "live"),
    }
