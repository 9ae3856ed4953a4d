"""Textures say what is known: where no service runs, and where a line is a chord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import shapely

from instc.comparison.scenario_grid import alone
from instc.maps.page_data import data_of
from instc.maps.texture import CHORD_KM, chords, unserved
from instc.routing import carriage

if TYPE_CHECKING:
    from instc.comparison.comparison import Comparison


@pytest.mark.parametrize(
    ("lats", "shares"),
    [
        ([0, 0.5], []),  # 56 km
        ([0, 0.6], [0, 1000]),  # 67 km
        ([0, 0.5, 1.5, 2], [250, 750]),
        ([0, 1, 2], [0, 1000]),
        ([0, 1, 1.5, 2.5], [0, 400, 600, 1000]),
    ],
)
def test_chords_are_straight_lines_over_60_km(lats: list[float], shares: list[int]) -> None:
    """A degree of a meridian is 111.2 km."""
    assert CHORD_KM == 60
    assert chords(shapely.LineString([(10, lat) for lat in lats])) == shares


def test_a_line_without_length_has_no_chord() -> None:
    assert chords(shapely.LineString([(10, 5), (10, 5)])) == []


@pytest.mark.parametrize("name", ["instc_caspian", "over_iran", "by_sea", "instc_east"])
def test_what_no_service_carries_is_marked_link_by_link(name: str, answer: Comparison) -> None:
    """The words of `carriage.asked` and the marks tell the same: ships, borders, ferries."""
    way, carrier = answer.alternatives[name].itinerary, answer.world.carrier
    marks, modes = unserved(way, carrier), way.cells("mode")
    lacking = [part for part in carriage.asked(way, carrier) if part.evidence.served is False]
    assert marks.any() == bool(lacking) == (answer.alternatives[name].served is False)
    for voyage in carriage.voyages(way, carrier):
        assert (voyage.booking.evidence.served is False) == bool(marks[voyage.run].all())
    links = way.cells("link_id").tolist()
    for at in np.flatnonzero(modes == "border").tolist():
        served = carrier.fleet.timetable.over(links[at]).served
        assert bool(marks[at]) == (served is False)


def test_legs_of_the_page_carry_the_mark(answer: Comparison) -> None:
    data = data_of(alone(answer))
    for trip, (name, way) in zip(data["trips"], answer.alternatives.items(), strict=True):
        marked = [leg for leg in trip["legs"] if data["legs"][leg].get("no")]
        assert bool(marked) == (way.served is False), name
        assert ("no" in trip) == bool(way.no_service)
        assert data["texts"][trip.get("no", 0)] == way.no_service or "no" not in trip
    pieces = {piece if piece >= 0 else ~piece for leg in data["legs"] for piece in leg["p"]}
    assert set(data["chords"]) <= pieces
    afloat = [leg for leg in data["legs"] if leg["mode"] in {"sea", "passage", "ferry"}]
    assert not {max(piece, ~piece) for leg in afloat for piece in leg["p"]} & set(data["chords"])


def test_towns_have_names_in_four_languages(answer: Comparison) -> None:
    towns = data_of(alone(answer))["towns"]
    assert len(towns) == 25
    assert all({"n", "ru", "fa", "hi"} <= set(town) for town in towns)
