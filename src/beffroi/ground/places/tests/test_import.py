import io

import pytest

from beffroi.ground.places.actions import import_addresses
from beffroi.ground.places.bal import NotBal
from beffroi.ground.places.models import Address, Street
from beffroi.ground.places.tests.conftest import HEADING, bal, line, town_lines

pytestmark = pytest.mark.django_db


def told(report):
    return report.added, report.changed, report.removed, len(report.refused)


def test_the_same_file_again_changes_nothing(at):
    count = len(town_lines())
    first = import_addresses(file=bal(*town_lines()), at=at)
    assert told(first) == (count - 1, 0, 0, 0)  # one line is a named place without a number
    assert first.read == count
    kept = set(Address.objects.values_list("pk", flat=True))
    assert told(import_addresses(file=bal(*town_lines()), at=at)) == (0, 0, 0, 0)
    assert set(Address.objects.values_list("pk", flat=True)) == kept


def test_a_newer_file_moves_adds_and_removes(town_addresses, at):
    lines = [row for row in town_lines() if "Arcole" not in row] + [line("Rue Neuve", 1)]
    lines[0] = line("Rue des Lilas", 1, long="3.0777", lat="50.6444")
    assert told(import_addresses(file=bal(*lines), at=at)) == (1, 1, 14, 0)
    assert not Street.objects.filter(name="Rue d’Arcole").exists()
    assert Address.objects.get(street__name="Rue des Lilas", number=1, suffix="").longitude == 3.0777


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (line("Rue des Lilas", "douze"), "douze"),
        (line("Rue des Lilas", 0), "0"),
        (line("Rue des Lilas", 100000), "100000"),
        (line("", 3), "voie"),
        (line("Rue des Lilas", 3, long="", lat=""), "longitude"),
        (line("Rue des Lilas", 3, lat="91"), "latitude"),
        (line("Rue des Lilas", 3, commune_insee="59"), "INSEE"),
        (line("Rue des Lilas", "٣"), "٣"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_others_go_on(at, bad, reason):
    report = import_addresses(file=bal(line("Rue des Lilas", 1), bad, line("Rue des Lilas", 2)), at=at)
    assert (report.added, [row.line for row in report.refused]) == (2, [3])
    assert reason in str(report.refused[0])
    assert "3" in str(report.refused[0])


def test_a_refused_line_removes_nothing(town_addresses, at):
    before = Address.objects.count()
    report = import_addresses(file=bal(line("Rue des Lilas", 1, long="x")), at=at)
    assert told(report) == (0, 0, 0, 1)
    assert Address.objects.count() == before


def test_another_town_in_another_file_keeps_the_first(town_addresses, at):
    before = Address.objects.count()
    import_addresses(file=bal(line("Rue Haute", 1, commune_insee="2A004", commune_nom="Ajaccio")), at=at)
    assert Address.objects.count() == before + 1


@pytest.mark.parametrize(
    "file",
    [
        bal(line("Rue des Lilas", 1, "B", long="3,05", lat="50,63"), bom=False),
        bal(line("Rue des Lilas", 1, "bis").replace(";", ","), heading=HEADING.replace(";", ",")),
        bal(line("Rue des Lilas", 1, "BIS"), "", ";;;"),
    ],
)
def test_usual_variants_are_read(at, file):
    import_addresses(file=file, at=at)
    assert Address.objects.get().label == "1 bis Rue des Lilas"


def test_several_positions_of_one_address_keep_the_door(at):
    lines = [line("Rue des Lilas", 1, position="parcelle", long="3.01"), line("Rue des Lilas", 1, position="entrée", long="3.02")]
    import_addresses(file=bal(*lines, line("Rue des Lilas", 1, position="segment", long="3.03")), at=at)
    assert Address.objects.get().longitude == 3.02


@pytest.mark.parametrize("content", [b"", b"nom;age\nalice;7\n", "é".encode("cp1252") + b";x\n"])
def test_a_file_that_is_no_bal_is_refused_with_a_sentence(at, content):
    with pytest.raises(NotBal) as refused:
        import_addresses(file=io.BytesIO(content), at=at)
    assert str(refused.value).endswith(".")


def test_bytes_that_are_no_text_stop_at_their_line(at):
    content = bal(line("Rue des Lilas", 1)).getvalue() + b"\xff\xfe\xfa;" * 4 + b"\n"
    report = import_addresses(file=io.BytesIO(content), at=at)
    assert len(report.refused) == 1


def test_the_place_of_a_street_is_on_it(town_addresses):
    street = Street.objects.get(name="Quai de la Lys")
    assert street.addresses.filter(longitude=street.longitude, latitude=street.latitude).exists()
    assert Street.objects.get(name="Le Clos Fleuri").longitude == 3.07
