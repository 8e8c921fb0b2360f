"""Fair turn: the order in which every voice gets its chance to be read.

A message that begins a branch has a place, a number; the list is read by ascending place, which is one index scan.

    place = (rounds · LEVELS + heard) · AGES + age

- *rounds*: how many times its voice had begun a branch in this thread before. So the first message of each voice
  stands before the second of anyone, however many a voice writes; taking messages back gives no first turn again.
- *heard*: 0 while nobody answered or supported, then one step for 1, 3, 7, 15… answers of others and supports together.
  Within a round, what nobody has reacted to stands first.
- *age*: seconds counted downwards, so that the freshest comes first among equals.

The place is made at write time, and changes only when somebody answers or supports: then it moves back, never forward.
Whoever turns the pages while others write may meet a message twice, but never misses one that was there.
"""

from datetime import datetime

from django.db.models import QuerySet

AGES = 10.0**10  # seconds, until the year 2286
STEPS = (1, 3, 7, 15, 31, 63, 127)
LEVELS = len(STEPS) + 1
MOST_ROUNDS = 100_000  # beyond, the number would lose seconds: 100,000 · 8 · 10¹⁰ < 2⁵³


def level(heard: int) -> int:
    """0 for what nobody reacted to; one more at each step."""
    return sum(heard >= step for step in STEPS)


def place(*, rounds: int, at: datetime, heard: int = 0) -> float:
    """The place of a message when it is written."""
    return (min(rounds, MOST_ROUNDS) * LEVELS + level(heard)) * AGES + (AGES - int(at.timestamp()))


def refresh(messages: QuerySet, pk: int) -> None:
    """Place a message again, after an answer or a support: it moves back, never forward."""
    row = messages.filter(pk=pk).values("round", "created_at", "supports_count", "replies_count").first()
    if row:
        heard = max(row["supports_count"] + row["replies_count"], 0)
        wanted = place(rounds=row["round"], at=row["created_at"], heard=heard)
        messages.filter(pk=pk, turn__lt=wanted).update(turn=wanted)
