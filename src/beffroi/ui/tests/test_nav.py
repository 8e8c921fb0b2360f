from django.contrib.auth.models import AnonymousUser

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
