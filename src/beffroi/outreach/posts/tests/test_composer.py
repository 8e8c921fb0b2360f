from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from beffroi.channels.base import actions as base
from beffroi.channels.base.types import Channel, Limits, channels
from beffroi.ground.media.models import Image
from beffroi.ground.people.testing import sign_in
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.models import Handle, Post, PostDraft
from beffroi.outreach.strategy import actions as strategy

pytestmark = pytest.mark.django_db


class Short(Channel):
    """A network of 300 characters, four pictures, polls."""

    kind, label = "short", "Short"
    limits = Limits(characters=300, pictures=4, poll_options=4)


@pytest.fixture
def accounts():
    with channels.with_more(Short()):
        yield [base.connect(kind="site", name="Le site"), base.connect(kind="short", name="Court")]


@pytest.fixture
def desk(client, manager):
    sign_in(client, manager)
    return client


def form(accounts, **more):
    rows = {f"{prefix}-{name}": value for prefix in ("pic", "lang", "claim") for name, value in (("TOTAL_FORMS", 1), ("INITIAL_FORMS", 0))}
    typed = {"title": "Fête du village", "text": "Elle a lieu **samedi**.", "kind": "event", "language": "fr", "when_over": "keep"}
    return rows | typed | {"accounts": [account.pk for account in accounts], f"v{accounts[1].pk}-has_link": "on"} | more


def photo(name="fete.png"):
    out = BytesIO()
    Pillow.new("RGB", (640, 480), "orange").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def test_one_text_and_another_for_one_network(desk, accounts):
    assert "Court (Short)" in desk.get("/bureau/publications/new/").content.decode()
    variant = {f"v{accounts[1].pk}-text": "Samedi, la fête !", f"v{accounts[1].pk}-has_link": ""}
    answer = desk.post("/bureau/publications/new/", form(accounts, hashtags="fête du village", **variant))
    post = Post.objects.get()
    assert answer.url == f"/bureau/publications/{post.pk}/"
    assert actions.message_for(post, accounts[1], link="https://v.example/l/abc").text == "Samedi, la fête !\n\n#FêteDuVillage"
    assert actions.message_for(post, accounts[0]).text == "Elle a lieu **samedi**."
    assert desk.get(answer.url).status_code == 200
    assert desk.get(f"{answer.url}edit/").status_code == 200


def test_a_picture_is_taken_described_ordered_and_not_lost_by_an_error_elsewhere(desk, accounts):
    typed = form(accounts, title="", **{"pic-0-upload": photo(), "pic-0-alt": "Des lampions"})
    answer = desk.post("/bureau/publications/new/", typed)
    assert answer.status_code == 200
    token = answer.context["composer"].pictures.forms[0]["token"].value()
    again = form(accounts, **{"pic-0-token": token, "pic-0-alt": "Des lampions allumés", "pic-0-focus_x": 20, "pic-0-focus_y": 80})
    desk.post("/bureau/publications/new/", again)
    image = Post.objects.get().pictures.get().image
    assert (image.alt, image.focus_x, image.focus_y) == ("Des lampions allumés", 0.2, 0.8)
    assert Image.objects.count() == 1


def test_a_picture_of_somebody_else_cannot_be_put_in_by_its_number(desk, accounts):
    foreign = Image.objects.create(alt="Privé", file="images/none.webp")
    desk.post("/bureau/publications/new/", form(accounts, **{"pic-0-token": str(foreign.pk), "pic-0-alt": "x"}))
    assert not Post.objects.exists()


def test_previews_count_shorten_and_say_what_stops(desk, accounts, settings):
    settings.BASE_URL = "https://mairie.example"
    long = "Une phrase qui compte ses mots. " * 30
    page = desk.post("/bureau/publications/preview/", form(accounts, text=long)).content.decode()
    assert "Court" in page
    assert "/ 300" in page
    assert "Raccourci pour Short" in page
    assert not Post.objects.exists()
    own = {f"v{accounts[1].pk}-text": "x" * 301}
    looks = desk.post("/bureau/publications/preview/", form(accounts, **own)).context["looks"]
    assert [finding.code for finding in looks[1].findings] == ["too_long"]


def test_a_length_of_a_poll_that_is_no_number_is_told_and_kept(desk, accounts):
    page = desk.post("/bureau/publications/preview/", form(accounts, poll_options="Oui\nNon", poll_hours="é" * 500))
    assert page.status_code == 200
    page = desk.post("/bureau/publications/new/", form(accounts, poll_options="Oui\nNon", poll_hours="beaucoup"))
    assert "beaucoup" in page.content.decode()
    assert not Post.objects.exists()


def test_preview_without_scripts_keeps_what_is_typed_and_publishes_nothing(desk, accounts):
    page = desk.post("/bureau/publications/new/", form(accounts, act="preview", title="Un titre en cours"))
    assert "Un titre en cours" in page.content.decode()
    assert not Post.objects.exists()


def test_what_is_typed_is_kept_for_its_author_and_comes_back(desk, accounts, manager, client):
    desk.post("/bureau/publications/autosave/", form(accounts, title="À moitié écrit"))
    assert PostDraft.objects.get().person == manager
    assert "À moitié écrit" in desk.get("/bureau/publications/new/").content.decode()
    desk.post("/bureau/publications/autosave/", form(accounts, title="Un\0 titre"))
    assert PostDraft.objects.get().data["title"] in ("Un titre", ["Un titre"])
    desk.post("/bureau/publications/new/", form(accounts))
    assert not PostDraft.objects.exists()


def test_a_colleague_who_edits_is_named_and_nobody_overwrites(desk, accounts, manager, make_person, at):
    post = actions.draft(title="Fête", text="Samedi.", author=manager, at=at, accounts=accounts)
    address = f"/bureau/publications/{post.pk}/"
    other = make_person("Camille", "manager")
    PostDraft.objects.create(person=other, post=post, data={}, base_version=1, saved_at=at + timedelta(days=3650))
    assert "Camille" in desk.post(f"{address}autosave/", form(accounts, base_version=1)).content.decode()
    actions.edit(post=post, person=other, base_version=1, at=at, accounts=accounts, changes={"text": "Dimanche."})
    page = desk.post(f"{address}edit/", form(accounts, base_version=1, text="Lundi."))
    assert "Dimanche." in page.content.decode()
    assert "Lundi." in page.content.decode()
    assert Post.objects.get().text == "Dimanche."


def test_what_was_typed_before_a_colleague_saved_comes_back_and_is_compared(desk, accounts, manager, make_person, at):
    post = actions.draft(title="Fête", text="Samedi.", author=manager, at=at, accounts=accounts)
    address = f"/bureau/publications/{post.pk}/"
    desk.post(f"{address}autosave/", form(accounts, base_version=1, text="Lundi."))
    other = make_person("Camille", "manager")
    actions.edit(post=post, person=other, base_version=1, at=at, accounts=accounts, changes={"text": "Dimanche."})
    assert "Lundi." in desk.get(f"{address}edit/").content.decode()
    assert "Dimanche." in desk.post(f"{address}edit/", form(accounts, base_version=1, text="Lundi.")).content.decode()


def test_a_correction_takes_no_post_out_of_its_closed_campaign_or_former_plan(desk, accounts, manager, at):
    dates = {"starts_on": at.date(), "ends_on": at.date()}
    plan = strategy.write_plan(person=manager, at=at, changes={"title": "2025", "summary": "", **dates, "is_current": False})
    aim = {"title": "Être lus", "metric": "visits", "baseline": 0, "target": 9, "due_on": at.date()}
    aimed = strategy.set_objective(person=manager, at=at, plan=plan, changes=aim)
    changes = {"title": "Été", "description": "", **dates, "cents": 0, "print_cents": 0}
    campaign = strategy.write_campaign(person=manager, at=at, plan=plan, objectives=[], audiences=[], changes=changes)
    post = actions.draft(title="Fête", text="Samedi.", author=manager, at=at, accounts=accounts, campaign=campaign, objective=aimed)
    strategy.close_campaign(campaign=campaign, person=manager, lesson="x", at=at)
    page = desk.get(f"/bureau/publications/{post.pk}/edit/").content.decode()
    assert f'<option value="{campaign.pk}" selected>' in page
    chosen = {"campaign": campaign.pk, "objective": aimed.pk}
    desk.post(f"/bureau/publications/{post.pk}/edit/", form(accounts, base_version=1, text="Dimanche.", **chosen))
    post.refresh_from_db()
    assert (post.text, post.campaign, post.objective) == ("Dimanche.", campaign, aimed)


def test_names_become_what_each_network_calls_them(accounts, manager, at):
    Handle.objects.create(name="Le lycée", addresses={"short": "@lycee.example"}, updated_at=at)
    post = actions.draft(title="Portes ouvertes", text="Au @[Le lycée] et chez @[Inconnu].", author=manager, at=at, accounts=accounts)
    assert "Au @lycee.example et chez Inconnu." in actions.message_for(post, accounts[1]).text
    assert actions.message_for(post, accounts[0]).text == "Au Le lycée et chez Inconnu."
    before = actions.hash_of(post)
    Handle.objects.update(addresses={"short": "@autre.example"})
    assert actions.hash_of(post) != before


def test_the_list_costs_the_same_for_five_and_for_fifty(desk, accounts, manager, at, django_assert_max_num_queries):
    for number in range(5):
        actions.draft(title=f"N{number}", text="…", author=manager, at=at, accounts=accounts)
    with django_assert_max_num_queries(30) as few:
        desk.get("/bureau/publications/")
    for number in range(30):
        actions.draft(title=f"M{number}", text="…", author=manager, at=at, accounts=accounts)
    with django_assert_max_num_queries(len(few)):
        desk.get("/bureau/publications/")
    with django_assert_max_num_queries(10):
        desk.get("/bureau/publications/")
