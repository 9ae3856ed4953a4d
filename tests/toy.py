"""Small networks whose answers can be added up by hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely

from instc.network.network import Network
from instc.routing.pricing import price
from instc.routing.router import Router
from instc.tables.parameters import Consignment, means

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BOX = Consignment(
    teu=1, tonnes_per_teu=10, value_usd_per_teu=24_000, value_rate_per_day=0.01
)  # 240 USD a day: 10 USD an hour
HIRE = 24.0  # USD a day: 1 USD an hour

NODE = {
    "place_id": "",
    "name": "",
    "kind": "station",
    "mode": "sea",
    "gauge_mm": math.nan,
    "country": "",
    "unlocode": "",
    "lon": 0.0,
    "lat": 0.0,
    "source_id": "s",
}
LINK = {
    "from_node_id": "", "to_node_id": "", "mode": "sea", "directed": False, "length_km": 0.0, "pace_id": "", "dwell_id": "", "rate_id": "", "fee_id": "",
    "intensity_id": "", "hub_id": "", "grade": "C", "source_id": "s", "note": "", "detour": "", "basin": "", "passage_id": "", "status": "open",
    "status_source_id": "", "drawn_km": math.nan, "great_circle_km": math.nan, "longest_chord_km": math.nan, "layer_km": math.nan, "off_track_km": math.nan, "geometry_source": "",
}  # fmt: skip

# Three numbers a mode: hours a km, USD a TEU-km, g CO2e a t-km. With 10 t in the box, g/t-km / 100 is kg a km.
PER_KM = {"sea": (0.05, 0.10, 10.0), "rail": (0.04, 0.30, 15.0), "road": (0.02, 1.00, 80.0)}
# Three numbers a meeting: hours, USD, kg CO2e.
MET = {
    "crane": (48.0, 100.0, 2.0),
    "lorry": (12.0, 80.0, 1.0),
    "gauge": (24.0, 50.0, 0.0),
    "border": (12.0, 0.0, 0.0),
    "canal": (100.0, 60.0, 0.0),
    "door": (6.0, 40.0, 0.0),
}

NODES = {
    "alpha": {"kind": "city", "mode": "door", "country": "XX"},
    "alpha.port": {"kind": "port", "country": "XX", "lon": 0.2},
    "beta.port": {"kind": "port", "country": "YY", "lon": 10.0},
    "beta.rail1435": {
        "kind": "terminal",
        "mode": "rail",
        "gauge_mm": 1435.0,
        "country": "YY",
        "lon": 10.1,
    },
    "beta.road": {"kind": "terminal", "mode": "road", "country": "YY", "lon": 10.1, "lat": 0.1},
    "gamma.rail1435": {"mode": "rail", "gauge_mm": 1435.0, "country": "YY", "lon": 15.0},
    "gamma.rail1520": {"mode": "rail", "gauge_mm": 1520.0, "country": "YY", "lon": 15.0},
    "gamma.road": {"kind": "terminal", "mode": "road", "country": "YY", "lon": 15.0, "lat": 0.1},
    "gamma.border1520": {
        "kind": "border",
        "mode": "rail",
        "gauge_mm": 1520.0,
        "country": "ZZ",
        "lon": 15.1,
    },
    "omega.rail1520": {
        "kind": "terminal",
        "mode": "rail",
        "gauge_mm": 1520.0,
        "country": "ZZ",
        "lon": 20.0,
    },
    "omega.port": {"kind": "port", "country": "ZZ", "lon": 20.0, "lat": -1.0},
    "omega": {"kind": "city", "mode": "door", "country": "ZZ", "lon": 20.2},
    "canal.a": {"kind": "gate", "lon": 12.0, "lat": -5.0},
    "canal.b": {"kind": "gate", "lon": 12.1, "lat": -5.0},
}
LINKS = {
    "alpha-alpha.port": {"mode": "drayage", "length_km": 30.0, "met": "door"},
    "alpha.port-beta.port": {"length_km": 1100.0},
    "beta.port-beta.rail1435": {"mode": "transshipment", "met": "crane"},
    "beta.port-beta.road": {"mode": "transshipment", "met": "lorry"},
    "beta.rail1435-gamma.rail1435": {"mode": "rail", "length_km": 600.0},
    "beta.road-gamma.road": {"mode": "road", "length_km": 650.0},
    "gamma.rail1435-gamma.rail1520": {"mode": "gauge_break", "met": "gauge"},
    "gamma.road-gamma.rail1520": {"mode": "transshipment", "met": "crane"},
    "gamma.rail1520-gamma.border1520": {"mode": "border", "met": "border"},
    "gamma.border1520-omega.rail1520": {"mode": "rail", "length_km": 560.0},
    "omega.rail1520-omega": {"mode": "drayage", "length_km": 25.0, "met": "door"},
    "alpha.port-canal.a": {"length_km": 1450.0},
    "canal.a-canal.b": {
        "mode": "passage",
        "passage_id": "canal",
        "status": "limited",
        "met": "canal",
    },
    "canal.b-omega.port": {"length_km": 1000.0},
    "omega.port-omega": {"mode": "drayage", "length_km": 120.0, "met": "door"},
}
RAIL = [
    "alpha-alpha.port", "alpha.port-beta.port", "beta.port-beta.rail1435", "beta.rail1435-gamma.rail1435", "gamma.rail1435-gamma.rail1520",
    "gamma.rail1520-gamma.border1520", "gamma.border1520-omega.rail1520", "omega.rail1520-omega",
]  # fmt: skip
LORRY = [
    *RAIL[:2],
    "beta.port-beta.road",
    "beta.road-gamma.road",
    "gamma.road-gamma.rail1520",
    *RAIL[5:],
]
CANAL = [
    "alpha-alpha.port",
    "alpha.port-canal.a",
    "canal.a-canal.b",
    "canal.b-omega.port",
    "omega.port-omega",
]


def parameters(rows: Mapping[str, float | tuple[float, float, float]]) -> pd.DataFrame:
    """Make a table of parameters: a number is fixed, three are P10, P50 and P90."""
    triples = {
        name: value if isinstance(value, tuple) else (value, value, value)
        for name, value in rows.items()
    }
    table = pd.DataFrame(
        [
            {
                "quantity": name.split(".")[0],
                "unit": "",
                "p10": low,
                "p50": mid,
                "p90": high,
                "distribution": "fixed" if low == high else "lognormal3",
                "group": "",
                "from_date": "",
                "to_date": "",
                "price_year": 2024.0,
                "grade": "C",
                "source_id": "s",
                "note": "",
            }
            for name, (low, mid, high) in triples.items()
        ],
        index=pd.Index(triples, name="parameter_id"),
    ).sort_index()
    return table.assign(mean=means(table))


CERTAIN = {  # journeys without luck, dedicated runs as fast as others, reliability left out
    "ratio.dedicated_run": 1.0,
    "ratio.journey_spread_land": 0.0,
    "ratio.journey_spread_sea": 0.0,
    "ratio.reliability": 0.0,
}


def toy_parameters() -> pd.DataFrame:
    """Give the parameters that price the toy network."""
    per_km = {
        f"{kind}.{mode}": value
        for mode, values in PER_KM.items()
        for kind, value in zip(("pace", "rate", "intensity"), values, strict=True)
    }
    met = {
        f"{kind}.{name}": value
        for name, values in MET.items()
        for kind, value in zip(("dwell", "fee", "hub"), values, strict=True)
    }
    rest = {"hire.container": HIRE, "ratio.group_correlation": 0.5}
    return parameters({**per_km, **met, **rest, **CERTAIN})


def make_network(
    nodes: Mapping[str, Mapping[str, Any]], links: Mapping[str, Mapping[str, Any]]
) -> Network:
    """Make a network of a few rows; what a row does not say is a default, ends are read from the link's id."""
    rows = {
        name: {**NODE, "place_id": name.split(".")[0], "name": name.split(".")[0].title(), **row}
        for name, row in nodes.items()
    }
    node_table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("node_id")
    spots = {name: (row["lon"], row["lat"]) for name, row in rows.items()}
    node_table = gpd.GeoDataFrame(
        node_table, geometry=[shapely.Point(spots[name]) for name in rows], crs="EPSG:4326"
    )
    table = pd.DataFrame.from_dict(
        {name: link_row(name, row) for name, row in sorted(links.items())}, orient="index"
    ).rename_axis("link_id")
    nowhere = (0.0, 0.0)
    lines = [
        shapely.LineString([spots.get(a, nowhere), spots.get(b, nowhere)])
        for a, b in zip(table["from_node_id"], table["to_node_id"], strict=True)
    ]
    return Network(node_table, gpd.GeoDataFrame(table, geometry=lines, crs="EPSG:4326"))


def link_row(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Fill a link's row in."""
    given = dict(row)
    met = given.pop("met", "")
    start, _, end = name.partition("-")
    mode = given.get("mode", "sea")
    moving = (
        {"pace_id": f"pace.{mode}", "rate_id": f"rate.{mode}", "intensity_id": f"intensity.{mode}"}
        if mode in PER_KM
        else {}
    )
    lorry = (
        {"pace_id": "pace.road", "rate_id": "rate.road", "intensity_id": "intensity.road"}
        if mode == "drayage"
        else {}
    )
    meeting = (
        {"dwell_id": f"dwell.{met}", "fee_id": f"fee.{met}", "hub_id": f"hub.{met}"} if met else {}
    )
    return {**LINK, "from_node_id": start, "to_node_id": end, **moving, **lorry, **meeting, **given}


def toy_network(**changes: Mapping[str, Any]) -> Network:
    """Make the toy network, unpriced; a change names a link or a node, with dashes and dots as they are."""
    nodes = {name: {**row, **changes.get(name, {})} for name, row in NODES.items()}
    links = {name: {**row, **changes.get(name, {})} for name, row in LINKS.items()}
    return make_network(nodes, links)


def toy_router(**changes: Mapping[str, Any]) -> Router:
    """Price the toy network and compile it."""
    return Router(price(toy_network(**changes), toy_parameters(), BOX))


def add_up(
    link_ids: Sequence[str], links: Mapping[str, Mapping[str, Any]] = LINKS
) -> dict[str, float]:
    """Add a way up by hand: km, hours, USD without and with hire, kg CO2e."""
    km = hours = usd = co2e = 0.0
    for name in link_ids:
        row = links[name]
        mode = row.get("mode", "sea")
        length = row.get("length_km", 0.0)
        pace, rate, intensity = PER_KM.get("road" if mode == "drayage" else mode, (0.0, 0.0, 0.0))
        dwell, fee, hub = MET.get(row.get("met", ""), (0.0, 0.0, 0.0))
        km, hours, usd, co2e = (
            km + length,
            hours + length * pace + dwell,
            usd + length * rate + fee,
            co2e + length * intensity * BOX.tonnes_per_teu / 1000 + hub,
        )
    return {
        "length_km": km,
        "hours": hours,
        "freight_usd": usd,
        "usd": usd + hours * HIRE / 24,
        "co2e_kg": co2e,
    }
