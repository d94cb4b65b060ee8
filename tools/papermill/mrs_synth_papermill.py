"""Parameters of papermill in TypeScript:  papermill NOTEBOOK OUTPUT --cwd notebooks -p NAME VALUE

papermill asks for modules under the entry point `papermill.engine` when it starts; this one has no engine of its own.
"""

import json
import re

from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators


class TypeScriptTranslator(Translator):
    """Assigns anew what the cell tagged `parameters` declares with `let`, so that the kernel checks the types."""

    @classmethod
    def translate(cls, val):
        if isinstance(val, float) and (val != val or val in (float("inf"), -float("inf"))):
            return "NaN" if val != val else f"{'-' if val < 0 else ''}Infinity"
        return json.dumps(val, ensure_ascii=False, default=str)

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}"

    @classmethod
    def assign(cls, name, str_val):
        # In a block: the last expression of a cell would be shown.
        return f"{{ {name} = {str_val}; }}"

    @classmethod
    def inspect(cls, parameters_cell):
        found = re.finditer(
            r"^\s*let\s+(\w+)(?:\s*:\s*([^=]+?))?\s*=\s*(.*?);?\s*(?://\s*(.*))?$", parameters_cell["source"], flags=re.M
        )
        return [Parameter(name, kind or "None", default, words or "") for name, kind, default, words in (m.groups() for m in found)]


for name in ("typescript", "mrs-synth"):
    papermill_translators.register(name, TypeScriptTranslator)

# papermill takes what the entry point names for an engine of that name: the usual one.
from papermill.engines import NBClientEngine as Engine  # noqa: E402, F401
