"""What the tests of records keep: small whole answers, and a clock that is told the time."""

from datetime import UTC, date, datetime, timedelta

from assistant.answers import Answer, Citation, Claim, Query, Timings, Turn, Verdict

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Clock:
    """Says the time it was set to."""

    def __init__(self, now: datetime = NOON) -> None:
        self.time = now

    def __call__(self) -> datetime:
        return self.time

    def pass_days(self, days: float) -> None:
        self.time += timedelta(days=days)


def cited(anchor: str, *, version: str = "v1", quote: str = "The lamp is lit at dusk.") -> Claim:
    citation = Citation(
        anchor=anchor, lang="en", version=version, quote=quote, start=0, end=len(quote), label="Article 1", url=""
    )
    return Claim(text=quote, verdict=Verdict.SUPPORTED, check="quote", citations=(citation,))


def answered(text: str, *claims: Claim, seconds: float = 3.0) -> Answer:
    return Answer(
        text=text,
        lang="en",
        claims=claims,
        refusal=None,
        passages=(),
        model="none",
        hashes={"corpus": "c0ffee"},
        timings=Timings(evidence_ms=1.0, first_claim_ms=2.0, total_ms=1000 * seconds),
    )


def asked(question: str, *, as_of: date | None = None) -> Query:
    return Query(question=question, lang="en", history=(Turn(role="user", content="Hello"),), as_of=as_of)
