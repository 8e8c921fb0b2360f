import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_form_without_its_token_is_refused_in_our_face_and_language():
    answer = Client(enforce_csrf_checks=True).post("/compte/entrer/", {"email": "alice@example.org"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Ce formulaire" in page
    assert "<style" not in page
