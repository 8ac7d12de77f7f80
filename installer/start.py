"""Opens IMR Desktop on its sample letters: ``python3 installer/start.py``.

The first time it prepares all that is needed; afterwards it starts at once. Without a display it does the same work
without a window and says where the results lie. Further arguments go to the program.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for those who come with an older Python
    sys.exit(
        f"IMR Desktop needs Python 3.11 or newer; this is Python {sys.version_info[0]}.{sys.version_info[1]}. "
        "Please install a newer one and start this with it, for example: python3.12 installer/start.py"
    )

import os
import shutil

import environment

SAMPLE_RUN = environment.VENV / "sample-run"


def main() -> None:
    """Prepares, then opens the window on the sample library, or does the sample run where there is no display."""
    display = environment.has_display(os.environ)
    window = environment.needs_of_window(os.environ) if display else []
    environment.provide([*environment.needs_of_python(), *environment.needs_of_drawing(), *window])
    python = environment.make_environment(environment.PRODUCT)
    if display:
        environment.say("Opening IMR Desktop on the sample letters.")
        environment.go_on(python, ["-P", "-m", "imr_desktop", "--sample", *sys.argv[1:]])
    environment.say("There is no display, so no window opens; doing the same work on the sample letters without one.")
    shutil.rmtree(SAMPLE_RUN, ignore_errors=True)
    environment.go_on(
        python,
        ["-P", "-m", "imr_desktop", "sample", str(SAMPLE_RUN), *sys.argv[1:]],
        environ={"QT_QPA_PLATFORM": "offscreen"},
    )


if __name__ == "__main__":
    environment.run_as_command(main)
