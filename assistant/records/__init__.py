"""What is kept of exchanges with readers, where it is: conversations if asked for, what readers say of answers.

`open_records(settings)` gives the one way in, `Records`. Apart from the index: a new index touches no record, and no record is
ever searched to answer.
"""

from assistant.records.opening import open_records
from assistant.records.records import Records
from assistant.records.values import Conversation, Exchange, Feedback, FeedbackList, KeptAnswer, KeptFeedback, Reason, Thumb

__all__ = [
    "Conversation",
    "Exchange",
    "Feedback",
    "FeedbackList",
    "KeptAnswer",
    "KeptFeedback",
    "Reason",
    "Records",
    "Thumb",
    "open_records",
]
