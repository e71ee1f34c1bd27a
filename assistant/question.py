"""A question understood: its language, itself made standalone from the history, the provisions it names. No model call."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import py3langid

from assistant.answers import Query, Turn
from assistant.references import Reference, find_references, named_documents
from corpus.texts import Lang
from corpus.words import content_words, fold, stop_words, tokens

# Words that point back: a short question holding one cannot be searched alone.
_POINTS_BACK = re.compile(
    r"^(?:et|and|also|aussi|what about|how about|dans ce cas|in that case|pourquoi|why|sinon|otherwise|donc|so)\b"
    r"|\b(?:ca|cela|celui-ci|celle-ci|ceux-ci|ce delai|cette regle|cette obligation|le meme|la meme"
    r"|it|that|this|those|these|they|them|the same)\b"
)
_ENOUGH_WORDS = 4
# What asks for the meaning of a term, in folded text.
_ASKS_MEANING = re.compile(
    r"\b(?:defin(?:e|es|ed|ing|ition|itions|i|ie|is|ir|it)\b|what is meant by|what does .{1,60} mean\b|meaning of"
    r"|que (?:signifie|veut dire)|qu'entend-on par|c'est quoi une? |qu'est-ce qu'une? )"
    r"|^what (?:is|are) (?!the\b|article\b)(?:an? )?(?:[\w-]+ ){0,3}[\w-]+ ?\?$"
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `text` as written, `search` made standalone, `lang`, the provisions and documents it names, whether it
    asks what a term means, and the documents to answer from (none: all)."""

    text: str
    search: str
    lang: Lang
    references: tuple[Reference, ...]
    documents: tuple[str, ...]
    asks_meaning: bool = False
    corpus: tuple[str, ...] = ()


def understand(query: Query) -> Question:
    """The question of `query`, read with its history."""
    lang = query.lang or detect_lang(query.question)
    earlier = [turn.content for turn in query.history if turn.role == "user"]
    search = query.question
    if earlier and _needs_history(query.question):
        search = f"{earlier[-1]} {query.question}"
    default = _document_in_mind(query.history)
    references = find_references(query.question, document=default)
    return Question(
        text=query.question,
        search=search,
        lang=lang,
        references=tuple(references),
        documents=named_documents(query.question) or ((default,) if default and search != query.question else ()),
        asks_meaning=bool(_ASKS_MEANING.search(fold(query.question).strip())),
        corpus=query.corpus,
    )


def detect_lang(text: str) -> Lang:
    """The language `text` is written in: by its small words, by letter statistics when they are no help."""
    words = [word for word in tokens(text) if word != "ai"]  # French for "have", but here nearly always artificial intelligence
    french = sum(word in stop_words("fr") for word in words)
    english = sum(word in stop_words("en") for word in words)
    if french == english:  # "Article 22 GDPR" has no small word, but the name it uses is of one language
        french, english = sum(word in {"rgpd", "ria"} for word in words), sum(word in {"gdpr", "act"} for word in words)
    if french != english:
        return "fr" if french > english else "en"
    return "fr" if _identifier().classify(text)[0] == "fr" else "en"


@cache
def _identifier() -> py3langid.langid.LanguageIdentifier:
    identifier = py3langid.langid.LanguageIdentifier.from_model_file(py3langid.langid.MODEL_FILE)
    identifier.set_languages(["fr", "en"])
    return identifier


def _needs_history(question: str) -> bool:
    return bool(_POINTS_BACK.search(fold(question))) or len(content_words(question)) < _ENOUGH_WORDS


def _document_in_mind(history: Sequence[Turn]) -> str | None:
    """The document last named in the conversation."""
    for turn in reversed(history):
        if named := named_documents(turn.content):
            return named[-1]
    return None
