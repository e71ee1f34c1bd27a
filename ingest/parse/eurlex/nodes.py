"""Elements of both layouts read into one shape: lines of text and marked items, nested as the page nests them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from lxml import etree

from ingest.parse.eurlex.marks import OPENING, is_bullet, number_of
from ingest.parse.eurlex.wording import GAP, classes_of, clean, raw_inline, raw_text, tag_of, words_of

_BLOCK_TAGS = frozenset(
    ("p", "div", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "ul", "ol", "li", "dl", "dt", "dd", "hr", "blockquote")
)
_SKIPPED = frozenset({"modref", "arrow", "note", "footnote", "disclaimer", "reference", "signatory", "final"})
# Ids that the converter draws anew each time a page is made: no address to give to a reader.
_PASSING_IDS = ("d1e", "id-", "ntc", "ntr", "src.", "E0", "L_", "LEN.", "LFR.")


@dataclass(frozen=True, slots=True)
class Node:
    """A line of text (`text`, no `label`), or an item: `label` is its mark, `inside` what stands beside the mark.

    `paragraph`: the mark of the numbered paragraph that the line begins, where the layout sets it apart. `hanging`: an
    item whose sub-items are not inside it in the page, but follow it. `goes_on`: a line that continues the hanging item
    before it. `locator`: the id of the nearest element that has a lasting one.
    """

    text: str = ""
    label: str = ""
    inside: tuple["Node", ...] = ()
    paragraph: str = ""
    locator: str = ""
    hanging: bool = False
    goes_on: bool = False


def lasting_id(element: etree._Element, default: str = "") -> str:
    """The element's id if it is part of the official page's addresses, else `default`."""
    own = element.get("id", "")
    return own if own and not own.startswith(_PASSING_IDS) else default


def is_skipped(element: etree._Element) -> bool:
    """Whether the element holds nothing of the law: arrow, footnote, disclaimer, signature, rule."""
    return not tag_of(element) or tag_of(element) in {"hr", "col", "colgroup"} or bool(classes_of(element) & _SKIPPED)


def lines_of(nodes: Iterable[Node]) -> list[str]:
    """The nodes as plain lines, each mark before its text."""
    lines: list[str] = []
    for node in nodes:
        if not node.label:
            lines.append(f"{node.paragraph} {node.text}".strip())
            continue
        inner = lines_of(node.inside)
        lines.append(f"{node.label} {inner[0]}" if inner else node.label)
        lines += inner[1:]
    return lines


def read_element(element: etree._Element, locator: str) -> list[Node]:
    """The nodes of one block element; none if it holds nothing of the law."""
    if is_skipped(element):
        return []
    locator = lasting_id(element, locator)
    name, classes = tag_of(element), classes_of(element)
    if name == "table":
        return _read_table(element, locator)
    if name == "div":
        if "grid-container" in classes and (item := _read_grid(element, locator)):
            return [item]
        if "enumeration-spacing" in classes and (item := _read_spaced(element, locator)):
            return [item]
        if "text-indent: -" in element.get("style", ""):
            return _read_hanging(element, locator)
        if "norm" in classes and (mark := _first(element, "no-parag")) is not None:
            return _marked(words_of(mark), _read_after(mark, locator))
    nodes = read_inside(element, locator)
    return [replace(node, goes_on=True) for node in nodes] if name == "p" and "list" in classes else nodes


def read_inside(element: etree._Element, locator: str) -> list[Node]:
    """The nodes of what an element holds: its runs of inline text and its block elements, in order."""
    nodes: list[Node] = []
    run = [element.text or ""]

    def close_run() -> None:
        text = clean("".join(run).replace(GAP, " "))
        if text:
            nodes.append(Node(text=text, locator=locator))
        run.clear()
        run.append("")

    for child in element:
        if tag_of(child) in _BLOCK_TAGS:
            close_run()
            nodes += read_element(child, locator)
        else:
            run.append(raw_inline(child, before=run[-1]))
        run.append(child.tail or "")
    close_run()
    return nodes


def _read_after(past: etree._Element, locator: str) -> list[Node]:
    """The nodes of what follows `past` in its parent."""
    nodes = _text_nodes(past.tail or "", locator)
    for sibling in past.itersiblings():
        if tag_of(sibling) in _BLOCK_TAGS:
            nodes += read_element(sibling, locator)
        else:
            nodes += _text_nodes(raw_inline(sibling, before=""), locator)
        nodes += _text_nodes(sibling.tail or "", locator)
    return nodes


def _text_nodes(raw: str, locator: str) -> list[Node]:
    text = clean(raw.replace(GAP, " "))
    return [Node(text=text, locator=locator)] if text else []


def _marked(mark: str, nodes: list[Node]) -> list[Node]:
    """The nodes with the mark of a numbered paragraph on their first line."""
    if nodes and not nodes[0].label:
        return [replace(nodes[0], paragraph=mark), *nodes[1:]]
    return [Node(paragraph=mark, locator=nodes[0].locator), *nodes] if nodes and mark else nodes


def _read_grid(element: etree._Element, locator: str) -> Node | None:
    left, right = _first(element, "grid-list-column-1"), _first(element, "grid-list-column-2")
    if left is None or right is None:
        return None
    return Node(label=words_of(left), inside=tuple(read_inside(right, locator)), locator=locator)


def _read_spaced(element: etree._Element, locator: str) -> Node | None:
    parts = [child for child in element if not is_skipped(child)]
    if len(parts) < 2 or number_of(words_of(parts[0])) is None:
        return None
    inside = [node for part in parts[1:] for node in read_element(part, locator)]
    return Node(label=words_of(parts[0]), inside=tuple(inside), locator=locator, hanging=True)


def _read_hanging(element: etree._Element, locator: str) -> list[Node]:
    """A mark, a wide space and its text in one paragraph, set with a negative indent."""
    first = next((child for child in element if tag_of(child) == "p"), None)
    if first is None:
        return read_inside(element, locator)
    mark, gap, text = raw_text(first).partition(GAP)
    if not gap or not clean(mark):
        return read_inside(element, locator)
    inside = _text_nodes(text, locator) + _read_after(first, locator)
    return [Node(label=clean(mark), inside=tuple(inside), locator=locator, hanging=True)]


def _first(element: etree._Element, class_: str) -> etree._Element | None:
    return next((child for child in element if class_ in classes_of(child)), None)


def _read_table(table: etree._Element, locator: str) -> list[Node]:
    rows = [row for row in table.iter("{*}tr", "tr") if _table_of(row) is table]
    cells = [[cell for cell in row if tag_of(cell) in {"td", "th"}] for row in rows]
    if not _is_data(table):
        items = [_read_row(row, locator) for row in cells]
        if all(item is not None for item in items):
            return [node for item in items if item is not None for node in item]
    lines = [" | ".join(_cell_text(cell, locator) for cell in row) for row in cells]
    return [Node(text="\n".join(kept), locator=locator)] if (kept := [line for line in lines if line.strip(" |")]) else []


def _read_row(row: list[etree._Element], locator: str) -> list[Node] | None:
    """A row that is laid out as a mark and its text; None if it is a row of data."""
    while row and not words_of(row[0]):
        row = row[1:]
    if len(row) < 2:
        return [node for cell in row for node in read_inside(cell, locator)]
    mark = words_of(row[0])
    if len(row) > 2 or not (is_bullet(mark) or number_of(mark.lstrip("".join(OPENING)).strip())):
        return None
    return [Node(label=mark, inside=tuple(read_inside(row[1], locator)), locator=locator)]


def _cell_text(cell: etree._Element, locator: str) -> str:
    return " ".join(" ".join(lines_of(read_inside(cell, locator))).split())


def _is_data(table: etree._Element) -> bool:
    """Whether the table is one of data: its own parts, those of tables inside it left out, are styled as a table's."""
    own = [table, *(part for part in table.iterdescendants() if tag_of(part) != "table" and _table_of(part) is table)]
    return any(name == "table" or name.startswith("tbl") for part in own for name in classes_of(part))


def _table_of(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors("{*}table"), None)
