"""From evidence to claims: the model picks or writes, each sentence is checked against its quote, the quote stands behind it.

How, is a property of the model (docs/decisions/0006). A small one selects extracts, which we quote: what the 1.5-billion model
rewords is wrong one time in four even after the checks. A larger one writes freely, and what no quote supports is withheld.
Between the two, a model may reword the first sentence it selects. Nothing unchecked is shown; the reader is told what was not.
"""

import json
import re
from collections.abc import AsyncIterator, Sequence

from assistant.answers import Claim, Notice, Verdict
from assistant.citing import cite, lead_ins
from assistant.evidence import Extract, is_ours
from assistant.llm import ChatModel, Message, complete
from assistant.llm.seam import Profile
from assistant.prompts import prompt
from assistant.question import Question
from assistant.settings import Writing
from assistant.verify import Checked, Cited, Verify
from corpus.index import Corpus
from corpus.texts import Lang, say

MOST_CLAIMS = 2
# Shorter than this, a legal sentence is already plain: rewording it would only cost time.
_PLAIN = 140
# Longer, and a rewording costs more seconds than it is likely to be worth: the quotation stands at once.
_INTRICATE = 450
_REWORD_TOKENS = 80
_ANSWER_TOKENS = 400
_READ = 220
# How a point that others follow ends.
_GOES_ON = re.compile(r"[;,]\s*(?:and|or|et|ou)?$")
_MARKED = re.compile(r"^\s*\[(\d{1,2})\]\s*(.+)$")


async def write_claims(
    corpus: Corpus,
    question: Question,
    extracts: Sequence[Extract],
    model: ChatModel | None,
    verify: Verify,
    *,
    writing: Writing = "auto",
) -> AsyncIterator[Claim | Notice]:
    """Claims in the order to be read, each verified, and notices of what was not shown.

    `writing` overrides what the model's profile says. Raises ModelError if a model fails.
    """
    if writing == "auto":
        writing = "free" if model and model.profile is Profile.LARGE else "select"
    if model and writing == "free":
        claims = _write_freely(corpus, question, extracts, model, verify)
    else:
        claims = _quote(corpus, question, extracts, model, verify if writing == "reword" else None)
    async for claim in claims:
        yield claim


async def _quote(
    corpus: Corpus, question: Question, extracts: Sequence[Extract], model: ChatModel | None, verify: Verify | None
) -> AsyncIterator[Claim | Notice]:
    """The nearest extract and another, the model's choice or the next, as they stand; with `verify`, the first in plainer words
    if these hold."""
    chosen = await _select(question, extracts, model) if model and len(extracts) > MOST_CLAIMS else extracts[:MOST_CLAIMS]
    for rank, extract in enumerate(chosen):
        quoted = quote_claim(corpus, question, extract)
        same_language = extract.passage.lang == question.lang
        # Only the leading extract is reworded: each rewording doubles the time the reader waits. What we wrote ourselves is
        # plain already: reworded, three of thirteen paragraphs came to say something else.
        reword = rank == 0 and same_language and not is_ours(corpus, extract.passage)
        if not (model and verify and reword and _PLAIN < len(extract.text) <= _INTRICATE):
            yield quoted
            continue
        plain = await _reword(question, extract, model)
        checked = await _check(plain, extract, question.lang, verify)
        if checked.verdict is Verdict.SUPPORTED:
            yield _worded(quoted, plain, checked, question.lang)
        else:
            yield quoted
            reason = say(f"answer.check_{checked.check}", question.lang)
            yield Notice(message=say("answer.replaced", question.lang, {"check": reason}))


def quote_claim(corpus: Corpus, question: Question, extract: Extract) -> Claim:
    """The extract quoted as it stands, under the name of its provision: a point of a list after the words that open the list,
    and a list that goes on marked so."""
    citation = cite(corpus, extract.passage, extract.start, extract.end)
    opening = lead_ins(corpus, citation)
    quote = " […] ".join([*(lead.quote for lead in opening), citation.quote])
    if _GOES_ON.search(quote):
        quote += " […]"
    text = say("answer.quote", question.lang, {"label": citation.label, "quote": quote})
    return Claim(text=text, verdict=Verdict.SUPPORTED, check="quote", citations=(citation, *opening))


async def _select(question: Question, extracts: Sequence[Extract], model: ChatModel) -> Sequence[Extract]:
    """The nearest extract, and the one of the others that the model finds to answer best; the next nearest if it finds none."""
    numbers = list(range(2, len(extracts) + 1))
    schema = {
        "type": "object",
        "properties": {"extract": {"type": "integer", "enum": numbers}},
        "required": ["extract"],
        "additionalProperties": False,
    }
    asked = say("answer.ask_select", question.lang, {"question": question.search, "extracts": _numbered(extracts)})
    messages = [Message("system", prompt("select", question.lang)), Message("user", asked)]
    reply = await complete(model, messages, max_tokens=24, schema=schema)
    try:
        number = json.loads(reply)["extract"]
    except (ValueError, KeyError, TypeError):  # an engine without constrained output may say anything
        number = None
    return [extracts[0], extracts[number - 1 if number in numbers else 1]]


def _numbered(extracts: Sequence[Extract]) -> str:
    """Those after the first, which is shown in any case."""
    return "\n".join(f"[{number}] {_opening(extract.text)}" for number, extract in enumerate(extracts[1:], 2))


def _opening(text: str) -> str:
    """What the model reads of an extract to choose it: reading costs a second for thirty tokens on two cores."""
    line = " ".join(text.split())
    return line if len(line) <= _READ else f"{line[:_READ].rsplit(' ', 1)[0]} …"


async def _reword(question: Question, extract: Extract, model: ChatModel) -> str:
    asked = say("answer.ask_reword", question.lang, {"question": question.search, "quote": extract.text})
    messages = [Message("system", prompt("reword", question.lang)), Message("user", asked)]
    return " ".join((await complete(model, messages, max_tokens=_REWORD_TOKENS)).split()).strip('«»“”" ')


async def _write_freely(
    corpus: Corpus, question: Question, extracts: Sequence[Extract], model: ChatModel, verify: Verify
) -> AsyncIterator[Claim | Notice]:
    """The model's own sentences, each shown as soon as it is finished if a quote supports it; the nearest quote if none is."""
    read = "\n".join(f"[{number}] {' '.join(e.text.split())}" for number, e in enumerate(extracts, 1))
    asked = say("answer.ask_write", question.lang, {"question": question.search, "extracts": read})
    messages = [Message("system", prompt("write", question.lang)), Message("user", asked)]
    shown = withheld = False
    async for line in _lines(model.stream(messages, max_tokens=_ANSWER_TOKENS)):
        if not (match := _MARKED.match(line)):
            continue
        named, plain = int(match[1]), match[2].strip()
        order = sorted(range(len(extracts)), key=lambda i: i != named - 1)  # what the model names is tried first
        found = await _find_support(plain, [extracts[i] for i in order], question.lang, verify)
        if found:
            extract, checked = found
            shown = True
            yield _worded(quote_claim(corpus, question, extract), plain, checked, question.lang)
        else:
            withheld = True
    if withheld:
        yield Notice(message=say("answer.withheld", question.lang))
    if not shown:
        for extract in extracts[:MOST_CLAIMS]:
            yield quote_claim(corpus, question, extract)


async def _lines(pieces: AsyncIterator[str]) -> AsyncIterator[str]:
    """The lines of a streamed text, each as soon as its end has come."""
    rest = ""
    async for piece in pieces:
        *lines, rest = (rest + piece).split("\n")
        for line in lines:
            yield line
    if rest:
        yield rest


async def _find_support(
    plain: str, candidates: Sequence[Extract], lang: Lang, verify: Verify
) -> tuple[Extract, Checked] | None:
    """The first candidate if it supports the sentence, else the one that does best; None if none does."""
    checked = [await _check(plain, candidates[0], lang, verify)]
    if checked[0].verdict is not Verdict.SUPPORTED:
        checked += [await _check(plain, extract, lang, verify) for extract in candidates[1:]]
    supported = [(extract, c) for extract, c in zip(candidates, checked, strict=False) if c.verdict is Verdict.SUPPORTED]
    return max(supported, key=lambda found: found[1].score, default=None)


async def _check(plain: str, extract: Extract, lang: Lang, verify: Verify) -> Checked:
    """The sentence against its quote; what does not end like a sentence was cut short."""
    if not plain.endswith((".", "!", "?")):
        return Checked(Verdict.UNSUPPORTED, "entailment", 0.0)
    passage = extract.passage
    cited = Cited(plain, lang, extract.text, passage.lang, passage.anchor)
    return (await verify([cited]))[0]


def _worded(quoted: Claim, plain: str, checked: Checked, lang: Lang) -> Claim:
    text = say("answer.claim", lang, {"label": quoted.citations[0].label, "claim": plain.rstrip(".")})
    return quoted.model_copy(update={"text": text, "check": checked.check, "score": round(checked.score, 4)})
