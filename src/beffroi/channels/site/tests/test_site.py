import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from schema_org import wrong

from beffroi.channels.base import actions as base
from beffroi.channels.base.contract import ChannelContract
from beffroi.channels.base.types import Message, Picture
from beffroi.channels.site.channel import Site
from beffroi.channels.site.models import Article
from beffroi.commons.search import queries as search
from beffroi.ground.media.actions import take_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return base.connect(kind="site", name="This site")


class TestSite(ChannelContract):
    channel = Site()


def test_a_published_message_is_an_article_that_can_be_read_and_found(account, client):
    receipt = Site().publish(account, Message("La fontaine **coule** à nouveau.", title="Fontaine réparée"), key="k")
    page = client.get(receipt.url)
    assert "Fontaine réparée" in page.content.decode()
    assert "<strong>coule</strong>" in page.content.decode()
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert [result.title for result in search.find("fontaines réparées").rows] == ["Fontaine réparée"]


def test_what_machines_read_of_an_article_keeps_the_types_of_schema_org(account, client, at):
    out = io.BytesIO()
    Pillow.new("RGB", (1400, 900), "#446688").save(out, "JPEG")
    image = take_image(upload=SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg"), alt="La fontaine", at=at)
    message = Message("Elle coule.", title="Fontaine", pictures=(Picture(image.pk, "La fontaine"),))
    receipt = Site().publish(account, message, key="k")
    Article.objects.update(correction="Depuis mardi, non lundi.")
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', client.get(receipt.url).content.decode(), re.DOTALL)
    data = json.loads(block)
    assert not list(wrong(data))
    assert data["image"].startswith("http")
    assert (data["@type"], data["publisher"]["@type"], data["correction"]["@type"]) == (
        "NewsArticle",
        "GovernmentOrganization",
        "CorrectionComment",
    )


def test_a_withdrawn_article_says_so_and_is_found_no_more(account, client):
    receipt = Site().publish(account, Message("Texte", title="Fontaine réparée"), key="k")
    Site().withdraw(account, receipt.remote_id)
    assert client.get(receipt.url).status_code == 410
    assert not search.find("fontaine").rows


def test_script_in_a_message_stays_words(account, client):
    receipt = Site().publish(account, Message("<script>alert(1)</script>", title="<img src=x onerror=alert(1)>"), key="k")
    page = client.get(receipt.url).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_list_costs_the_same_for_5_and_for_50_articles(account, client, django_assert_max_num_queries):
    for number in range(5):
        Site().publish(account, Message("Texte", title=f"Nouvelle {number}"), key=f"k{number}")
    client.get("/recherche/")  # the frame is known, and the same for everybody until the next change
    with django_assert_max_num_queries(6):
        assert client.get("/actualites/").status_code == 200
    for number in range(5, 50):
        Site().publish(account, Message("Texte", title=f"Nouvelle {number}"), key=f"k{number}")
    client.get("/recherche/")  # the frame is known, and the same for everybody until the next change
    with django_assert_max_num_queries(6):
        page = client.get("/actualites/").content.decode()
    assert Article.objects.count() == 50
    assert "Nouvelle 49" in page
    assert "Nouvelle 2<" not in page
