"""Colours that everyone can tell apart, and see."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest

from instc.colours import COLOURS, FAMILIES, GROUPS
from instc.maps.self_contained import asset

# Machado, Oliveira and Fernandes 2009, severity 1: what linear RGB becomes for protan, deutan and tritan eyes.
VISION = {
    "normal": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
LINES = (
    "west", "caspian", "east", "chabahar", "lorry", "suez", "cape", "transsib", "china", "middle",
    "best",
)  # fmt: skip
NEUTRAL = {"cape", "best"}  # grey and ink, in the light and in the dark
LEAST_DISTANCE = (
    13  # CIE76; 2.3 is just noticeable side by side, thin lines apart need several times that
)
SAME_HUE = 15  # degrees
LEAST_CONTRAST = 3  # WCAG 1.4.11, graphical objects
LEAST_TEXT = 4.5  # WCAG 1.4.3


def colours(mode: str) -> dict[str, str]:
    light, dark = asset("app.css").split(".instc[data-theme=dark]", 1)
    block = (light if mode == "light" else dark).split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+):(#[0-9a-fA-F]{6})", block))


def linear(colour: str) -> np.ndarray:
    share = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(a: str, b: str) -> float:
    dark, bright = sorted(float(linear(colour) @ TO_XYZ[1]) for colour in (a, b))
    return (bright + 0.05) / (dark + 0.05)


def test_arithmetic_of_the_check() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert lab(linear("#ffffff")) == pytest.approx(
        [100, 0, 0], abs=0.02
    )  # the matrices have four digits


def test_every_group_has_a_colour() -> None:
    assert {*GROUPS.values(), *FAMILIES.values(), "best"} == set(LINES)
    assert {
        name: colours("light")[name] for name in LINES
    } == COLOURS  # a chart and the light map speak alike


def hue(colour: str) -> float:
    _, a, b = lab(linear(colour))
    return float(np.degrees(np.arctan2(b, a)))


@pytest.mark.parametrize("name", LINES)
def test_a_route_keeps_its_hue_in_the_dark(name: str) -> None:
    """CIELAB; what is neutral has no hue, and is neutral in both."""
    by_day, at_night = colours("light")[name], colours("dark")[name]
    if name in NEUTRAL:
        assert max(np.hypot(*lab(linear(colour))[1:]) for colour in (by_day, at_night)) < 10
        return
    assert abs((hue(by_day) - hue(at_night) + 180) % 360 - 180) <= SAME_HUE


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_lines_differ_for_every_eye(mode: str, vision: str) -> None:
    known = colours(mode)
    seen = {name: lab(VISION[vision] @ linear(known[name])) for name in LINES}
    near = {
        pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]]))
        for pair in combinations(LINES, 2)
    }
    assert min(near.values()) >= LEAST_DISTANCE, min(near, key=near.__getitem__)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_lines_stand_out_from_land_and_water(mode: str) -> None:
    known = colours(mode)
    weak = [
        (name, ground)
        for name in LINES
        for ground in ("land", "water")
        if contrast(known[name], known[ground]) < LEAST_CONTRAST
    ]
    assert weak == []


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "mut", "warn", "bad"])
def test_text_can_be_read_on_land_and_water(mode: str, text: str) -> None:
    known = colours(mode)
    assert min(contrast(known[text], known[ground]) for ground in ("land", "soft")) >= LEAST_TEXT
