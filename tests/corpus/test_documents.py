"""Where a passage stands in a PDF."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Box, Spot, read_locator, write_locator

tenths = st.integers(-1_000, 20_000).map(lambda n: n / 10)
boxes = st.builds(Box, tenths, tenths, tenths, tenths)
spots = st.builds(Spot, st.integers(1, 9_999), st.lists(boxes, max_size=3).map(tuple), st.booleans())


@given(st.lists(spots, max_size=3))
def test_reading_undoes_writing(places: list[Spot]) -> None:
    assert read_locator(write_locator(places)) == tuple(places)


def test_a_locator_says_page_boxes_and_recognition() -> None:
    written = "page=12&boxes=72,140.2,523.1,168.9;300,60,523.1,88&page=13&ocr&boxes=72,60,523.1,88"
    first, second = read_locator(written)
    assert first == Spot(12, (Box(72, 140.2, 523.1, 168.9), Box(300, 60, 523.1, 88)))
    assert (second.page, second.ocr) == (13, True)
    assert write_locator((first, second)) == written


def test_other_locators_have_no_page() -> None:
    assert read_locator("page=5") == (Spot(5),)
    assert not any(map(read_locator, ("", "slide=3", "rows=2-21", "art_35")))
