"""What a reader should know before asking, and what may be asked next."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request

from assistant.api.negotiation import reader_lang
from assistant.api.service import FromService
from assistant.api.wire import About, AboutDocument, Day, Keeps, Suggestions, Words
from assistant.records import Records
from assistant.views import DocumentInfo
from corpus.digest import VERSION as DIGEST_VERSION
from corpus.errors import CaioError
from corpus.texts import LANGS, Lang

MAX_ANCHORS = 20
MAX_ASKED = 20

about = APIRouter()

InLang = Annotated[Lang | None, Query()]
Anchors = Annotated[tuple[str, ...], Query(alias="anchor", max_length=MAX_ANCHORS)]
AlreadyAsked = Annotated[tuple[Words, ...], Query(alias="not", max_length=MAX_ASKED)]


@about.get("/api/about")
def tell_about(request: Request, assistant: FromService, lang: InLang = None) -> About:
    """From which texts and by which engine answers are made, what is kept and for how long, and whom else to ask."""
    today = date.today()
    lang = lang or reader_lang(request)
    state = assistant.ready()
    records: Records | None = request.app.state.records
    try:
        documents = assistant.documents()
    except CaioError:  # it is not ready, and says so
        documents = ()
    return About(
        lang=lang,
        engine=state.engine,
        ready=state.ready,
        as_of=today,
        documents=tuple(_in_force(document, today, lang) for document in documents),
        keeps=Keeps(
            conversation_days=records.conversation_days if records else 0,
            feedback_days=records.feedback_days if records else 0,
        ),
        contact=request.app.state.contact or None,
        privacy=request.app.state.privacy or None,
    )


def _in_force(document: DocumentInfo, today: date, lang: Lang) -> AboutDocument:
    """The document in its latest version that holds today, or the first to come; our digest only where it stands alone."""
    own = [version for version in document.versions if version.id != DIGEST_VERSION] or list(document.versions)
    begun = [version.valid_from for version in own if version.valid_from <= today]
    day = max(begun) if begun else min(version.valid_from for version in own)
    of_day = [version for version in own if version.valid_from == day]
    # The reader's language first; of two that began on one day, the consolidated one, its number starting with 0, is the later.
    version = max(of_day, key=lambda version: (lang in version.langs, version.id.startswith("0")))
    return AboutDocument(
        slug=document.slug,
        title=document.title.get(lang) or next(iter(document.title.values())),
        short=document.short.get(lang) or next(iter(document.short.values())),
        version=version.id,
        valid_from=day,
        langs=tuple(lang for lang in LANGS if any(lang in version.langs for version in of_day)),
    )


@about.get("/api/suggestions")
def suggestions(
    request: Request,
    assistant: FromService,
    anchor: Anchors,
    already: AlreadyAsked = (),
    lang: InLang = None,
    as_of: Annotated[Day, Query()] = None,
) -> Suggestions:
    """At most three questions near the provisions given that the texts answer, none like those already asked (`not`)."""
    questions = assistant.suggest(anchor, lang=lang or reader_lang(request), as_of=as_of, asked=already)
    return Suggestions(questions=questions)
