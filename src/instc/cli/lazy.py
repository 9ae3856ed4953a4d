"""
Modules that a command needs to answer, not to explain itself: help and refusals load none.

A command imports them from here as if they were loaded; each is when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from instc.lazily import Later

if TYPE_CHECKING:
    import logging
    from importlib import resources

    import numpy as np
    import platformdirs

    import instc.evidence.impact as impacts
    import instc.osm.refresh as osm_refresh
    from instc import build, export, maps, model, report
    from instc.capacity import branch, ladder
    from instc.comparison import projects, record, text
    from instc.comparison import risk as risks
    from instc.display import console, paper, sheet
    from instc.display import text as display_text
    from instc.evidence import (
        as_it_went,
        backtest,
        citations,
        claims,
        data_diff,
        dated,
        freshness,
        held_out,
        observations,
        printed,
        provenance,
        wanted,
        witnesses,
    )
    from instc.network import frontiers, graphs, load
    from instc.network import network as networks
    from instc.osm import features
    from instc.plotting import card, charts, look, pit
    from instc.plotting import ladder as ladder_chart
    from instc.routing import pricing
    from instc.scenarios import scenario
    from instc.tables import (
        ages,
        home,
        invariants,
        parameters,
        places,
        spreadsheet,
        user_tables,
    )
else:
    logging = Later("logging")
    resources = Later("importlib.resources")
    np = Later("numpy")
    platformdirs = Later("platformdirs")
    build = Later("instc.build")
    export = Later("instc.export")
    maps = Later("instc.maps")
    model = Later("instc.model")
    report = Later("instc.report")
    branch = Later("instc.capacity.branch")
    ladder = Later("instc.capacity.ladder")
    projects = Later("instc.comparison.projects")
    record = Later("instc.comparison.record")
    risks = Later("instc.comparison.risk")
    text = Later("instc.comparison.text")
    console = Later("instc.display.console")
    paper = Later("instc.display.paper")
    sheet = Later("instc.display.sheet")
    display_text = Later("instc.display.text")
    as_it_went = Later("instc.evidence.as_it_went")
    backtest = Later("instc.evidence.backtest")
    citations = Later("instc.evidence.citations")
    claims = Later("instc.evidence.claims")
    held_out = Later("instc.evidence.held_out")
    observations = Later("instc.evidence.observations")
    printed = Later("instc.evidence.printed")
    data_diff = Later("instc.evidence.data_diff")
    dated = Later("instc.evidence.dated")
    freshness = Later("instc.evidence.freshness")
    impacts = Later("instc.evidence.impact")
    wanted = Later("instc.evidence.wanted")
    witnesses = Later("instc.evidence.witnesses")
    provenance = Later("instc.evidence.provenance")
    frontiers = Later("instc.network.frontiers")
    graphs = Later("instc.network.graphs")
    load = Later("instc.network.load")
    networks = Later("instc.network.network")
    features = Later("instc.osm.features")
    osm_refresh = Later("instc.osm.refresh")
    card = Later("instc.plotting.card")
    charts = Later("instc.plotting.charts")
    ladder_chart = Later("instc.plotting.ladder")
    look = Later("instc.plotting.look")
    pit = Later("instc.plotting.pit")
    pricing = Later("instc.routing.pricing")
    scenario = Later("instc.scenarios.scenario")
    ages = Later("instc.tables.ages")
    home = Later("instc.tables.home")
    invariants = Later("instc.tables.invariants")
    parameters = Later("instc.tables.parameters")
    places = Later("instc.tables.places")
    spreadsheet = Later("instc.tables.spreadsheet")
    user_tables = Later("instc.tables.user_tables")

shells = Later("typer.completion")
