import pytest

from beffroi.ground.media.actions import take_image

pytestmark = pytest.mark.django_db
BASE = "/bureau/images/"


@pytest.fixture
def image(photo, at):
    return take_image(upload=photo(size=(64, 64)), alt="La place", at=at)


def test_the_team_describes_and_frames_a_picture(at_the_desk, manager, image):
    desk = at_the_desk(manager)
    assert 'alt="La place"' in desk.get(BASE).content.decode()
    page = f"{BASE}{image.pk}/"
    assert desk.get(page).content.count(b"<h1") == 1
    assert "field-error" in desk.post(page, {"alt": " ", "focus": "1-0"}).content.decode()
    assert desk.post(page, {"alt": "x", "focus": "9-9"}).status_code == 200
    assert desk.post(page, {"alt": "La place au printemps", "credit": "Alice", "focus": "1-0"}).status_code == 302
    image.refresh_from_db()
    assert (image.alt, image.credit, image.focus_x, image.focus_y) == ("La place au printemps", "Alice", 1, 0)


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_others_do_not(at_the_desk, request, image, who):
    desk = at_the_desk(request.getfixturevalue(who))
    assert desk.get(BASE).status_code == 403
    assert desk.post(f"{BASE}{image.pk}/", {"alt": "x", "focus": "1-0"}).status_code == 403


@pytest.mark.parametrize("count", [5, 20])
def test_the_list_asks_the_same_few_questions(at_the_desk, manager, photo, at, count, django_assert_max_num_queries):
    for number in range(count):
        take_image(upload=photo(size=(32, 32)), alt=f"Image {number}", at=at)
    desk = at_the_desk(manager)
    desk.get(BASE)
    with django_assert_max_num_queries(10):
        desk.get(BASE)
