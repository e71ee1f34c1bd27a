"""What is kept is read again as it was, by nobody after its days, and is gone when it is deleted; on each database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from samples import NOON, Clock, answered, asked, cited
from sqlalchemy import Engine, inspect, text

from assistant.records import Feedback, Reason, Records, Thumb
from assistant.records.database import upgrade
from assistant.records.tables import Table
from corpus.errors import StoreError

WRONG = Feedback(thumb=Thumb.DOWN, reasons=(Reason.WRONG, Reason.OUTDATED), comment="Le délai est de 72 h.", report=True)


def test_a_conversation_is_read_again_as_it_was_in_order(records: Records) -> None:
    begun = records.begin_conversation()
    answers = [answered(f"Answer {n}", cited("lighthouse#art_1")) for n in range(3)]
    for n, answer in enumerate(answers):
        assert records.keep(begun.id, asked(f"Question {n} ?"), answer)
    read = records.conversation(begun.id)
    assert read is not None
    assert (read.created, read.expires) == (NOON, NOON + timedelta(days=30))
    assert [each.question for each in read.exchanges] == ["Question 0 ?", "Question 1 ?", "Question 2 ?"]
    assert [each.answer for each in read.exchanges] == answers
    assert read.exchanges[0].asked_at == NOON - timedelta(seconds=3)


def test_whatever_a_reader_writes_is_kept(records: Records) -> None:
    begun = records.begin_conversation()
    odd = "nul \x00, emoji 🗼, « narrow\u202fspace », '; DROP TABLE feedback; --"
    records.keep(begun.id, asked(odd), answered(odd))
    read = records.conversation(begun.id)
    assert read is not None
    assert (read.exchanges[0].question, read.exchanges[0].answer.text) == (odd, odd)


def test_a_conversation_deleted_is_gone_and_takes_no_more(records: Records) -> None:
    begun, other = records.begin_conversation(), records.begin_conversation()
    for conversation in (begun, other):
        records.keep(conversation.id, asked("When?"), answered("At dusk."))
    records.forget(begun.id)
    records.forget(begun.id)
    assert records.conversation(begun.id) is None
    assert not records.keep(begun.id, asked("When?"), answered("At dusk."))
    left = records.conversation(other.id)
    assert left is not None
    assert len(left.exchanges) == 1


def test_feedback_is_listed_with_the_whole_answer_the_latest_first(records: Records, clock: Clock) -> None:
    answer = answered("At dusk.", cited("lighthouse#art_1"))
    first = records.keep_feedback(WRONG, asked("When?"), answer)
    clock.pass_days(2)
    second = records.keep_feedback(Feedback(thumb=Thumb.UP), asked("Who?"), answered("The keeper."))
    assert [each.id for each in records.feedback()] == [second, first]
    (kept,) = records.feedback()[1:]
    assert (kept.feedback, kept.query, kept.answer) == (WRONG, asked("When?"), answer)
    assert (kept.given_at, kept.expires) == (NOON, NOON + timedelta(days=365))
    assert [each.id for each in records.feedback(since=clock.time.date())] == [second]
    records.forget_feedback(second)
    assert [each.id for each in records.feedback()] == [first]


def test_every_answer_kept_is_found_whatever_it_was_kept_for(records: Records, clock: Clock) -> None:
    begun = records.begin_conversation()
    records.keep(begun.id, asked("When?"), answered("At dusk.", seconds=0))
    clock.pass_days(1)
    records.keep_feedback(WRONG, asked("Who?"), answered("The keeper."))
    kept = [(each.kept_in, each.query.question, each.given_at) for each in records.answers()]
    assert kept == [("feedback", "Who?", NOON + timedelta(days=1)), ("conversation", "When?", NOON)]


def test_what_is_over_is_read_by_nobody_even_before_it_is_deleted(records: Records, clock: Clock) -> None:
    begun = records.begin_conversation()
    records.keep(begun.id, asked("When?"), answered("At dusk."))
    clock.pass_days(30)
    assert records.conversation(begun.id) is None
    assert not records.keep(begun.id, asked("When?"), answered("At dusk."))
    assert records.answers() == ()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kept=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=6),
    days_now=st.integers(0, 40),
)
def test_what_expires_is_exactly_what_is_older_than_the_days_promised_or_those_of_now(
    kept: list[tuple[int, int]], days_now: int, open_with: Callable[[int, int], Records], clock: Clock
) -> None:
    clock.time = NOON
    # Nothing of the example before is left: no day at all is kept.
    open_with(0, 0).expire()
    left: dict[str, bool] = {}
    for age, promised in kept:
        clock.time = NOON - timedelta(days=age)
        left[open_with(promised, promised).begin_conversation().id] = age < min(promised, days_now)
        left[open_with(promised, promised).keep_feedback(WRONG, asked("?"), answered("."))] = age < min(promised, days_now)
    clock.time = NOON
    records = open_with(days_now, days_now)
    assert records.expire() == sum(not stays for stays in left.values())
    assert records.expire() == 0
    listed = {each.id for each in records.feedback()}
    for id_, stays in left.items():
        assert stays == (records.conversation(id_) is not None or id_ in listed)


def test_writers_at_once_lose_nothing(engine: Engine, clock: Clock) -> None:
    # Each as a server of its own, the first of which makes the tables.
    servers = [Records(engine, conversation_days=30, feedback_days=30, now=clock) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        begun = list(pool.map(lambda server: server.begin_conversation().id, servers))
        jobs = [(servers[n % 4], begun[n % 3]) for n in range(40)]
        kept = list(pool.map(lambda job: job[0].keep(job[1], asked("When?"), answered("At dusk.")), jobs))
    assert all(kept)
    read = [servers[0].conversation(id_) for id_ in begun]
    assert [len(each.exchanges) for each in read if each] == [14, 13, 13, 0]


def test_the_migrations_make_the_tables_and_run_once(engine: Engine) -> None:
    upgrade(engine)
    upgrade(engine)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Table.metadata)
        assert differences == []
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
    inspected = inspect(engine)
    assert set(inspected.get_table_names()) == {"alembic_version", "conversations", "exchanges", "feedback"}
    (key,) = inspected.get_foreign_keys("exchanges")
    assert key["options"]["ondelete"] == "CASCADE"


def test_records_of_a_later_program_are_left_alone(engine: Engine, records: Records, clock: Clock) -> None:
    records.begin_conversation()
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError) as told:
        Records(engine, conversation_days=30, feedback_days=30, now=clock).begin_conversation()
    assert told.value.key == "records_newer"
