from beffroi.channels.fediverse import jobs
from beffroi.channels.fediverse.actions import passing
from beffroi.channels.fediverse.facts import ContactAdmitted, RemoteVoted
from beffroi.channels.fediverse.models import RemoteNote
from beffroi.kernel import clock
from beffroi.kernel.facts import on


@on(RemoteVoted)
def tell_the_counts(fact: RemoteVoted) -> None:
    run_after = clock.now() + jobs.SETTLE
    unique = f"fediverse-tally-{fact.publication_id}"
    jobs.tell_tally.using(unique=unique, run_after=run_after).enqueue(publication_id=fact.publication_id)


@on(ContactAdmitted)
def pass_on_what_waited(fact: ContactAdmitted) -> None:
    """A group passes on what it held back."""
    waiting = RemoteNote.objects.filter(remote_id=fact.remote_id, released_at=None, gone_at=None, is_private=False)
    for note in waiting.select_related("actor", "publication__actor")[:50]:
        passing.release(note=note, at=clock.now())
