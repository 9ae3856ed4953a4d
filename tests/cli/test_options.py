"""The data that options name."""

from typing import get_args, get_type_hints

import pytest
from typer.models import OptionInfo

from instc import cli
from instc.cli import options
from instc.tables.schema import data_dir


@pytest.mark.parametrize(
    ("text", "words"),
    [(None, ()), ("", ()), (" ,", ()), ("a", ("a",)), (" a, b ,,c", ("a", "b", "c"))],
)
def test_words_between_commas(text, words):
    assert options.listed(text) == words


def test_a_command_asks_the_shipped_data_and_those_beside_them(tmp_path):
    assert (options.home().base, options.home().extra) == (data_dir(), None)
    before = options.EXTRA.set(str(tmp_path))
    try:
        assert options.home().extra == tmp_path
    finally:
        options.EXTRA.reset(before)


def test_a_model_is_that_of_the_options():
    model = options.load(["winter"], "2026-01-01")
    assert (model.scenarios, model.as_of) == (("winter",), "2026-01-01")
    assert options.load(None, None).scenarios == ("today",)


def declared():
    """The options of every command, by the words that are typed."""
    whole = cli.make_app()
    groups = [group.typer_instance for group in whole.registered_groups]
    commands = [command for app in (whole, *groups) for command in app.registered_commands]
    for command in commands:
        for hint in get_type_hints(command.callback, include_extras=True).values():
            option = get_args(hint)[-1] if get_args(hint) else None
            if isinstance(option, OptionInfo):
                yield option.default, option  # the first of its words: Typer takes it for a default


def test_what_commands_share_is_declared_once():
    """Two options of one word and one help are one object."""
    seen = {}
    for word, option in declared():
        assert seen.setdefault((word, option.help), option) is option, word
    assert len(seen) > 30
