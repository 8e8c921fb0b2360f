"""Who we are: found by name, read by people and servers at one address, proven by our keys."""

import io
import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image as Pillow

from beffroi.channels.base.types import Message, Picture
from beffroi.channels.fediverse import keys, proofs, signatures
from beffroi.channels.fediverse.actions import actors, publishing, remotes
from beffroi.ground.media.actions import take_image
from beffroi.kernel import clock

pytestmark = pytest.mark.django_db
AS2 = {"Accept": "application/activity+json"}


def read(client, path, **headers):
    answer = client.get(path, headers=AS2 | headers)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_town_is_found_by_name_and_by_address(client, town):
    for resource in ("acct:valbourg@valbourg.example", "acct:Valbourg@VALBOURG.example", town.uri):
        answer = client.get("/.well-known/webfinger", {"resource": resource})
        assert answer["Content-Type"].startswith("application/jrd+json")
        found = answer.json()
        assert found["subject"] == "acct:valbourg@valbourg.example"
        assert {"rel": "self", "type": "application/activity+json", "href": town.uri} in found["links"]
    instance = client.get("/.well-known/webfinger", {"resource": "acct:valbourg.example@valbourg.example"}).json()
    assert instance["links"][0]["href"] == "https://valbourg.example/federation/actor"
    assert client.get("/.well-known/webfinger", {"resource": "acct:valbourg@elsewhere.example"}).status_code == 404
    assert client.get("/.well-known/webfinger").status_code == 400


def test_nodeinfo_is_told_in_both_versions(client, town):
    for link in client.get("/.well-known/nodeinfo").json()["links"]:
        found = client.get(link["href"].removeprefix("https://valbourg.example")).json()
        assert found["version"] == link["rel"][-3:]
        assert found["software"]["name"] == "beffroi"
        assert found["protocols"] == ["activitypub"]


def test_one_address_answers_people_and_servers(client, town):
    found = read(client, "/@valbourg")
    assert (found["id"], found["type"]) == (town.uri, "Organization")
    assert found["publicKey"] == {"id": town.key_id, "owner": town.uri, "publicKeyPem": town.public_pem}
    assert found["assertionMethod"][0]["publicKeyMultibase"] == town.multikey
    assert {"inbox", "outbox", "followers", "following", "featured", "endpoints"} <= set(found)
    page = client.get("/@valbourg", headers={"Accept": "text/html,application/xhtml+xml"})
    assert "@valbourg@valbourg.example" in page.content.decode()
    assert "Accept" in page["Vary"]
    assert not page.cookies
    for name in ("followers", "following", "featured"):
        assert read(client, f"/@valbourg/{name}")["totalItems"] == 0
    assert read(client, "/federation/actor")["type"] == "Application"


def test_the_outbox_comes_in_pages(client, town):
    for n in range(25):
        publishing.publish(actor=town, message=Message(f"Nouvelle {n}"), key=f"k{n}", at=clock.now())
    box = read(client, "/@valbourg/outbox")
    assert box["totalItems"] == 25
    first = read(client, box["first"].removeprefix("https://valbourg.example"))
    second = read(client, first["next"].removeprefix("https://valbourg.example"))
    assert (len(first["orderedItems"]), len(second["orderedItems"]), "next" in second) == (20, 5, False)
    assert first["orderedItems"][0]["object"]["content"] == "<p>Nouvelle 24</p>"


def test_a_publication_has_its_page_its_document_and_its_tombstone(client, town):
    message = Message("Fête de la #Musique", title="Dimanche", link="/actualites/1/", extra={"object": {"type": "Event", "name": "Fête"}})
    said = publishing.publish(actor=town, message=message, key="p", at=clock.now())
    found = read(client, said.path)
    assert (found["id"], found["type"], found["attributedTo"]) == (said.uri, "Note", town.uri)
    assert {tag["name"] for tag in found["tag"]} == {"#musique", f"{said.uri}/rich"}
    assert read(client, f"{said.path}/rich")["type"] == "Event"
    assert "Fête de la" in client.get(said.path).content.decode()
    publishing.withdraw(publication=said, at=clock.now())
    gone = client.get(said.path, headers=AS2)
    assert (gone.status_code, gone.json()["type"]) == (410, "Tombstone")
    assert client.get(said.path).status_code == 410


def test_servers_must_say_who_they_are_where_the_town_wants_it(client, town, peer, chloe):
    said = publishing.publish(actor=town, message=Message("Bonjour"), key="p", at=clock.now())
    remotes.set_policy(person=chloe, mode="open", holds_first_contacts=True, signed_reading=True)
    assert client.get(said.path, headers=AS2).status_code == 401
    assert client.get("/@valbourg", headers=AS2).status_code == 200


def test_an_actor_is_made_once_with_a_free_name(town, settings):
    twin = actors.ensure_actor(kind="process", id=7, username="valbourg", name="PLU", at=clock.now())
    again = actors.ensure_actor(kind="process", id=7, username="autre", name="PLU", at=clock.now())
    assert (twin.pk, twin.username, twin.type) == (again.pk, "valbourg_2", "Group")
    assert twin.public_pem == again.public_pem


def test_private_keys_are_sealed_at_rest(town):

    with connection.cursor() as cursor:
        cursor.execute("SELECT private FROM fediverse_fediverseactor")
        assert all("PRIVATE KEY" not in row[0] for row in cursor.fetchall())


def test_what_we_sign_holds_and_only_that(town):
    for way in (signatures.CAVAGE, signatures.RFC9421):
        at, url, body = clock.now(), "https://peer.example/inbox?x=1", b'{"a": 1}'
        key = keys.private_key(town.private["rsa"])
        headers = {name.lower(): value for name, value in signatures.sign(way, "POST", url, body, key_id="k", key=key, at=at).items()}
        request = signatures.Signed("POST", url, headers, body)
        signatures.check(signatures.read(request, at=at), town.public_pem)
        elsewhere = signatures.Signed("POST", "https://peer.example/other", headers, body)
        with pytest.raises(signatures.BadSignature):
            signatures.check(signatures.read(elsewhere, at=at), town.public_pem)


def test_proofs_hold_for_the_document_alone(town):
    said = {"@context": "https://www.w3.org/ns/activitystreams", "id": "https://a.example/1", "b": [1, 0.5, {"é": True, "z": None}]}
    proven = proofs.prove(said, method="https://a.example/#k", key=keys.ed25519_key(town.private["ed25519"]), at=clock.now())
    assert proofs.holds(json.loads(json.dumps(proven)) | {"signature": {"type": "RsaSignature2017"}}, town.multikey)
    assert not proofs.holds(proven | {"id": "https://a.example/2"}, town.multikey)
    assert not proofs.holds(proven, keys.make().multikey)


def test_the_canonical_form_is_that_of_rfc_8785():
    # UTF-16 order: U+1F600 (a surrogate pair) comes before U+FB33.
    assert proofs.canonical({"\u20ac": 1, "\r": 2, "\U0001f600": 3, "\ufb33": 4, "a": [1.0, -0.5]}).decode() == (
        '{"\\r":2,"a":[1,-0.5],"\u20ac":1,"\U0001f600":3,"\ufb33":4}'
    )


def test_the_draft_s_own_example_is_read_and_verified():
    """draft-cavage-http-signatures-12, appendix C.3, over its own body and date."""
    pem = (
        "-----BEGIN PUBLIC KEY-----\n"
        "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDCFENGw33yGihy92pDjZQhl0C3\n"
        "6rPJj+CvfSC8+q28hxA161QFNUd13wuCTUcq0Qd2qsBe/2hFyc2DCJJg0h1L78+6\n"
        "Z4UMR7EOcpfdUE9Hf3m/hs+FUR45uBJeDK1HSFHD8bHKD6kv8FPGfJTotc+2xjJw\n"
        "oYi+1hqp1fIekaxsyQIDAQAB\n"
        "-----END PUBLIC KEY-----\n"
    )
    headers = {
        "host": "example.com",
        "date": "Sun, 05 Jan 2014 21:31:40 GMT",
        "content-type": "application/json",
        "digest": "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=",
        "content-length": "18",
        "signature": (
            'keyId="Test",algorithm="rsa-sha256",headers="(request-target) host date content-type digest content-length",'
            'signature="vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv120V01IL+TAD48XaE'
            'RZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE="'
        ),
    }

    request = signatures.Signed("POST", "https://example.com/foo?param=value&pet=dog", headers, b'{"hello": "world"}')
    signatures.check(signatures.read(request, at=datetime(2014, 1, 5, 21, 40, tzinfo=UTC)), pem)


def test_a_picture_goes_with_its_description(town, at):

    out = io.BytesIO()
    Pillow.new("RGB", (60, 40), "teal").save(out, "PNG")
    image = take_image(upload=SimpleUploadedFile("a.png", out.getvalue(), "image/png"), alt="Le lavoir", at=at)
    message = Message("Il neige", pictures=(Picture(image.pk, "Le lavoir sous la neige", focus=(0.25, 0.5)),))
    said = publishing.publish(actor=town, message=message, key="p", at=at)
    (file,) = said.document["attachment"]
    assert (file["name"], file["focalPoint"]) == ("Le lavoir sous la neige", [-0.5, 0.0])
    assert file["url"].startswith("https://valbourg.example/media/")
