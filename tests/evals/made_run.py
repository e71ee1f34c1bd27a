"""A run with a little of everything, for the tests of its page: real types, made up values."""

from assistant.answers import Answer, Citation, Claim, Query, Refusal, RefusalReason, Timings, Verdict
from corpus.texts import LANGS, Lang
from evals.answering import Asked, Kept
from evals.estimates import Estimate, share
from evals.grading import Correctness, Grade, Groundedness
from evals.page import Run
from evals.rates import Rate, Rates
from evals.retrieval import Outcome, Results, Row
from evals.verification import Checks, Verified, count_caught

QUOTE = "The library shall charge 2 euros for each week of delay."
CITED = Citation(
    anchor="town-rules#sec_loans.par_2",
    lang="en",
    version="2026",
    quote=QUOTE,
    start=0,
    end=len(QUOTE),
    label="Loans, paragraph 2",
    url="https://town.example/rules",
)
CLAIM = Claim(text="A week of delay costs 2 euros.", verdict=Verdict.SUPPORTED, check="all", citations=(CITED,), score=0.875)
ANSWER = Answer(
    text="A week of delay costs 2 euros.",
    lang="en",
    claims=(CLAIM,),
    refusal=None,
    passages=(),
    model="embedded/qwen",
    hashes={},
    timings=Timings(evidence_ms=210, first_claim_ms=1230, total_ms=4560),
)
REFUSED = ANSWER.model_copy(
    update={"text": "No.", "claims": (), "refusal": Refusal(reason=RefusalReason.NO_EVIDENCE, message="No.")}
)
ASKED = Asked(
    set="suite",
    id="late",
    lang="en",
    kind="numeric",
    query=Query(question="What does a week of delay cost?"),
    gold=("town-rules#sec_loans.par_2",),
    must=(("2 euros",),),
    must_not=("5 euros",),
)
UNANSWERABLE = ASKED.model_copy(
    update={"set": "unanswerable", "id": "capital", "answerable": False, "gold": (), "must": (), "must_not": ()}
)


def kept(answer: Answer = ANSWER, asked: Asked = ASKED, *faults: str) -> Kept:
    return Kept(asked=asked, answer=answer, faults=faults)


def said(text: str, **changed: object) -> Kept:
    return kept(ANSWER.model_copy(update={"text": text}), ASKED.model_copy(update=changed))


def row(set_: str, level: str, slice_: str, count: int, n: int) -> Row:
    recalls = [share(min(n, count + more), n) for more in (0, 3, 6, 1, 2)]
    return Row(
        set=set_,
        level=level,
        slice=slice_,
        n=n,
        **dict(zip(("r1", "r5", "r10", "mrr", "ndcg"), recalls, strict=True)),
        p50_ms=170,
        p95_ms=2340,
    )


def rate(set_: str, metric: str, lang: Lang | None, slice_: str, value: Estimate, way: str = "ours") -> Rate:
    return Rate(suite="public", set=set_, metric=metric, way=way, lang=lang, slice=slice_, n=321, value=value)


MISSED = Outcome(
    set="test",
    id="everyday-en-7",
    lang="en",
    slices=("all",),
    question="May my boss read my mail?",
    gold=("gdpr#art_6",),
    found=("gdpr#art_88",),
    ranks={"article": None},
    gains={"article": 0.0},
    ms=12,
)
RESULTS = Results(
    rows=(
        row("test", "article", "all", 75, 100),
        row("test", "article", "fr→en", 7, 18),
        row("test", "article", "everyday", 51, 67),
        row("cnil_faq", "document", "all", 42, 72),
    ),
    outcomes=(MISSED,),
)
CHECKS = tuple(
    Checks(anchor="gdpr#art_5", lang=lang, kind=kind, claim="…", verdict=verdict, check="all", score=at / 40)
    for at in range(40)
    for kind, verdict in [("true", Verdict.SUPPORTED) if at > 22 else ("number", Verdict.CONTRADICTED)]
    for lang in LANGS
)
VERIFIED = Verified(judge="scripted-judge", rows=count_caught(CHECKS), checks=CHECKS)
PUBLIC = Rates(
    suite="public",
    made="2026-11-22",
    engine="",
    rates=(
        rate("ragtruth", "f1", "en", "qa", Estimate(0.683, 0.631, 0.724)),
        rate("ragtruth", "f1", "en", "qa", Estimate(0.511, 0.402, 0.617), way="words"),
        rate("nomiracl", "hallucination", "fr", "", Estimate(0.191, 0.125, 0.283)),
        rate("nomiracl", "hallucination", "en", "", Estimate(0.207, 0.137, 0.292)),
    ),
)
GRADES = (
    Grade(set="suite", id="late", correctness=Correctness.CORRECT, groundedness=Groundedness.GROUNDED),
    Grade(set="suite", id="later", correctness=Correctness.INCORRECT, groundedness=Groundedness.GROUNDED),
    Grade(set="premises", id="fine", correctness=Correctness.CORRECT, groundedness=Groundedness.MISGROUNDED),
    Grade(set="unanswerable", id="capital", correctness=Correctness.REFUSAL, groundedness=Groundedness.UNGROUNDED),
)
RUN = Run(
    name="autumn",
    retrieval=RESULTS,
    verified=VERIFIED,
    rates=(PUBLIC,),
    answers=(kept(), kept(ANSWER, UNANSWERABLE), kept(REFUSED)),
    unverified=(said("It costs 5 euros."),),
    grades=GRADES,
)
