"""Keeping the index and its vocabulary true."""

from datetime import timedelta

from beffroi.commons.search import maintenance, vocabulary
from beffroi.kernel.jobs import task


@task(every=timedelta(minutes=1))
def learn_words() -> None:
    """Learn the words of the texts that were put lately."""
    for _round in range(50):
        if not vocabulary.learn():
            return


@task()
def reindex(*, after: int = 0) -> None:
    """Make the stems of every text again, some at a time, and take out what is no longer public."""
    last = maintenance.reindex_some(after=after)
    if last:
        reindex.enqueue(after=last)


@task(every=timedelta(days=1))
def sweep() -> None:
    """Take out what is no longer public: a guard, for domains take their texts out themselves."""
    last = 0
    while found := maintenance.sweep_some(after=last):
        last = found
