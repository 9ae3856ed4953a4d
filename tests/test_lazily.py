"""Names are loaded when they are asked for, and old ones answer with a warning."""

from __future__ import annotations

import importlib
import sys

import pytest

from instc.lazily import drawn_on_a_map, names_of


def test_a_name_is_looked_up_in_its_home():
    look_up, names = names_of("instc", {"Network": "network.network", "did_you_mean": "errors"})
    assert look_up("Network") is importlib.import_module("instc.network.network").Network
    assert look_up("did_you_mean")("bak", ["baku"]) != ""
    assert names() == ["Network", "did_you_mean"]


@pytest.mark.parametrize("name", ["Netwrk", "_private", "__path_of__"])
def test_an_unknown_name_is_an_attribute_error(name):
    look_up, _ = names_of("instc", {"Network": "network.network"}, was=["errors"])
    with pytest.raises(AttributeError, match=f"module 'instc' has no attribute '{name}'"):
        look_up(name)


def test_a_name_of_a_module_that_became_a_folder_warns_and_says_where_it_is():
    look_up, _ = names_of("instc", {}, was=["version", "errors"])
    with pytest.warns(
        DeprecationWarning, match=r"instc\.NoRouteError is now instc\.errors\.NoRouteError"
    ):
        assert look_up("NoRouteError") is importlib.import_module("instc.errors").NoRouteError


def test_an_answer_is_drawn_by_the_maps(answer):
    drawn = drawn_on_a_map(answer)
    assert isinstance(drawn, sys.modules["instc.maps"].CorridorMap)
