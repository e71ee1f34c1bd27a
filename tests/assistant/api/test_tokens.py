"""A token opens the door to the pages of one origin, for a quarter of an hour, and cannot be altered."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.api.tokens import LIFETIME_SECONDS, Tokens

ORIGIN = "https://intranet.example.org"


class Clock:
    """A clock that stands until it is moved."""

    now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


def test_a_token_is_good_for_its_time_then_expired() -> None:
    clock = Clock()
    tokens = Tokens("harbour", clock=clock)
    token = tokens.issue(ORIGIN)
    assert tokens.standing(token, ORIGIN) == "valid"
    clock.now += LIFETIME_SECONDS - 1
    assert tokens.standing(token, ORIGIN) == "valid"
    clock.now += 1
    assert tokens.standing(token, ORIGIN) == "expired"


def test_a_token_is_worth_nothing_to_another_origin_or_under_another_secret() -> None:
    token = Tokens("harbour").issue(ORIGIN)
    assert Tokens("harbour").standing(token, ORIGIN) == "valid"
    assert Tokens("harbour").standing(token, "https://example.org") == "foreign"
    assert Tokens("lighthouse").standing(token, ORIGIN) == "foreign"


def test_without_a_secret_each_start_has_one_of_its_own() -> None:
    first, second = Tokens(), Tokens()
    token = first.issue(ORIGIN)
    assert first.standing(token, ORIGIN) == "valid"
    assert second.standing(token, ORIGIN) == "foreign"


origins = st.builds("https://{}:{}".format, st.text(string.ascii_lowercase + ".", min_size=1), st.integers(1, 65535))
characters = st.sampled_from(string.printable) | st.characters(exclude_categories=["Cs"])


@given(origin=origins, data=st.data())
def test_any_token_altered_is_refused(origin: str, data: st.DataObject) -> None:
    tokens = Tokens("harbour", clock=Clock())
    token = tokens.issue(origin)
    at = data.draw(st.integers(0, len(token)))
    cut = data.draw(st.integers(at, min(len(token), at + 3)))
    altered = token[:at] + data.draw(st.text(characters, max_size=3)) + token[cut:]
    assume(altered != token)
    assert tokens.standing(altered, origin) == "foreign"


@pytest.mark.parametrize("written", ["0{}", "+{}", " {}", "{} ", "{}\n", "{}=", "{}.", "\uff11{}", "1{}"])
def test_there_is_one_way_to_write_a_token(written: str) -> None:
    tokens = Tokens("harbour", clock=Clock())
    token = tokens.issue(ORIGIN)
    assert tokens.standing(written.format(token), ORIGIN) == "foreign"
    assert tokens.standing(token.upper(), ORIGIN) == "foreign"


@given(token=st.text() | st.from_regex(r"[0-9]{1,20}\.[0-9a-f]{64}", fullmatch=True), origin=origins)
def test_a_token_made_up_is_refused(token: str, origin: str) -> None:
    assert Tokens("harbour", clock=Clock()).standing(token, origin) == "foreign"


@given(one=origins, other=origins)
def test_a_token_for_one_origin_is_refused_to_any_other(one: str, other: str) -> None:
    assume(one != other)
    tokens = Tokens("harbour", clock=Clock())
    assert tokens.standing(tokens.issue(one), other) == "foreign"
