"""Reading the files of public benchmarks into rows of a known shape."""

import csv
from io import StringIO
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpus.errors import EvaluationError

R = TypeVar("R", bound="PublicRow")


class PublicRow(BaseModel):
    """A row as its authors wrote it; fields that are not read are left aside."""

    model_config = ConfigDict(frozen=True)


def read_json(path: Path, shape: type[R]) -> tuple[R, ...]:
    """The rows of a JSON list. Raises EvaluationError if the file is missing or of another shape."""
    try:
        return TypeAdapter(tuple[shape, ...]).validate_json(_text(path))  # type: ignore[valid-type]
    except ValidationError as error:
        raise _malformed(path, error) from error


def read_jsonl(path: Path, shape: type[R]) -> tuple[R, ...]:
    """The rows of a file of JSON lines. Raises EvaluationError if the file is missing or of another shape."""
    rows: list[R] = []
    for number, line in enumerate(_text(path).splitlines(), start=1):
        try:
            rows.append(shape.model_validate_json(line))
        except ValidationError as error:
            raise _malformed(path, error, line=number) from error
    return tuple(rows)


def read_csv(path: Path, shape: type[R], *, delimiter: str = ",") -> tuple[R, ...]:
    """The rows of a CSV file with a heading line. Raises EvaluationError if the file is missing or of another shape."""
    rows: list[R] = []
    reader = csv.DictReader(StringIO(_text(path)), delimiter=delimiter)
    try:
        rows.extend(map(shape.model_validate, reader))
    except (ValidationError, csv.Error) as error:
        raise EvaluationError("evaluation_malformed", {"path": path, "place": reader.line_num}) from error
    return tuple(rows)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf8")
    except OSError as error:
        raise EvaluationError("evaluation_missing", {"path": path}) from error


def _malformed(path: Path, error: ValidationError, *, line: int | None = None) -> EvaluationError:
    place = ".".join(map(str, ([line] if line else []) + list(error.errors()[0]["loc"])))
    return EvaluationError("evaluation_malformed", {"path": path, "place": place or "JSON"})
