"""The files kept out of the index until a person accepts them, in `HOME/quarantine.json`, beside the index and its generations.

What is accepted or refused is a content (its sha256), not a name: an edited file is screened again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from corpus.catalogue import Held
from corpus.documents import Trust
from corpus.errors import IngestError, StoreError
from corpus.generations import writing
from corpus.index import Place
from corpus.sources import is_checked
from corpus.sums import write_whole
from corpus.texts import Lang, say
from ingest.blocks import File, Parsed
from ingest.parse.reading import read_file
from ingest.screening import RULES, Finding, safe_to_index, screen

_FILE = "quarantine.json"
Decision = Literal["waiting", "accepted", "refused"]


class Record(BaseModel):
    """A content in which something was found, where it was found and by which rules; since when; and who decided what, when."""

    model_config = ConfigDict(frozen=True)

    path: str
    sha256: str
    standing: Decision
    findings: tuple[Finding, ...]
    rules: str
    since: datetime
    by: str = ""
    at: datetime | None = None


class Kept(BaseModel):
    """A file kept out of the index for what was found in it, or because somebody refused it.

    `met_before`: nothing of it is new; `serves_before`: an earlier content of it is still in the index.
    """

    model_config = ConfigDict(frozen=True)

    record: Record
    met_before: bool
    serves_before: bool


class Records(BaseModel):
    """All that is written down, the newest last."""

    records: tuple[Record, ...]


class Quarantine:
    """The records of one home while an ingestion reads. `held` is what the index holds before it, `enforced` whether what waits
    is kept out or only reported. `kept`: the files kept out so far."""

    def __init__(self, home: Path, held: Sequence[Held], *, enforced: bool) -> None:
        self.kept: list[Kept] = []
        self._home = home
        self._held = held
        self._enforced = enforced
        self._records = {(record.path, record.sha256): record for record in read_records(home)}

    def keeps(self, file: File) -> bool:
        """Whether `file` is kept out as it is by what was found or decided before. It is not read again."""
        record = self._records.get((_path(file.path), file.sha256))
        waits = record is not None and record.standing == "waiting" and record.rules == RULES and self._enforced
        if record is None or not (waits or record.standing == "refused"):
            return False
        self._keep(record, met_before=True)
        return True

    def admit(self, path: Path, parsed: Parsed) -> Parsed | None:
        """The document read from `path` as it is to be indexed, with warnings of what was found in it; None where that keeps it
        out."""
        where, sha256 = _path(path), parsed.version.sha256
        for key in [key for key, record in self._records.items() if key[0] == where and record.standing == "waiting"]:
            del self._records[key]
        # Checked to the letter, it was screened once and for all: a test does.
        findings = () if _is_checked(parsed) else screen(parsed)
        grave = tuple(finding for finding in findings if finding.grave)
        accepted = any(r.standing == "accepted" and r.sha256 == sha256 for r in self._records.values())
        if grave and not accepted and not is_trusted(parsed):
            now = datetime.now(UTC).replace(microsecond=0)
            record = Record(path=where, sha256=sha256, standing="waiting", findings=grave, rules=RULES, since=now)
            self._records[where, sha256] = record
            if self._enforced:
                self._keep(record, met_before=False)
                return None
        reported = tuple(dict.fromkeys(_report(path, finding, parsed.lang) for finding in findings))
        return safe_to_index(replace(parsed, warnings=(*parsed.warnings, *reported)))

    def withdrawn(self) -> list[Held]:
        """What the index holds of the very contents that are kept out: indexed before rules found them, or since refused."""
        kept = {(kept.record.path, kept.record.sha256) for kept in self.kept}
        return [held for held in self._held if (held.path, held.version.sha256) in kept]

    def save(self) -> None:
        """Write the records down, without those that wait of files that are no more."""
        records = self._records.values()
        _write(self._home, (r for r in records if r.standing != "waiting" or Path(r.path).exists()))

    def _keep(self, record: Record, *, met_before: bool) -> None:
        serves = any(held.path == record.path and held.version.sha256 != record.sha256 for held in self._held)
        self.kept.append(Kept(record=record, met_before=met_before, serves_before=serves))


def _report(path: Path, finding: Finding, lang: Lang) -> str:
    values = {"path": path.name, "quote": finding.quote, "why": finding.say(lang)}
    return say("quarantine.reported" if finding.quote else "quarantine.reported_without_quote", lang, values)


def is_trusted(parsed: Parsed) -> bool:
    """Whether what is found in a document is only reported: our own guides, and official texts that are to the letter those
    whose checksums we know. What only looks official is a file as any other: a law can be copied, and words put in it."""
    return _is_checked(parsed) or parsed.document.trust is Trust.GUIDE


def _is_checked(parsed: Parsed) -> bool:
    return is_checked(parsed.document.slug, parsed.version.id, parsed.lang, parsed.version.sha256)


def read_records(home: Path) -> list[Record]:
    """Every record, the newest last. Raises StoreError when the file of records is damaged."""
    path = home / _FILE
    try:
        return list(Records.model_validate_json(path.read_text(encoding="utf8")).records)
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise StoreError("quarantine_unreadable", {"path": path}) from error


def find_record(home: Path, file: Path) -> Record:
    """The last record of `file`, given as a path or as the end of one. Raises IngestError when there is none, or several."""
    records = read_records(home)
    found = {record.path: record for record in records if record.path == _path(file)}
    found = found or {record.path: record for record in records if Path(record.path).parts[-len(file.parts) :] == file.parts}
    if len(found) != 1:
        known = ", ".join(dict.fromkeys(record.path for record in records))
        raise IngestError("quarantine_unknown", {"path": file, "known": known or "—"})
    return next(iter(found.values()))


def decide(place: Place, file: Path, standing: Decision, *, by: str, now: datetime) -> Record:
    """Accept or refuse a file as it is now.

    Raises IngestError when it is not in quarantine, or is no longer what was screened, and StoreError while an ingestion runs.
    """
    with writing(place):
        record = find_record(place.home, file)
        if read_file(Path(record.path)).sha256 != record.sha256:
            raise IngestError("quarantine_changed", {"path": record.path})
        decided = record.model_copy(update={"standing": standing, "by": by, "at": now})
        _write(place.home, [decided if other == record else other for other in read_records(place.home)])
    return decided


def _write(home: Path, records: Iterable[Record]) -> None:
    write_whole(home / _FILE, Records(records=tuple(records)).model_dump_json(indent=1))


def _path(path: Path) -> str:
    return str(path.resolve())
