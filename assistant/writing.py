"""From evidence to claims: the model picks or writes, each sentence is checked against its quote, the quote stands behind it.

Two ways, by the model's profile. A small model selects sentences, which we quote, and rewords the first: measured on the
1.5-billion model, asked to pick it was right five times in five, asked to write wrong three times in six. A larger one writes
freely, and what no quote supports is withheld. Either way nothing unchecked is shown, and the reader is told what was not.
"""

import json
import re
from collections.abc import AsyncIterator, Sequence

from assistant.answers import Claim, Notice, Verdict
from assistant.citing import cite
from assistant.evidence import Sentence, is_ours
from assistant.llm import ChatModel, Message, complete
from assistant.llm.seam import Profile
from assistant.prompts import prompt
from assistant.question import Question
from assistant.verify import Checked, Cited, Entailment, check_claims
from corpus.index import Corpus
from corpus.texts import Lang, say

MOST_CLAIMS = 3
# Shorter than this, a legal sentence is already plain: rewording it would only cost time.
_PLAIN = 140
# Longer, and a rewording costs more seconds than it is likely to be worth: the quotation stands at once.
_INTRICATE = 450
_REWORD_TOKENS = 80
_ANSWER_TOKENS = 400
# Of quotations alone: two and a half on average, 65 in 100 of which stand in an article that answers; development cases.
_NEAR = 0.88
_READ = 220
_MARKED = re.compile(r"^\s*\[(\d{1,2})\]\s*(.+)$")


async def write_claims(
    corpus: Corpus,
    question: Question,
    sentences: Sequence[Sentence],
    model: ChatModel | None,
    entailment: Entailment,
    *,
    freely: bool | None = None,
) -> AsyncIterator[Claim | Notice]:
    """Claims in the order to be read, each verified, and notices of what was not shown.

    `freely` overrides how the model's profile writes. Raises ModelError if a model fails.
    """
    if model and (model.profile is Profile.LARGE if freely is None else freely):
        writing = _write_freely(corpus, question, sentences, model, entailment)
    else:
        writing = _quote(corpus, question, sentences, model, entailment)
    async for written in writing:
        yield written


async def _quote(
    corpus: Corpus, question: Question, sentences: Sequence[Sentence], model: ChatModel | None, entailment: Entailment
) -> AsyncIterator[Claim | Notice]:
    """At most three sentences, the model's choice or the nearest, as they stand; the first in plainer words if these hold."""
    chosen = await _select(question, sentences, model) if model else _nearest(sentences)
    for rank, sentence in enumerate(chosen):
        quoted = quote_claim(corpus, question, sentence)
        same_language = sentence.passage.lang == question.lang
        # Only the leading sentence is reworded: each rewording doubles the time the reader waits. What we wrote ourselves is
        # plain already: reworded, three of thirteen paragraphs came to say something else.
        reword = rank == 0 and same_language and not is_ours(corpus, sentence.passage)
        if not (model and reword and _PLAIN < len(sentence.text) <= _INTRICATE):
            yield quoted
            continue
        plain = await _reword(question, sentence, model)
        checked = await _check(plain, sentence, question.lang, entailment)
        if checked.verdict is Verdict.SUPPORTED:
            yield _worded(quoted, plain, checked, question.lang)
        else:
            yield quoted
            yield Notice(message=say("answer.replaced", question.lang, {"check": _check_name(checked, question.lang)}))


def quote_claim(corpus: Corpus, question: Question, sentence: Sentence) -> Claim:
    """The sentence quoted as it stands, under the name of its provision."""
    citation = cite(corpus, sentence.passage, sentence.start, sentence.end)
    text = say("answer.quote", question.lang, {"label": citation.label, "quote": citation.quote})
    return Claim(text=text, verdict=Verdict.SUPPORTED, check="quote", citations=(citation,))


def _nearest(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Without a model: the nearest sentences, those behind the first left out."""
    return [s for s in sentences[:MOST_CLAIMS] if s.score >= _NEAR * sentences[0].score]


async def _select(question: Question, sentences: Sequence[Sentence], model: ChatModel) -> list[Sentence]:
    schema = {
        "type": "object",
        "properties": {
            "extracts": {
                "type": "array",
                "items": {"type": "integer", "enum": list(range(1, len(sentences) + 1))},
                "minItems": 1,
                "maxItems": MOST_CLAIMS,
            }
        },
        "required": ["extracts"],
        "additionalProperties": False,
    }
    asked = say("answer.ask_select", question.lang, {"question": question.search, "extracts": _numbered(sentences)})
    messages = [Message("system", prompt("select", question.lang)), Message("user", asked)]
    reply = await complete(model, messages, max_tokens=24, schema=schema)
    try:
        numbers = dict.fromkeys(json.loads(reply)["extracts"])
    except (ValueError, KeyError, TypeError):  # an engine without constrained output may say anything
        return _nearest(sentences)
    return [sentences[n - 1] for n in numbers if isinstance(n, int) and 0 < n <= len(sentences)] or _nearest(sentences)


def _numbered(sentences: Sequence[Sentence]) -> str:
    return "\n".join(f"[{number}] {_opening(sentence.text)}" for number, sentence in enumerate(sentences, 1))


def _opening(text: str) -> str:
    """What the model reads of a sentence to choose it: reading costs a second for thirty tokens on two cores."""
    line = " ".join(text.split())
    return line if len(line) <= _READ else f"{line[:_READ].rsplit(' ', 1)[0]} …"


async def _reword(question: Question, sentence: Sentence, model: ChatModel) -> str:
    asked = say("answer.ask_reword", question.lang, {"question": question.search, "quote": sentence.text})
    messages = [Message("system", prompt("reword", question.lang)), Message("user", asked)]
    return " ".join((await complete(model, messages, max_tokens=_REWORD_TOKENS)).split()).strip('«»“”" ')


async def _write_freely(
    corpus: Corpus, question: Question, sentences: Sequence[Sentence], model: ChatModel, entailment: Entailment
) -> AsyncIterator[Claim | Notice]:
    """The model's own sentences, each shown as soon as it is finished if a quote supports it; the nearest quote if none is."""
    extracts = "\n".join(f"[{number}] {' '.join(s.text.split())}" for number, s in enumerate(sentences, 1))
    asked = say("answer.ask_write", question.lang, {"question": question.search, "extracts": extracts})
    messages = [Message("system", prompt("write", question.lang)), Message("user", asked)]
    shown = withheld = False
    async for line in _lines(model.stream(messages, max_tokens=_ANSWER_TOKENS)):
        if not (match := _MARKED.match(line)):
            continue
        named, plain = int(match[1]), match[2].strip()
        order = sorted(range(len(sentences)), key=lambda i: i != named - 1)  # what the model names is tried first
        found = await _find_support(plain, [sentences[i] for i in order], question.lang, entailment)
        if found:
            sentence, checked = found
            shown = True
            yield _worded(quote_claim(corpus, question, sentence), plain, checked, question.lang)
        else:
            withheld = True
    if withheld:
        yield Notice(message=say("answer.withheld", question.lang))
    if not shown:
        for sentence in _nearest(sentences):
            yield quote_claim(corpus, question, sentence)


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
    plain: str, candidates: Sequence[Sentence], lang: Lang, entailment: Entailment
) -> tuple[Sentence, Checked] | None:
    """The first candidate if it supports the sentence, else the one that does best; None if none does."""
    checked = [await _check(plain, candidates[0], lang, entailment)]
    if checked[0].verdict is not Verdict.SUPPORTED:
        checked += [await _check(plain, sentence, lang, entailment) for sentence in candidates[1:]]
    supported = [(c.score, -i) for i, c in enumerate(checked) if c.verdict is Verdict.SUPPORTED]
    if not supported:
        return None
    best = -max(supported)[1]
    return candidates[best], checked[best]


async def _check(plain: str, sentence: Sentence, lang: Lang, entailment: Entailment) -> Checked:
    """The sentence against its quote; what does not end like a sentence was cut short."""
    if not plain.endswith((".", "!", "?")):
        return Checked(Verdict.UNSUPPORTED, "entailment", 0.0)
    passage = sentence.passage
    cited = Cited(plain, lang, sentence.text, passage.lang, passage.anchor)
    return (await check_claims([cited], entailment))[0]


def _worded(quoted: Claim, plain: str, checked: Checked, lang: Lang) -> Claim:
    text = say("answer.claim", lang, {"label": quoted.citations[0].label, "claim": plain.rstrip(".")})
    return quoted.model_copy(update={"text": text, "check": checked.check, "score": round(checked.score, 4)})


def _check_name(checked: Checked, lang: Lang) -> str:
    return say(f"answer.check_{checked.check}", lang)
