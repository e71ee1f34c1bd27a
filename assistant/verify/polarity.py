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


_SIGNS: tuple[tuple[Force, tuple[str, ...]], ...] = (
    (
        Force.FORBIDS,
        (
            r"\b(?:shall|must|may|can|should) not\b",
            r"\bcannot\b|\bforbidden\b|\b(?:prohibit|forbid)\w*",
            r"\bno \w+ (?:shall|may)\b|\bnot (?:allowed|permitted)\b",
            r"\bne (?:doit|doivent|devez|devons|dois|peut|peuvent|pouvez|pouvons|peux) (?:pas|jamais|en aucun|etre|que)\b",
            r"\b(?:interdi|prohib)\w*|\bne sont pas autoris\w*|\bn'est pas (?:autoris|permis|possible)\w*",
        ),
    ),
    (
        Force.EXEMPTS,
        (
            r"\b(?:shall|does|do|did) not apply\b|\bnot (?:required|obliged|necessary)\b|\bneed not\b|\bexempt\w*",
            r"\bne s'appliqu\w+ pas\b|\b(?:n'est|ne sont) pas (?:tenu|requis|necessaire|obligatoire)\w*|\bdispens\w*",
        ),
    ),
    (
        Force.OBLIGES,
        (
            r"\b(?:shall|must|has to|have to|is to|are to|should)\b(?! not)|\brequired\b|\bobliged\b|\bmandatory\b",
            r"\bobligation\w*|\bobligatoire\w*|\b(?:doit|doivent|devez|dois|devons)\b|\bdevrai\w*",
            r"\b(?:est|sont) tenu\w*|\bfaut\b",
        ),
    ),
    (
        Force.PERMITS,
        (r"\b(?:may|can)\b(?! not)|\ballowed\b|\bpermitted\b", r"\b(?:peut|peuvent|pouvez|peux)\b|\bautoris\w*"),
    ),
)
_PATTERNS = tuple((force, re.compile("|".join(signs))) for force, signs in _SIGNS)
_NEGATION = re.compile(r"\b(?:not|no|never|without|neither|nor|none|ne|n|ni|aucun\w*|jamais|sans|non|nul\w*)\b|n't\b|\bpas\b")
_EXCEPTION = re.compile(
    r"\bunless\b|\bexcept\b|\bother than\b|\bonly (?:if|where|when)\b|\bsauf\b|\ba moins\b|\bhormis\b|\bexcepte\w*|"
    r"\bne \w+ que\b|\ba l'exception\b|\buniquement\b|\bseulement\b"
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
