"""What the command line prints for people: answers, passages, reports. JSON is printed elsewhere, as it is."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from assistant.answers import Answer
from assistant.doctor import Health
from assistant.llm.weights import ModelFile
from assistant.settings import Settings
from assistant.views import SearchResult, Shown
from corpus.errors import CaioError
from corpus.texts import Lang, say
from ingest.report import Report

_WIDTH_OF_PREVIEW = 240


def print_answer(answer: Answer) -> None:
    """The sentences, each with its proof under it; a refusal with the nearest passages."""
    out = Console()
    if answer.refusal:
        out.print(Panel(Text(answer.refusal.message), border_style="yellow"))
    for notice in answer.notices:
        out.print(Text(notice, style="yellow"))
    for number, claim in enumerate(answer.claims, 1):
        out.print(Text(claim.text))
        for citation in claim.citations:
            out.print(Text(f"  [{number}] {citation.anchor} · {citation.lang} · {citation.version}", style="cyan"))
            if claim.check != "quote":
                out.print(Text(f"      « {citation.quote} »", style="dim"))
            if citation.url:
                out.print(Text(f"      {citation.url}", style="dim"))
        out.print()
    if answer.refusal:
        for passage in answer.passages[:3]:
            out.print(Text(f"· {passage.label} — {_preview(passage.text)}", style="dim"))
    seconds = answer.timings.total_ms / 1000
    out.print(Text(say("cli.answered", answer.lang, {"model": answer.model, "seconds": f"{seconds:.1f}"}), style="dim"))


def print_hits(result: SearchResult) -> None:
    """One passage a line, best first."""
    out = Console()
    for number, hit in enumerate(result.hits, 1):
        where = f"  {hit.anchor} · {hit.lang} · {hit.score:.2f}"
        out.print(Text.assemble((f"{number:>2}. {hit.label}", "bold"), (where, "dim")))
        out.print(Text(f"    {_preview(hit.text)}"))


def print_provision(shown: Shown) -> None:
    """The provision whole, under its headings, then its versions."""
    out = Console()
    out.print(Text(shown.label, style="bold"))
    out.print(Text(" › ".join(shown.headings), style="dim"))
    out.print(Text(shown.text))
    for version in shown.versions:
        until = f" → {version.valid_to}" if version.valid_to else ""
        out.print(Text(f"{version.version} · {version.lang} · {version.valid_from}{until}", style="dim"))
    if shown.url:
        out.print(Text(shown.url, style="dim"))


def print_report(report: Report, lang: Lang) -> None:
    """What an ingestion did, then what a person should read."""
    out = Console()
    table = Table(box=None)
    for column in ("documents", "passages", "added", "changed", "removed", "unchanged", "seconds"):
        table.add_column(say(f"cli.{column}", lang), justify="right")
    counts = (report.documents, report.passages, report.added, report.changed, report.removed, report.unchanged)
    table.add_row(*map(str, counts), f"{report.seconds:.1f}")
    out.print(table)
    for version, kinds in report.provisions.items():
        out.print(Text(f"  {version}: " + ", ".join(f"{kind} {count}" for kind, count in kinds.items()), style="dim"))
    for line in report.warnings:
        warn(line)
    for line in report.errors:
        Console(stderr=True).print(Text(line, style="red"))


def print_models(files: Sequence[ModelFile], *, as_json: bool) -> None:
    """The weights known here."""
    if as_json:
        Console().print_json(json.dumps([asdict(file) for file in files], default=_plain))
        return
    for file in files:
        Console().print(Text(" · ".join(str(value) for value in asdict(file).values())))


def print_health(health: Health) -> None:
    """A line for each thing examined."""
    out = Console()
    for finding in health.findings:
        mark = Text("✓ ", style="green") if finding.ok else Text("✗ ", style="red")
        out.print(mark + Text(finding.message))


def warn(line: str) -> None:
    """A line for a person, apart from what is printed."""
    Console(stderr=True).print(Text(line, style="yellow"))


def fail(error: CaioError) -> None:
    """The error, in the language of the settings where they can be read."""
    try:
        lang = Settings().lang
    except ValueError:
        lang = "en"
    Console(stderr=True).print(Text(error.message(lang), style="red"))


def _preview(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH_OF_PREVIEW else line[:_WIDTH_OF_PREVIEW].rsplit(" ", 1)[0] + " …"


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value
