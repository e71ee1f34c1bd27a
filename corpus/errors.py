"""The tree of errors a reader can meet. Each says what happened and what to do next, in French and in English.

    CaioError
    ├── AnchorError          an anchor that does not follow the grammar, or that no indexed text carries
    ├── VersionError         a document or a version of it that is not indexed
    ├── StoreError           the index is missing, locked, or made by another embedder
    │   └── DamageError      what was written cannot be read as it was written
    ├── IngestError          a document that cannot be read, is incomplete, or cannot be written down
    ├── ModelError           a language model that cannot be had or does not answer
    ├── SettingsError        a setting that cannot be used
    └── EvaluationError      an evaluation set that is missing or malformed

The words live in `corpus/texts/errors.{fr,en}.toml` under the error's key, so that every error exists in both languages.
"""

from collections.abc import Mapping
from typing import Literal

from corpus.texts import Lang, say


class CaioError(Exception):
    """An error for a person to read: `key` names its sentence in the texts, `values` fill it in."""

    def __init__(self, key: str, values: Mapping[str, object] | None = None) -> None:
        self.key = key
        self.values = dict(values or {})
        super().__init__(self.message("en"))

    def __reduce__(self) -> tuple[type["CaioError"], tuple[str, dict[str, object]]]:
        """How it goes from one process to another: values as they are printed, for not every one can travel."""
        return type(self), (self.key, {name: v if isinstance(v, int) else str(v) for name, v in self.values.items()})

    def message(self, lang: Lang) -> str:
        """The sentence in `lang`: what happened, and what to do next."""
        return say(f"errors.{self.key}", lang, self.values)


class AnchorError(CaioError):
    """An anchor outside the grammar, or carried by no indexed text."""


class VersionError(CaioError):
    """A document, or a version of it in the language asked, that is not indexed."""


class StoreError(CaioError):
    """The index is missing, locked, damaged, or made by another embedder."""


Step = Literal["", "doctor", "rollback", "ingest", "unchanged", "built_on", "anew", "rewritten"]


class DamageError(StoreError):
    """What was written to the index cannot be read as it was written.

    Its sentence ends with the next step, which depends on what is sound beside it: `step` names it, "" for none.
    """

    def __init__(self, key: str, values: Mapping[str, object] | None = None, *, step: Step = "doctor") -> None:
        self.step = step
        super().__init__(key, values)

    def message(self, lang: Lang) -> str:
        """The sentence in `lang`: what happened, and what to do next."""
        happened = super().message(lang)
        return f"{happened} {say(f'errors.then_{self.step}', lang, self.values)}" if self.step else happened

    def leading_to(self, step: Step, generation: str | None = None) -> "DamageError":
        """The same damage with another next step, and the generation that it is about."""
        return DamageError(self.key, {**self.values, "sound": generation}, step=step)


class IngestError(CaioError):
    """A document that cannot be read, is incomplete, or cannot be written down."""


class ModelError(CaioError):
    """A language or embedding model that cannot be had or does not answer."""


class SettingsError(CaioError):
    """A setting whose value cannot be used."""


class EvaluationError(CaioError):
    """An evaluation set that is missing or malformed."""
