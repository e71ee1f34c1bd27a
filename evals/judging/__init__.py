"""The verifier on public sets: what it reads of a text, put together for each set by what the other folds of the set teach.

Nothing of a set is tuned on the items it is measured on: scores and thresholds come from folds of other sources.
"""

from datetime import date
from pathlib import Path

from assistant.verify import Entailment
from corpus.embedding import Embedder
from corpus.underway import Progress
from evals.judging.faulty_answers import measure_ragtruth
from evals.judging.french_pairs import measure_rte3
from evals.judging.marked_spans import measure_mu_shroom
from evals.judging.passages_asked import measure_nomiracl
from evals.rates import Rate, Rates


async def measure_public(folder: Path, judge: Entailment, embedder: Embedder, progress: Progress) -> Rates:
    """Every public set of `folder`. `embedder` gives the plain vectors of questions and passages; `progress` is told (set,
    done, total). Raises EvaluationError if a set is missing, ModelError when the judge fails."""
    rates: list[Rate] = []
    rates += await measure_ragtruth(folder / "ragtruth", judge, progress)
    rates += await measure_rte3(folder / "rte3_fr", judge, progress)
    rates += measure_nomiracl(folder / "nomiracl", embedder, progress)
    rates += measure_mu_shroom(folder / "mu_shroom", progress)
    return Rates(suite="public", made=date.today().isoformat(), engine="", rates=tuple(rates))
