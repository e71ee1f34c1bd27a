"""The tree of errors a reader can meet. Each says what happened and what to do next, in French and in English.

    CaioError
    ├── AnchorError          an anchor that does not follow the grammar, or that no indexed text carries
    ├── VersionError         a document or a version of it that is not indexed
    ├── StoreError           the index is missing, locked, damaged or made by another embedder
    ├── IngestError          a document that cannot be read, is incomplete, or cannot be written down
    ├── ModelError           a language model that cannot be had or does not answer
    ├── SettingsError        a setting that cannot be used
    └── EvaluationError      an evaluation set that is missing or malformed

The words live in `corpus/texts/errors.{fr,en}.toml` under the error's key, so that every error exists in both languages.
"""

from collections.abc import Mapping

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


class IngestError(CaioError):
    """A document that cannot be read, is incomplete, or cannot be written down."""


class ModelError(CaioError):
    """A language or embedding model that cannot be had or does not answer."""


class SettingsError(CaioError):
    """A setting whose value cannot be used."""


class EvaluationError(CaioError):
    """An evaluation set that is missing or malformed."""
