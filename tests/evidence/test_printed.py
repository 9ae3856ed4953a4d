"""What is printed: a bound is open at one end, a claim has what its rule needs, a bad row is named."""

import numpy as np
import pandas as pd
import pytest

from instc.errors import TableError
from instc.evidence.printed import load_printed, printed_faults
from instc.tables.schema import seeds_dir

ROW = {
    "kind": "measured", "run": "ordinary", "days_low": 3.0, "days_high": 4.0, "date_start": "", "date_end": "",
    "as_of": "2022-01-01",
}  # fmt: skip


def faults(**cells):
    return [fault for _, fault in printed_faults("observations", pd.DataFrame([{**ROW, **cells}]))]


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({}, []),
        ({"days_low": np.nan}, ["days_low, days_high: are required"]),
        ({"days_low": np.nan, "kind": "bound"}, []),
        ({"days_high": np.nan, "kind": "bound"}, []),
        ({"days_low": np.nan, "days_high": np.nan, "kind": "bound"}, ["days_low, days_high: are required"]),
        ({"days_low": np.nan, "days_high": np.nan, "kind": "plan"}, []),
        ({"run": ""}, ["run: is required of a journey"]),
        ({"run": "", "kind": "model"}, []),
    ],
)  # fmt: skip
def test_open_ends_and_runs(cells, fault):
    assert faults(**cells) == fault


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"low": 2, "high": 1}, "low: 2 is above high, 1"),
        ({"unit": "g/t-km"}, "is no unit of usd_per_teu"),
        ({"as_of": "1990-01-01"}, "as_of"),
        ({}, ""),
    ],
)
def test_faults_of_a_witness(cells, said):
    table = load_printed("witnesses").set_index("witness_id", drop=False)
    printed = table.loc["usd_in_jea_2024_06"]
    found = printed_faults("witnesses", pd.DataFrame([{**printed, **cells}]))
    assert bool(found) == bool(said)
    assert not said or said in found[0][1]


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ({"low": "9000", "high": "8000"}, "low: 9000 is above high, 8000"),
        ({"as_of": "1998-01-01"}, "as_of: 1998-01-01: the tables know"),
        ({"open": "basline"}, 'open: unknown axis "basline" .did you mean "baseline"'),
        (
            {"scenario": "rasht-astara-opne"},
            'scenario: unknown scenario "rasht-astara-opne" .did you mean "rasht-astara-open"',
        ),
        ({"low": ""}, "low: is required for length_km"),
        (
            {"quantity": "lenght_km"},
            'quantity: unknown value "lenght_km" .did you mean "length_km"',
        ),
        ({"unit": "miles"}, 'unit: unknown value "miles"'),
        (
            {"quantity": "volume", "expected": "esat", "unit": "Mt/year"},
            'expected: unknown branch "esat" .did you mean "west" or "east"',
        ),
    ],
)
def test_a_bad_claim_is_named(tmp_path, cells, complaint):
    table = pd.read_csv(seeds_dir() / "claims.csv", dtype=str, keep_default_na=False)
    row = table[table["claim_id"] == "c001"].assign(**cells)
    (tmp_path / "datapackage.json").write_text((seeds_dir() / "datapackage.json").read_text())
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "rasht-astara-open.toml").write_text("")
    row.to_csv(tmp_path / "claims.csv", index=False, lineterminator="\n")
    with pytest.raises(TableError, match=f"claims.csv: row 2, {complaint}"):
        load_printed("claims", tmp_path)


@pytest.mark.parametrize(
    ("cells", "complaint"),
    [
        ({"days_low": "30"}, "days_low: 30 is above days_high, 23"),
        ({"days_low": "", "days_high": ""}, "days_low, days_high: are required"),
        ({"date_start": "2016-12-01"}, "date_end: 2016-10-12 is before date_start, 2016-12-01"),
        (
            {"as_of": "1999-12-31"},
            "as_of: 1999-12-31: the tables know the state of the network from 2000-01-01",
        ),
        ({"kind": "mesured"}, 'kind: unknown value "mesured" .did you mean "measured"'),
    ],
)
def test_a_bad_journey_is_named(tmp_path, cells, complaint):
    table = pd.read_csv(seeds_dir() / "observations.csv", dtype=str, keep_default_na=False)
    (tmp_path / "datapackage.json").write_text((seeds_dir() / "datapackage.json").read_text())
    table[table["observation_id"] == "c025"].assign(**cells).to_csv(
        tmp_path / "observations.csv", index=False, lineterminator="\n"
    )
    with pytest.raises(TableError, match=f"observations.csv: row 2, {complaint}"):
        load_printed("observations", tmp_path)
