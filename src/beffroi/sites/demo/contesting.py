"""Two games of the town: a draw that is over and can be done again by anybody, a photo contest that is open."""

from datetime import datetime, timedelta

from beffroi.ground.media import actions as media
from beffroi.ground.people.models import Account
from beffroi.outreach.contests import actions as contests
from beffroi.outreach.contests.models import Contest
from beffroi.sites.demo import actions
from beffroi.sites.demo.old_pictures import old_picture
from beffroi.sites.demo.past import Past, content, person

MANAGER = "communication@clairbourg.example"
MORNING, EVENING = timedelta(hours=8), timedelta(hours=18)
BASKETS = {
    "kind": Contest.DRAW, "title": "Trois paniers du marché", "tag": "MarchéDeClairbourg", "winners": 3, "residents_only": True, "keeps_days": 90,
    "text": "Pour les deux ans du marché du samedi, les maraîchers offrent trois paniers de légumes. Une participation par personne, "
    "gratuite ; le tirage peut être refait par tout le monde.",
    "prizes": "Un grand panier de saison (40 €)\nUn panier de saison (25 €)\nUn panier de saison (25 €)",
    "chance_source": "le cours de clôture du CAC 40 du lundi qui suit la fin du jeu",
}  # fmt: skip
SEPIA = {
    "kind": Contest.PHOTO, "title": "Clairbourg en sépia", "winners": 2, "keeps_days": 90,
    "text": "Photographiez un lieu de la commune comme on le faisait il y a cent ans : en sépia. Les deux photos choisies seront "
    "tirées en grand dans le hall de la mairie.",
    "prizes": "Un tirage encadré et un livre sur la vallée (60 €)\nUn tirage encadré (35 €)",
    "jury": "Trois habitants tirés au sort, la médiathèque et le photo-club",
}  # fmt: skip
SENT = [
    ("Marcel Dutilleul", "bridge", "Un pont de pierre à trois arches", "Le pont vieux, un matin d’octobre, avant les voitures."),
    ("Simone Barrière", "school", "Une école à cinq fenêtres, une cloche au milieu", "L’école du centre. La cloche est toujours là."),
    ("Claude Merlin", "market", "Trois étals rayés sur une place", "Samedi, neuf heures : le marché ouvre."),
    ("Henri Delpech", "bicycle", "Un vélo appuyé contre un mur", "Rue de la Gare, le vélo de mon voisin."),
]  # fmt: skip


def fill_contests(at: datetime) -> None:
    past, before = Past(at), actions.last_job()
    _baskets(past)
    _sepia(past)
    actions.forget_jobs(after=before)


def _baskets(past: Past) -> None:
    """Published, entered, listed, drawn, in the order of the rules."""
    manager, team = person(MANAGER), [row["email"] for row in content("town")["accounts"]]
    people = Account.objects.filter(voice__isnull=False).exclude(email__in=team).select_related("voice").order_by("pk")[:36]
    with past.at(-34) as then:
        dates = {"opens_at": past.start(-33) + MORNING, "closes_at": past.start(-12) + EVENING}
        contest = contests.write(person=manager, changes=BASKETS | dates, at=then)
        contest = contests.publish(contest=contest, person=manager, at=then)
    for number, account in enumerate(people):
        with past.at(-32 + number // 2) as then:
            contests.enter(contest=contest, person=account, shows_name=number % 3 > 0, at=then)
    with past.at(-11) as then:
        contest = contests.close_list(contest=contest, person=manager, at=then)
    with past.at(-9) as then:
        contest = contests.draw_winners(contest=contest, person=manager, word="7 412,36", at=then)
    with past.at(-6):
        contests.confirm(entry=contest.entries.get(place=1), person=manager)


def _sepia(past: Past) -> None:
    """Open, with some photos; the last still has to be looked at."""
    manager = person(MANAGER)
    with past.at(-13) as then:
        dates = {"opens_at": past.start(-12) + MORNING, "closes_at": past.start(25) + EVENING}
        contest = contests.write(person=manager, changes=SEPIA | dates, at=then)
        contest = contests.publish(contest=contest, person=manager, at=then)
    for number, (name, scene, alt, text) in enumerate(SENT):
        with past.at(-10 + 3 * number) as then:
            image = media.take_image(upload=old_picture(scene), alt=alt, at=then)
            entry = contests.enter(contest=contest, person=person(name), image=image, text=text, shows_name=number != 1, at=then)
            if number < len(SENT) - 1:
                contests.look_at(entry=entry, person=manager, admitted=True)
