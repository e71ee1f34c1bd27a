"""What the reader prefers: French or English, one JSON document or a stream of events."""

from fastapi import Request

from corpus.texts import LANGS, Lang


def preferences(header: str) -> dict[str, float]:
    """The values of an `Accept…` header with their quality, 0 to 1 (RFC 9110, 12.4.2); 0 if it is malformed."""
    weights: dict[str, float] = {}
    for item in header.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        quality = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
        if name:
            weights[name] = float(quality) if quality.replace(".", "", 1).isdecimal() else 0.0
    return weights


def preferred_lang(header: str, *, default: Lang) -> Lang:
    """The language an `Accept-Language` header likes best, `default` if it names neither French nor English."""
    weights = preferences(header)
    best = {lang: max((q for tag, q in weights.items() if tag.split("-")[0] == lang), default=0.0) for lang in LANGS}
    first = max(LANGS, key=lambda lang: (best[lang], lang == default))
    return first if best[first] > 0 else default


def reader_lang(request: Request) -> Lang:
    """The language to speak to the author of `request`: the one asked for, else `Accept-Language`, else the setting."""
    asked: Lang | None = getattr(request.state, "lang", None)
    if asked:
        return asked
    for lang in LANGS:
        if request.query_params.get("lang") == lang:
            return lang
    return preferred_lang(request.headers.get("accept-language", ""), default=request.app.state.lang)


def wants_json(request: Request) -> bool:
    """Whether one JSON document is preferred to a stream of events, which is the default."""
    weights = preferences(request.headers.get("accept", ""))
    return weights.get("application/json", 0.0) > weights.get("text/event-stream", 0.0)
