import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.ground.media.actions import delete_document, take_document, take_image
from beffroi.ground.media.tests.test_documents import PDF

pytestmark = pytest.mark.django_db


@pytest.fixture
def pdf(at):
    return take_document(upload=SimpleUploadedFile("plan.pdf", PDF), title="Plan de l’école", at=at)


@pytest.fixture
def text(at):
    return take_document(upload=SimpleUploadedFile("notes.txt", "Été <b>".encode()), title="Notes", at=at)


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_pdf_opens_in_the_browser_under_its_title(client, pdf):
    response = client.get(pdf.file.url)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("inline")
    assert "plan-de-lecole.pdf" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert body(response) == PDF
    assert not response.cookies


def test_a_pdf_with_scripts_and_other_documents_are_downloads_in_a_sandbox(client, at, text):
    active = take_document(upload=SimpleUploadedFile("x.pdf", PDF.replace(b"/Catalog", b"/Catalog /JS (x)")), title="X", at=at)
    for document in (active, text):
        response = client.get(document.file.url)
        assert response["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("asked", "status", "got"),
    [
        ("bytes=0-3", 206, PDF[:4]),
        ("bytes=5-", 206, PDF[5:]),
        ("bytes=-6", 206, PDF[-6:]),
        ("bytes=0-999999", 206, PDF),
        (f"bytes={len(PDF)}-", 416, b""),
        ("bytes=9-3", 416, b""),
        ("bytes=0-1,4-5", 200, PDF),
        ("lines=1-2", 200, PDF),
    ],
)
def test_a_part_of_a_file_may_be_asked_for(client, pdf, asked, status, got):
    response = client.get(pdf.file.url, headers={"Range": asked})
    assert response.status_code == status
    assert body(response) == got
    if status == 206:
        assert response["Content-Length"] == str(len(got))
        assert response["Content-Range"].endswith(f"/{len(PDF)}")


def test_what_the_browser_has_is_not_sent_again(client, pdf):
    etag = client.get(pdf.file.url)["ETag"]
    assert client.get(pdf.file.url, headers={"If-None-Match": etag}).status_code == 304


def test_pictures_may_be_kept_for_ever(client, photo, at):
    image = take_image(upload=photo(size=(64, 64)), alt="La place", at=at)
    response = client.get(image.file.url)
    assert response["Content-Type"] == "image/webp"
    assert "immutable" in response["Cache-Control"]
    assert "sandbox" in response["Content-Security-Policy"]
    assert not response.cookies


@pytest.mark.parametrize(
    "path",
    [
        "/media/../secret.key",
        "/media/images/../../secret.key",
        "/media/secret.key",
        "/media/documents/",
        "/media/images/aa/" + "b" * 30 + "/1.webp",
    ],
)
def test_nothing_else_is_served(client, path):
    assert client.get(path).status_code == 404


def test_a_removed_document_is_gone(client, pdf, django_capture_on_commit_callbacks):
    url = pdf.file.url
    with django_capture_on_commit_callbacks(execute=True):
        delete_document(document=pdf)
    assert client.get(url).status_code == 404


def test_a_document_is_read_only_by_get(client, pdf):
    assert client.post(pdf.file.url).status_code == 405
