"""Answers kept whole, and checked: no citation to a provision that does not exist, every quote verbatim.

    python -m evals.examples docs/examples
    python -m evals.examples docs/examples/offline offline

Answers the questions of `evals/cases/examples.yaml`, or of the list named second, with the engine of the settings; writes
ID.ENGINE.json into the folder, prints a line each and the medians.
"""

import asyncio
import statistics
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import typer
import yaml

from assistant.answers import Query
from assistant.local import LocalAssistant, open_assistant
from assistant.settings import Settings
from evals.cases import AS_OF
from evals.citations import integrity


async def _run(folder: Path, engine: str, cases: str) -> None:
    entries = yaml.safe_load((files("evals") / "cases" / f"{cases}.yaml").read_text(encoding="utf8"))
    assistant = await open_assistant(Settings())
    try:
        await _answer_all(assistant, [(e["id"], e["question"]) for e in entries], folder, engine)
    finally:
        await assistant.close()


async def _answer_all(assistant: LocalAssistant, questions: Sequence[tuple[str, str]], folder: Path, engine: str) -> None:
    await assistant.ask(Query(question="warm up", as_of=AS_OF))
    answers, wrong = [], 0
    for name, question in questions:
        answer = await assistant.ask(Query(question=question, as_of=AS_OF))
        answers.append(answer)
        found = integrity(answer, assistant.corpus(), as_of=AS_OF)
        wrong += len(found)
        (folder / f"{name}.{engine}.json").write_text(answer.model_dump_json(indent=1) + "\n", encoding="utf8")
        said = f"refused ({answer.refusal.reason})" if answer.refusal else f"{len(answer.claims)} claims"
        reworded = sum(claim.check != "quote" for claim in answer.claims)
        typer.echo(f"{name:18} {said:22} reworded {reworded}  {answer.timings.total_ms / 1000:5.1f} s  {'; '.join(found)}")
    first = [a.timings.first_claim_ms for a in answers if a.timings.first_claim_ms is not None]
    total = [a.timings.total_ms for a in answers if not a.refusal]
    cited = sum(len(claim.citations) for a in answers for claim in a.claims)
    typer.echo(
        f"{engine} ({answers[0].model}): {cited} citations, {wrong} faults; first verified sentence p50 "
        f"{statistics.median(first) / 1000:.1f} s, whole answer p50 {statistics.median(total) / 1000:.1f} s"
    )


def main() -> None:
    """Answer with the engine of the settings into the folder named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    cases = sys.argv[2] if len(sys.argv) > 2 else "examples"
    asyncio.run(_run(folder, Settings().engine, cases))


if __name__ == "__main__":
    main()
