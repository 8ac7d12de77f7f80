"""Runs all tests: ``python3 installer/test.py``; arguments, where there are any, go to pytest.

The first time it prepares all that the tests need. Those that drive a real window need a few programs of the system;
where these cannot be installed, those tests say that they were skipped, and why.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for those who come with an older Python
    sys.exit(
        f"IMR Desktop needs Python 3.11 or newer; this is Python {sys.version_info[0]}.{sys.version_info[1]}. "
        "Please install a newer one and start this with it, for example: python3.12 installer/test.py"
    )

import os

import environment

WHOLE = ["-n", "2", "--dist", "worksteal"]
"""Without arguments: everything, on two cores; the one done first takes over half of what the other has left."""


def main() -> None:
    """Prepares, then gives over to pytest, whose exit status it returns."""
    environment.provide(
        [*environment.needs_of_python(), *environment.needs_of_drawing()],
        welcome=environment.needs_of_screen_tests(),
    )
    python = environment.make_environment(environment.DEVELOPMENT)
    os.chdir(environment.ROOT)
    environment.go_on(python, ["-m", "pytest", *(sys.argv[1:] or WHOLE)])


if __name__ == "__main__":
    environment.run_as_command(main)
