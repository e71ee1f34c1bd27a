"""Must, may and must not: a claim keeps the force of its quote. "Oui" to a prohibition is the small model's worst fault."""

import re
from enum import StrEnum

from corpus.words import fold


class Force(StrEnum):
    """What a sentence does to its reader."""

    OBLIGES = "obliges"
    PERMITS = "permits"
    FORBIDS = "forbids"
    EXEMPTS = "exempts"


_SIGNS = (
    (
        Force.FORBIDS,
        r"\b(?:shall|must|may|can|should) not\b|\bcannot\b|\bprohibit\w*|\bforbid\w*|\bforbidden\b|\bno \w+ (?:shall|may)\b|"
        r"\bne (?:doit|doivent|devez|devons|peut|peuvent|pouvez|pouvons|peux|dois) (?:pas|jamais|en aucun|etre|que)\b|"
        r"\binterdi\w*|\bprohib\w*|\bne sont pas autoris\w*|\bn'est pas (?:autoris|permis|possible)\w*|\bnot (?:allowed|permitted)\b",
    ),
    (
        Force.EXEMPTS,
        r"\bshall not apply\b|\b(?:does|do|did) not apply\b|\bne s'appliqu\w+ pas\b|\bn'est pas (?:tenu|requis|necessaire|obligatoire)\w*|"
        r"\bne sont pas (?:tenu|requis|necessaire|obligatoire)\w*|\bnot (?:required|obliged|necessary)\b|\bneed not\b|\bexempt\w*|\bdispens\w*",
    ),
    (
        Force.OBLIGES,
        r"\b(?:shall|must|has to|have to|is to|are to|should)\b(?! not)|\brequired\b|\bobliged\b|\bobligation\w*|\bobligatoire\w*|"
        r"\bdoit\b|\bdoivent\b|\bdevez\b|\bdois\b|\bdevons\b|\bdevrai\w*|\best tenu\w*|\bsont tenu\w*|\bfaut\b|\bmandatory\b",
    ),
    (
        Force.PERMITS,
        r"\bmay\b(?! not)|\bcan\b(?! not)|\bpeut\b|\bpeuvent\b|\bpouvez\b|\bpeux\b|\ballowed\b|\bpermitted\b|\bautoris\w*",
    ),
)
_PATTERNS = tuple((force, re.compile(signs)) for force, signs in _SIGNS)
_NEGATION = re.compile(r"\b(?:not|no|never|without|neither|nor|none|ne|n|ni|aucun\w*|jamais|sans|non|nul\w*)\b|n't\b|\bpas\b")
_EXCEPTION = re.compile(
    r"\bunless\b|\bexcept\b|\bother than\b|\bonly (?:if|where|when)\b|\bsauf\b|\ba moins\b|\bhormis\b|\bexcepte\w*|\bne \w+ que\b|"
    r"\ba l'exception\b|\buniquement\b|\bseulement\b"
)


def forces(text: str) -> frozenset[Force]:
    """What `text` does: obliges, permits, forbids, exempts. "Must not" forbids and does not also oblige."""
    rest = fold(text)
    found = set()
    for force, pattern in _PATTERNS:
        rest, count = pattern.subn(" ", rest)
        if count:
            found.add(force)
    return frozenset(found)


def keeps_force(claim: str, quote: str) -> bool:
    """Whether `claim` has no force that `quote` has not, keeps its exception, and denies only if it denies.

    In EU law the bare indicative obliges ("the provider informs"): a claim that obliges may rest on a quote without force.
    """
    said, meant = forces(claim), forces(quote)
    if said - meant and not (said == {Force.OBLIGES} and not meant):
        return False
    if bool(_NEGATION.search(fold(claim))) != bool(_NEGATION.search(fold(quote))):
        return False
    return bool(_EXCEPTION.search(fold(claim))) == bool(_EXCEPTION.search(fold(quote)))
