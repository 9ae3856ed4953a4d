"""The words of the two tables name what others write: one list, checked against its writers."""

import pandas as pd

import toy
from instc.network.columns import (
    CARRIED_COLUMNS,
    LAND,
    MOVEMENTS,
    PARAMETER_COLUMNS,
    PRICES,
    TRANSFERS,
    USABLE,
    VARYING,
)
from instc.network.status import with_status
from instc.routing.pricing import CO2E, COST, SHARE, TIME, charge_limits, price
from instc.tables.schema import schema


def test_a_mode_moves_or_transfers_and_never_both():
    assert not set(MOVEMENTS) & set(TRANSFERS)
    assert set(LAND) < set(MOVEMENTS)
    modes = {row.get("mode", "sea") for row in toy.LINKS.values()}
    assert modes <= {*MOVEMENTS, *TRANSFERS}


def test_prices_are_the_columns_that_pricing_writes():
    network = toy.toy_network()
    priced = price(network, toy.toy_parameters(), toy.BOX)
    assert set(priced.links) - set(network.links) == set(PRICES)


def test_parameter_columns_are_those_that_pricing_reads():
    read = [column for column, _ in (*TIME, *COST, *SHARE, *CO2E)]
    assert set(read) - set(CARRIED_COLUMNS) == set(PARAMETER_COLUMNS)


def test_what_a_state_changes_is_what_varies():
    """What does not vary is shared by all states of a network, so none may change it."""
    plain = toy.toy_network()
    row = {"subject_id": "canal", "status": "limited", "source_id": "u"}
    status = pd.DataFrame([{**row, "from_date": "", "to_date": ""}])
    limits = pd.DataFrame([{"subject_id": "canal", "dwell_id": "dwell.door", "fee_id": "fee.door"}])
    links = with_status(plain.links, status, "2025-01-01")
    states = links[["status", "status_source_id"]]
    limited = charge_limits(plain.with_columns(**states.to_dict("series")), limits)
    priced = price(limited, toy.toy_parameters(), toy.BOX)
    for column in priced.links:
        if column not in VARYING:
            assert priced.links[column].equals(plain.links[column]), column
    assert priced.links.at["canal.a-canal.b", "dwell_id"] == "dwell.door"


def test_the_usable_states_are_words_of_the_table_of_states():
    field = next(field for field in schema("status")["fields"] if field["name"] == "status")
    assert set(USABLE) <= {*field["constraints"]["enum"], "open"}
