"""The real program in a real window on an X display, driven by nothing but key presses from outside."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from letters import fill, write_letter
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage
from screens import NEEDS_SCREEN, SECONDS, Screen, Work, display, ends_well, program, wait_for, work

from imr_desktop.model import Slot
from imr_desktop.workspace import Workspace

pytestmark = NEEDS_SCREEN

DATE = Slot(0, "letter.ur_denial_date")
NUMBER = Slot(0, "letter.case_number")


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    """A display of our own, gone after the test."""
    with display(tmp_path) as made:
        yield made


def test_a_letter_is_reviewed_by_key_presses_alone(screen: Screen, tmp_path: Path, home: Path) -> None:
    library, letter, log = tmp_path / "library.imr", write_letter(tmp_path), tmp_path / "program.log"
    with work(screen, library, home, empty=True) as at:
        import_by_dialog(at, letter)
        screen.keys("Return")
        at.tab_to(DATE)
        screen.type("2/1/2017")
        screen.keys("Return", "ctrl+z", "ctrl+shift+z", "ctrl+2")
        at.wait(tab="checklist", slot=lambda slot: slot and slot[1].startswith("answer."))
        screen.keys("1")
        assert_is_a_picture(screen.photograph(tmp_path / "reviewed.png"))
    with Workspace.open(library, who="Robin Vale") as workspace:
        corrected = workspace.case(1).value(DATE.field)
        assert (corrected.value, corrected.state) == ("2017-02-01", "corrected")
        edits = workspace.history(1)
        assert [edit.new for edit in edits[:3]] == ["2017-02-01", "2017-01-13", "2017-02-01"]
        assert edits[3].slot.field.startswith("answer.")
    with program(screen, library, home, log) as process:
        screen.wait_for_title("CM17-9912345 – IMR Desktop")
        screen.keys("ctrl+q")
        ends_well(process, log)


def import_by_dialog(at: Work, letter: Path) -> None:
    """Chooses a letter in the dialog of the system, and waits until it is shown."""
    at.screen.keys("ctrl+o")
    at.wait(active=lambda title: title.startswith("Import letters"))
    at.screen.type(str(letter))
    at.screen.keys("Return")
    at.wait(active="CM17-9912345 – IMR Desktop", case=1, focus="Cases")


def test_a_floating_record_is_painted_where_it_lay_after_a_new_start(
    screen: Screen, tmp_path: Path, home: Path
) -> None:
    library = tmp_path / "library.imr"
    fill(library, 1)
    with work(screen, library, home) as at:
        at.do("Record in a window")
        at.wait(floating=["record"])
        record = floating_window(screen)
        screen.tell("windowmove", "--sync", record, "700", "220", "windowsize", "--sync", record, "520", "480")
        before = place_of(screen, record)
    with work(screen, library, home) as at:
        at.wait(floating=["record"], drawn=True)
        record = floating_window(screen)
        wait_for(lambda: place_of(screen, record) == before, lambda: f"{before}; it lies at {place_of(screen, record)}")
        screen.tell("windowactivate", "--sync", record)
        picture = tmp_path / "floating.png"
        wait_for(lambda: has_colours(screen.photograph(picture).copy(before)), "the record's picture")
        at.do("Record in a window")
        at.wait(floating=[])
        wait_for(lambda: has_colours(screen.photograph(picture).copy(QRect(1000, 200, 420, 500))), "the docked record")


def floating_window(screen: Screen) -> str:
    """The number of the window that the record floats in, once it is there."""

    def numbers() -> list[str]:
        return screen.tell("search", "--name", "^Record$").split()

    wait_for(lambda: bool(numbers()), "the record")
    return numbers()[0]


def place_of(screen: Screen, window: str) -> QRect:
    """Where a window lies on the screen."""
    told = dict(line.split("=") for line in screen.tell("getwindowgeometry", "--shell", window).splitlines())
    return QRect(*(int(told[key]) for key in ("X", "Y", "WIDTH", "HEIGHT")))


def assert_is_a_picture(picture: QImage) -> None:
    """Something is on the screen: many colours, where an empty one has one."""
    assert has_colours(picture)


def has_colours(picture: QImage) -> bool:
    colours = {picture.pixel(x, y) for x in range(0, picture.width(), 7) for y in range(0, picture.height(), 7)}
    return len(colours) > 20


def test_words_are_highlighted_by_key_presses_alone(screen: Screen, tmp_path: Path, home: Path) -> None:
    library = tmp_path / "library.imr"
    fill(library, 1)
    with work(screen, library, home) as at:
        screen.keys("Return")
        at.tab_to(Slot(0, "patient.age"))
        at.wait(drawn=True)
        screen.keys("ctrl+h", "shift+Right", "shift+Right", "2", "F7", "ctrl+bracketright", "ctrl+5")
        at.wait(tab="notes", strip=True)
        assert_is_a_picture(screen.photograph(tmp_path / "highlighted.png"))
    with Workspace.open(library, who="Robin Vale") as workspace:
        (found,) = workspace.annotations(workspace.case(1))
        assert (found.label, found.comment) == ("question", "")
        assert len(found.quote.split()) == 3


def test_an_empty_screen_is_no_picture(screen: Screen, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        assert_is_a_picture(screen.photograph(tmp_path / "empty.png"))


def test_an_export_beside_the_window_leaves_it_at_work(screen: Screen, tmp_path: Path, home: Path) -> None:
    """After a dialog that lists the library's folder; with the system's own the second edit was refused."""
    library = tmp_path / "library.imr"
    fill(library, 1)
    command = [sys.executable, "-m", "imr_desktop", "--library", str(library), "export", str(tmp_path / "out.jsonl")]
    with work(screen, library, home) as at:
        at.tab_to(NUMBER)
        screen.keys("Return")
        at.wait(slot=lambda slot: slot != [0, NUMBER.field])
        screen.keys("ctrl+shift+o")
        at.wait(active=lambda title: "library" in title)
        screen.type(f"{tmp_path}/lib")  # what completes it lists the folder as well
        screen.keys("Escape", "Escape")
        at.wait(active=lambda title: title.endswith(" – IMR Desktop"))
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        assert done.returncode == 0, done.stderr
        at.tab_to(DATE)
        screen.keys("Return")
        at.wait(slot=lambda slot: slot != [0, DATE.field])
    with Workspace.open(library, who="ann") as workspace:
        assert workspace.case(1).value(NUMBER.field).state == "confirmed"
        assert workspace.case(1).value(DATE.field).state == "confirmed"
