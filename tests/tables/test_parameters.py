"""Quantiles return, streams are their own, and a wrong row is one clear line."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtri

from instc.errors import QuestionError, TableError, UnknownIdError
from instc.tables.parameters import (
    _DRAWN,
    AT_ONCE,
    Z90,
    Consignment,
    _normals,
    _remembered,
    central,
    check_draws,
    check_rows,
    consignment,
    draw,
    load_parameters,
    means,
    normals,
    quantile,
)
from instc.tables.schema import read_table
from toy import parameters

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Z = np.array([[-Z90], [0.0], [Z90]])


def test_z90_is_the_ninth_decile_of_the_normal() -> None:
    assert ndtri(0.9) == Z90


@given(st.floats(0.01, 1e4), st.floats(1e-3, 1e4), st.floats(0.25, 4.0))
def test_a_fitted_distribution_returns_its_three_quantiles(
    low: float, step: float, k: float
) -> None:
    row = parameters({"dwell.x": (low, low + step, low + step + k * step)})
    got = quantile(row, Z).ravel()
    wanted = row.loc["dwell.x", ["p10", "p50", "p90"]].to_numpy(float)
    assert got == pytest.approx(wanted, rel=1e-9)  # the promise of the issue


def test_the_shape_agrees_with_the_shifted_lognormal_of_scipy() -> None:
    p10, p50, p90 = 2.0, 5.0, 14.0  # k = 3
    s = np.log((p90 - p50) / (p50 - p10)) / Z90
    scale = (p90 - p50) / np.expm1(s * Z90)
    other = stats.lognorm(s, loc=p50 - scale, scale=scale)  # x = p50 - scale + scale exp(s z)
    z = np.linspace(-1.5, 3.0, 50)[:, None]
    row = parameters({"dwell.x": (p10, p50, p90)})
    assert quantile(row, z).ravel() == pytest.approx(other.ppf(stats.norm.cdf(z.ravel())), rel=1e-9)
    assert means(row)[0] == pytest.approx(other.mean(), rel=1e-12)


def test_values_beyond_the_floor_are_set_to_it() -> None:
    assert quantile(parameters({"dwell.x": (1.0, 5.0, 9.0)}), np.array([[-5.0]])).tolist() == [
        [0.0]
    ]  # 5 - 4 x 5 / z90 < 0


def test_a_wait_for_a_service_is_uniform_over_the_headway() -> None:
    row = pd.DataFrame({"p10": [2.4], "p50": [12.0], "p90": [21.6], "distribution": ["uniform"]})
    assert quantile(row, Z).ravel() == pytest.approx([2.4, 12.0, 21.6])
    assert quantile(row, np.array([[-9.0], [9.0]])).ravel() == pytest.approx([0.0, 24.0], abs=1e-9)
    assert means(row) == [12.0]


def test_draws_do_not_depend_on_the_order_of_the_table_nor_on_other_rows() -> None:
    rows = {"pace.a": (1.0, 2.0, 4.0), "dwell.b": (3.0, 5.0, 8.0), "ratio.group_correlation": 0.5}
    table = parameters(rows)
    wider = parameters({**rows, "aaa.first": (1.0, 2.0, 3.0)}).iloc[::-1]
    ids = ["pace.a", "dwell.b"]
    assert (draw(table, ids, draws=50, seed=3) == draw(wider, ids, draws=50, seed=3)).all()
    assert (
        draw(table, ids[::-1], draws=50, seed=3)[:, ::-1] == draw(table, ids, draws=50, seed=3)
    ).all()


def test_draws_are_the_middles_of_equal_cells_of_philox() -> None:
    """Whoever has the seed can compute them again, to the last bit, and with any language."""
    bits = np.random.Philox(
        key=int.from_bytes(hashlib.sha256(b"7:pace.sea").digest()[:16], "little")
    ).random_raw(1000)
    middles = [float(Fraction(2 * (int(number) // 2**11) + 1, 2**54)) for number in bits]
    assert normals("pace.sea", 7, 1000).tolist() == ndtri(middles).tolist()


def test_ten_thousand_draws_are_remembered_and_can_not_be_changed_and_more_are_drawn_anew() -> None:
    assert normals("pace.sea", 7, 10_000) is normals("pace.sea", 7, 10_000)
    assert normals("pace.sea", 7, 10_001) is not normals("pace.sea", 7, 10_001)
    for draws in (10_000, 10_001):
        with pytest.raises(ValueError, match="read-only"):
            normals("pace.sea", 7, draws)[0] = 0.0


def test_fewer_draws_are_the_beginning_of_more_and_are_not_drawn_anew() -> None:
    few = normals("pace.fewer", 7, 100)
    more = normals("pace.fewer", 7, 1000)
    again = normals("pace.fewer", 7, 100)
    assert (len(few), len(more)) == (100, 1000)
    assert again.tolist() == few.tolist() == more[:100].tolist()
    assert np.shares_memory(again, more)
    with pytest.raises(ValueError, match="read-only"):
        again[0] = 0.0


@pytest.mark.parametrize(("draws", "start", "times"), [(10_000, 0, 1), (10_001, 0, 2), (4, 4, 2)])
def test_values_of_the_first_ten_thousand_draws_are_made_once_and_what_is_given_can_be_changed(
    monkeypatch: pytest.MonkeyPatch, draws: int, start: int, times: int
) -> None:
    table = parameters({"dwell.kept": (1.0, 2.0, 3.0), "ratio.group_correlation": 0.5})
    asked: list[str] = []
    monkeypatch.setattr(
        "instc.tables.parameters.normals",
        lambda name, _seed, draws, *, start: asked.append(name) or np.full(draws, float(start)),
    )
    first = draw(table, ["dwell.kept"], draws=draws, seed=99, start=start)
    first[:] = 0.0
    assert draw(table, ["dwell.kept"], draws=draws, seed=99, start=start).ravel() == pytest.approx(
        2 + start / Z90
    )
    assert asked == ["dwell.kept"] * times


@pytest.mark.parametrize("draws", [9, 1000, 10_000, 10_001, 20_003])
def test_what_is_drawn_together_is_what_is_drawn_alone(draws: int) -> None:
    """To the last bit: of few draws names are drawn some at a time, on all cores."""
    spreads = {f"dwell.{number}": (1.0, 2.0 + number / 20, 4.0) for number in range(11)}
    table = parameters(spreads | {"ratio.group_correlation": 0.5})
    table["group"] = ["", *["g", "h"] * 5, ""]
    together = draw(table, list(spreads), draws=draws, seed=77)
    _DRAWN.known.clear()
    for place, name in enumerate(spreads):
        alone = quantile(table.loc[[name]], normals(name, 77, draws)[:, np.newaxis])[:, 0]
        if not table.at[name, "group"]:
            assert together[:, place].tolist() == alone.tolist()
        assert (
            together[:, place].tolist() == draw(table, [name], draws=draws, seed=77)[:, 0].tolist()
        )


def test_names_are_drawn_once_and_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    spreads = {f"dwell.once{number}": (1.0, 2.0, 4.0) for number in range(11)}
    table = parameters(spreads | {"ratio.group_correlation": 0.5})
    table["group"] = ["", *["g", "h"] * 5, ""]
    drawn: list[list[str]] = []
    monkeypatch.setattr(
        "instc.tables.parameters._normals",
        lambda names, *rest: drawn.append(names) or _normals(names, *rest),
    )
    for draws in (8, 7, 8):
        draw(table, list(spreads), draws=draws, seed=78)
    assert sorted(chain.from_iterable(drawn)) == sorted([*spreads, "group:g", "group:h"])
    assert len(drawn) == math.ceil((len(spreads) + 2) / AT_ONCE)


@pytest.mark.parametrize("draws", [1000, 10_001])
def test_the_first_draws_are_the_beginning_of_all(draws: int) -> None:
    spreads = {"dwell.first": (1.0, 2.0, 4.0), "dwell.second": (1.0, 3.0, 4.0)}
    table = parameters(spreads | {"ratio.group_correlation": 0.5})
    whole = draw(table, list(spreads), draws=draws, seed=5)
    some = draw(table, list(spreads), draws=draws, seed=5, most=10)
    assert some.tolist() == whole[:10].tolist()
    more = draw(table, list(spreads), draws=draws, seed=5, most=draws + 1)
    assert more.shape == whole.shape


def test_threads_that_draw_few_and_many_of_one_name_get_what_they_asked_for() -> None:
    def lengths(number: int) -> list[int]:
        asked = [10_000, 7][:: 1 - 2 * (number % 2)]
        return [len(normals(f"pace.{number // 8}", 31, draws)) - draws for draws in asked]

    with ThreadPoolExecutor(8) as pool:
        assert set(chain.from_iterable(pool.map(lengths, range(400)))) == {0}


def test_what_is_fixed_is_not_drawn() -> None:
    table = parameters({"ratio.never_drawn": 3.0, "ratio.group_correlation": 0.5})
    assert draw(table, ["ratio.never_drawn"], draws=5, seed=6).tolist() == [[3.0]] * 5
    assert _remembered("ratio.never_drawn", 6, 1) is None


@pytest.mark.parametrize("start", [0, 4, 400])
def test_a_stream_goes_on_where_it_was_left(start: int) -> None:
    assert (
        normals("pace.sea", 7, 12, start=start) == normals("pace.sea", 7, start + 12)[start:]
    ).all()


def test_two_names_and_two_seeds_have_streams_of_their_own() -> None:
    one, two, three = normals("a", 1, 20_000), normals("b", 1, 20_000), normals("a", 2, 20_000)
    for other in (two, three):
        assert abs(np.corrcoef(one, other)[0, 1]) < 4 / np.sqrt(20_000)  # four standard errors
    assert stats.kstest(one, "norm").pvalue > 1e-3


@pytest.mark.parametrize("rho", [0.0, 0.5, 1.0])
def test_members_of_a_group_are_correlated_as_the_parameter_says(rho: float) -> None:
    table = parameters(
        {
            "dwell.a": (1.0, 2.0, 3.0),
            "dwell.b": (1.0, 2.0, 3.0),
            "dwell.c": (1.0, 2.0, 3.0),
            "ratio.group_correlation": rho,
        }
    )
    table = table.assign(
        group=["g" if name in {"dwell.a", "dwell.b"} else "" for name in table.index]
    )
    values = draw(table, ["dwell.a", "dwell.b", "dwell.c"], draws=40_000, seed=1)
    error = (
        4 / np.sqrt(40_000)
    )  # four standard errors of a correlation; the shape is symmetric, so nearly normal (the floor clips 1 in 200)
    assert np.corrcoef(values.T)[0, 1] == pytest.approx(rho, abs=error + 0.01)
    assert np.corrcoef(values.T)[0, 2] == pytest.approx(0.0, abs=error)


OUT_OF_RANGE = [
    *(
        (draws, 1, f"draws {draws}: must lie between 1 and 1,000,000")
        for draws in (0, -1, 1_000_001, 10**9)
    ),
    (1, -1, "seed -1: must not be negative"),
    (1, 2**53, "seed 9007199254740992: must be at most 9007199254740991"),
]


@pytest.mark.parametrize(("draws", "seed", "message"), OUT_OF_RANGE)
def test_a_number_of_draws_or_a_seed_that_can_not_be_meant_is_refused(
    draws: int, seed: int, message: str
) -> None:
    with pytest.raises(QuestionError) as raised:
        draw(parameters({"ratio.group_correlation": 0.5}), [], draws=draws, seed=seed)
    assert str(raised.value) == message


def test_a_missing_parameter_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownIdError) as raised:
        central(parameters({"pace.sea": 1.0}), "pace.see")
    assert (
        str(raised.value)
        == 'parameters.csv: no parameter "pace.see" is in force (did you mean "pace.sea"?)'
    )


@pytest.mark.parametrize("value", [0.0, -1.0, float("nan"), float("inf")])
def test_a_cargo_without_a_value_is_refused(value: float) -> None:
    with pytest.raises(QuestionError) as raised:
        consignment(load_parameters("2026-07-31"), value_usd_per_teu=value)
    said = f"cargo value {value:g}: must be above 0 USD per TEU and at most 1,000,000,000"
    assert str(raised.value) == said


def test_a_cargo_of_more_than_any_is_refused() -> None:
    parameters = load_parameters("2026-07-31")
    assert consignment(parameters, value_usd_per_teu=1e9).value_usd_per_teu == 1e9
    with pytest.raises(QuestionError, match="at most 1,000,000,000"):
        consignment(parameters, value_usd_per_teu=1.000001e9)


FAULTS = [
    ({"p90": "1000000001"}, "a value of 1e\\+09: must be at most 1,000,000,000"),
    ({"p10": "0.9"}, r"p10 < p50 < p90 does not hold"),
    ({"p10": "0"}, "p10 is 0: a pace must be above 0"),
    ({"p10": "-0.01"}, "p10 is -0.01: a pace must be above 0"),
    ({"unit": "h"}, "a pace is given in h/km, not h"),
    ({"unit": "km/h"}, "km/h"),
    ({"p90": "9"}, "must lie between 1/4 and 4"),
    ({"distribution": "fixed"}, "fixed, but p10, p50 and p90 differ"),
    ({"distribution": "uniform"}, "uniform without a headway_h"),
    (
        {"distribution": "uniform", "headway_h": "24"},
        r"U\(0, 24 h\) has p10, p50, p90 2.4, 12, 21.6",
    ),
    ({"p50": ""}, "p50"),
    ({"p50": "fast"}, "fast"),
    ({"grade": "E"}, "E"),
    ({"source_id": "nobody"}, "nobody"),
]


@pytest.mark.parametrize(
    ("cells", "message"),
    FAULTS,
    ids=[next(iter(cells)) + str(place) for place, (cells, _) in enumerate(FAULTS)],
)
def test_a_wrong_row_is_named(
    data: Path, rewrite: Callable[..., Path], cells: dict[str, str], message: str
) -> None:
    edit(data / "seeds" / "parameters.csv", "pace.sea", cells, rewrite)
    with pytest.raises(TableError, match=message) as raised:
        load_everything()
    assert "parameters.csv" in str(raised.value)
    assert "pace.sea" in str(raised.value) or "row" in str(raised.value)


def load_everything() -> None:
    from instc.tables.schema import read_tables

    load_parameters("2026-07-31")
    read_tables()  # keys between tables


def test_money_without_a_year_is_refused(data: Path, rewrite: Callable[..., Path]) -> None:
    edit(data / "seeds" / "parameters.csv", "fee.gauge_break", {"price_year": ""}, rewrite)
    with pytest.raises(TableError, match=r"fee.gauge_break: money without a price_year"):
        load_parameters("2026-07-31")


@pytest.mark.parametrize("to_date", ["2022-06-01", "2022-10-01", ""])
def test_periods_leave_no_gap_and_do_not_overlap(
    data: Path, rewrite: Callable[..., Path], to_date: str
) -> None:
    edit(
        data / "seeds" / "parameters.csv", "dwell.border_tm_ir_rail", {"to_date": to_date}, rewrite
    )  # its first row ends on 1 September 2022
    said = "dwell.border_tm_ir_rail from 2022-09-01 to .* overlaps row"
    if to_date == "2022-06-01":
        said = "dwell.border_tm_ir_rail: its period starts 2022-09-01 and the one before ends"
    with pytest.raises(TableError, match=said):
        load_parameters("2026-07-31")


def test_faults_of_rows_and_of_periods_are_one_sentence(
    data: Path, rewrite: Callable[..., Path]
) -> None:
    path = data / "seeds" / "parameters.csv"
    edit(path, "pace.sea", {"p10": "1", "p50": "3", "p90": "2", "unit": "h"}, rewrite)
    edit(path, "dwell.border_tm_ir_rail", {"to_date": "2022-06-01"}, rewrite)
    rows = [
        row["parameter_id"] for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
    ]
    sea, second = (
        rows.index("pace.sea") + 2,
        rows.index("dwell.border_tm_ir_rail") + 3,
    )  # the header is row 1
    with pytest.raises(TableError) as raised:
        load_parameters("2026-07-31")
    assert str(raised.value) == (
        f"{path}: row {second}, dwell.border_tm_ir_rail: its period starts 2022-09-01 and the one before ends 2022-06-01; "
        f"row {sea}, pace.sea: a pace is given in h/km, not h; row {sea}, pace.sea: p10 < p50 < p90 does not hold (1, 3, 2)"
    )


def edit(
    path: Path, parameter_id: str, cells: dict[str, str], rewrite: Callable[..., Path]
) -> None:
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    next(row for row in rows if row["parameter_id"] == parameter_id).update(cells)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    rewrite(path, out.getvalue())


def test_a_day_chooses_the_row_in_force() -> None:
    before, on = (
        load_parameters(day).at["pace.rail_tm", "p50"] for day in ("2024-02-27", "2024-02-28")
    )
    assert before > on  # Turkmen railways announced the faster transit on 28 February 2024


@pytest.mark.parametrize(
    "day", ["2000-01-01", "2016-10-12", "2021-01-01", "2023-01-01", "2026-07-31"]
)
def test_every_parameter_of_a_link_is_in_force_on_every_day(day: str) -> None:
    table = load_parameters(day)
    assert table.index.is_unique
    assert (table["mean"] >= 0).all()
    assert set(table.index) == set(load_parameters("2026-07-31").index)


def test_a_symmetric_row_is_the_normal() -> None:
    """P10 1, P50 2, P90 3: one unit for each z90."""
    row = parameters({"dwell.x": (1.0, 2.0, 3.0)})
    assert quantile(row, np.array([[-Z90], [0.0], [Z90], [Z90 * 2]])).ravel() == pytest.approx(
        [1.0, 2.0, 3.0, 4.0]
    )
    assert means(row).tolist() == [2.0]


def test_each_quantity_has_its_units() -> None:
    for quantity, unit in (
        ("pace", "h/km"), ("dwell", "h"), ("rate", "USD/TEU-km"), ("fee", "USD/TEU"), ("intensity", "g/t-km"), ("hub_emission", "kg/TEU"), ("hire", "USD/day"), ("share", "share"),
        ("ratio", "1"), ("value", "USD/TEU"), ("value_rate", "share/day"), ("mass", "t/TEU"), ("distance", "km"),
    ):  # fmt: skip
        row = parameters({f"{quantity}.x": (1.0, 2.0, 3.0)}).assign(quantity=quantity, unit=unit)
        check_rows(row, where="here")
        with pytest.raises(
            TableError, match=rf"^here: {quantity}.x: a {quantity} is given in {unit}, not furlong$"
        ):
            check_rows(row.assign(unit="furlong"), where="here")


@pytest.mark.parametrize("quantity", ["rate", "fee", "hire"])
def test_money_of_every_kind_needs_a_year(quantity: str) -> None:
    row = parameters({f"{quantity}.x": (1.0, 2.0, 3.0)}).assign(
        quantity=quantity,
        unit={"rate": "USD/TEU-km", "fee": "USD/TEU", "hire": "USD/day"}[quantity],
        price_year=np.nan,
    )
    with pytest.raises(TableError, match=rf"^here: {quantity}.x: money without a price_year$"):
        check_rows(row, where="here")


LIMITS = [
    ((1.0, 2.0, 6.0), "lognormal3", ""),  # k = 4
    ((1.0, 5.0, 6.0), "lognormal3", ""),  # k = 1/4
    ((1.0, 2.0, 6.1), "lognormal3", r"\(p90 - p50\) / \(p50 - p10\) must lie between 1/4 and 4"),
    ((1.0, 5.1, 6.0), "lognormal3", r"\(p90 - p50\) / \(p50 - p10\) must lie between 1/4 and 4"),
    ((1.0, 1.0, 2.0), "lognormal3", r"p10 < p50 < p90 does not hold \(1, 1, 2\)"),
    ((1.0, 2.0, 2.0), "lognormal3", r"p10 < p50 < p90 does not hold \(1, 2, 2\)"),
    ((0.0, 1.0, 2.0), "lognormal3", ""),
    ((-0.1, 1.0, 2.0), "lognormal3", "p10 is -0.1: must not be negative"),
    ((0.5, 1.0, 2.0), "lognormal3", ""),
    ((2.0, 2.0, 2.0), "fixed", ""),
    ((2.0, 2.0, 3.0), "fixed", "fixed, but p10, p50 and p90 differ"),
    ((1.0, 2.0, 2.0), "fixed", "fixed, but p10, p50 and p90 differ"),
]


@pytest.mark.parametrize(("values", "distribution", "complaint"), LIMITS, ids=range(len(LIMITS)))
def test_what_a_row_may_hold(
    values: tuple[float, float, float], distribution: str, complaint: str
) -> None:
    row = parameters({"dwell.x": (1.0, 2.0, 3.0)}).assign(
        unit="h", distribution=distribution, **dict(zip(("p10", "p50", "p90"), values, strict=True))
    )
    if complaint:
        with pytest.raises(TableError, match=rf"^here: dwell.x: {complaint}$"):
            check_rows(row, where="here")
    else:
        check_rows(row, where="here")


WAITS = [
    ((2.4, 12.0, 21.6), 24.0, ""),
    ((0.05, 0.25, 0.45), 0.5, ""),
    ((100_001.0, 500_000.0, 900_000.0), 1e6, ""),  # one part in a million is rounding
    ((100_001.1, 500_000.0, 900_000.0), 1e6, "100000, 500000, 900000, not 100001, 500000, 900000"),
    ((2.40001, 12.0, 21.6), 24.0, ""),
    ((2.40003, 12.0, 21.6), 24.0, "2.4, 12, 21.6, not 2.40003, 12, 21.6"),
    ((2.4, 12.0, 21.7), 24.0, "2.4, 12, 21.6, not 2.4, 12, 21.7"),
    ((2.5, 12.0, 21.6), 24.0, "2.4, 12, 21.6, not 2.5, 12, 21.6"),
    ((2.4, 12.1, 21.6), 24.0, "2.4, 12, 21.6, not 2.4, 12.1, 21.6"),
    ((2.4, 12.0, 21.6), 0.0, "uniform without a headway_h"),
    ((2.4, 12.0, 21.6), np.nan, "uniform without a headway_h"),
]


@pytest.mark.parametrize(("values", "headway", "complaint"), WAITS)
def test_a_wait_agrees_with_its_headway(
    values: tuple[float, float, float], headway: float, complaint: str
) -> None:
    row = parameters({"dwell.x": values}).assign(
        unit="h", distribution="uniform", headway_h=headway
    )
    if complaint:
        with pytest.raises(TableError) as raised:
            check_rows(row, where="here")
        about = f"a wait of U(0, {headway:g} h) has p10, p50, p90 " if "not" in complaint else ""
        assert str(raised.value) == f"here: dwell.x: {about}{complaint}"
    else:
        check_rows(row, where="here")


def test_every_fault_of_every_row_is_named() -> None:
    rows = parameters({"dwell.a": (1.0, 2.0, 3.0), "rate.b": (1.0, 2.0, 3.0)}).assign(
        unit="furlong", price_year=np.nan
    )
    with pytest.raises(TableError) as raised:
        check_rows(rows, where="here")
    assert str(raised.value) == (
        "here: dwell.a: a dwell is given in h, not furlong; rate.b: a rate is given in USD/TEU-km, not furlong; rate.b: money without a price_year"
    )


@pytest.mark.parametrize(("draws", "seed"), [(1, 0), (1_000_000, 0)])
def test_the_ends_of_what_may_be_asked(draws: int, seed: int) -> None:
    check_draws(draws, seed)


def test_draws_are_those_of_an_independent_sum() -> None:
    """In a group of correlation 0.25 a draw is half the group's normal and the root of three quarters of its own."""
    table = parameters({"dwell.a": (1.0, 2.0, 3.0), "ratio.group_correlation": 0.25}).assign(
        group=["g", ""]
    )
    wanted = 2 + (0.5 * normals("group:g", 9, 8) + np.sqrt(0.75) * normals("dwell.a", 9, 8)) / Z90
    assert draw(table, ["dwell.a"], draws=8, seed=9).ravel() == pytest.approx(np.maximum(wanted, 0))


def test_a_box_is_what_the_tables_say() -> None:
    table = load_parameters("2026-07-31")
    box = consignment(table, teu=2, value_usd_per_teu=1000)
    assert (box.teu, box.value_usd_per_teu, box.tonnes_per_teu) == (2, 1000.0, 12.0)
    assert consignment(table) == Consignment(
        1.0, 12.0, central(table, "value.cargo"), central(table, "value_rate.cargo")
    )
    assert consignment(table, value_usd_per_teu=0.5).value_usd_per_teu == 0.5
    assert box.usd_per_day == 1000 * central(table, "value_rate.cargo")


class TestPrinted:
    """Rows agree with the print that they say they rest on, by hand."""

    @pytest.fixture
    def rows(self):
        return read_table("parameters").set_index("parameter_id")

    @pytest.fixture
    def printed(self):
        return read_table("printed_values").set_index("value_id")

    @pytest.fixture
    def index(self):
        """Money of 2024 for money of a year."""
        table = read_table("deflators")
        series = table[table["series"] == "us_gdp_deflator"].set_index("year")["value"]
        return series[2024] / series

    def test_every_value_was_decided_and_an_unused_one_says_why(self, printed):
        assert len(printed) >= 109
        assert (printed.loc[printed["use"] == "unused", "note"] != "").all()
        assert (printed.loc[printed["use"] == "enters", "parameter_id"] != "").all()

    def test_the_ferry_costs_what_its_owner_prints(self, rows, printed):
        rate, call = rows.at["rate.ferry", "p50"], rows.at["fee.ferry_call", "p50"]
        for value_id, km in (("v089", 310), ("v091", 450)):
            assert rate * km + 2 * call == pytest.approx(printed.at[value_id, "value"], rel=0.01)

    def test_russian_rail_by_length_of_run(self, rows, printed):
        """Base roubles of 2003, index 6.39, 92.6 RUB/USD; a run as a whole, the dispatch once."""
        fixed = rows.at["fee.rail_ru_dispatch", "p50"]
        assert fixed == pytest.approx(printed.at["v001", "value"] * 6.39 / 92.6, rel=0.01)
        for value_id, km, row in (
            ("v003", 290.5, "rate.rail_ru_0_500"),
            ("v007", 4450.5, "rate.rail_ru_2000"),
            ("v009", 8800.5, "rate.rail_ru_2000"),
        ):
            tariff = printed.at[value_id, "value"] * 6.39 / 92.6
            assert fixed + rows.at[row, "p50"] * km == pytest.approx(tariff, rel=0.02)

    def test_iranian_ports_take_the_tariff_of_1398_in_money_of_2024(self, rows, index):
        for row, usd in (
            ("fee.port_import_ir_gulf", 177),
            ("fee.port_export_ir_gulf", 132.75),
            ("fee.hub_ir_gulf", 44.25),
            ("fee.port_import_ir_caspian", 0.7 * 177),
            ("fee.port_export_ir_caspian", 0.7 * 132.75),
            ("fee.transship_ir_caspian", 0.7 * 129.21),
        ):
            assert rows.at[row, "p50"] == pytest.approx(usd * index[2020], abs=1), row

    def test_handling_at_jebel_ali_is_the_dirham_of_2023(self, rows, index):
        assert rows.at["fee.transship_gulf", "p50"] == pytest.approx(
            700 / 3.6725 * index[2023], abs=1
        )

    def test_sulphur_through_iran_lies_inside_the_rate(self, rows, printed):
        """28 and 35 CHF a tonne over 1,568 km, about 1.09 USD/CHF in 2021, 14.2 t a TEU."""
        for value_id in ("v026", "v027"):
            usd = printed.at[value_id, "value"] * 1.09 * 14.2 / 1568
            assert rows.at["rate.rail_ir", "p10"] < usd < rows.at["rate.rail_ir", "p90"]

    def test_each_border_draws_its_own_fee(self):
        links = read_table("links")
        borders = links[links["dwell_id"].str.match(r"dwell\.border_.*_rail")]
        assert borders["fee_id"].nunique() >= 10
        assert set(borders.loc[borders["link_id"].str.startswith("bolashak"), "fee_id"]) == {
            "fee.border_tm"
        }

    def test_vladivostok_was_jammed_in_2022(self, rows):
        """Means of 13.5 and 17 days: about 0.3 P10 + 0.4 P50 + 0.3 P90."""
        table = rows.loc["dwell.port_import_ru_pacific"].set_index("from_date")
        for day, days in (("2022-01-01", 13.5), ("2022-09-01", 17)):
            mean = table.loc[day, ["p10", "p50", "p90"]] @ [0.3, 0.4, 0.3]
            assert mean / 24 == pytest.approx(days, rel=0.02)
