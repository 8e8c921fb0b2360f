"""A public group has an account of its own; a closed one has none, and what members say among themselves never leaves."""

from beffroi.channels.fediverse.models import Publication
from beffroi.crossings.presence.models import GROUP, Presence
from beffroi.participation.groups import actions as groups
from beffroi.participation.groups.models import Group


def gather(person, now, **fields):
    group = groups.create(person=person, sort=Group.NEIGHBOURS, title="Rue des Tilleuls", question="Vivre ici", at=now, **fields)
    return Group.objects.select_related("process", "parent").get(pk=group.pk)


def speak(group, person, now, *, of_group):
    return groups.open_topic(
        group=group, person=person, title="Fête de la rue", text="Samedi à midi, au lavoir.", of_group=of_group, at=now
    )


def test_a_public_group_is_followed_and_says_what_is_said_in_its_name(town, alice, now, work):
    group = gather(alice, now)
    work()
    presence = Presence.objects.select_related("actor").get(kind=GROUP, ref=str(group.pk))
    assert (presence.actor.type, presence.actor.name, presence.actor.url) == ("Group", "Rue des Tilleuls", f"/g/{group.process.slug}/")
    speak(group, alice, now, of_group=False)
    work()
    assert not Publication.objects.filter(actor=presence.actor).exists()
    speak(group, alice, now, of_group=True)
    work()
    assert "lavoir" in str(Publication.objects.filter(actor=presence.actor).first().document)
    groups.edit(group=group, person=alice, changes={"visibility": "hidden"}, at=now)
    work()
    presence.actor.refresh_from_db()
    assert presence.actor.closed_at


def test_a_closed_group_has_no_account(town, alice, now, work):
    for visibility in ("listed", "hidden"):
        speak(gather(alice, now, visibility=visibility), alice, now, of_group=True)
        work()
    assert not Presence.objects.filter(kind=GROUP).exists()
    assert not Publication.objects.filter(rich__isnull=False).exists()
