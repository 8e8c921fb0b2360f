"""The team hears of a rumour; the denial goes out where it circulates; a draft post is prepared."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.outreach.posts import actions as posts
from beffroi.outreach.posts.models import Post
from beffroi.outreach.rumors import queries, telling
from beffroi.outreach.rumors.facts import RumorClosed, RumorMerged, RumorPublished, RumorReceived
from beffroi.outreach.rumors.models import Edition, Rumor, Sighting


@on(RumorReceived)
def tell_the_team(fact: RumorReceived) -> None:
    """Of the first sighting; the desk shows the others. What is known already is told at once to who asks again."""
    sighting = Sighting.objects.select_related("rumor", "heard", "voice").filter(pk=fact.sighting_id).first()
    if sighting is None:
        return
    rumor, at = sighting.rumor, clock.now()
    if rumor.state in (Rumor.PUBLISHED, Rumor.CLOSED):
        telling.tell_all(rumor, at, late=True)
    first = rumor.sightings.order_by("pk").first()
    if first and first.pk == sighting.pk and sighting.door != Sighting.DESK:
        tell(
            voices_or_accounts=list(queries.team()), kind="rumors:received", subject=None,
            params={"claim": rumor.claim[:120], "url": reverse("rumors_desk:show", args=[rumor.pk])}, origin=f"rumor-{rumor.pk}", at=at,
        )  # fmt: skip


@on(RumorPublished)
def send_it_back(fact: RumorPublished) -> None:
    """To those who asked, and under what was doubted here."""
    rumor = Rumor.objects.filter(pk=fact.rumor_id, number=fact.number).first()
    edition = Edition.objects.select_related("by__voice").filter(pk=fact.edition_id).first()
    if rumor is None or edition is None:
        return  # a later correction speaks for itself
    at = clock.now()
    telling.tell_all(rumor, at)
    telling.answer_here(rumor, edition, at)
    if fact.number > 1:
        params = {"title": rumor.headline, "url": rumor.get_absolute_url()}
        tell_followers(subject=rumor.subject, kind="rumors:followed", params=params, origin=f"rumor-{rumor.pk}-n{fact.number}", at=at)


@on(RumorPublished)
def prepare_a_post(fact: RumorPublished) -> None:
    """A draft for each edition: what is true first, never the claim. It never goes out by itself."""
    edition = Edition.objects.select_related("rumor").filter(pk=fact.edition_id).first()
    if edition is None:
        return
    with override(settings.LANGUAGE_CODE):
        url = edition.rumor.get_absolute_url()
        corrected = _("Correction: %(what)s") % {"what": edition.correction} if fact.number > 1 else ""
        link = _("[Read the fact check and its sources](%(url)s)") % {"url": url}
    posts.draft(
        title=edition.headline, text="\n\n".join(filter(None, [edition.truth, corrected, link])), about=str(Subject("rumor", fact.rumor_id)),
        kind=Post.NEWS, link=url, origin=f"rumors.published rumor:{fact.rumor_id} {fact.number}", at=clock.now(),
    )  # fmt: skip


@on(RumorClosed)
def say_why_there_is_no_verdict(fact: RumorClosed) -> None:
    if rumor := Rumor.objects.filter(pk=fact.rumor_id, state=Rumor.CLOSED).first():
        telling.tell_all(rumor, clock.now())


@on(RumorMerged)
def tell_those_who_come_late(fact: RumorMerged) -> None:
    """What they asked about was answered already under the other one."""
    rumor = Rumor.objects.filter(pk=fact.into_id, state=Rumor.PUBLISHED).first()
    if rumor is None:
        return
    at = clock.now()
    telling.tell_all(rumor, at, late=True)
    edition = Edition.objects.select_related("by__voice").filter(rumor=rumor, number=rumor.number).first()
    if edition:
        telling.answer_here(rumor, edition, at)
