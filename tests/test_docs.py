"""The documentation says what the program does: every command in it is run and its output compared, every page is built, and the site opens offline.

``pytest tests/test_docs.py --docs-update`` writes the outputs anew.
"""

from __future__ import annotations

import re
import shlex
import shutil
import sys
import warnings
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if "made" not in path.parts),
]
BLOCK = re.compile(
    r"^(`{3,}|:{3,})(?:\{code-block\} )?(console|python|toml|csv)\n((?::caption: (\S+)\n)?)\n?(.*?)^\1$",
    flags=re.MULTILINE | re.DOTALL,
)
OUTSIDE = re.compile(r"^(pip|python|git|pytest|sphinx-build|source|eval|cd|export) ?")
NAMES = [str(path.relative_to(ROOT)) for path in PAGES]


class Terminal:
    """A terminal in which a page is typed: ``instc`` in this process, ``cat``, ``echo $?``, and pipes into head, tail and grep."""

    def __init__(self, cli: Callable[..., object]) -> None:
        self.cli, self.code = cli, 0

    def type(self, line: str) -> str:
        first, *filters = line.split(" | ")
        text = self._first(shlex.split(first, comments=True))
        for words in map(shlex.split, filters):
            text = self._filter(words, text)
        return (
            "\n".join(row.rstrip() for row in text.strip("\n").split("\n")) if text.strip() else ""
        )

    def _first(self, words: list[str]) -> str:
        match words:
            case ["instc", *rest]:
                answer = self.cli(*rest)
                self.code = answer.code
                return answer.out + answer.err
            case ["echo", "$?"]:
                return str(self.code)
            case ["cat", name]:
                return Path(name).read_text(encoding="utf-8")
        raise AssertionError(f"the documentation types {words}, which no reader can check")

    @staticmethod
    def _filter(words: list[str], text: str) -> str:
        rows = text.split("\n")
        match words:
            case ["head", count]:
                return "\n".join(rows[: int(count.removeprefix("-"))])
            case ["tail", count]:
                return "\n".join(text.rstrip("\n").split("\n")[-int(count.removeprefix("-")) :])
            case ["grep", "-E", pattern]:
                return "\n".join(row for row in rows if re.search(pattern, row))
            case ["grep", word]:
                return "\n".join(row for row in rows if word in row)
        raise AssertionError(f"the documentation pipes into {words}")


def commands(body: str) -> Iterator[tuple[str, str]]:
    """Split a block into commands and the output below each."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        line, _, output = part.partition("\n")
        yield line, output.rstrip("\n")


def typed(body: str, terminal: Terminal, *, silent: bool) -> str:
    """Type a block anew; a silent one only names commands, which must succeed."""
    fresh = []
    for line, output in commands(body):
        if OUTSIDE.match(line):
            fresh.append(f"$ {line}\n{output}\n" if output else f"$ {line}\n")
            continue
        answer = terminal.type(line)
        if silent:
            assert terminal.code == 0, f"{line}: {answer}"
        fresh.append(f"$ {line}\n{answer}\n" if answer and not silent else f"$ {line}\n")
    return "".join(fresh)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """An empty folder to work in, as a reader has."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    shutil.copy(ROOT / "docs" / "howto" / "projects.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_blocks_say_what_happens(name, cli, desk, request):
    path = ROOT / name
    before = path.read_text(encoding="utf-8")
    terminal, around, after, last = Terminal(cli), {"__name__": "page"}, [], 0
    for match in BLOCK.finditer(before):
        _, language, _, caption, body = match.groups()
        after.append(before[last : match.start(5)])
        last = match.end(5)
        if caption:
            (desk / caption).parent.mkdir(parents=True, exist_ok=True)
            (desk / caption).write_text(body, encoding="utf-8")
        elif language == "python":
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ResourceWarning)
                exec(compile(body, name, "exec"), around)  # noqa: S102  (the page's own code)
        silent = name == "README.md" and not any(output for _, output in commands(body))
        after.append(typed(body, terminal, silent=silent) if language == "console" else body)
    text = "".join(after) + before[last:]
    if request.config.getoption("--docs-update"):
        path.write_text(text, encoding="utf-8")
    else:
        assert text == before, "pytest tests/test_docs.py --docs-update, then read what changed"


def test_every_block_of_commands_is_met():
    """What the pattern above does not match would not be run."""
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        assert len(
            re.findall(r"^[`:]{3,}(?:\{code-block\} )?console", text, flags=re.MULTILINE)
        ) == sum(match[2] == "console" for match in BLOCK.finditer(text)), path


def test_every_job_shows_a_picture_and_the_gallery_shows_them_all():
    """A job whose picture is not made breaks the build of the site; one without a picture would not."""
    gallery = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    jobs = sorted((ROOT / "docs" / "howto").glob("j[0-9]*.md"))
    assert len(jobs) == 12
    for path in jobs:
        (picture,) = re.findall(r"!\[[^\]]+\]\(\.\./(\S+)\)", path.read_text(encoding="utf-8"))
        assert f"({picture})](howto/{path.name})" in gallery
    assert gallery.count("![") >= 16


class Links(HTMLParser):
    """Addresses that a page asks for, and those that it offers."""

    def __init__(self) -> None:
        super().__init__()
        self.asks, self.offers, self.ids, self.pictures = [], [], set(), []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids.add(found.get("id"))
        if tag == "img":
            self.pictures.append(found)
        if "src" in found or (
            tag == "link" and found.get("rel") in {"stylesheet", "icon", "preload"}
        ):
            self.asks.append(found.get("src") or found["href"])
        elif tag == "a" and found.get("href"):
            self.offers.append(found["href"])


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Build the site, warnings being errors."""
    sphinx = pytest.importorskip("sphinx.cmd.build", reason="pip install 'instc[docs]'")
    pytest.importorskip("furo", reason="pip install 'instc[docs]'")
    folder = tmp_path_factory.mktemp("site")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert (
            sphinx.main(
                [
                    "-W",
                    "-q",
                    "-b",
                    "html",
                    "-d",
                    str(folder / "doctrees"),
                    str(ROOT / "docs"),
                    str(folder / "html"),
                ]
            )
            == 0
        )
    return folder / "html"


def pages_of(site):
    return {path: read(path) for path in site.rglob("*.html") if "_static" not in path.parts}


def read(path):
    links = Links()
    links.feed(path.read_text(encoding="utf-8"))
    return links


def test_the_site_asks_nobody_for_anything(site):
    for path, links in pages_of(site).items():
        outside = [address for address in links.asks if re.match(r"(https?:)?//", address)]
        assert not outside, path
    for path in site.rglob("*.css"):
        assert not re.search(
            r"url\(['\"]?(https?:)?//|@import ['\"]?http", path.read_text(encoding="utf-8")
        ), path


def test_every_link_inside_leads_somewhere(site):
    pages = pages_of(site)
    for path, links in pages.items():
        for address in [*links.asks, *links.offers]:
            if re.match(r"[a-z]+:|//", address):
                continue
            name, _, place = address.partition("#")
            target = (path.parent / name.partition("?")[0]).resolve() if name else path
            assert target.is_file(), f"{path.name}: {address}"
            assert not place or target.suffix != ".html" or place in pages[target].ids, (
                f"{path.name}: {address}"
            )


def test_pictures_say_what_they_show(site):
    for path, links in pages_of(site).items():
        assert all(picture.get("alt") for picture in links.pictures), path


def test_twelve_how_tos():
    assert len(list((ROOT / "docs" / "howto").glob("j[01][0-9]-*.md"))) == 12


def test_no_page_is_lost(site):
    """Every page of the sources is built."""
    for path in (ROOT / "docs").rglob("*.md"):
        assert (site / path.relative_to(ROOT / "docs").with_suffix(".html")).is_file()
