"""The Jupyter protocol's own test suite on the project's kernel:  .venv/bin/python test/notebook/protocol.py"""

import os
import sys
import unittest

os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
import jupyter_kernel_test  # noqa: E402


class Kernel(jupyter_kernel_test.KernelTests):
    kernel_name = "mrs-synth"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('a note')"
    completion_samples = [{"text": "Math.hyp", "matches": {"hypot"}}]
    complete_code_samples = ["1 + 1", "const f = (x: number) => {\n  return x;\n};"]
    incomplete_code_samples = ["const f = (x: number) => {", "[1, 2,"]
    invalid_code_samples = ["const = 7", "1 + * 2;"]
    code_page_something = "Math.sqrt?"
    code_generate_error = "throw new RangeError('too wide')"
    code_execute_result = [{"code": "1 + 2 + 3", "result": "6"}, {"code": "'a' + 'b'", "result": "'ab'"}]
    code_display_data = [
        {"code": "import { display } from 'tslab';\ndisplay.html('<b>a</b>')", "mime": "text/html"},
    ]
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "1 + 2*"
    code_inspect_sample = "Math.sqrt"
    code_clear_output = "console.clear()"


if __name__ == "__main__":
    outcome = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(
        unittest.defaultTestLoader.loadTestsFromTestCase(Kernel)
    )
    print(f"{outcome.testsRun - len(outcome.skipped)} run, {len(outcome.errors + outcome.failures)} failed")
    sys.exit(not outcome.wasSuccessful())
