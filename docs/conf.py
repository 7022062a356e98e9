"""The documentation site: ``python -m sphinx -W -b html docs build/docs``. Builds offline, on the starter book."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))
os.environ["STOCKCAR_BOOK"] = "starter"
os.environ.setdefault("MPLBACKEND", "Agg")

from sphinx_gallery.sorting import FileNameSortKey  # noqa: E402

import stockcar  # noqa: E402

project = "stockcar"
author = "the stockcar contributors"
copyright = "2026, the stockcar contributors"
release = version = stockcar.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.viewcode",
    "sphinx.ext.mathjax",
    "sphinx_gallery.gen_gallery",
]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["gallery/*.py", "gallery/README.rst", "sg_execution_times.rst", "pictures/*.py"]
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
# Console blocks are the project's own sessions, and JSON shapes are no JSON; neither is highlighted.
highlight_language = "none"
suppress_warnings = ["config.cache"]

nitpicky = False
autodoc_default_options = {"members": True, "show-inheritance": False, "member-order": "bysource"}
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True

html_theme = "pydata_sphinx_theme"
html_title = f"stockcar {release}"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navigation_with_keys": False,
    "show_toc_level": 2,
    "navbar_end": ["theme-switcher", "navbar-icon-links"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
}
# Equations need MathJax from the network only to look their best; the page reads without it.
mathjax_path = "mathjax/tex-mml-chtml.js"


def figures(block: object, block_vars: dict, gallery_conf: dict) -> str:
    """Save the figures that an example names ``picture``: charts of ours are no pyplot figures."""
    from sphinx_gallery.scrapers import figure_rst

    del block
    picture = block_vars["example_globals"].pop("picture", None)
    if picture is None:
        return ""
    path = next(block_vars["image_path_iterator"])
    picture.savefig(path)
    return figure_rst([path], gallery_conf["src_dir"])


sphinx_gallery_conf = {
    "image_scrapers": ("matplotlib", figures),
    "examples_dirs": ["gallery"],
    "gallery_dirs": ["examples"],
    "filename_pattern": r"plot_",
    "within_subsection_order": FileNameSortKey,
    "download_all_examples": False,
    "show_memory": False,
    "min_reported_time": 1,
    "remove_config_comments": True,
    "abort_on_example_error": True,
    "plot_gallery": True,
    "show_signature": False,
}
