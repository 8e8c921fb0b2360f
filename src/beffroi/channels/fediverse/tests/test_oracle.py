"""RFC 9421 as somebody else wrote it (http-message-signatures): theirs holds here, ours holds there, and neither over other words."""

import httpx
import pytest
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, InvalidSignature, MappingKeyResolver
from http_message_signatures.algorithms import RSA_V1_5_SHA256

from beffroi.channels.fediverse import keys, signatures
from beffroi.kernel import clock

URL, BODY, KEY_ID = "https://valbourg.example/@valbourg/inbox?x=%C3%A9&y", b'{"type": "Like"}', "https://peer.example/users/lea#main-key"


@pytest.fixture(scope="module")
def pair():
    return keys.make()


@pytest.fixture(scope="module")
def oracle(pair):
    private, public = keys.private_key(pair.private["rsa"]), keys.public_key(pair.public_pem)
    resolver = MappingKeyResolver(private_keys={KEY_ID: private}, public_keys={KEY_ID: public})
    asked = {"signature_algorithm": RSA_V1_5_SHA256, "key_resolver": resolver}
    return HTTPMessageSigner(**asked), HTTPMessageVerifier(**asked)


def as_it_comes(request):
    return signatures.Signed(
        request.method, str(request.url), {name.lower(): value for name, value in request.headers.items()}, request.content
    )


@pytest.mark.parametrize("body", [BODY, None])
def test_what_we_sign_holds_for_another_reader(pair, oracle, body):
    method = "GET" if body is None else "POST"
    headers = signatures.sign(
        signatures.RFC9421, method, URL, body, key_id=KEY_ID, key=keys.private_key(pair.private["rsa"]), at=clock.now()
    )
    request = httpx.Request(method, URL, headers=headers, content=body)
    needed = ("@method", "@target-uri", *(() if body is None else ("content-digest",)))
    (found,) = oracle[1].verify(request, require_components=needed, **({"body": body} if body else {}))
    assert found.parameters["keyid"] == KEY_ID
    for other in (
        httpx.Request(method, URL + "z", headers=headers, content=body),
        httpx.Request("PUT", URL, headers=headers, content=body),
    ):
        with pytest.raises(InvalidSignature):
            oracle[1].verify(other)
    if body:
        with pytest.raises(InvalidSignature):
            oracle[1].verify(request, body=b"another")


@pytest.mark.parametrize("include_alg", [True, False])
@pytest.mark.parametrize(
    "covered",
    [
        ("@method", "@target-uri"),
        ("@target-uri", "content-type", "@method"),
        ("@method", "@authority", "@request-target"),
        ("@method", "@scheme", "@authority", "@path", "@query", "@target-uri"),
    ],
)
def test_what_another_signs_holds_here_and_only_that(pair, oracle, include_alg, covered):
    request = httpx.Request("POST", URL, headers={"Content-Type": "application/activity+json"}, content=BODY)
    oracle[0].sign(request, key_id=KEY_ID, covered_component_ids=covered, include_alg=include_alg, nonce="a;b=c", tag="x,y", body=BODY)
    came = as_it_comes(request)
    signatures.check(signatures.read(came, at=clock.now()), pair.public_pem)
    for wrong in (
        signatures.Signed("POST", URL + "z", came.headers, BODY),
        signatures.Signed("POST", URL, came.headers, b"{}"),
        signatures.Signed("POST", URL, {**came.headers, "signature": came.headers["signature"].replace("A", "B").replace("a", "b")}, BODY),
    ):
        with pytest.raises(signatures.BadSignature):
            signatures.check(signatures.read(wrong, at=clock.now()), pair.public_pem)


def test_what_another_signs_without_the_body_is_refused(oracle):
    request = httpx.Request("POST", URL, content=BODY)
    oracle[0].sign(request, key_id=KEY_ID, covered_component_ids=("@method", "@target-uri"))
    with pytest.raises(signatures.BadSignature, match="not signed"):
        signatures.read(as_it_comes(request), at=clock.now())
