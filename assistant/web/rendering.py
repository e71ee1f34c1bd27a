"""Templates to pages: words are escaped, and a name the template does not know is an error."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.texts import Lang, say

WEB = Path(__file__).parent


def render(template: str, lang: Lang, values: Mapping[str, object]) -> str:
    """The page `template` in `lang`. It is given `values`, and `t(key, places)` for the sentences of the pages."""

    def t(key: str, places: Mapping[str, object] | None = None) -> str:
        return say(f"pages.{key}", lang, places)

    def href(path: str, query: Mapping[str, object] | None = None) -> str:
        return address(path, lang, query or {})

    return _environment().get_template(template).render({"lang": lang, "t": t, "href": href, **values})


def address(path: str, lang: Lang, query: Mapping[str, object]) -> str:
    """The address of a page of ours in `lang`; what of `query` is empty is left out."""
    return f"{path}?{urlencode({'lang': lang, **{name: value for name, value in query.items() if value}})}"


def embedding(endpoint: str, lang: Lang) -> str:
    """What to write in another page to place the assistant of the server `endpoint` in its corner."""
    return (
        f'<script type="module" src="{endpoint}/widget/1/widget.js"></script>\n'
        f'<caio-assistant mode="launcher" lang="{lang}" endpoint="{endpoint}"></caio-assistant>'
    )


def policy(endpoint: str) -> str:
    """What the content security policy of such a page must allow the assistant of the server `endpoint`, and no more."""
    return f"script-src {endpoint}; connect-src {endpoint}; img-src {endpoint}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
