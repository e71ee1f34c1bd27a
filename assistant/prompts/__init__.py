"""The instructions given to a model: Markdown files, one per language, read once; their hash goes into each answer."""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Literal

from corpus.texts import LANGS, Lang

Prompt = Literal["select", "reword", "write", "entail"]
PROMPTS: tuple[Prompt, ...] = ("select", "reword", "write", "entail")


@cache
def prompt(name: Prompt, lang: Lang) -> str:
    """The instruction `name` in `lang`."""
    return (files("assistant.prompts") / lang / f"{name}.md").read_text(encoding="utf8").strip()


@cache
def prompt_hash() -> str:
    """sha256 of all instructions, first twelve digits."""
    together = "\0".join(prompt(name, lang) for lang in LANGS for name in PROMPTS)
    return hashlib.sha256(together.encode()).hexdigest()[:12]
