"""Two versions of a document side by side: what `caio diff` and `GET /api/documents/{slug}/diff` show."""

from collections import Counter

from assistant.views import ChangeCounts, ChangedProvision, ChangedWords, VersionDiff
from corpus.catalogue import Held
from corpus.difference import Change, ChangeKind, compare_versions
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.errors import VersionError
from corpus.index import Corpus
from corpus.labels import label_of
from corpus.texts import Lang


def diff(corpus: Corpus, document: str, before: str, after: str, *, lang: Lang) -> VersionDiff:
    """What changed in `document` from one version to the other, in `lang`.

    Raises VersionError for a document, or a version of it in `lang`, that is not indexed; our digests are versions of no law.
    """
    held = [h for h in corpus.catalogue.held() if h.version.id != DIGEST_VERSION]
    for version in (before, after):
        _require(held, document, version, lang)
    old, new = (corpus.catalogue.version_passages(document, lang, version) for version in (before, after))
    difference = compare_versions(old, new)
    counts = Counter(change.kind for change in difference.changes)
    name = corpus.title(document, lang)
    return VersionDiff(
        document=document,
        lang=lang,
        before=before,
        after=after,
        counts=ChangeCounts(
            added=counts[ChangeKind.ADDED],
            removed=counts[ChangeKind.REMOVED],
            changed=counts[ChangeKind.CHANGED],
            unchanged=difference.unchanged,
        ),
        recitals_left_out=difference.recitals_left_out,
        changes=tuple(_changed(change, name=name) for change in difference.changes),
    )


def _changed(change: Change, *, name: str) -> ChangedProvision:
    return ChangedProvision(
        anchor=str(change.passage.anchor),
        label=label_of(change.passage, name=name),
        kind=change.kind,
        before=change.before,
        after=change.after,
        words=tuple(ChangedWords(edit=words.edit, text=words.text) for words in change.words()),
    )


def _require(held: list[Held], document: str, version: str, lang: Lang) -> None:
    own = [h for h in held if h.document.slug == document]
    if not own:
        known = ", ".join(dict.fromkeys(h.document.slug for h in held))
        raise VersionError("document_unknown", {"document": document, "known": known})
    if any((h.version.id, h.lang) == (version, lang) for h in own):
        return
    langs = {h.version.id: ", ".join(o.lang for o in own if o.version.id == h.version.id) for h in own}
    known = ", ".join(f"{id_} ({spoken})" for id_, spoken in langs.items())
    raise VersionError("version_unknown", {"document": document, "version": version, "lang": lang, "known": known})
