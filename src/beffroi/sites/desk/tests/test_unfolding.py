from django.test import Client
from django.urls import reverse

from beffroi.ground.people.testing import sign_in


def test_the_desk_unfolds_the_group_of_the_page(db, admin):
    client = sign_in(Client(), admin, two_factors=True)

    def open_at(name: str) -> list[str]:
        groups = client.get(reverse(name)).context["frame"].desk_nav
        assert all(group["label"] or not group["open"] for group in groups)
        return [group["label"] for group in groups if group["open"]]

    at_home = open_at("desk:home")
    assert len(at_home) == 1
    of_posts = open_at("posts:index")
    assert len(of_posts) == 1
    assert of_posts != at_home
