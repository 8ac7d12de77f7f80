"""Settings that somebody else has written run nothing, and keep nobody from working."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from imr_desktop.gui.choices.memory import Memory
from imr_desktop.gui.window import MainWindow

Show = Callable[[Path], MainWindow]


class Planted:
    """What, once it is unpickled, has written a file."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, str]]:
        return open, (str(self.proof), "x")


def plant(file: Path, proof: Path, library: Path) -> int:
    """Puts one under every name that the window has remembered something under; gives their number."""
    memory = Memory(file)
    memory.keep_shape("window", QByteArray(b"x"))
    memory.keep_shape("docks", QByteArray(b"x"))
    memory.keep_shape("strip", QByteArray(b"x"))
    memory.first_time("tour")
    memory.keep_layout("mine", QByteArray(b"x"))
    memory.keep_last_case(library, 2)
    memory.write()
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    names = settings.allKeys()
    for name in names:
        settings.setValue(name, Planted(proof))
    settings.sync()
    assert file.read_text(encoding="utf-8").count("PyObjectWrapper") == len(names)
    return len(names)


def test_a_planted_object_is_never_made(shown: Show, library: Path, home: Path, tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    assert plant(home / "window.ini", proof, library) >= 7
    window = shown(library)
    assert window.station is not None
    assert window.session.shows_a_case
    assert window.memory.layouts() == {}
    window.welcome()
    assert window.close()
    assert not proof.exists()


def test_what_was_planted_is_alive(tmp_path: Path) -> None:
    """The control: whoever unpickles it runs it."""
    with pytest.warns(ResourceWarning):
        pickle.loads(pickle.dumps(Planted(tmp_path / "proof")))
    assert (tmp_path / "proof").exists()
