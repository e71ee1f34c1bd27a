"""One address asks so often and no more; it is told when it may again."""

from typing import get_args

import pytest
from lighthouse import Lighthouse
from starlette.testclient import TestClient

from assistant.api import create_app
from assistant.api.rates import Rate
from assistant.settings import Settings
from corpus.errors import SettingsError
from corpus.texts import Lang, say

LAMP = {"question": "lamp"}


def client(rate: str, *, address: str = "192.0.2.1", lighthouse: Lighthouse | None = None) -> TestClient:
    return TestClient(create_app(lighthouse or Lighthouse(), rate=rate), client=(address, 50000))


@pytest.mark.parametrize("lang", get_args(Lang))
def test_a_reader_who_asks_too_often_is_told_when_to_ask_again(lang: Lang) -> None:
    lighthouse = Lighthouse()
    reader = client("2/minute", lighthouse=lighthouse)
    assert [reader.post("/api/ask", json=LAMP).status_code for _ in range(2)] == [200, 200]
    refused = reader.post("/api/ask", json=LAMP, headers={"accept-language": lang})
    assert (refused.status_code, refused.json()["key"]) == (429, "rate_limited")
    seconds = int(refused.headers["retry-after"])
    assert 50 < seconds <= 60
    assert refused.json()["detail"] == say("api.rate_limited", lang, {"seconds": seconds})
    assert len(lighthouse.asked) == 2


def test_only_questions_are_counted() -> None:
    reader = client("1/minute")
    for _ in range(3):
        assert reader.get("/api/documents").status_code == 200
        assert reader.get("/api/search?q=lamp").status_code == 200
        assert reader.post("/api/ask", json={"question": ""}).status_code == 422
    assert reader.post("/api/ask", json=LAMP).status_code == 200


def test_each_address_is_counted_apart_and_no_header_changes_it() -> None:
    app = create_app(Lighthouse(), rate="1/minute")
    one, other = (TestClient(app, client=(address, 50000)) for address in ("192.0.2.1", "192.0.2.2"))
    assert one.post("/api/ask", json=LAMP).status_code == 200
    elsewhere = {"x-forwarded-for": "192.0.2.9", "forwarded": "for=192.0.2.9", "x-real-ip": "192.0.2.9"}
    assert one.post("/api/ask", json=LAMP, headers=elsewhere).status_code == 429
    assert other.post("/api/ask", json=LAMP).status_code == 200


def test_of_several_limits_the_one_that_is_full_tells_how_long_to_wait() -> None:
    rate = Rate("2/hour; 100/day")
    assert [rate.seconds_to_wait("a") for _ in range(2)] == [0, 0]
    assert 3590 < rate.seconds_to_wait("a") <= 3600
    assert rate.seconds_to_wait("b") == 0


def test_a_question_refused_is_not_counted() -> None:
    rate = Rate("1/second; 2/hour")
    waits = [rate.seconds_to_wait("a") for _ in range(20)]
    assert waits[0] == 0
    assert all(wait <= 1 for wait in waits), "the hour is not filled by what was refused in the second"


@pytest.mark.parametrize("rate", ["often", "20", "0/minute", "20/fortnight", "-1/minute", "20/minute;"])
def test_a_rate_that_is_none_is_said_when_the_settings_are_read(rate: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings(rate=rate)
    for lang in get_args(Lang):
        assert f"{rate}" in raised.value.message(lang)
        assert "CAIO_RATE" in raised.value.message(lang)


@pytest.mark.parametrize("rate", ["20/minute", "5 per second", "20/minute; 200/day"])
def test_rates_are_written_as_the_library_reads_them(rate: str) -> None:
    assert Settings(rate=rate).rate == rate
