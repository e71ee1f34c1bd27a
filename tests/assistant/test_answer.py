"""The path of a question: verified sentences with verbatim quotes, or a refusal that helps."""

import json
from datetime import date

import pytest

from assistant.answer import Assistant
from assistant.answers import Answer, ClaimChecked, Done, Event, Notice, Query, SourcesFound, TextDelta, Turn
from assistant.llm import ChatModel, Profile
from assistant.llm.scripted import ScriptedChat
from assistant.settings import Writing
from corpus.anchors import parse
from corpus.errors import ModelError
from corpus.index import Corpus

TODAY = date(2026, 11, 22)
LATE = "How much does the library charge for a week of delay?"


def assistant(corpus: Corpus, model: ChatModel | None = None, *, writing: Writing = "auto") -> Assistant:
    return Assistant(corpus, model, writing=writing, today=lambda: TODAY)


def assert_proven(answer: Answer, corpus: Corpus) -> None:
    """Every quote stands where its citation says."""
    for claim in answer.claims:
        for citation in claim.citations:
            passage = corpus.get(parse(citation.anchor), as_of=TODAY, lang=citation.lang)
            assert passage.text[citation.start : citation.end] == citation.quote != ""


async def events(of: Assistant, query: Query) -> list[Event]:
    return [event async for event in of.stream(query)]


async def test_without_a_model_the_text_itself_answers(town_corpus: Corpus) -> None:
    answer = await assistant(town_corpus).ask(Query(question=LATE))
    assert answer.refusal is None
    assert "2 euros" in answer.claims[0].citations[0].quote
    assert answer.claims[0].citations[0].anchor == "town-rules#sec_loans.par_2"
    assert answer.model == "none"
    assert_proven(answer, town_corpus)


async def test_sources_come_before_any_sentence_and_deltas_make_the_text(town_corpus: Corpus) -> None:
    stream = await events(assistant(town_corpus), Query(question=LATE))
    kinds = [type(event) for event in stream]
    assert kinds.index(SourcesFound) < kinds.index(TextDelta) < kinds.index(ClaimChecked)
    done = stream[-1]
    assert isinstance(done, Done)
    assert "".join(event.text for event in stream if isinstance(event, TextDelta)) == done.answer.text


async def test_a_faithful_rewording_is_shown_with_its_quote(town_corpus: Corpus) -> None:
    plain = (
        "The library must charge 2 euros for each week of delay, and it must not lend again to a reader who owes more "
        "than 20 euros."
    )
    answer = await assistant(town_corpus, ScriptedChat(['{"extract": 2}', plain]), writing="reword").ask(Query(question=LATE))
    claim, *_ = answer.claims
    assert claim.text.startswith(plain.rstrip("."))
    assert claim.check == "all"
    assert_proven(answer, town_corpus)


@pytest.mark.parametrize(
    "lie",
    [
        "The library must charge 5 euros for each week of delay, and must not lend again to one who owes more than 20 euros.",
        "The library may charge 2 euros for each week of delay, and may lend again to one who owes more than 20 euros in all.",
        "Yes, Article 26(2) lets the library fire the reader at once.",
        "",
    ],
)
async def test_where_the_rewording_fails_a_check_the_quote_stands(town_corpus: Corpus, lie: str) -> None:
    model = ScriptedChat(['{"extract": 2}', lie])
    answer = await assistant(town_corpus, model, writing="reword").ask(Query(question=LATE))
    claim, *_ = answer.claims
    assert claim.check == "quote"
    assert claim.citations[0].quote in claim.text
    assert not lie or lie not in answer.text


async def test_a_replaced_wording_is_told_with_its_reason(town_corpus: Corpus) -> None:
    lie = "The library must charge 5 euros for each week of delay, and must not lend again to one who owes more than 20 euros."
    model = ScriptedChat(['{"extract": 2}', lie])
    stream = await events(assistant(town_corpus, model, writing="reword"), Query(question=LATE))
    (notice,) = [event.message for event in stream if isinstance(event, Notice)]
    assert "a figure differs" in notice
    done = stream[-1]
    assert isinstance(done, Done)
    assert done.answer.notices == (notice,)


async def test_a_small_model_chooses_what_is_quoted_beside_the_nearest(town_corpus: Corpus) -> None:
    model = ScriptedChat(['{"extract": 3}'])
    answer = await assistant(town_corpus, model).ask(Query(question=LATE))
    assert [claim.check for claim in answer.claims] == ["quote", "quote"]
    assert "2 euros" in answer.claims[0].citations[0].quote
    nearest = await assistant(town_corpus).ask(Query(question=LATE))
    assert answer.claims[0] == nearest.claims[0]
    assert answer.claims[1] != nearest.claims[1], "the model chose the third, not the second"
    assert len(model.requests) == 1, "selected, not reworded"
    assert_proven(answer, town_corpus)


async def test_a_large_model_writes_freely_and_the_right_extract_is_cited(town_corpus: Corpus) -> None:
    written = "The library shall charge 2 euros for each week of delay."
    model = ScriptedChat([f"[2] {written}\n"], profile=Profile.LARGE)
    answer = await assistant(town_corpus, model).ask(Query(question=LATE))
    (claim,) = answer.claims
    assert claim.text.startswith(written.rstrip("."))
    assert "2 euros" in claim.citations[0].quote, "what the model names is tried first, then the others"
    assert answer.notices == ()
    assert_proven(answer, town_corpus)


async def test_what_no_extract_supports_is_withheld_and_said_to_be(town_corpus: Corpus) -> None:
    invented = "The library pays every reader 50 euros a year."
    written = "The library shall charge 2 euros for each week of delay."
    model = ScriptedChat([f"[1] {invented}\n[1] {written}"], profile=Profile.LARGE)
    answer = await assistant(town_corpus, model).ask(Query(question=LATE))
    assert invented not in answer.text
    assert len(answer.claims) == 1
    assert any("withheld" in notice for notice in answer.notices)


@pytest.mark.parametrize("reply", ["NONE", "I cannot say.", "[1] The library pays every reader 50 euros a year."])
async def test_when_nothing_written_stands_the_texts_are_quoted(town_corpus: Corpus, reply: str) -> None:
    answer = await assistant(town_corpus, ScriptedChat([reply], profile=Profile.LARGE)).ask(Query(question=LATE))
    assert answer.claims
    assert all(claim.check == "quote" for claim in answer.claims)
    assert reply not in answer.text
    assert_proven(answer, town_corpus)


async def test_what_we_wrote_is_quoted_by_the_paragraph_and_never_reworded(digest_corpus: Corpus) -> None:
    model = ScriptedChat(['{"extract": 2}', "The controller must tell the authority when it likes."])
    answer = await assistant(digest_corpus, model, writing="reword").ask(
        Query(question="What does Article 33(1) GDPR require after a leak?")
    )
    claim, *_ = answer.claims
    assert claim.check == "quote"
    assert len(model.requests) == 1, "selected, not reworded"
    passage = digest_corpus.get("gdpr#art_33.par_1", as_of=TODAY, lang="en")
    assert claim.citations[0].quote == passage.text
    assert "our summary" in claim.text
    assert_proven(answer, digest_corpus)


@pytest.mark.parametrize("reply", ["not json", '{"extract": 99}', '{"extract": "2"}', "{}", '{"extract": [2]}', "[]"])
async def test_a_selection_that_makes_no_sense_falls_back_on_the_nearest(town_corpus: Corpus, reply: str) -> None:
    answer = await assistant(town_corpus, ScriptedChat([reply, "nonsense"])).ask(Query(question=LATE))
    assert answer.claims
    assert_proven(answer, town_corpus)


async def test_a_dead_engine_still_answers_with_quotes_and_says_so(town_corpus: Corpus) -> None:
    dead = ModelError("engine_failed", {"model": "x", "reason": "gone"})
    stream = await events(assistant(town_corpus, ScriptedChat([dead])), Query(question=LATE))
    done = stream[-1]
    assert isinstance(done, Done)
    assert done.answer.claims
    assert done.answer.model == "none"
    assert any("does not answer" in getattr(event, "message", "") for event in stream)


async def test_what_the_texts_do_not_say_is_refused_before_any_model_call(town_corpus: Corpus) -> None:
    model = ScriptedChat([])
    answer = await assistant(town_corpus, model).ask(Query(question="Quelle est la capitale de l'Australie ?"))
    assert answer.refusal is not None
    assert answer.refusal.reason == "no_evidence"
    assert answer.claims == ()
    assert answer.lang == "fr"
    assert answer.passages
    assert model.requests == []


async def test_a_provision_that_does_not_exist_is_named(town_corpus: Corpus) -> None:
    answer = await assistant(town_corpus).ask(Query(question="What does Article 105 GDPR say about loans?"))
    assert answer.refusal is not None
    assert "Article 105 GDPR" in answer.refusal.message


async def test_the_answer_speaks_the_language_of_the_question(town_corpus: Corpus) -> None:
    answer = await assistant(town_corpus).ask(Query(question="Combien de livres peut emprunter un lecteur à la fois ?"))
    assert answer.lang == "fr"
    assert answer.claims[0].citations[0].lang == "fr"
    assert "six livres" in answer.claims[0].citations[0].quote


async def test_a_follow_up_is_read_with_what_came_before(town_corpus: Corpus) -> None:
    history = (
        Turn(role="user", content="How many books may a reader borrow?"),
        Turn(role="assistant", content="Six books at a time."),
    )
    answer = await assistant(town_corpus).ask(Query(question="And how long do they last?", history=history))
    assert any("21 days" in claim.citations[0].quote for claim in answer.claims)


async def test_the_json_is_the_contract(town_corpus: Corpus) -> None:
    answer = json.loads((await assistant(town_corpus).ask(Query(question=LATE))).model_dump_json())
    assert {"text", "lang", "claims", "refusal", "passages", "model", "hashes", "timings", "notices"} == answer.keys()
    assert {"text", "verdict", "citations"} <= answer["claims"][0].keys()
    assert {"anchor", "lang", "version", "quote", "label", "url"} <= answer["claims"][0]["citations"][0].keys()
    assert {"anchor", "lang", "version", "text", "score"} <= answer["passages"][0].keys()
    assert answer["timings"].keys() == {"evidence_ms", "first_claim_ms", "total_ms"}


@pytest.mark.llm
async def test_the_embedded_model_answers_with_proof(town_corpus: Corpus, embedded_model: ChatModel) -> None:
    answer = await assistant(town_corpus, embedded_model).ask(Query(question=LATE))
    assert any("2 euros" in claim.citations[0].quote for claim in answer.claims)
    assert_proven(answer, town_corpus)
