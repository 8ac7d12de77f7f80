"""What all tests share: a data folder of their own, and the published letters where they are.

In the folders, `core` and `store` test the package's rooms, `gui` the window, `properties` and `goldens` what holds for
any letter, `faults` what harm does, `scale` and `bench` what size does, and `installer` the start. Beside this file
stand the modules that they take from:

    places       where the checkout and the published letters lie
    letters      one small letter whose words are known, and readings of it made by hand
    compose      letters of the forms D, E and F, put together from their parts
    earlier      letters of the forms A, B and C
    plenty       any number of distinct letters, by a seed
    printed      paragraphs printed as a PDF
    hostile      documents that no honest program writes
    mangling     good data spoilt in a few places, by a seed
    checking     a few values as a check looks at them
    cases        libraries with cases that were worked on
    exporting    a library of two letters whose every word is known
    reviewing    sample letters in a library, and a whole review of one
    multiplied   a library of any size
    commands     commands given, in this process or in one of their own
    rigs         a process at work on a library, which is killed, and what must hold afterwards
    casework     the pane of one case, with short ways to press its keys
    viewing      the viewer of letters, and what is painted in it
    showing      every screen of the window
    spoken       the window in a language of marks, which shows what no translator would find
    heartbeat    how long the window was kept from its events
    driving      the running program, driven from inside its own event loop
    person       a person at the real program, as a process of their own
    anything     somebody who does anything at it, drawn by a seed
    screens      an X display, the program on it, and a hand with a keyboard and a mouse
    observed     the program on that display, as a process that writes down what it shows
    assistive    what a screen reader hears, as a process of the system's own Python
    portal       a desktop's settings, as a process
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import SHARED

import imr_desktop.gui  # noqa: F401 - before the first call into Qt, which pytest-qt makes for every test
from imr_desktop.store import keys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a run starts hundreds of programs: they need not all compile the same
sys.dont_write_bytecode = False


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--snapshot-update", action="store_true", help="Write golden files and the README's pictures anew."
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest alone is begun first, so that one core does not wait for the other at the end."""
    items.sort(key=lambda item: item.path.name != "test_quality.py")


def pytest_collection_finish() -> None:
    """What the run holds to its end, thousands of tests and all modules, is not looked through for garbage again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def first_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A data folder of the run's own, for what is made once for many tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IMR_DESKTOP_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of this test's own: no test ever sees a person's."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("IMR_DESKTOP_HOME", str(folder))
    return folder


@pytest.fixture
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys come from passphrases at once, in this process: the cost of guessing is what one test alone is about."""
    monkeypatch.setattr(keys, "_COST", {"n": 2**10, "r": 8, "p": 1})


@pytest.fixture
def published() -> list[Path]:
    """The published letters, PDF and text."""
    folder = SHARED / "letters"
    if not folder.is_dir():
        pytest.skip("the published letters are not beside this checkout")
    return sorted(folder.iterdir())
