"""A look at everything an answer needs: the index, the embedder, the language model, the disk."""

import shutil

from assistant.answers import Value
from assistant.llm import open_model
from assistant.local import Opening
from assistant.settings import Settings
from corpus.errors import CaioError
from corpus.index import check_index, open_corpus
from corpus.texts import Lang, say

_LEAST_FREE_BYTES = 2 * 10**9


class Finding(Value):
    """One thing examined: whether it is well, and the sentence that says so."""

    ok: bool
    message: str


class Health(Value):
    """All findings; `healthy` when every one is well."""

    healthy: bool
    findings: tuple[Finding, ...]


async def examine(settings: Settings) -> Health:
    """The state of this installation."""
    findings = [_index(settings), await _model(settings), _disk(settings)]
    return Health(healthy=all(finding.ok for finding in findings), findings=tuple(findings))


def _index(settings: Settings) -> Finding:
    opening = Opening(settings)
    lang = settings.lang
    try:
        embedder = opening.embedder()
        faults = check_index(opening.place, embedder)
        corpus = open_corpus(opening.place, embedder)
    except CaioError as error:
        return Finding(ok=False, message=error.message(lang))
    values = {
        "documents": len(corpus.catalogue.held()),
        "passages": corpus.catalogue.count_passages(),
        "embedder": embedder.name,
        "generation": corpus.generation,
    }
    corpus.close()
    if faults:
        return Finding(ok=False, message=" ".join(fault.message(lang) for fault in faults))
    return Finding(ok=True, message=say("cli.index_sound", lang, values))


async def _model(settings: Settings) -> Finding:
    lang: Lang = settings.lang
    try:
        opened = await open_model(settings)
    except CaioError as error:
        return Finding(ok=False, message=error.message(lang))
    await opened.close()
    return Finding(ok=True, message=opened.reason(lang))


def _disk(settings: Settings) -> Finding:
    settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.home).free
    values = {"free": f"{free / 1e9:.1f}", "home": settings.home}
    ok = free >= _LEAST_FREE_BYTES
    return Finding(ok=ok, message=say("cli.disk_well" if ok else "cli.disk_short", settings.lang, values))
