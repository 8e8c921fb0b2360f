"""Whatever colour a town chooses, its words can be read (WCAG 2.2, 1.4.3)."""

from hypothesis import given
from hypothesis import strategies as st

from beffroi.ui.palette import NIGHT, NIGHT_SHEET, PAPER, SHEET, contrast, palette

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colours)
def test_the_town_s_colour_is_readable_by_day_and_by_night(colour):
    made = palette(colour)
    day, night = made["light"], made["dark"]
    assert min(contrast(day["town"], ground) for ground in (PAPER, SHEET)) >= 4.5
    assert min(contrast(night["town"], ground) for ground in (NIGHT, NIGHT_SHEET)) >= 4.5
    assert contrast(day["on-town"], day["town"]) >= 4.5
    assert contrast(night["on-town"], night["town"]) >= 4.5


def test_black_on_white_is_21_to_1():
    assert round(contrast("#000000", "#ffffff"), 2) == 21
