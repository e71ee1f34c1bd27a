"""Every setting, read from `caio.toml` in the working folder and from `CAIO_…` variables, which win."""

import re
from pathlib import Path
from typing import Annotated, Literal

from limits import parse_many
from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from corpus.errors import SettingsError
from corpus.texts import Lang
from corpus.units import TOKENS
from ingest.apart import Limits
from ingest.reading import How
from ingest.sources import Source

# As browsers write it, which is what it is compared with: no capital, no default port, nothing after.
_ORIGIN = re.compile(r"(http(?!.*:80$)|https(?!.*:443$))://([a-z0-9_.-]+|\[[0-9a-f:]+\])(:[1-9][0-9]{0,4})?")

Engine = Literal["auto", "ollama", "embedded", "openai", "none"]
Writing = Literal["auto", "select", "reword", "free"]


class Spoken(BaseSettings):
    """The language of the settings, readable whatever else in them is wrong."""

    model_config = SettingsConfigDict(
        env_prefix="CAIO_", env_ignore_empty=True, toml_file="caio.toml", extra="ignore", frozen=True, populate_by_name=True
    )

    lang: Lang = "en"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 — the framework passes it
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 — likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then `caio.toml`."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


class Settings(Spoken):
    """Settings of the assistant; each is documented in docs/settings.md."""

    model_config = SettingsConfigDict(extra="forbid")

    home: Path = Path("data")
    corpus_dir: Path | None = None
    sources: tuple[Source, ...] = ()
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    rate: str = "20/minute"
    origins: Annotated[tuple[str, ...], NoDecode] = ()
    secret: SecretStr = SecretStr("")

    engine: Engine = "auto"
    model: str = ""
    model_path: Path | None = None
    # Ollama's own variable is read too, so that a machine set up for it needs nothing more.
    ollama_host: str = Field(
        default="http://127.0.0.1:11434", validation_alias=AliasChoices("ollama_host", "CAIO_OLLAMA_HOST", "OLLAMA_HOST")
    )
    writing: Writing = "auto"
    openai_base_url: str = ""
    openai_api_key: str = "EMPTY"

    embedder: str = "multilingual-e5-small"
    entailment: str = "e5-entailment"
    chroma_url: str = ""
    digests: bool = True
    quarantine: bool = True
    passage_tokens: int = Field(default=TOKENS, ge=64, le=480)
    fetch_timeout_s: float = Field(default=8.0, gt=0)
    reading: How = "processes"
    readers: int = Field(default=0, ge=0, le=256)
    reading_seconds: float = Field(default=Limits().seconds, gt=0)
    reading_memory_mb: int = Field(default=Limits().memory_mb, ge=64)

    conversation_days: int = Field(default=0, ge=0, le=3650)
    feedback_days: int = Field(default=365, ge=0, le=3650)
    records_url: SecretStr = SecretStr("")  # it may hold a password
    contact: str = ""
    privacy: str = ""

    @field_validator("rate")
    @classmethod
    def _is_a_rate(cls, rate: str) -> str:
        try:
            understood = all(limit.amount for limit in parse_many(rate))
        except ValueError:
            understood = False
        if not understood:
            raise SettingsError("rate_invalid", {"rate": rate})
        return rate

    @field_validator("origins", mode="before")
    @classmethod
    def _as_a_list(cls, origins: object) -> object:
        return origins.split() if isinstance(origins, str) else origins

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not _ORIGIN.fullmatch(origin):
                raise SettingsError("origin_invalid", {"origin": origin})
        return origins
