"""What the command line prints for people: answers, passages, reports. JSON is printed elsewhere, as it is."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table
from rich.text import Text

from assistant.answers import Answer
from assistant.doctor import Health
from assistant.indexes import Indexes
from assistant.llm.weights import ModelFile
from assistant.settings import Spoken
from assistant.views import ChangedProvision, Changes, SearchResult, Shown, VersionDiff
from corpus.anchors import Anchor, parse
from corpus.difference import ChangeKind
from corpus.errors import CaioError
from corpus.labels import place
from corpus.sources import short_name
from corpus.texts import Lang, say, say_date
from corpus.underway import Progress
from corpus.wording import Edit
from ingest.quarantine import Kept, Record
from ingest.report import Report

_WIDTH_OF_PREVIEW = 240
# Of what stays the same between two changes, as many words are shown on either side.
_WORDS_AROUND = 8
_STYLE_OF_CHANGE = {ChangeKind.ADDED: "bold green", ChangeKind.REMOVED: "bold red", ChangeKind.CHANGED: "bold yellow"}
_SIGN_OF_CHANGE = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "−", ChangeKind.CHANGED: "~"}
_STYLE_OF_WORDS = {Edit.SAME: "", Edit.DELETED: "red", Edit.INSERTED: "green"}
_MARKS = {Edit.SAME: ("", ""), Edit.DELETED: ("[-", "-]"), Edit.INSERTED: ("{+", "+}")}


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


def print_diff(diff: VersionDiff) -> None:
    """How many changes, in which articles and annexes, then each change with the words around it.

    Deleted words stand in [- -], inserted ones in {+ +}: colours are not for every reader, nor for every terminal.
    """
    out = Console()
    out.print(Text(f"{diff.document} · {diff.lang} · {diff.before} → {diff.after}", style="bold"))
    out.print(Text(say("cli.diff_counts", diff.lang, diff.counts.model_dump())))
    if diff.recitals_left_out:
        out.print(Text(say("cli.diff_recitals", diff.lang, {"count": diff.recitals_left_out}), style="dim"))
    kinds: dict[Anchor, set[ChangeKind]] = {}
    for change in diff.changes:
        anchor = parse(change.anchor)
        # Only an article that is new or gone as a whole is added or removed; else it is changed.
        kinds.setdefault(anchor.unit, set()).add(change.kind if anchor == anchor.unit else ChangeKind.CHANGED)
    for kind in ChangeKind:
        units = [place(unit, diff.lang) for unit, found in kinds.items() if kind in found]
        if units:
            line = f"{_SIGN_OF_CHANGE[kind]} {say(f'cli.diff_{kind}', diff.lang)}"
            out.print(Text.assemble((f"{line} ", _STYLE_OF_CHANGE[kind]), ", ".join(units)))
    for change in diff.changes:
        out.print()
        title = f"{_SIGN_OF_CHANGE[change.kind]} {change.label}"
        out.print(Text.assemble((title, _STYLE_OF_CHANGE[change.kind]), (f"  {change.anchor}", "dim")))
        out.print(_marked(change))


def print_changes(changes: Changes) -> None:
    """The new versions and what each makes of the one before, then what begins to apply and what ends, day by day."""
    out, lang = Console(), changes.lang
    out.print(Text(say("cli.changes_versions", lang, {"since": say_date(changes.since, lang)}), style="bold"))
    for version in changes.versions:
        values = {"title": version.title, "version": version.version, "day": say_date(version.valid_from, lang)}
        line = say("cli.changes_version", lang, values)
        if version.indexed:
            line += say("cli.changes_indexed", lang, {"day": say_date(version.indexed, lang)})
        out.print(Text(line))
        for kind in ChangeKind:
            if units := ", ".join(unit.label for unit in version.units if unit.kind is kind):
                title = f"  {_SIGN_OF_CHANGE[kind]} {say(f'cli.diff_{kind}', lang)} "
                out.print(Text.assemble((title, _STYLE_OF_CHANGE[kind]), units))
    out.print()
    out.print(Text(say("cli.changes_applying", lang, {"until": say_date(changes.until, lang)}), style="bold"))
    for beginning in changes.beginnings:
        values = {
            "day": say_date(beginning.day, lang),
            "document": short_name(beginning.document, lang),
            "systems": say(f"cli.changes_{beginning.systems}", lang),
            "provisions": ", ".join(provision.label for provision in beginning.provisions),
            "by": beginning.by,
        }
        out.print(Text(say("cli.changes_beginning", lang, values)))
    for ending in changes.endings:
        out.print(Text(say("cli.changes_ending", lang, {"day": say_date(ending.day, lang), "message": ending.message})))
    if not (changes.beginnings or changes.endings):
        out.print(Text(say("cli.changes_nothing", lang)))


def _marked(change: ChangedProvision) -> Text:
    """The words of a change, marked; a provision that is new or gone is shown whole."""
    if change.kind is not ChangeKind.CHANGED:
        return Text(change.after or change.before or "")
    text = Text()
    last = len(change.words) - 1
    for at, words in enumerate(change.words):
        shown = words.text.strip()
        if words.edit is Edit.SAME:
            shown = _shortened(shown, first=at == 0, last=at == last)
        opening, closing = _MARKS[words.edit]
        # What the later wording ends with is printed there without a space after it.
        if words.edit is Edit.DELETED and at == last and text and shown[:1].isalnum() and not text.plain[-1].isspace():
            text.append(" ")
        text.append(f"{opening}{shown}{closing}", _STYLE_OF_WORDS[words.edit])
        text.append(words.text[len(words.text.rstrip()) :])
    return text


def _shortened(text: str, *, first: bool, last: bool) -> str:
    """What stays the same, cut to the words nearest to the changes beside it."""
    words = text.split()
    head = [] if first else words[:_WORDS_AROUND]
    tail = [] if last else words[-_WORDS_AROUND:]
    return text if len(words) <= len(head) + len(tail) else " ".join((*head, "…", *tail))


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
    print_kept(report.quarantined, lang)


def print_kept(kept: Sequence[Kept], lang: Lang) -> None:
    """The files kept out of the index: those that are new with what was found in them, and what to do next."""
    out = Console(stderr=True)
    for file in kept:
        record = file.record
        key = "refused" if record.standing == "refused" else "still_waits" if file.met_before else "kept_out"
        out.print(Text(say(f"quarantine.{key}", lang, {"path": record.path, "by": record.by}), style="yellow"))
        if not file.met_before:
            _print_findings(out, record, lang)
        if file.serves_before:
            out.print(Text(f"  {say('quarantine.serves_before', lang)}"))
    if any(not file.met_before for file in kept):
        out.print(Text(say("quarantine.next", lang)))


def print_records(records: Sequence[Record], lang: Lang, *, enforced: bool) -> None:
    """A line for each file in quarantine, accepted or refused."""
    out = Console()
    if not records:
        out.print(Text(say("quarantine.none", lang)))
    elif not enforced:
        out.print(Text(say("quarantine.off", lang), style="yellow"))
    for record in records:
        out.print(Text.assemble((f"{record.path} ", "bold"), f"· {len(record.findings)} · {_standing(record, lang)}"))


def print_record(record: Record, lang: Lang) -> None:
    """What was found in a file, and what to do next."""
    out = Console()
    out.print(Text.assemble((f"{record.path} ", "bold"), f"· {_standing(record, lang)}"))
    _print_findings(out, record, lang)
    if record.standing == "waiting":
        out.print(Text(say("quarantine.next", lang)))


def _standing(record: Record, lang: Lang) -> str:
    on = say_date(record.at.date(), lang) if record.at else ""
    return say(f"quarantine.standing_{record.standing}", lang, {"by": record.by, "at": on})


def _print_findings(out: Console, record: Record, lang: Lang) -> None:
    for finding in record.findings:
        place = " · ".join(filter(None, (finding.anchor, finding.locator)))
        out.print(Text.assemble("  ", (f"{place} ", "cyan"), finding.say(lang)))
        if finding.quote:
            out.print(Text(f"    « {finding.quote} »", style="dim"))


def print_indexes(indexes: Indexes, lang: Lang) -> None:
    """A row for each index kept, then what is wrong with any."""
    if not indexes.indexes:
        Console().print(say("cli.index_none", lang))
        return
    table = Table(box=None)
    for column in ("index_name", "index_made", "documents", "passages"):
        table.add_column(say(f"cli.{column}", lang), justify="left" if column.startswith("index") else "right")
    table.add_column()
    for kept in indexes.indexes:
        made = f"{kept.made.astimezone():%Y-%m-%d %H:%M}" if kept.made else "—"
        role = say("cli.index_serves" if kept.serves else "cli.index_kept", lang)
        table.add_row(kept.name, made, str(kept.documents), str(kept.passages), role)
    Console().print(table)
    for line in filter(None, (indexes.fault, *(kept.fault for kept in indexes.indexes))):
        warn(line)


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


class Rate(ProgressColumn):
    """How many a second."""

    def render(self, task: Task) -> Text:
        """Such as "41.7/s"; nothing before it is known."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="dim")


def progress(lang: Lang, *, quiet: bool) -> AbstractContextManager[Progress]:
    """Bars for the steps of an ingestion, called as a person calls them."""
    return bars(lambda step: say(f"cli.{step}", lang), quiet=quiet)


@contextmanager
def bars(name: Callable[[str], str] = str, *, quiet: bool = False) -> Iterator[Progress]:
    """Bars on the standard error, one for each step that is told of, under its `name`; none if `quiet`."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True, quiet=quiet)) as shown:
        tasks: dict[str, TaskID] = {}

        def told(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = shown.add_task(name(step), total=total)
            shown.update(tasks[step], completed=done, total=total)

        yield told


def warn(line: str) -> None:
    """A line for a person, apart from what is printed."""
    Console(stderr=True).print(Text(line, style="yellow"))


def fail(error: CaioError) -> None:
    """The error, in the language of the settings where it can be read."""
    try:
        lang = Spoken().lang
    except ValueError:
        lang = "en"
    Console(stderr=True).print(Text(error.message(lang), style="red"))


def _preview(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _WIDTH_OF_PREVIEW else line[:_WIDTH_OF_PREVIEW].rsplit(" ", 1)[0] + " …"


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Path) else value
