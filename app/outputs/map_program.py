"""The map's program as one file: fewer requests on a slow line than ten small modules."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from app.outputs.folium_map import compose_map_script

# In the order of their imports; each name at the top of a module is used in one module only.
MAP_MODULES: Final = (
    "peta-content.js",
    "peta-files.js",
    "peta-hands.js",
    "peta-labels.js",
    "peta-shapes.js",
    "peta-symbols.js",
    "peta-toolbar.js",
    "peta-map.js",
    "peta.js",
)
_SOURCES: Final = Path(__file__).resolve().parents[1] / "web" / "static" / "js"
_IMPORT: Final = re.compile(r'^import [^;]+ from "\./[^"]+";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export ", re.MULTILINE)
# Comments on lines of their own are for readers of the source, a tenth of the weight.
_COMMENT: Final = re.compile(r"^ */\*.*?\*/\n", re.MULTILINE | re.DOTALL)


def map_program() -> str:
    """One ES module: Folium's composed script, then our modules without imports and exports.

    The text depends on the code alone; serve it as a file with an ETag or a hash in its name.
    """
    modules = ((_SOURCES / name).read_text(encoding="utf-8") for name in MAP_MODULES)
    bare = (_COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub("", module))) for module in modules)
    return "\n".join((compose_map_script().strip(), *(module.strip() for module in bare))) + "\n"
