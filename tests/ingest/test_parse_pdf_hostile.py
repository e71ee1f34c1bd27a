"""PDFs that are damaged on purpose, and very long ones."""

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from made_files import Print, a_file, a_pdf
from made_pdfs import drawn, layered_scan, rules, words

from corpus.errors import IngestError
from ingest.parse import parse

PAGES = 1_600
# What the parser may hold at its peak, in MB.
MOST_MEMORY = 1_500


def seeds() -> list[bytes]:
    table = rules((70, 200, 300), (100, 120, 140)) + words(75, 104, "System") + words(205, 104, "Owner")
    return [
        a_pdf([[Print(72, 80, "1.1 Roles", 18, bold=True), Print(72, 120, "The officer decides.")]] * 3),
        drawn(table + words(75, 124, "Chatbot") + words(205, 124, "Legal"), words(72, 80, "Unseen", before="3 Tr")),
        layered_scan([Print(72, 100, "The board reviews.", 16)], words(72, 100, "The board reviews.", 16, before="3 Tr")),
    ]


def damaged(count: int, seed: int) -> Iterator[bytes]:
    """`count` PDFs with bytes changed, cut off, taken out, put together from two, and with numbers out of all measure."""
    chance = random.Random(seed)
    whole = seeds()
    for _ in range(count):
        data = bytearray(chance.choice(whole))
        way = chance.randrange(5)
        if way == 0:
            for _ in range(chance.choice((1, 10, 100))):
                data[chance.randrange(len(data))] = chance.randrange(256)
        elif way == 1:
            data = data[: chance.randrange(len(data))] + b"\n%%EOF\n"
        elif way == 2:
            start = chance.randrange(len(data))
            del data[start : start + chance.randrange(500)]
        elif way == 3:
            other = chance.choice(whole)
            data = data[: chance.randrange(len(data))] + other[chance.randrange(len(other)) :]
        else:
            for number in chance.sample(list(re.finditer(rb"\d+", bytes(data))), 10):
                size = number.end() - number.start()
                value = str(chance.choice((0, -1, 2**31, 99_999_999, chance.randrange(1_000)))).encode()
                data[number.start() : number.end()] = value[:size].ljust(size)
        yield bytes(data)


@pytest.mark.parametrize(("count", "seed"), [(20, 1), pytest.param(200, 2, marks=pytest.mark.slow)])
def test_a_damaged_pdf_is_read_or_refused(count: int, seed: int) -> None:
    for data in damaged(count, seed):
        try:
            parsed = parse(a_file("policy.pdf", data))
        except IngestError:
            continue
        assert all(block.text or block.title for block in parsed.blocks)


MEASURE = """
import resource, sys
from pathlib import Path
from ingest.parse import parse, read_file
blocks = parse(read_file(Path(sys.argv[1]))).blocks
print(len({str(block.anchor) for block in blocks}), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_a_pdf_of_1600_pages_is_read_within_its_memory(tmp_path: Path) -> None:
    line = "The officer keeps the register of the systems and shows it to whoever asks for it, on any day"
    path = tmp_path / "long.pdf"
    path.write_bytes(
        a_pdf([[Print(72, 80 + 14 * i, f"{line} {page}.{i}.") for i in range(40)] for page in range(1, PAGES + 1)])
    )
    run = subprocess.run([sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True)
    anchors, peak = map(int, run.stdout.split())
    assert anchors >= PAGES
    assert peak < MOST_MEMORY
