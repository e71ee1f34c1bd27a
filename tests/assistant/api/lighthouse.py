"""A small assistant of its own: the rules of an imaginary lighthouse, found by shared words, answered by quoting them."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from datetime import date

from assistant.answers import (
    Answer,
    Citation,
    Claim,
    ClaimChecked,
    Done,
    Event,
    Query,
    Refusal,
    RefusalReason,
    Source,
    SourcesFound,
    Status,
    TextDelta,
    Timings,
    Verdict,
)
from assistant.views import (
    ChangeCounts,
    ChangedProvision,
    ChangedUnit,
    ChangedWords,
    Changes,
    DocumentInfo,
    DocumentVersion,
    NewVersion,
    Readiness,
    SearchResult,
    Shown,
    ShownVersion,
    VersionDiff,
)
from corpus.anchors import parse
from corpus.difference import ChangeKind
from corpus.documents import Trust
from corpus.errors import AnchorError, CaioError, VersionError
from corpus.texts import Lang
from corpus.underway import Underway
from corpus.wording import Edit

RULES: dict[Lang, tuple[str, ...]] = {
    "en": (
        "The keeper lights the lamp before dusk. The lamp burns until dawn.",
        "Visitors leave the tower before the lamp is lit.",
        "In fog, the keeper sounds the horn every two minutes.",
    ),
    "fr": (
        "Le gardien allume la lampe avant le crépuscule. La lampe brûle jusqu’à l’aube.",
        "Les visiteurs quittent la tour avant que la lampe ne soit allumée.",
        "Par brouillard, le gardien sonne la corne toutes les deux minutes.",
    ),
}
EARLIER, VERSION = "1871-edition", "1897-edition"
LABEL: dict[Lang, str] = {"en": "Article {n} of the Lighthouse Rules", "fr": "Article {n} du Règlement du phare"}
NOTHING: dict[Lang, str] = {
    "en": "The rules of the lighthouse say nothing about it. Ask the keeper.",
    "fr": "Le règlement du phare n’en dit rien. Demandez au gardien.",
}
STEPS: dict[Lang, str] = {"en": "Looking through the rules…", "fr": "Je parcours le règlement…"}


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3}


class Lighthouse:
    """The service of the lighthouse.

    `gates` holds back a kind of event until its future is set; `breakdown` is raised in place of the event it names;
    `left_early` tells which questions were abandoned by their reader, `asked` which were received.
    """

    def __init__(
        self,
        *,
        gates: dict[str, Future[None]] | None = None,
        breakdown: dict[str, Exception] | None = None,
        is_ready: bool = True,
    ) -> None:
        self.gates = gates or {}
        self.breakdown = breakdown or {}
        self.is_ready = is_ready
        self.asked: list[Query] = []
        self.left_early: list[str] = []

    async def stream(self, query: Query) -> AsyncIterator[Event]:
        self.asked.append(query)
        lang: Lang = query.lang or ("fr" if "quand" in query.question.lower() else "en")
        finished = False
        try:
            await self._pass("status")
            yield Status(step="searching", message=STEPS[lang])
            hits = self._find(query.question, lang)
            await self._pass("sources")
            yield SourcesFound(passages=hits)
            claims = [_claim(hit) for hit in hits[:2]]
            for claim in claims:
                await self._pass("delta")
                yield TextDelta(text=claim.text + " ")
                await self._pass("claim")
                yield ClaimChecked(claim=claim)
            await self._pass("done")
            finished = True
            yield Done(answer=_answer(claims, hits, lang))
        except CaioError:
            finished = True
            raise
        finally:
            if not finished:
                self.left_early.append(query.question)

    def search(self, text: str, *, k: int, lang: Lang | None, as_of: date | None) -> SearchResult:
        return SearchResult(hits=() if as_of and as_of < date(1897, 1, 1) else self._find(text, lang or "en")[:k])

    def show(self, anchor: str, *, lang: Lang | None, as_of: date | None) -> Shown:
        if as_of and as_of < date(1897, 1, 1):
            raise AnchorError("anchor_unknown", {"anchor": anchor})
        number = int(parse(anchor).number)
        lang = lang or "en"
        if not 1 <= number <= len(RULES[lang]):
            raise AnchorError("anchor_unknown", {"anchor": anchor})
        return Shown(
            anchor=anchor,
            lang=lang,
            version=VERSION,
            text=RULES[lang][number - 1],
            label=LABEL[lang].format(n=number),
            headings=(),
            url="",
            valid_from=date(1897, 1, 1),
            valid_to=None,
            versions=tuple(
                ShownVersion(version=VERSION, lang=tongue, valid_from=date(1897, 1, 1), valid_to=None) for tongue in RULES
            ),
            parent=None,
            previous=f"lighthouse#art_{number - 1}" if number > 1 else None,
            next=f"lighthouse#art_{number + 1}" if number < len(RULES[lang]) else None,
        )

    def changes(self, *, since: date, lang: Lang | None) -> Changes:
        day = date(1897, 3, 1)
        horn = ChangedUnit(anchor="lighthouse#art_3", label="Article 3", kind=ChangeKind.ADDED)
        version = NewVersion(
            document="lighthouse",
            title="Rules for the keeping of the lighthouse",
            version=VERSION,
            langs=("en", "fr"),
            valid_from=day,
            indexed=None,
            before=EARLIER,
            units=(horn,),
        )
        return Changes(
            since=since,
            until=day,
            lang=lang or "en",
            versions=(version,) if since <= day else (),
            beginnings=(),
            endings=(),
        )

    def diff(self, document: str, *, before: str, after: str, lang: Lang | None) -> VersionDiff:
        if document != "lighthouse":
            raise VersionError("document_unknown", {"document": document, "known": "lighthouse"})
        lang = lang or "en"
        for version in (before, after):
            if version not in (EARLIER, VERSION):
                values = {"document": document, "version": version, "lang": lang, "known": f"{EARLIER}, {VERSION}"}
                raise VersionError("version_unknown", values)
        rule = RULES[lang][2]
        horn = ChangedProvision(
            anchor="lighthouse#art_3",
            label=LABEL[lang].format(n=3),
            kind=ChangeKind.ADDED,
            before=None,
            after=rule,
            words=(ChangedWords(edit=Edit.INSERTED, text=rule),),
        )
        return VersionDiff(
            document=document,
            lang=lang,
            before=before,
            after=after,
            counts=ChangeCounts(added=1, removed=0, changed=0, unchanged=2),
            recitals_left_out=0,
            changes=(horn,),
        )

    def suggest(self, anchors: Sequence[str], *, lang: Lang, as_of: date | None, asked: Sequence[str]) -> tuple[str, ...]:
        if as_of and as_of < date(1897, 1, 1):
            return ()
        given = {parse(anchor).number for anchor in anchors}
        every = (f"{'What of' if lang == 'en' else 'Et'} article {n}?" for n in range(1, 4) if str(n) not in given)
        return tuple(question for question in every if question not in asked)

    def documents(self) -> tuple[DocumentInfo, ...]:
        return (
            DocumentInfo(
                slug="lighthouse",
                title={"en": "Rules for the keeping of the lighthouse", "fr": "Règlement de la tenue du phare"},
                short={"en": "Lighthouse Rules", "fr": "Règlement du phare"},
                publisher="The harbour",
                licence="public domain",
                trust=Trust.OFFICIAL,
                passages=3,
                versions=(DocumentVersion(id=VERSION, valid_from=date(1897, 1, 1), langs=("en", "fr")),),
            ),
        )

    def underway(self) -> Underway | None:
        return Underway("embedding", 30, 120, 12.5, 7.2)

    def ready(self) -> Readiness:
        sentence: dict[Lang, str] = (
            {"en": "The lamp is lit.", "fr": "La lampe est allumée."}
            if self.is_ready
            else {"en": "The lamp is out. Light it.", "fr": "La lampe est éteinte. Allumez-la."}
        )
        return Readiness(ready=self.is_ready, engine="none", passages=3, message=sentence)

    def _find(self, text: str, lang: Lang) -> tuple[Source, ...]:
        wanted = _words(text)
        scored = [(len(wanted & _words(rule)), n) for n, rule in enumerate(RULES[lang], start=1)]
        best = sorted((pair for pair in scored if pair[0]), key=lambda pair: (-pair[0], pair[1]))
        return tuple(
            Source(
                anchor=f"lighthouse#art_{n}",
                lang=lang,
                version=VERSION,
                text=RULES[lang][n - 1],
                score=float(score),
                label=LABEL[lang].format(n=n),
                url=f"https://harbour.example/rules/{lang}/{n}",
            )
            for score, n in best
        )

    async def _pass(self, event: str) -> None:
        if event in self.breakdown:
            raise self.breakdown[event]
        if event in self.gates:
            await asyncio.wrap_future(self.gates[event])


def _claim(hit: Source) -> Claim:
    quote = hit.text.partition(".")[0] + "."
    citation = Citation(
        anchor=hit.anchor,
        lang=hit.lang,
        version=hit.version,
        quote=quote,
        start=0,
        end=len(quote),
        label=hit.label,
        url=hit.url,
    )
    return Claim(text=quote, verdict=Verdict.SUPPORTED, check="quote", citations=(citation,))


def _answer(claims: list[Claim], hits: tuple[Source, ...], lang: Lang) -> Answer:
    refusal = None if claims else Refusal(reason=RefusalReason.NO_EVIDENCE, message=NOTHING[lang])
    return Answer(
        text=" ".join(claim.text for claim in claims) if claims else NOTHING[lang],
        lang=lang,
        claims=tuple(claims),
        refusal=refusal,
        passages=hits,
        model="none",
        hashes={"prompt": "0", "settings": "0", "corpus": "0"},
        timings=Timings(evidence_ms=1.0, first_claim_ms=2.0 if claims else None, total_ms=3.0),
    )
