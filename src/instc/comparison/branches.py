"""Which side each way keeps to where several share a line, so that none hides another."""

from __future__ import annotations

from itertools import combinations, groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

SMOOTH, EASE = 3, 8  # samples, half a gap apart: over how many corners are rounded, sides change

Step = tuple[str, str]  # a link's id and mode


class Track(NamedTuple):
    """
    A way as pieces of line, with the area that it sweeps.

    Attributes
    ----------
    steps
        Numbers of the pieces in travel order; ``~n`` is piece n backwards.
    before, after
        Twice the area swept about the origin of the plane, up to where each piece begins and ends.
    ends
        Where it begins and ends.
    """

    steps: tuple[int, ...]
    before: Points
    after: Points
    ends: Points


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
    where they part: who bends off to the left has kept left.

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
    tracks = {number: _track(way, lines) for number, way in enumerate(ways) if len(way)}
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
    """Sum up the area that a way sweeps, piece by piece."""
    before, after = [], []
    area, here = 0.0, None
    for step in way:
        points = lines[step] if step >= 0 else lines[~step][::-1]
        if here is not None:
            area += _swept(here, points[0])
        before.append(area)
        x, y = np.asarray(points, dtype=float).T
        area += float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())
        after.append(area)
        here = points[-1]
    first = lines[way[0]][0] if way[0] >= 0 else lines[~way[0]][-1]
    return Track(tuple(way), np.array(before), np.array(after), np.array([first, here]))


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
    loops = [_loop(one, other, before, after) for before, after in _neighbours(runs)]
    for run, came, goes in zip(runs, loops[:-1], loops[1:], strict=True):
        turn = goes or came  # where they part decides, else where they met
        for step in one.steps[run.first : run.last + 1]:
            side = -int(np.sign(turn))  # anticlockwise round what lies between: it is on the right
            yield (step, side) if step >= 0 else (~step, -side)


def _neighbours(runs: list[Run]) -> list[tuple[Run | None, Run | None]]:
    """List what lies between runs: before the first, between two, after the last."""
    return list(zip([None, *runs], [*runs, None], strict=True))


def _swept(start: Points, end: Points) -> float:
    """Give twice the area that a straight line sweeps about the origin."""
    return float(start[0] * end[1] - end[0] * start[1])


def _loop(one: Track, other: Track, before: Run | None, after: Run | None) -> float:
    """Give twice the area between two ways from where they part to where they meet."""
    start = other_start = joint = 0.0
    if before is not None:
        start, other_start = one.after[before.last], other.after[before.other_last]
    else:
        joint += _swept(other.ends[0], one.ends[0])
    if after is not None:
        end, other_end = one.before[after.first], other.before[after.other_first]
    else:
        end, other_end = one.after[-1], other.after[-1]
        joint += _swept(one.ends[1], other.ends[1])
    area = float((end - start) - (other_end - other_start) + joint)
    if abs(area) <= 1e-9 * (1 + abs(end) + abs(other_end)):
        return 0.0
    return area
