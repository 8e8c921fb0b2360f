import pytest
from django.db import connection

from beffroi.channels.base.models import Account
from beffroi.kernel import sealing


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.DATA, settings.SEALING_KEYS = tmp_path, []


def test_what_is_sealed_opens_in_its_place_only():
    closed = sealing.seal({"token": "s3cret"}, place="a.B.c")
    assert "s3cret" not in closed
    assert sealing.unseal(closed, place="a.B.c") == {"token": "s3cret"}
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(closed, place="a.B.d")


def test_the_key_stands_outside_the_database_for_its_owner_alone(settings):
    sealing.keys()
    assert (settings.DATA / "sealing.keys").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_a_secret_is_unreadable_in_the_table_and_hidden_in_logs():
    account = Account.objects.create(kind="x", name="Town", secrets={"token": "s3cret"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT secrets FROM base_account")
        assert "s3cret" not in cursor.fetchone()[0]
    account = Account.objects.get()
    assert account.secrets["token"] == "s3cret"
    assert "s3cret" not in repr(account.secrets) + str(account.secrets)


@pytest.mark.django_db
def test_rotation_seals_with_a_new_key_and_forgets_the_old():
    Account.objects.create(kind="x", name="Town", secrets={"token": "s3cret"})
    old = sealing.keys()
    assert sealing.rotate() == 1
    kept = sealing.keys()
    assert old[0] not in kept
    assert Account.objects.get().secrets == {"token": "s3cret"}
