"""The borders by road of the network are the posts of road_borders.csv: state, hours, fee, by day."""

from __future__ import annotations

import pytest
from tests.toy import toy_network

import instc
from instc.network.crossings import with_crossings
from instc.network.frontiers import frontiers
from instc.network.load import load_network
from instc.tables.schema import read_table

TODAY = "2026-07-31"
SAMUR = "yarag_kazmalyar.road-yarag_kazmalyar.border_road"
ASTARA = "astara_az.road-astara_az.border_road"
OUT = "redbridge_post.border_road-redbridge_post.road"
BACK = "redbridge_post.road-redbridge_post.border_road"


BEFORE = "1999-12-31"  # the first row begins


def at(day, *changes):
    network = load_network(max(day, "2000-01-01"))
    return with_crossings(network, frontiers(read_table, day, changes)).links


@pytest.fixture(scope="module")
def links():
    return load_network(TODAY).links


def test_every_border_by_road_names_its_post(links):
    nodes = load_network(TODAY).nodes["mode"]
    by_road = (links["mode"] == "border") & (links["from_node_id"].map(nodes) == "road")
    assert by_road.sum() > 40
    assert (links.loc[by_road, "crossing_id"] != "").all()
    assert (links.loc[~by_road, "crossing_id"] == "").all()


@pytest.mark.parametrize("day", ["2012-06-01", "2020-12-01", "2023-01-01", "2026-03-07", TODAY])
def test_state_hours_and_fee_are_those_of_the_row_of_the_day(day):
    """A second way: the rows in force, read by hand, without unions, whole frontiers and directions."""
    rows = read_table("road_borders")
    now = rows[(rows["from_date"] <= day) & ((rows["to_date"] == "") | (rows["to_date"] > day))]
    whole = now[now["lon"].isna() & (now["status"] == "closed")]
    shut = {frozenset(pair) for pair in whole[["country_a", "country_b"]].itertuples(index=False)}
    posts = now[now["lon"].notna() & (now["from_country"] == "")].set_index("crossing_id")
    links = load_network(day).links
    seen = 0
    for link in links[links["crossing_id"].isin(posts.index)].itertuples():
        post = posts.loc[link.crossing_id]
        seen += 1
        if frozenset((post["country_a"], post["country_b"])) in shut:
            assert link.status == "closed", link.Index
        elif post["status"] in {"open", "limited"}:
            assert (link.status, link.dwell_id, link.fee_id) == tuple(
                post[["status", "dwell_id", "fee_id"]]
            )
        else:
            assert (link.status, link.dwell_id) == (post["status"], "")
        if link.status != "closed":
            assert link.status_source_id == post["source_id"]
    assert seen > 35


def test_what_no_row_says_is_shut():
    links = load_network("2012-06-01").links
    assert links.at["rimdan_post.road-rimdan_post.border_road", "status"] == "closed"
    assert links.at[SAMUR, "status"] == "open"
    links = at(BEFORE)
    assert set(links.loc[~links["crossing_id"].isin(["", "union"]), "status"]) == {"closed"}


def test_a_whole_frontier_shuts_its_posts(links):
    """Afghanistan and Pakistan: the row without a point, whatever its posts say."""
    name = "torkham_post.road-torkham_post.border_road"
    assert links.at[name, "status"] == "closed"
    torkham = ("torkham", "status", "open")
    assert at(TODAY, torkham).at[name, "status"] == "closed"
    assert at(TODAY, torkham).at[name, "status_source_id"] == "azertac_af_pk_2026"
    both = at(TODAY, torkham, ("af_pk_2025", "status", "open"))
    assert both.at[name, "status"] == "open"


def test_directions_may_differ(links):
    assert links.at[OUT, "dwell_id"] == "dwell.road_redbridge_out_of_ge"
    assert links.at[BACK, "dwell_id"] == "dwell.road_redbridge_into_ge"
    assert links.loc[[OUT, BACK], "directed"].all()


def test_inside_a_union_lorries_do_not_stop(links):
    name = "redki_post.road-redki_post.border_road"
    assert tuple(links.loc[name, ["status", "dwell_id", "fee_id"]]) == ("open", "", "")
    assert at(BEFORE).at[name, "status"] == "closed"


def test_limited_without_hours_lets_no_lorry_pass():
    limited = ("samur", "status", "limited")
    assert at(TODAY, limited).at[SAMUR, "status"] == "limited"
    links = at(TODAY, limited, ("samur", "dwell_id", ""))
    assert links.at[SAMUR, "status"] == "closed"
    gates = frontiers(read_table, TODAY, [limited, ("samur", "dwell_id", "")]).gates
    assert "samur" not in gates.ids


def test_the_days_of_march_2026_at_astara():
    found = {}
    for day in ("2026-03-04", "2026-03-05", "2026-03-06", "2026-03-09"):
        found[day] = tuple(load_network(day).links.loc[ASTARA, ["status", "dwell_id"]])
    ordinary = ("open", "dwell.border_az_ir_road")
    assert found == {
        "2026-03-04": ordinary,
        "2026-03-05": ("closed", ""),
        "2026-03-06": ("limited", "dwell.lorry_limited"),
        "2026-03-09": ordinary,
    }


def test_closing_a_post_closes_the_way_of_the_lorry(tmp_path):
    """A scenario's post: the model's lorry goes another way, or none."""
    model = instc.load_model()
    posts = ["samur", "khanoba", "shirvanovka"]
    by_dagestan = set(model.route("Baku", "Makhachkala", mode="road").links["crossing_id"])
    assert by_dagestan & set(posts)
    path = tmp_path / "shut.toml"
    path.write_text(f'name = "shut"\ndescription = ""\nclose = {posts}\n', encoding="utf-8")
    shut = model.with_scenario(str(path))
    round_about = set(shut.route("Baku", "Makhachkala", mode="road").links["crossing_id"])
    assert not round_about & set(posts)
    assert "lars" in round_about
    path.write_text(
        f'name = "shut"\ndescription = ""\nclose = {[*posts, "lars"]}\n', encoding="utf-8"
    )
    shut = model.with_scenario(str(path))
    far = set(shut.route("Baku", "Makhachkala", mode="road").links["crossing_id"])
    assert not far & {*posts, "lars"}


def test_a_network_without_the_column_has_none():
    network = toy_network()
    assert with_crossings(network, frontiers(read_table, TODAY)) is network
