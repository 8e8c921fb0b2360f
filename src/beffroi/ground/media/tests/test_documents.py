import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.ground.media.actions import take_document
from beffroi.ground.media.models import Document

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def office(archive, kind):
    if kind in ("odt", "ods", "odp"):
        word = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}[kind]
        return archive({"mimetype": f"application/vnd.oasis.opendocument.{word}", "content.xml": "<x/>"})
    part = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}[kind]
    return archive({"[Content_Types].xml": "<x/>", part: "<x/>"})


def take(name, content, at):
    return take_document(upload=SimpleUploadedFile(name, content), title="Plan", at=at)


@pytest.mark.parametrize("kind", ["odt", "ods", "odp", "docx", "xlsx", "pptx"])
def test_office_documents_are_known_by_their_structure(archive, at, kind):
    content = office(archive, kind)
    document = take(f"plan.{kind.upper()}", content, at)
    assert document.content_type.startswith("application/vnd.")
    assert document.file.read() == content
    other = "docx" if kind != "docx" else "odt"
    with pytest.raises(ValidationError) as refused:
        take(f"plan.{other}", content, at)
    assert refused.value.code == "lies"


def test_a_pdf_is_kept_as_it_came(at):
    document = take("plan.pdf", PDF, at)
    assert (document.content_type, document.size, document.has_active_content) == ("application/pdf", len(PDF), False)
    assert document.file.read() == PDF
    assert "plan" not in document.file.name


@pytest.mark.parametrize(
    "inside",
    [
        b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
        b"<< /S /J#61vaScript /J#53 (x) >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + zlib.compress(b"<< /S /JavaScript /JS (x) >>") + b"\nendstream",
    ],
)
def test_a_pdf_that_acts_by_itself_is_flagged(at, inside):
    content = PDF.replace(b"trailer", b"2 0 obj\n" + inside + b"\nendobj\ntrailer")
    assert take("plan.pdf", content, at).has_active_content
    assert not take("plan.pdf", PDF, at).has_active_content


@pytest.mark.parametrize("content", ["Nom;Âge\nÉlodie;7\n".encode(), "Nom;Âge\n".encode("cp1252"), "\ufeffa,b\n1,2\n".encode()])
def test_tables_are_text_in_usual_encodings(at, content):
    assert take("table.csv", content, at).content_type == "text/csv"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("plan.pdf", b"<html><script>alert(1)</script></html>", "lies"),
        ("plan.pdf", b"MZ\x90\x00" + b"\x00" * 50, "lies"),
        ("plan.pdf", b"%PDF-1.7\nno end", "cut"),
        ("plan.txt", b"<!DOCTYPE html><script>alert(1)</script>", "lies"),
        ("plan.csv", b"a;b\x00c", "lies"),
        ("plan.txt", PDF, "lies"),
        ("plan.docx", b"PK\x03\x04 broken", "broken"),
        ("plan.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 50, "old"),
        ("plan.exe", b"MZ", "type"),
        ("plan.html", b"<p>", "type"),
        ("plan", b"x", "type"),
        ("plan.pdf", b"", "empty"),
    ],
)
def test_files_that_lie_are_refused_with_a_sentence(at, name, content, code):
    with pytest.raises(ValidationError) as refused:
        take(name, content, at)
    assert refused.value.code == code
    assert name in refused.value.message
    assert not Document.objects.exists()


def test_macros_and_bombs_are_refused(archive, at, monkeypatch):
    macros = archive({"[Content_Types].xml": "x", "word/document.xml": "x", "word/vbaProject.bin": "x"})
    with pytest.raises(ValidationError) as refused:
        take("plan.docx", macros, at)
    assert refused.value.code == "macros"
    huge = archive({"[Content_Types].xml": "x", "word/document.xml": b"0" * (301 * 1024 * 1024)})
    with pytest.raises(ValidationError) as refused:
        take("plan.docx", huge, at)
    assert refused.value.code == "bomb"


def test_a_document_has_a_title(at):
    with pytest.raises(ValidationError):
        take_document(upload=SimpleUploadedFile("plan.pdf", PDF), title="  ", at=at)
