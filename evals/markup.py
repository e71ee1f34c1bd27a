"""HTML built as a tree, so that nothing said by data is ever markup: text is escaped where the tree is written out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from babel.numbers import format_decimal

from corpus.texts import Lang, texts
from evals.estimates import Estimate

Inside = Element | str

# A page that may load and run nothing, whatever it holds.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = Path(__file__).with_name("page.css")
_LOCALES: Mapping[Lang, str] = {"fr": "fr_FR", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Numbers:
    """How values are written for a reader of `lang`: times `factor`, after a pattern of decimals, before a unit."""

    lang: Lang
    factor: float
    pattern: str
    unit: str

    def say(self, value: float) -> str:
        """The value."""
        return self._bare(value, self.pattern) + self.unit

    def tick(self, value: float) -> str:
        """The value on a scale, without needless decimals."""
        return self._bare(value, "#,##0.##") + self.unit

    def interval(self, estimate: Estimate) -> str:
        """The bounds of the interval."""
        return f"{self._bare(estimate.low, self.pattern)}–{self.say(estimate.high)}"

    def _bare(self, value: float, pattern: str) -> str:
        return format_decimal(value * self.factor, pattern, locale=_LOCALES[self.lang])


def tag(name: str, *inside: Inside, attributes: Mapping[str, str] | None = None) -> Element:
    """The element `name` ("td", or "td.number" with its classes) around texts and elements."""
    name, *classes = name.split(".")
    element = Element(name, {**({"class": " ".join(classes)} if classes else {}), **(attributes or {})})
    for part in inside:
        if isinstance(part, Element):
            element.append(part)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + part
        else:
            element.text = (element.text or "") + part
    return element


def document(title: str, lang: Lang, *body: Element) -> str:
    """A whole page, which needs nothing outside itself."""
    head = tag(
        "head",
        tag("meta", attributes={"charset": "utf-8"}),
        tag("meta", attributes={"http-equiv": "Content-Security-Policy", "content": _POLICY}),
        tag("meta", attributes={"name": "viewport", "content": "width=device-width, initial-scale=1"}),
        tag("title", title),
        tag("style", _STYLE.read_text(encoding="utf8")),
    )
    page = tag("html", head, tag("body", *body), attributes={"lang": lang})
    return "<!doctype html>\n" + tostring(page, encoding="unicode", method="html") + "\n"


def section(name: str, heading: str, *inside: Element) -> Element:
    """A part of the page, which links reach by `name`."""
    return tag("section", tag("h2", heading), *inside, attributes={"id": name})


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[Inside]]) -> Element:
    """A table whose rows begin with their heading; it scrolls by itself where the screen is narrow."""
    head = tag("tr", *(tag("th", heading, attributes={"scope": "col"}) for heading in headings))
    lines = [tag("tr", tag("th", row[0], attributes={"scope": "row"}), *(tag("td", cell) for cell in row[1:])) for row in rows]
    inside = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *lines))
    return tag("div.scroll", inside, attributes={"tabindex": "0", "role": "region", "aria-label": caption})


def folded(summary: Inside, *inside: Element) -> Element:
    """What is there to open."""
    return tag("details", tag("summary", summary), *inside)


def listed(items: Sequence[Inside]) -> Element:
    """A list."""
    return tag("ul", *(tag("li", item) for item in items))


def percents(lang: Lang) -> Numbers:
    """Shares, with one decimal of a percent."""
    return Numbers(lang, 100, "#,##0.0", {"fr": "\u202f%", "en": "%"}[lang])


def seconds(lang: Lang) -> Numbers:
    """Milliseconds, told in seconds."""
    return Numbers(lang, 0.001, "#,##0.00", "\u00a0s")


def measured(estimate: Estimate, numbers: Numbers) -> Element:
    """The value, its interval under it."""
    return tag("span.measured", numbers.say(estimate.value), tag("small", numbers.interval(estimate)))


def named(kind: str, name: str, lang: Lang) -> str:
    """What a reader calls the `kind` ("set", "slice", …) named `name`; the name itself if the texts have no other."""
    return texts(lang).get(f"evals.{kind}_{name.replace(' ', '_')}", name)
