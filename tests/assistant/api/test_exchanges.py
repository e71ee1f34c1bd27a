"""An answer outlives the connection that asked for it: taken up again, stopped, remembered for a while, then forgotten."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from hypothesis import given
from hypothesis import strategies as st
from lighthouse import Lighthouse
from readers import Reader, Stuck
from starlette.testclient import TestClient

from assistant.answers import Answer, Done, Event, Failed, Query, Status, TextDelta, Timings
from assistant.api import create_app
from assistant.api.exchanges import Exchanges
from corpus.errors import CaioError, ModelError
from corpus.texts import say

LAMP = {"question": "lamp"}
ANSWER = Answer(
    text="Lit.",
    lang="en",
    claims=(),
    refusal=None,
    passages=(),
    model="none",
    hashes={},
    timings=Timings(evidence_ms=1, first_claim_ms=None, total_ms=2),
)


class Storyteller(Lighthouse):
    """Says `texts`, then ends with its answer or `error`; `waits` are the turns it lets others have before each event."""

    def __init__(self, texts: Sequence[str], *, error: CaioError | None = None, waits: Sequence[int] = ()) -> None:
        super().__init__()
        self.texts = texts
        self.error = error
        self.waits = waits

    async def stream(self, query: Query) -> AsyncIterator[Event]:
        self.asked.append(query)
        events: list[Event] = [Status(step="searching", message="…"), *(TextDelta(text=text) for text in self.texts)]
        for event, waits in zip(events, [*self.waits, *[0] * len(events)], strict=False):
            for _ in range(waits):
                await asyncio.sleep(0)
            yield event
        if self.error:
            raise self.error
        yield Done(answer=ANSWER)


class Clock:
    """A clock that stands until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def events_of(app: FastAPI, answer_id: str, **headers: str) -> Reader:
    return Reader(app, f"/api/answers/{answer_id}/events", headers=headers)


def httpx_client(app: FastAPI) -> AsyncClient:
    return AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1:8000")


async def asked(app: FastAPI) -> str:
    """The name of an answer whose reader has read it all."""
    async with Reader(app, body=LAMP) as reader:
        answer_id = await reader.answer_id()
        await reader.rest()
    return answer_id


texts = st.lists(st.text(max_size=8), max_size=5)
cuts = st.lists(st.integers(min_value=1, max_value=3), max_size=5)
waits = st.lists(st.integers(min_value=0, max_value=12), max_size=6)
errors = st.sampled_from([None, ModelError("no_model")])


@given(texts=texts, cuts=cuts, waits=waits, error=errors)
def test_a_stream_cut_anywhere_and_taken_up_again_is_the_stream_that_was_not_cut(
    texts: list[str], cuts: list[int], waits: list[int], error: CaioError | None
) -> None:
    async def read_with_cuts() -> None:
        app = create_app(Storyteller(texts, error=error, waits=waits))
        read: list[dict[str, str]] = []
        async with Reader(app, body=LAMP) as reader:
            answer_id = await reader.answer_id()
            read += await reader.at_most(cuts[0] if cuts else 99)
        for cut in [*cuts[1:], 99]:
            async with events_of(app, answer_id, **{"last-event-id": reader.last_event_id}) as again:
                again.last_event_id = reader.last_event_id
                read += await again.at_most(cut)
            reader = again
        async with events_of(app, answer_id) as whole:
            assert read == await whole.rest()
        assert [frame["id"] for frame in read] == [f"{answer_id}.{n}" for n in range(1, len(texts) + 3)]
        deltas = [TextDelta.model_validate_json(frame["data"]).text for frame in read if frame["event"] == "delta"]
        assert deltas == texts
        assert read[-1]["event"] == ("failed" if error else "done")

    asyncio.run(asyncio.wait_for(read_with_cuts(), 20))


async def test_a_reader_who_comes_back_in_time_finds_the_answer_going_on() -> None:
    gate: Future[None] = Future()
    lighthouse = Lighthouse(gates={"claim": gate})
    app = create_app(lighthouse)
    async with asyncio.timeout(5):
        async with Reader(app, body=LAMP) as reader:
            answer_id = await reader.answer_id()
            first = await reader.frame()
        async with events_of(app, answer_id, **{"last-event-id": reader.last_event_id}) as again:
            second = await again.frame()
            gate.set_result(None)
            frames = [first, second, *await again.rest()]
    assert [frame["event"] for frame in frames if frame] == ["status", "sources", "delta", "claim", "delta", "claim", "done"]
    assert lighthouse.left_early == []
    assert len(lighthouse.asked) == 1


async def test_several_readers_follow_one_answer_and_one_who_is_stuck_or_leaves_holds_up_none() -> None:
    gate: Future[None] = Future()
    lighthouse = Lighthouse(gates={"delta": gate})
    app = create_app(lighthouse, exchanges=Exchanges(grace_seconds=0))
    async with asyncio.timeout(5), Reader(app, body=LAMP) as first:
        answer_id = await first.answer_id()
        path = f"/api/answers/{answer_id}/events"
        async with Stuck(app, path) as stuck, Reader(app, path) as second:
            await stuck.met.wait()
            async with Reader(app, path) as third:
                await third.frame()
            gate.set_result(None)
            assert await first.rest() == await second.rest()
    assert lighthouse.left_early == []


async def test_an_answer_nobody_came_back_for_is_stopped_and_gone() -> None:
    lighthouse = Lighthouse(gates={"done": Future()})
    exchanges = Exchanges(grace_seconds=0)
    app = create_app(lighthouse, exchanges=exchanges)
    async with asyncio.timeout(5):
        async with Reader(app, body=LAMP) as reader:
            answer_id = await reader.answer_id()
            exchange = exchanges.find(answer_id)
            assert exchange
        await asyncio.wait({exchange.making})
    assert lighthouse.left_early == ["lamp"]
    assert exchanges.find(answer_id) is None


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_answer_that_is_gone_says_so(lang: str) -> None:
    client = TestClient(create_app(Lighthouse()))
    for response in (
        client.get(f"/api/answers/nothing/events?lang={lang}"),
        client.delete("/api/answers/nothing", headers={"accept-language": lang}),
    ):
        assert (response.status_code, response.json()["key"]) == (404, "answer_gone")
        assert response.json()["detail"] == say("api.answer_gone", lang)


async def test_a_reader_who_stops_the_answer_stops_the_engine_and_ends_the_streams() -> None:
    lighthouse = Lighthouse(gates={"claim": Future()})
    app = create_app(lighthouse)
    async with asyncio.timeout(5), Reader(app, body=LAMP) as reader:
        answer_id = await reader.answer_id()
        async with httpx_client(app) as client:
            assert (await client.delete(f"/api/answers/{answer_id}")).status_code == 204
            assert lighthouse.left_early == ["lamp"]
            assert (await client.get(f"/api/answers/{answer_id}/events")).status_code == 404
        assert [frame["event"] for frame in await reader.rest()] == ["status", "sources", "delta"]


async def test_stopping_an_answer_that_is_made_takes_nothing_away() -> None:
    exchanges = Exchanges()
    app = create_app(Lighthouse(), exchanges=exchanges)
    answer_id = await asked(app)
    async with httpx_client(app) as client:
        assert (await client.delete(f"/api/answers/{answer_id}")).status_code == 204
    assert exchanges.finished(answer_id)


@pytest.mark.parametrize("accept", ["text/event-stream", "application/json"])
def test_a_finished_answer_is_remembered_with_its_question(accept: str) -> None:
    exchanges = Exchanges()
    client = TestClient(create_app(Lighthouse(), exchanges=exchanges))
    response = client.post("/api/ask", json={**LAMP, "audience": "keepers"}, headers={"accept": accept})
    remembered = exchanges.finished(response.headers["x-answer-id"])
    assert remembered
    query, answer = remembered
    assert query == Query(question="lamp", audience="keepers")
    assert answer.model_dump_json() in response.text
    events = client.get(f"/api/answers/{response.headers['x-answer-id']}/events")
    assert events.headers["content-type"].startswith("text/event-stream")
    assert answer.model_dump_json() in events.text


async def test_an_answer_is_forgotten_after_its_time() -> None:
    clock = Clock()
    exchanges = Exchanges(kept_seconds=3600, clock=clock)
    app = create_app(Lighthouse(), exchanges=exchanges)
    early = await asked(app)
    clock.now = 3599
    late = await asked(app)
    assert exchanges.finished(early)
    clock.now = 3600
    assert exchanges.finished(early) is None
    assert exchanges.finished(late)


async def test_on_a_server_that_nobody_asks_it_is_forgotten_too() -> None:
    exchanges = Exchanges(kept_seconds=0)
    exchange = exchanges.begin(Query(question="lamp"), Lighthouse().stream(Query(question="lamp")), lang="en")
    async with asyncio.timeout(5):
        await exchange.made()
    assert exchanges.find(exchange.id) is None


async def test_only_the_latest_answers_are_remembered() -> None:
    exchanges = Exchanges(kept=2)
    app = create_app(Lighthouse(), exchanges=exchanges)
    first, *others = [await asked(app) for _ in range(3)]
    assert exchanges.find(first) is None
    assert all(exchanges.finished(other) for other in others)


async def test_what_failed_or_never_began_is_no_finished_answer() -> None:
    exchanges = Exchanges()
    failing = Storyteller(["Lit"], error=ModelError("no_model"))
    failed = await asked(create_app(failing, exchanges=exchanges))
    assert exchanges.finished(failed) is None
    kept = exchanges.find(failed)
    assert kept
    assert isinstance(kept.events[-1], Failed)
    broken = Lighthouse(breakdown={"status": ModelError("no_model")})
    exchange = exchanges.begin(Query(question="lamp"), broken.stream(Query(question="lamp")), lang="en")
    with pytest.raises(ModelError):
        await exchange.begun()
    assert exchanges.find(exchange.id) is None


@pytest.mark.parametrize("named", ["{id}.0", "{id}.8", "{id}.01", "{id}.-1", "{id}", "other.1", "{id}.1.1", "1"])
async def test_an_event_that_was_never_sent_is_not_followed_by_anything(named: str) -> None:
    app = create_app(Lighthouse())
    answer_id = await asked(app)
    async with httpx_client(app) as client:
        path = f"/api/answers/{answer_id}/events"
        response = await client.get(path, headers={"last-event-id": named.format(id=answer_id)})
        assert (response.status_code, response.json()["key"]) == (422, "invalid_last_event_id")
        last = await client.get(path, headers={"last-event-id": f"{answer_id}.7"})
        assert (last.status_code, last.text) == (200, "")


async def test_an_answer_stopped_before_its_first_step_is_over_all_the_same() -> None:
    exchanges = Exchanges()
    exchange = exchanges.begin(Query(question="lamp"), Lighthouse().stream(Query(question="lamp")), lang="en")
    async with asyncio.timeout(5):
        await exchange.stop()
        assert not await exchange.begun()
        assert await exchange.made() is None
    assert exchanges.find(exchange.id) is None


async def test_a_server_that_ends_stops_every_answer() -> None:
    lighthouse = Lighthouse(gates={"done": Future()})
    exchanges = Exchanges()
    app = create_app(lighthouse, exchanges=exchanges)
    answers = []
    async with asyncio.timeout(5), app.router.lifespan_context(app):
        for question in ("lamp", "fog"):
            async with Reader(app, body={"question": question}) as reader:
                answers.append(await reader.answer_id())
        assert lighthouse.left_early == []
    assert sorted(lighthouse.left_early) == ["fog", "lamp"]
    assert not any(exchanges.find(answer_id) for answer_id in answers)
