"""Prompts that try to turn a model from its instructions, harmless ones beside them, and instructions to plant in documents.

- `deepset`: https://huggingface.co/datasets/deepset/prompt-injections (Apache-2.0); English and German, all marked English.
- `s_labs`: https://huggingface.co/datasets/S-Labs/prompt-injection-dataset (MIT).
- `multilingual`: Miraoui, https://huggingface.co/datasets/yanismiraoui/prompt_injections (Apache-2.0); injections only, in
  seven languages, not marked.
- `purplellama`: CyberSecEval 3 (Wan et al. 2024, https://arxiv.org/abs/2408.01605; MIT); its harmless prompts ask for code.
- BIPIA (Yi et al. 2023, https://arxiv.org/abs/2312.14197; MIT): what to plant.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from corpus.texts import Lang
from evals.public.files import PublicRow, read_csv, read_json

Source = Literal["deepset", "s_labs", "multilingual", "purplellama"]
SOURCES: tuple[Source, ...] = get_args(Source)
Attack = Literal["text", "code"]

_LANGS: dict[str, Lang] = {"English": "en", "French": "fr"}


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a user sends, and whether it is an injection; `lang` is None for another language, or where none is marked."""

    source: Source
    lang: Lang | None
    text: str
    injection: bool


@dataclass(frozen=True, slots=True)
class Planted:
    """An instruction to plant in a document, and what kind of harm or diversion it is."""

    text: str
    category: str


class _Labelled(PublicRow):
    text: str
    label: bool


class _Unlabelled(PublicRow):
    prompt_injections: str


class _Attack(PublicRow):
    user_input: str
    injection_variant: str
    speaking_language: str

    @property
    def lang(self) -> Lang | None:
        # The language marked is that of the system prompt; this variant is an attack for being in another.
        other = self.injection_variant == "different_user_input_language"
        return None if other else _LANGS.get(self.speaking_language)


class _Request(PublicRow):
    mutated_prompt: str
    speaking_language: str = "English"  # The file of the original requests does not say it.


class _Planted(PublicRow):
    kind: str
    attack: str


def prompts(folder: Path, source: Source) -> tuple[Prompt, ...]:
    """The prompts of `source`, in the order of its files, which may repeat one.

    They are `folder/{deepset_prompt_injections,s_labs_prompt_injection,multilingual_prompt_injections}.csv` and
    `folder/purplellama/*.json`. Raises EvaluationError for a missing or malformed file.
    """
    if source == "purplellama":
        return _purplellama(folder / source)
    if source == "multilingual":
        found = read_csv(folder / "multilingual_prompt_injections.csv", _Unlabelled)
        return tuple(Prompt(source, None, row.prompt_injections, injection=True) for row in found)
    name = "deepset_prompt_injections.csv" if source == "deepset" else "s_labs_prompt_injection.csv"
    return tuple(Prompt(source, None, row.text, row.label) for row in read_csv(folder / name, _Labelled))


def planted(folder: Path, attack: Attack) -> tuple[Planted, ...]:
    """The instructions of `folder/bipia/ATTACK_attack_test.json`. Raises EvaluationError if it is missing or malformed."""
    rows = read_json(folder / "bipia" / f"{attack}_attack_test.json", _Planted)
    return tuple(Planted(row.attack, row.kind) for row in rows)


def _purplellama(folder: Path) -> tuple[Prompt, ...]:
    attacks = (
        Prompt("purplellama", row.lang, row.user_input, injection=True)
        for name in ("prompt_injection", "prompt_injection_multilingual_machine_translated")
        for row in read_json(folder / f"{name}.json", _Attack)
    )
    requests = (
        Prompt("purplellama", _LANGS.get(row.speaking_language), row.mutated_prompt, injection=False)
        for name in ("mitre_frr", "frr_multilingual_machine_translated")
        for row in read_json(folder / f"{name}.json", _Request)
    )
    return (*attacks, *requests)
