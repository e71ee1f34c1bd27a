"""What a page of a PDF draws beside its letters: the rules of its tables, and where its images lie."""

import ctypes
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium

# Forms within forms, and what a page draws: more is a map or a trap, not a table.
DEEPEST_FORM, MOST_OBJECTS, MOST_EDGES = 8, 50_000, 2_000
# A rule of a table is thinner than this, in points; a rectangle is a box of four.
RULE = 2.5

Point = tuple[float, float]
# From the coordinates of the file to those of the page.
Place = Callable[[float, float], Point]
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Edge:
    """A rule, or a side of a rectangle: level (`top == bottom`) or upright (`x0 == x1`)."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """The edges of a page, none where they are too many for tables, and the corners of its images."""

    edges: tuple[Edge, ...]
    images: tuple[tuple[Point, ...], ...]

    def image_area(self, width: float, height: float) -> float:
        """How much of a page of this size its images cover, in square points; where two overlap, both count, up to all."""
        area = 0.0
        for corners in self.images:
            xs, ys = [min(max(x, 0), width) for x, _ in corners], [min(max(y, 0), height) for _, y in corners]
            area += (max(xs) - min(xs)) * (max(ys) - min(ys))
        return min(area, width * height)


def read_drawing(page: object, place: Place) -> Drawing:
    """What `page`, a handle of pdfium, draws."""
    edges: list[Edge] = []
    images: list[tuple[Point, ...]] = []
    for kind, handle, matrix in _objects(page):
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:  # a unit square that the matrix places
            images.append(tuple(place(*_apply(matrix, corner)) for corner in ((0, 0), (1, 0), (0, 1), (1, 1))))
        elif len(edges) <= MOST_EDGES:
            for points in _subpaths(handle):
                edges += _edges([place(*_apply(matrix, point)) for point in points])
    return Drawing(tuple(edges) if len(edges) <= MOST_EDGES else (), tuple(images))


def _objects(page: object) -> Iterator[tuple[int, object, _Matrix]]:
    """The images and paths of a page, those in its forms included, each with the matrix that places it."""
    stack = [(pdfium.FPDFPage_GetObject(page, i), _IDENTITY, 0) for i in reversed(range(pdfium.FPDFPage_CountObjects(page)))]
    for _ in range(MOST_OBJECTS):
        if not stack:
            return
        handle, outer, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(handle)
        if kind not in (pdfium.FPDF_PAGEOBJ_FORM, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH):
            continue
        own = pdfium.FS_MATRIX()
        pdfium.FPDFPageObj_GetMatrix(handle, own)
        matrix = _multiply((own.a, own.b, own.c, own.d, own.e, own.f), outer)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            if depth < DEEPEST_FORM:
                inside = range(max(0, pdfium.FPDFFormObj_CountObjects(handle)))
                stack += [(pdfium.FPDFFormObj_GetObject(handle, i), matrix, depth + 1) for i in reversed(inside)]
        else:
            yield kind, handle, matrix


def _multiply(first: _Matrix, then: _Matrix) -> _Matrix:
    (a, b, c, d, e, f), (g, h, i, j, k, m) = first, then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _apply(matrix: _Matrix, point: tuple[float, float]) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def _subpaths(path: object) -> Iterator[list[tuple[float, float]]]:
    """The points of each part of a path; a part with curves is left out."""
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    straight = True
    for i in range(min(pdfium.FPDFPath_CountSegments(path), 4 * MOST_EDGES)):
        segment = pdfium.FPDFPath_GetPathSegment(path, i)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            if straight and len(points) > 1:
                yield points
            points, straight = [], True
        straight = straight and kind != pdfium.FPDF_SEGMENT_BEZIERTO
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        points.append((x.value, y.value))
    if straight and len(points) > 1:
        yield points


def _edges(points: Sequence[tuple[float, float]]) -> list[Edge]:
    """The rules that these points draw, where they draw a rule or an upright rectangle."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if not all(map(math.isfinite, (x0, x1, top, bottom))) or len(points) > 6:
        return []
    if bottom - top < RULE or x1 - x0 < RULE:
        if max(bottom - top, x1 - x0) < RULE:
            return []
        if bottom - top < x1 - x0:
            middle = (top + bottom) / 2
            return [Edge(x0, middle, x1, middle)]
        middle = (x0 + x1) / 2
        return [Edge(middle, top, middle, bottom)]
    if len(points) < 4 or not all(min(x - x0, x1 - x) < 1 and min(y - top, bottom - y) < 1 for x, y in points):
        return []
    return [Edge(x0, top, x1, top), Edge(x0, bottom, x1, bottom), Edge(x0, top, x0, bottom), Edge(x1, top, x1, bottom)]
