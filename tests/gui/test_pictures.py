"""The README's pictures are drawn by this test: `pytest tests/gui/test_pictures.py --snapshot-update` renews them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from imr_desktop import paths
from imr_desktop.gui import app
from imr_desktop.gui.common.theme import DARK, LIGHT
from imr_desktop.gui.window import MainWindow
from imr_desktop.model import Slot
from imr_desktop.workspace import Workspace

PROJECT = Path(__file__).resolve().parents[2]
SIZE = (1440, 900)


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    """The sample library with one case half done."""
    path = tmp_path / "samples.imr"
    with Workspace.open(path, who="Robin Vale") as workspace:
        for each in workspace.import_files(sorted(paths.samples().glob("CM17-*.pdf"))):
            assert each.problem is None
        case = workspace.cases()[0].id
        for field in ("letter.case_number", "letter.priority", "letter.date_of_injury", "letter.ur_denial_date"):
            workspace.confirm(case, Slot(0, field))
        workspace.set_text(case, Slot(0, "letter.application_received"), "1/11/2017")
    return path


def _at_the_injury_date(window: MainWindow) -> None:
    station = window.station
    assert station is not None
    app.wait_until(lambda: station.desk.ready)  # what a check says below a value needs room beside it
    station.pane.focus_slot(Slot(0, "summary.date_of_injury"))


@pytest.mark.parametrize(("name", "dark"), [("window.png", False), ("window-dark.png", True)])
def test_the_readme_shows_the_window_as_it_is(
    reviewed: Path, tmp_path: Path, name: str, dark: bool, qtbot: QtBot, request: pytest.FixtureRequest
) -> None:
    kept = PROJECT / "resources" / "pictures" / name
    drawn = tmp_path / name
    app.picture(reviewed, drawn, size=SIZE, dark=dark, case=1, ready=_at_the_injury_date)
    if request.config.getoption("snapshot_update"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(drawn.read_bytes())
    picture, shown = QImage(str(drawn)), QImage(str(kept))
    assert picture.size() == shown.size()
    assert _colours(picture) & _colours(shown) >= {QColor((DARK if dark else LIGHT).panel).name()}
    assert len(_colours(picture)) > 50, "a picture of something"


def test_the_readme_names_the_picture_that_is_drawn() -> None:
    assert "resources/pictures/window.png" in (PROJECT / "README.md").read_text(encoding="utf-8")


def _colours(picture: QImage) -> set[str]:
    """The colours of every seventh pixel."""
    columns, rows = range(0, picture.width(), 7), range(0, picture.height(), 7)
    return {picture.pixelColor(x, y).name() for x in columns for y in rows}
