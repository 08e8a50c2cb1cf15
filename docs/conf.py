"""Sphinx's settings; CONTRIBUTING.md says how the site is built."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "zeal"
html_title = "zeal"
extensions = ["myst_nb", "api_pages", "names_page"]
exclude_patterns = ["_ext"]
myst_enable_extensions = ["fieldlist"]
myst_heading_anchors = 3
smartquotes = False  # quotation marks in docstrings are Python's

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 600  # a busy machine may take ten times as long as an idle one

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["fields.css"]
html_show_copyright = html_show_sphinx = False
pygments_style = "friendly"
add_module_names = True
maximum_signature_line_length = 90
toc_object_entries_show_parents = "hide"
python_use_unqualified_type_names = True
