"""`caio ask`, `search`, `show`, `diff`, `changes`: what reads the index."""

import asyncio
from datetime import date, datetime
from typing import Annotated

import typer
from rich.console import Console

from assistant import terminal
from assistant.answers import Answer, Done, Failed, Query, Status
from assistant.cli.kept import kept_answers
from assistant.cli.shared import AsJson, AsOf, InLang, print_json, read_day, read_lang, read_settings
from assistant.views import ChangesHere
from corpus.errors import SettingsError

app = typer.Typer()


@app.command()
def ask(
    question: str,
    lang: InLang = None,
    as_of: AsOf = None,
    audience: Annotated[str, typer.Option(help="The reader's role.")] = "everyone",
    as_json: AsJson = False,
) -> None:
    """Answer QUESTION from the texts, with the proof of each sentence."""
    query = Query(question=question, lang=read_lang(lang), as_of=read_day(as_of), audience=audience)
    answer = asyncio.run(_ask(query, quiet=as_json))
    print_json(answer) if as_json else terminal.print_answer(answer)


async def _ask(query: Query, *, quiet: bool) -> Answer:
    from assistant.local import open_assistant

    assistant = await open_assistant(read_settings())
    console = Console(stderr=True, quiet=quiet)
    try:
        with console.status("…") as status:
            async for event in assistant.stream(query):
                if isinstance(event, Status):
                    status.update(event.message)
                elif isinstance(event, Done):
                    return event.answer
                elif isinstance(event, Failed):
                    raise SettingsError(event.key)
    finally:
        await assistant.close()
    raise AssertionError("a stream ends with Done or raises")


@app.command()
def search(
    query: str,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")] = 10,
    lang: InLang = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to QUERY."""
    from assistant.llm import Opened
    from assistant.local import LocalAssistant

    # No model is opened: searching needs none.
    result = LocalAssistant(read_settings(), model=Opened(None, "asked_none")).search(
        query, k=k, lang=read_lang(lang), as_of=read_day(as_of)
    )
    print_json(result) if as_json else terminal.print_hits(result)


@app.command()
def show(anchor: str, lang: InLang = None, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Show the provision at ANCHOR and its versions."""
    from assistant.local import Opening
    from assistant.local import show as show_provision
    from corpus.index import open_corpus

    settings = read_settings()
    corpus = open_corpus(Opening(settings).place, None)
    shown = show_provision(corpus, anchor, lang=read_lang(lang) or settings.lang, as_of=read_day(as_of) or date.today())
    print_json(shown) if as_json else terminal.print_provision(shown)


@app.command()
def diff(document: str, before: str, after: str, lang: InLang = None, as_json: AsJson = False) -> None:
    """Show what changed in DOCUMENT from the version BEFORE to the version AFTER."""
    from assistant.local import Opening
    from assistant.versions import diff as compare
    from corpus.index import open_corpus

    settings = read_settings()
    corpus = open_corpus(Opening(settings).place, None)
    difference = compare(corpus, document, before, after, lang=read_lang(lang) or settings.lang)
    print_json(difference) if as_json else terminal.print_diff(difference)


@app.command()
def changes(
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day to tell of.")],
    lang: InLang = None,
    as_json: AsJson = False,
) -> None:
    """Show what came into force or into the index since a day, what begins to apply in the months to come, and which answers
    kept here that touches."""
    from assistant.affected import find_affected
    from assistant.changes import changes as find_changes
    from assistant.local import Opening
    from assistant.terminal_kept import print_affected
    from corpus.index import open_corpus

    settings = read_settings()
    corpus = open_corpus(Opening(settings).place, None)
    today = date.today()
    found = find_changes(corpus, since=since.date(), today=today, lang=read_lang(lang) or settings.lang)
    answers = find_affected(corpus, found, kept_answers(settings), today=today)
    if as_json:
        print_json(ChangesHere.model_validate(found.model_dump() | {"answers": answers}))
    else:
        terminal.print_changes(found)
        print_affected(answers, found.lang)
