"""Must, may and must not: a claim keeps the force of its quote. "Oui" to a prohibition is the small model's worst fault."""

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.words import fold


class Force(StrEnum):
    """What a sentence does to its reader."""

    OBLIGES = "obliges"
    PERMITS = "permits"
    FORBIDS = "forbids"
    EXEMPTS = "exempts"


_SIGNS: tuple[tuple[Force, tuple[str, ...]], ...] = (
    (
        Force.FORBIDS,
        (
            r"\b(?:shall|must|may|can|should) not\b",
            r"\bcannot\b|\b(?:prohibit|forbid|ban)(?:s|ned|ted|ition|itions|den)?\b|\bunlawful\b",
            r"\bno \w+ (?:shall|may)\b|\bnot (?:allowed|permitted)\b|\bno longer\b",
            r"\bne (?:doit|doivent|devez|devons|dois|peut|peuvent|pouvez|pouvons|peux) "
            r"(?:pas|jamais|plus|en aucun|etre|que|ni)\b",
            r"\b(?:interdi|prohib)\w*|\bne sont pas autoris\w*|\bn'est pas (?:autoris|permis|possible)\w*",
        ),
    ),
    (
        Force.EXEMPTS,
        (
            r"\b(?:shall|does|do|did) not apply\b|\bnot (?:required|obliged|necessary|have to)\b|\bneed not\b|\bexempt\w*",
            r"\bne s'appliqu\w+ pas\b|\b(?:n'est|ne sont) pas (?:tenu|requis|necessaire|obligatoire)\w*",
            r"\bdispens\w*|\bechapp\w*",
        ),
    ),
    (
        Force.OBLIGES,
        (
            r"\b(?:shall|must|has to|have to|is to|are to|should)\b(?! not)|\brequired\b|\bobliged\b|\bmandatory\b",
            r"\bobligation\w*|\bobligatoire\w*|\b(?:doit|doivent|devez|dois|devons)\b|\bdevrai\w*|\boblige\w*|\bimpose\w*|\bexige\w*",
            r"\b(?:est|sont) tenu\w*|\bfaut\b",
        ),
    ),
    (
        Force.PERMITS,
        (
            r"\b(?:may|can)\b(?! not)|\ballowed\b|\bpermitted\b|\bfree to\b|\bentitled\b",
            r"\b(?:peut|peuvent|pouvez|peux)\b|\bautoris\w*|\ba le droit\b|\bont le droit\b|\bavez le droit\b",
        ),
    ),
)
_PATTERNS = tuple((force, re.compile("|".join(signs))) for force, signs in _SIGNS)
_NEGATION = re.compile(r"\b(?:not|no|never|without|neither|nor|none|ne|n|ni|aucun\w*|jamais|sans|non|nul\w*)\b|n't\b|\bpas\b")
_EXCEPTION = re.compile(
    r"\bunless\b|\bexcept\w*\b|\bother than\b|\bsave (?:where|for)\b|\bsubject to\b|\b(?:without|sans) prejudice\b|\bderog\w+"
    r"|\bdoes not apply\b|\bsauf\b|\ba moins\b|\bhormis\b|\bexcepte\w*|\bhors\b|\ba l'exception\b"
    r"|\bsous reserve\b|\bne s'applique"
)
_LIMIT = re.compile(
    r"\bonly\b|\bsolely\b|\bexclusiv\w*|\bprovided\b|\bas long as\b|\bconditions?\b|\bne \w+ que\b|\buniquement\b|\bseul\w*\b"
    r"|\bpourvu\b|\bdes lors\b"
)
_EXTENSION = re.compile(
    r"\beven\b|\bincluding\b|\bwhether or not\b|\bregardless\b|\bin (?:all cases|any case)\b|\balways\b|\bno matter\b"
    r"|\bmeme (?:si|lorsque|quand|en)\b|\by compris\b|\bque ce soit\b|\bdans tous les cas\b|\btoujours\b"
)
# How far an exception reaches, in characters: enough for its words to be compared.
_REACH = 90


@dataclass(frozen=True, slots=True)
class Shift:
    """How the force of a claim differs from that of its quote: forces added to and dropped from the sentences nearest to it,
    negations more than they have, theirs dropped; an exception, a limit ("only") or an extension ("even if") that the quote
    has nowhere, its exceptions dropped; and the words of the claim's exception, "" if it has none."""

    added: frozenset[Force]
    dropped: frozenset[Force]
    negations: int
    negation_dropped: bool
    exception_added: bool
    exception_dropped: bool
    limit_added: bool
    extension_added: bool
    exception: str


def forces(text: str) -> frozenset[Force]:
    """What `text` does: obliges, permits, forbids, exempts. "Must not" forbids and does not also oblige."""
    rest = fold(text)
    found = set()
    for force, pattern in _PATTERNS:
        rest, count = pattern.subn(" ", rest)
        if count:
            found.add(force)
    return frozenset(found)


def shift(claim: str, nearest: str, quote: str) -> Shift:
    """How `claim` bends `quote`, whose sentences on the same matter are `nearest`.

    In EU law the bare indicative obliges ("the provider informs"): a claim that obliges adds nothing to a quote without force.
    """
    said, meant = forces(claim), forces(nearest)
    words, near, whole = fold(claim), fold(nearest), fold(quote)
    negations, denied = len(_NEGATION.findall(words)), len(_NEGATION.findall(near))
    exception = _EXCEPTION.search(words) or _LIMIT.search(words)
    return Shift(
        added=said - (meant or frozenset({Force.OBLIGES})),
        dropped=meant - said,
        negations=max(0, negations - denied),
        negation_dropped=bool(denied) and not negations,
        exception_added=_adds(_EXCEPTION, words, whole),
        exception_dropped=_adds(_EXCEPTION, whole, words),
        limit_added=_adds(_LIMIT, words, whole),
        extension_added=_adds(_EXTENSION, words, whole),
        exception=words[exception.end() : exception.end() + _REACH] if exception else "",
    )


def _adds(sign: re.Pattern[str], text: str, other: str) -> bool:
    return bool(sign.search(text)) and not sign.search(other)
