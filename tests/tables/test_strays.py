"""What looks like a table and is none is named."""

import pytest

from instc.tables.strays import stray_files

TABLES = ["nodes", "links", "link_values"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nodes.CSV", "its name is nodes.csv, in small letters"),
        ("Nodes.csv", "its name is nodes.csv, in small letters"),
        ("nodes (1).csv", 'no table has this name (did you mean "nodes.csv"?)'),
        ("nodes - Copy.csv", "no table has this name"),
        ("links.csv.txt", "no table has this name"),
        ("nodes.tsv", "no table has this name"),
        ("link-values.csv", 'no table has this name (did you mean "link_values.csv"'),
        ("nodes.xlsx", "a workbook is not read; save each sheet as TABLE.csv"),
        ("mine.ods", "a workbook is not read"),
        ("closed.toml", "a scenario stands in scenarios/"),
        ("tracks (1).geojson", "only tracks.geojson is"),
        ("Scenarios/a.toml", "its name is scenarios, in small letters"),
        ("scenarios/a.TOML", "is no scenario, which is called NAME.toml"),
        ("scenarios/a.toml.txt", "is no scenario"),
    ],
)
def test_a_file_that_is_not_read_is_named(tmp_path, name, said):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("")
    (fault,) = stray_files(tmp_path, TABLES)
    assert fault.startswith(str(tmp_path))
    assert said in fault


@pytest.mark.parametrize(
    "name",
    ["nodes.csv", "README.md", "notes.txt", ".DS_Store", "~$nodes.xlsx", ".~lock.nodes.csv#", "tracks.geojson", "scenarios/a.toml", "datapackage.json", "LICENSE.md"],
)  # fmt: skip
def test_what_belongs_there_or_is_no_table_is_left_alone(tmp_path, name):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("")
    assert stray_files(tmp_path, TABLES) == []
