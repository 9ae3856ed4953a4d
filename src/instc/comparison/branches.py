"""Which side each way keeps to where several share a line, so that none hides another."""

from __future__ import annotations

from itertools import combinations, groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

STEP = 20.0  # km between the points at which ways are compared
TOGETHER, APART = 15, 60  # km: as one, and as two also on a picture of the whole corridor
BEFORE = 3  # steps back: from where a line comes
SMOOTH, EASE = 3, 8  # samples, half a gap apart: over how many corners are rounded, sides change

Step = tuple[str, str]  # a link's id and mode


class Track(NamedTuple):
    """
    A way as pieces of line, with the points of all of them.

    Attributes
    ----------
    steps
        Numbers of the pieces in travel order; ``~n`` is piece n backwards.
    points
        Of all pieces, one after the other.
    first, last
        Numbers of the points where each piece begins and ends.
    """

    steps: tuple[int, ...]
    points: Points
    first: list[int]
    last: list[int]

    def on(self, step: int, to: int | None) -> Points:
        """Give the points from the end of one step to the start of another, or to the end."""
        return self.points[self.last[step] : None if to is None else self.first[to] + 1]

    def back(self, step: int, to: int | None) -> Points:
        """Give the points from the start of a step back to the end of another, or to the start."""
        return self.points[0 if to is None else self.last[to] : self.first[step] + 1][::-1]


class Lane(NamedTuple):
    """
    A way as it is drawn beside the others.

    Attributes
    ----------
    points
        Samples on the plane.
    piece
        Number of the piece of line that each sample lies on.
    """

    points: Points
    piece: NDArray[np.intp]


class Run(NamedTuple):
    """Pieces that two ways share, one after the other: first and last of each."""

    first: int
    last: int
    other_first: int
    other_last: int


def side_by_side(
    ways: Sequence[Sequence[int]], lines: Sequence[NDArray[np.float64]]
) -> dict[int, list[int]]:
    """
    Order ways over each piece of line that several share, so that they cross as little as can be.

    Two ways keep their sides for as long as they stay together. Which side is whose depends on
    where they part: who bends off to the left has kept left, whatever it does farther on.

    Parameters
    ----------
    ways
        Numbers of the pieces in travel order; ``~n`` is piece n backwards.
    lines
        Points of each piece, on a plane with y upwards.

    Returns
    -------
    order
        By number of a piece the numbers of its ways, from left to right of the piece's direction.

    Examples
    --------
    >>> trunk, left, right = [(0, 0), (1, 0)], [(1, 0), (2, 1)], [(1, 0), (2, -1)]
    >>> side_by_side([[0, 2], [0, 1]], [np.array(line) for line in (trunk, left, right)])
    {0: [1, 0]}
    """
    dense = [_dense(line) for line in lines]
    tracks = {number: _track(way, dense) for number, way in enumerate(ways) if len(way)}
    users: dict[int, list[int]] = {}
    for number, track in tracks.items():
        for step in track.steps:
            here = users.setdefault(max(step, ~step), [])
            if number not in here:
                here.append(number)
    lead: dict[int, dict[int, int]] = {}  # of how many it keeps left, less of how many right
    for (one, track), (other, track_2) in combinations(tracks.items(), 2):
        for piece, side in _sides(track, track_2):
            leads = lead.setdefault(piece, {})
            leads[one] = leads.get(one, 0) + side
            leads[other] = leads.get(other, 0) - side
    order = {}
    for piece in sorted(users):
        if len(users[piece]) > 1:
            leads = lead.get(piece, {})
            order[piece] = sorted(users[piece], key=lambda way: -leads.get(way, 0))
    return order


def cut(paths: Sequence[Sequence[Step]]) -> tuple[list[list[int]], list[tuple[Step, ...]]]:
    """
    Cut paths into pieces where others join or leave, and where the mode changes.

    Parameters
    ----------
    paths
        Ids and modes of links in travel order.

    Returns
    -------
    ways
        Numbers of the pieces of each path; ``~n`` is piece n backwards.
    pieces
        The links of each piece.

    Examples
    --------
    >>> a, b, c = ("a", "sea"), ("b", "sea"), ("c", "rail")
    >>> cut([[a, b, c], [a, b]])
    ([[0, 1], [0]], [(('a', 'sea'), ('b', 'sea')), (('c', 'rail'),)])
    """
    users: dict[Step, set[int]] = {}
    for number, path in enumerate(paths):
        for step in path:
            users.setdefault(step, set()).add(number)

    def alike(step: Step) -> tuple[set[int], str]:
        return users[step], step[1]

    known: dict[tuple[Step, ...], int] = {}
    ways = []
    for path in paths:
        way = []
        for _, group in groupby(path, key=alike):
            piece = tuple(group)
            backwards = piece[::-1]
            if backwards in known and piece not in known:
                way.append(~known[backwards])
            else:
                way.append(known.setdefault(piece, len(known)))
        ways.append(way)
    return ways, list(known)


def lay_out(ways: Sequence[Sequence[int]], lines: Sequence[Points], gap: float) -> list[Lane]:
    """
    Lay ways beside each other where they share a line.

    Parameters
    ----------
    ways, lines
        As of `side_by_side`.
    gap
        Between the middles of neighbours, in units of the plane.

    Examples
    --------
    >>> line = np.array([(0.0, 0.0), (100.0, 0.0)])
    >>> [round(float(lane.points[50, 1]), 3) for lane in lay_out([[0], [0]], [line], 2)]
    [1.0, -1.0]
    """
    order = side_by_side(ways, lines)
    return [_lane(number, way, lines, order, gap) for number, way in enumerate(ways)]


def _lane(
    number: int,
    way: Sequence[int],
    lines: Sequence[Points],
    order: dict[int, list[int]],
    gap: float,
) -> Lane:
    """Sample a way at even steps, and move it to its side."""
    points, sides, pieces = [], [], []
    for step in way:
        piece = max(step, ~step)
        line = lines[piece] if step >= 0 else lines[piece][::-1]
        beside = order.get(piece, [number])
        side = (len(beside) - 1) / 2 - beside.index(number)
        samples = _even(np.asarray(line, dtype=float), gap / 2)
        points.append(samples)
        sides.append(np.full(len(samples), side if step >= 0 else -side))
        pieces.append(np.full(len(samples), piece))
    middle = _blurred(np.concatenate(points), SMOOTH)
    offset = _blurred(np.concatenate(sides)[:, None], EASE)
    ends = np.minimum(np.arange(len(offset)), np.arange(len(offset))[::-1])
    offset *= np.minimum(1, ends / EASE)[:, None]  # all meet at both ends
    along = _blurred(np.gradient(middle, axis=0), SMOOTH)
    long = np.hypot(*along.T)[:, None]
    left = np.divide(along[:, ::-1] * (-1, 1), long, out=np.zeros_like(along), where=long > 0)
    return Lane(middle + left * offset * gap, np.concatenate(pieces))


def _even(line: Points, step: float) -> Points:
    """Sample a line at even steps, both ends among them."""
    done = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    spots = np.linspace(0, done[-1], max(2, round(done[-1] / step) + 1))
    return np.column_stack([np.interp(spots, done, column) for column in line.T])


def _blurred(columns: Points, reach: int) -> Points:
    """Take the moving mean of columns twice, over fewer values towards the ends."""
    count = len(columns)
    here = np.arange(count)
    near = np.minimum(np.minimum(here, count - 1 - here), reach)
    for _ in range(2):
        sums = np.concatenate([np.zeros((1, columns.shape[1])), np.cumsum(columns, axis=0)])
        columns = (sums[here + near + 1] - sums[here - near]) / (2 * near + 1)[:, None]
    return columns


def _track(way: Sequence[int], lines: Sequence[Points]) -> Track:
    """Put the pieces of a way one after the other."""
    parts = [lines[n] if n >= 0 else lines[~n][::-1] for n in way]
    ends = np.cumsum([len(part) for part in parts]).tolist()
    last = [end - 1 for end in ends]
    return Track(tuple(way), np.concatenate(parts), [0, *ends[:-1]], last)


def _dense(line: Points) -> Points:
    """Give a line a point every few km."""
    if not len(line[1:]):
        return np.asarray(line, dtype=float)
    dense = shapely.segmentize(shapely.LineString(line), STEP)
    return np.asarray(shapely.get_coordinates(dense))


def _runs(one: Track, other: Track) -> list[Run]:
    """List what two ways share in the same direction and order."""
    at = {step: place for place, step in enumerate(other.steps)}
    runs: list[Run] = []
    for place, step in enumerate(one.steps):
        there = at.get(step)
        if there is None or (runs and there <= runs[-1].other_last):
            continue
        if runs and (runs[-1].last, runs[-1].other_last) == (place - 1, there - 1):
            runs[-1] = runs[-1]._replace(last=place, other_last=there)
        else:
            runs.append(Run(place, place, there, there))
    return runs


def _sides(one: Track, other: Track) -> Iterator[tuple[int, int]]:
    """Say of each piece that two ways share whether the one keeps left (1) or right (-1) on it."""
    runs = _runs(one, other)
    for before, run, after in zip([None, *runs], runs, [*runs[1:], None], strict=False):
        trunk = one.points[one.first[run.first] : one.last[run.last] + 1]
        to, other_to = (after.first, after.other_first) if after else (None, None)
        side = _fork(trunk, one.on(run.last, to), other.on(run.other_last, other_to))
        if not side:  # where they part decides, else where they met
            to, other_to = (before.last, before.other_last) if before else (None, None)
            rest = one.back(run.first, to)
            side = -_fork(trunk[::-1], rest, other.back(run.other_first, other_to))
        for step in one.steps[run.first : run.last + 1]:
            yield (step, side) if step >= 0 else (~step, -side)


def _fork(trunk: Points, one: Points, other: Points) -> int:
    """Say whether the one bends off to the left (1) or right (-1) of the other after a trunk."""
    if not (len(one[1:]) and len(other[1:])):  # it ends where the other goes on
        return 0
    for window in (60, 500, max(len(one), len(other))):  # most are apart soon
        away, other_away = _away(one, other, window), _away(other, one, window)
        off, other_off = int(np.argmax(away > APART)), int(np.argmax(other_away > APART))
        if off and other_off:
            near = int(np.flatnonzero(away[:off] <= TOGETHER)[-1])
            came = np.vstack([trunk, one[1 : near + 1]])[-1 - BEFORE :]
            ahead, fork = one[near] - came[0], one[near]
            turn = _turn(ahead, one[off] - fork) - _turn(ahead, other[other_off] - fork)
            return int(np.sign(turn))
    return -int(np.sign(_area(one, other)))  # anticlockwise round: it is on the right


def _away(one: Points, other: Points, window: int) -> NDArray[np.float64]:
    """Give how far the first points of one line are from another."""
    x, y = (one[:window, None] - other[: 2 * window]).transpose(2, 0, 1)
    return np.asarray(np.sqrt((x * x + y * y).min(axis=1)))


def _turn(ahead: Points, there: Points) -> float:
    """Give the angle from one direction to another, left above 0."""
    cross = ahead[0] * there[1] - ahead[1] * there[0]
    return float(np.arctan2(cross, ahead @ there))


def _area(one: Points, other: Points) -> float:
    """Give twice the area between two lines from a common start."""
    ring = np.vstack([one, other[::-1]]) - one[0]
    x, y = ring.T
    area = float(x @ np.roll(y, -1) - y @ np.roll(x, -1))
    return area if abs(area) > 1e-9 * (1 + np.abs(ring).max() ** 2) else 0.0
