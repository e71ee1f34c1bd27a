"""A measured figure, whatever was measured: what the suites write, and what the report draws."""

from assistant.answers import Value
from corpus.texts import Lang
from evals.estimates import Estimate


class Rate(Value):
    """`metric` of `way` on `n` items of `set`, all of them or those of a `slice` ("" for all), with its 95 % interval.

    `way` tells what was measured: "ours", or what stands beside it to compare with ("words", "model").
    """

    suite: str
    set: str
    metric: str
    way: str
    lang: Lang | None
    slice: str
    n: int
    value: Estimate


class Rates(Value):
    """The figures of one suite, in the order to be read; `made` is the date (ISO), `engine` the language model ("" if none)."""

    suite: str
    made: str
    engine: str
    rates: tuple[Rate, ...]
