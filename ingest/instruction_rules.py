"""How instructions to a model are worded: the rules of `instructions.toml`, ready to be sought in folded text."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["override", "role", "tag", "reveal", "dictate"]
Family = Literal[
    "machine",
    "addressed",
    "this",
    "reading",
    "answers",
    "question",
    "user",
    "telling",
    "words",
    "link",
    "secret",
    "always",
    "void",
]

# What an imperative follows: the end of a sentence, a mark (but « n’ignorez jamais »), or a word that announces it.
OPENING = re.compile(
    r"(?:^|(?<!n)'\s*|[.!?:;,\"()\[\]<>{}*#_|/=]\s*|(?:^|\s)[–—-]+\s+|\n\s*|(?:\b|^)(?:please|now|then|and|also|just|simply|so|must|should|shall|will|you|"
    r"always|instead|first|immediately|assistants?|ai|models?|ok|never mind|et|puis|maintenant|desormais|merci de|veuillez|"
    r"priere de|dois|devez|doit|doivent|tu|vous|toujours|d'abord|alors|il faut|ia|stp|svp|bitte|por favor|per favore)\s+)$"
)
# What a text about such attacks says near the examples that it quotes.
ABOUT_ATTACKS = re.compile(
    r"\b(?:attack|adversar|malicious|inject|jailbreak|exploit|poison|phishing|red.?team|attaqu|malveillan|empoisonn|pieg|detourn|"
    r"for\s+(?:example|instance)|such\s+as|par\s+exemple|tels?\s+que|telles?\s+que)"
)


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    says: str
    rule: re.Pattern[str]


class Command(_Rule):
    """A wording that is enough alone; with `opens`, where an imperative stands. `says`: an example of it."""

    kind: Kind
    opens: bool


class Sign(_Rule):
    """A wording that is not enough alone. `says`: an example of it."""

    family: Family


class Together(BaseModel):
    """Families of signs that make an instruction where they meet."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    families: tuple[Family, ...]


class Rules(BaseModel):
    """Every rule; which signs are enough `together`, and which are where they are `unseen`."""

    model_config = ConfigDict(frozen=True)

    commands: tuple[Command, ...]
    signs: tuple[Sign, ...]
    together: tuple[Together, ...]
    unseen: tuple[Together, ...]


@cache
def rules() -> Rules:
    """The rules of `instructions.toml`, compiled once."""
    table = tomllib.loads((files("ingest") / "instructions.toml").read_text(encoding="utf8"))
    words: Mapping[str, str] = table["words"]
    for entry in (*table["command"], *table["sign"]):
        entry["rule"] = re.compile(_expand(entry["rule"], words))
    return Rules(commands=table["command"], signs=table["sign"], together=table["together"], unseen=table["unseen"])


def _expand(rule: str, words: Mapping[str, str]) -> str:
    named = re.sub(r"\{([A-Z_]+)\}", lambda name: words[name[1]], rule)
    few = re.sub(r"\{FEW_(\d)\}", r"(?:[^\\s.!?;\"]+ ){0,\1}?", named)
    return few.replace("\n", "").replace(" ?", r"\s*").replace(" ", r"\s+")
