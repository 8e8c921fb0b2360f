from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from beffroi.ground.people.testing import sign_in
from beffroi.kernel.registry import Registry
from beffroi.ui import nav


def test_only_the_nearest_entry_holds_the_page(rf):
    entries: Registry[nav.Entry] = Registry("entry")
    entries.register(nav.Entry("home", "Home", "portal:home"))
    entries.register(nav.Entry("news", "News", "site:index"))
    entries.register(nav.Entry("desk", "Desk", "desk:home"))
    entries.register(nav.Entry("posts", "Posts", "posts:index"))
    for address, holder in (("/actualites/1-fontaine/", "News"), ("/bureau/publications/3/", "Posts"), ("/bureau/journal/", "Desk")):
        request = rf.get(address)
        request.user = AnonymousUser()
        assert [item.label for item in nav.items(entries, request, signed_in=False) if item.inside] == [holder]


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
