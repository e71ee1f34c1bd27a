"""Of two things asked at once, what the texts do not answer is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Assistant
from assistant.answers import Query
from assistant.parts import split_parts
from corpus.index import Corpus


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("What does a DPO do and who pays her?", ("What does a DPO do", "who pays her?")),
        (
            "Quel délai pour notifier une fuite ? Et combien coûte un avocat ?",
            ("Quel délai pour notifier une fuite ?", "combien coûte un avocat ?"),
        ),
        ("Data and privacy at work: what must we say?", ("Data and privacy at work: what must we say?",)),
        ("Nous utilisons une IA. Faut-il la déclarer ?", ("Nous utilisons une IA.", "Faut-il la déclarer ?")),
        ("Sel et poivre", ("Sel et poivre",)),
    ],
)
def test_a_question_is_split_where_another_begins(text: str, parts: tuple[str, ...]) -> None:
    assert split_parts(text) == parts


@given(st.text(max_size=200))
def test_parts_are_of_the_text_and_in_its_order(text: str) -> None:
    at = 0
    for part in split_parts(text):
        at = text.index(part, at) + len(part)


async def test_the_part_that_no_text_answers_is_named(digest_corpus: Corpus) -> None:
    breach = "How many hours do we have to tell the authority about a personal data breach?"
    price = "How much does a lawyer in Paris charge for a day?"
    assistant = Assistant(digest_corpus, None)
    both = await assistant.ask(Query(question=f"{breach} {price}", lang="en"))
    assert not both.refusal
    assert [notice for notice in both.notices if "lawyer in Paris" in notice]
    alone = await assistant.ask(Query(question=breach, lang="en"))
    assert alone.notices == ()
