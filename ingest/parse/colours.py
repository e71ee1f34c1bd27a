"""Whether words can be told from what they stand on."""

import re
from typing import NamedTuple

# Contrast runs from 1 (the same colour) to 21 (black on white). The palest grey that people print, #EEEEEE on white, has 1.16;
# what has less nobody reads.
LEAST_CONTRAST = 1.15
_HEX = re.compile(r"[0-9A-Fa-f]{6}")


class Colour(NamedTuple):
    """Red, green and blue from 0 to 1."""

    red: float
    green: float
    blue: float


WHITE, BLACK = Colour(1, 1, 1), Colour(0, 0, 0)


def from_hex(text: str | None) -> Colour | None:
    """The colour written as "FFFFFF", with or without an opacity before it; None for another word ("auto")."""
    if text is None or not _HEX.fullmatch(text[-6:]) or len(text) not in {6, 8}:
        return None
    return Colour(*(int(text[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4)))


def blends(text: Colour | None, ground: Colour | None) -> bool:
    """Whether text of this colour cannot be seen on this ground; not where either is unknown."""
    return text is not None and ground is not None and contrast(text, ground) < LEAST_CONTRAST


def contrast(one: Colour, other: Colour) -> float:
    """How far two colours differ, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
