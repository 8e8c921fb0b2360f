import pytest
from django.db import transaction

from beffroi.kernel.facts import record
from beffroi.kernel.jobs import run_due
from beffroi.outreach.pages.facts import FeedEntryFound
from beffroi.outreach.posts.models import Post

pytestmark = pytest.mark.django_db


def test_an_entry_of_another_website_becomes_one_draft_that_leads_back(at):
    fact = FeedEntryFound(
        entry_id=1, origin="feed 1 abc", title="Fête", text="Venez.", url="https://ancien.example/fete", source="Ancien site", language="fr"
    )
    for _twice in range(2):
        with transaction.atomic():
            record(fact)
    run_due(at=at.replace(year=2100))
    post = Post.objects.get()
    assert post.state == Post.DRAFT
    assert "https://ancien.example/fete" in post.text
    assert post.link == "https://ancien.example/fete"
