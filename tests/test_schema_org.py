"""The judge of data in pages can find somebody wrong."""

import pytest
from schema_org import wrong

NEWS = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Fontaine", "datePublished": "2026-03-12T12:00:00+01:00"}


def test_what_is_right_is_left_alone():
    assert not list(wrong(NEWS | {"publisher": {"@type": "GovernmentOrganization", "name": "Valbourg"}, "commentCount": 0}))


@pytest.mark.parametrize(
    "more",
    [
        {"@type": "Newsarticle"},
        {"headlines": "Fontaine"},
        {"startDate": "2026-03-12"},
        {"datePublished": "12 mars 2026"},
        {"commentCount": "3"},
        {"publisher": {"@type": "Place", "name": "Valbourg"}},
        {"license": "CC-BY-4.0"},
        {"image": "/media/fontaine.jpg"},
        {"author": "Valbourg"},
        {"description": ""},
    ],
    ids=str,
)
def test_what_is_wrong_is_said(more):
    assert list(wrong(NEWS | more))
