"""What is kept, as its callers see it. Frozen; JSON as scripted."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from assistant.answers import Answer, Query, Value


class Exchange(Value):
    """A question of a conversation and its whole answer; `asked_at` is in UTC."""

    question: str
    asked_at: datetime
    answer: Answer


class Conversation(Value):
    """A conversation, its exchanges in order. Whoever knows `id` may read and delete it; after `expires` nobody reads it."""

    id: str
    created: datetime
    expires: datetime
    exchanges: tuple[Exchange, ...] = ()


class Thumb(StrEnum):
    """What a reader says of an answer in one gesture."""

    UP = "up"
    DOWN = "down"


class Reason(StrEnum):
    """What is wrong with an answer."""

    WRONG = "wrong"
    INCOMPLETE = "incomplete"
    NOT_MY_QUESTION = "not_my_question"
    WRONG_SOURCE = "wrong_source"
    OUTDATED = "outdated"
    UNCLEAR = "unclear"
    OTHER = "other"


class Feedback(Value):
    """What a reader says of an answer; `report` asks that somebody look at it."""

    thumb: Thumb
    reasons: tuple[Reason, ...] = ()
    comment: str | None = None
    report: bool = False


class KeptFeedback(Value):
    """What a reader said on a day, with the whole record of the answer it is about."""

    id: str
    given_at: datetime
    expires: datetime
    feedback: Feedback
    query: Query
    answer: Answer


class FeedbackList(Value):
    """What readers said, the latest first: the JSON of `caio feedback --json`."""

    feedback: tuple[KeptFeedback, ...]


class KeptAnswer(Value):
    """An answer kept, whether in a conversation or with what a reader said of it, and when it was given."""

    kept_in: Literal["conversation", "feedback"]
    given_at: datetime
    query: Query
    answer: Answer
