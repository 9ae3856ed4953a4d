"""Settings of the documentation: `sphinx-build -W docs build/docs`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import gallery_figures
import reference_pages
import uncertainty_figures
from pygments.lexers.special import TextLexer

import instc

project, author, release = "instc", "The instc authors", instc.__version__
project_copyright = "The instc authors"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["README.md"]
myst_enable_extensions = ["colon_fence", "deflist", "smartquotes"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "undoc-members": False}
napoleon_numpy_docstring, napoleon_google_docstring, napoleon_use_rtype, napoleon_use_ivar = (
    True,
    False,
    False,
    True,
)
python_display_short_literal_types = True
maximum_signature_line_length = 88
highlight_language = "none"
html_theme = "furo"
html_title = f"instc {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = html_show_sourcelink = html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#1f5f8b",
        "color-brand-content": "#1f5f8b",
        "color-brand-visited": "#6b4a86",
    },
    "dark_css_variables": {
        "color-brand-primary": "#8cc4ea",
        "color-brand-content": "#8cc4ea",
        "color-brand-visited": "#c7a9e0",
    },
}


def setup(app):  # noqa: ANN001, ANN201
    """Write the pages that are made from the code and the tables."""
    app.add_lexer(
        "console", TextLexer
    )  # the output of a command is no language: its % is no prompt
    app.connect(
        "builder-inited", lambda builder: _write(Path(builder.srcdir) / "reference" / "made")
    )


def _write(folder: Path) -> None:
    """Write pages and figures."""
    reference_pages.write(folder)
    uncertainty_figures.write(folder)
    gallery_figures.write(folder)
