"""Words as the lexical index sees them: folded accents, no stop words, Snowball stems, French and English apart."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import Stemmer

from corpus.texts import LANGS, Lang

_WORD = re.compile(r"[^\W_]+(?:[.-][^\W_]+)*")
_ALGORITHM = {"fr": "french", "en": "english"}
_STOP_WORDS: dict[Lang, str] = {
    "fr": (
        "a à afin ai aie ainsi alors as au aucun aucune aussi autre autres aux avait avec avez avoir avons c "
        "ça car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment d dans de des "
        "dès deux dit doit doivent donc dont du elle elles en encore entre es est et étant été être eu eux "
        "fait faire faut fois font il ils j je l la là le les leur leurs lors lorsque lui m ma mais me même "
        "mes moi mon n ne ni nos notre nous on ont ou où par parce pas peu peut peuvent peux plus plutôt pour "
        "pourquoi puis qu quand que quel quelle quelles quels qui quoi s sa sans se selon ses si soit sommes "
        "son sont sous sur t ta tandis te tel telle tels tes ton tous tout toute toutes très tu un une va "
        "vers veut veux voici voilà vos votre vous y "
    ),
    "en": (
        "a about after all also am an and any are as at be because been before being between both but by can "
        "could did do does doing done each for from get had has have having he her here hers him his how i if "
        "in into is it its just like me might more most must my need no nor not of on one only or other our "
        "ours out over own per same shall she should so some such than that the their theirs them then there "
        "these they this those through to too under until up upon us very was we were what when where whether "
        "which while who whom whose why will with within would you your yours "
    ),
}


def fold(text: str) -> str:
    """`text` in lower case without accents; ligatures and typographic apostrophes made plain."""
    text = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("’", "'").replace("ʼ", "'")
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


@cache
def _stemmer(lang: Lang) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(_ALGORITHM[lang])


@cache
def stop_words(lang: Lang) -> frozenset[str]:
    """The words of `lang` that say nothing of the subject, folded."""
    return frozenset(fold(word) for word in _STOP_WORDS[lang].split())


def tokens(text: str) -> list[str]:
    """The words of `text`, folded: "l'AI-Act" gives l, ai-act; numbers with dots stay whole."""
    return _WORD.findall(fold(text))


def stems(text: str, lang: Lang) -> list[str]:
    """The stems of the content words of `text`, read as `lang`; hyphenated words also give their parts."""
    return list(_stems(tokens(text), lang))


def _stems(words: Iterable[str], lang: Lang) -> Iterable[str]:
    stemmer, stops = _stemmer(lang), stop_words(lang)
    for word in words:
        for part in word.split("-"):
            if part and part not in stops:
                yield stemmer.stemWord(part)


def content_words(text: str) -> list[str]:
    """The folded words of `text` that are stop words in neither language."""
    return [word for word in tokens(text) if not any(word in stop_words(lang) for lang in LANGS)]


def match_any(terms: Iterable[Iterable[str]]) -> str:
    """The FTS5 query for texts with any of `terms`, each a run of stems ("" if there is none)."""
    return " OR ".join('"' + " ".join(term) + '"' for term in dict.fromkeys(tuple(t) for t in terms) if term)
