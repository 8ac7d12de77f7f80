"""Journeys through the real program in a real window: its own process, from main(), by key presses and the pointer.

What became of each is read from the library file after the program has ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import screens
from reviewing import add_sample, answer_all
from screens import NEEDS_SCREEN, Screen, Work, display, wait_for, work

from imr_desktop import paths
from imr_desktop.checklist.review import judged, open_points
from imr_desktop.gui.actions import ACTIONS
from imr_desktop.model import Case, Slot
from imr_desktop.record import shown
from imr_desktop.workspace import Workspace

pytestmark = NEEDS_SCREEN

CASES = 3
FIRST = 1
DATE = Slot(0, "letter.ur_denial_date")


@pytest.fixture(scope="module")
def monitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """One display for all journeys; each has a program of its own."""
    with display(tmp_path_factory.mktemp("screen")) as screen:
        yield screen


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A library with three of our own letters, read but not reviewed."""
    path = tmp_path_factory.mktemp("letters") / "library.imr"
    with Workspace.open(path, who="Robin Vale") as workspace:
        for each in sorted(paths.samples().glob("CM17-*.pdf"))[:CASES]:
            add_sample(workspace, each.name)
    return path.read_bytes()


@pytest.fixture
def library(letters: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "library.imr"
    path.write_bytes(letters)
    return path


def case_in(library: Path, case: int = FIRST) -> Case:
    with Workspace.open(library, who="Robin Vale") as workspace:
        return workspace.case(case)


# --- the loop --------------------------------------------------------------------------------------------------------


def test_three_letters_are_reviewed_from_the_keyboard_alone(monitor: Screen, library: Path, home: Path) -> None:
    """What was read with a confidence of 95 % at once, the rest one by one, then the findings, to which Enter goes on
    by itself; reviewed; the next case is there."""
    presses: list[int] = []
    singly: list[int] = []
    with work(monitor, library, home) as at:
        monitor.keys("Return")
        for case in range(FIRST, FIRST + CASES):
            at.wait(case=case, drawn=True, slot=bool, active=lambda title, case=case: f"CM17-990000{case} " in title)
            monitor.keys("ctrl+shift+Return")
            before = at.wait(active="Confirm many values")["open"]
            monitor.keys("Return")
            left = at.wait(open=lambda count, was=before: count < was, active=lambda at: "– IMR" in at)["open"]
            monitor.keys(*["Return"] * left)
            at.wait(open=0)
            waiting = accept_all_findings(at, case)
            monitor.keys("ctrl+r", "ctrl+1", "ctrl+Down")
            singly.append(left + waiting)
            presses.append(monitor.pressed - sum(presses))
        assert monitor.clicked == 0
    print(f"keys per case: {presses}; values and findings decided on one by one: {singly}")  # noqa: T201 - the figure asked for
    assert [keys - left for keys, left in zip(presses, singly, strict=True)] == [6, 5, 5]
    with Workspace.open(library, who="Robin Vale") as workspace:
        assert [row.status for row in workspace.cases()] == ["reviewed"] * CASES
        for row in workspace.cases():
            assert all(value.touched for value in shown(workspace.case(row.id).values))


def accept_all_findings(at: Work, case: int) -> int:
    """One key for each that waits for a verdict, from where Enter has led; how many they were."""
    waiting = open_findings(at, case)
    for still in range(waiting, 0, -1):
        at.wait(tab="findings", slot=lambda slot: slot and slot[1].startswith("finding."))
        at.screen.keys("a")
        wait_for(partial(_fewer, at, case, still), "a verdict")
    return waiting


def _fewer(at: Work, case: int, than: int) -> bool:
    return open_findings(at, case) < than


def open_findings(at: Work, case: int) -> int:
    """How many findings of a case wait for a verdict."""

    def look(workspace: Workspace) -> int:
        shown_case = workspace.case(case)
        return sum(judged(shown_case, each) is None for each in workspace.check(shown_case).findings)

    waiting = at.kept(look)
    assert isinstance(waiting, int)
    return waiting


def test_words_of_the_letter_fill_a_field_and_a_value_is_restored(monitor: Screen, library: Path, home: Path) -> None:
    """Words are drawn over with the pointer and put in by Enter; a date is corrected, and is again as it was read."""
    field, words = Slot(0, "summary.mechanism_of_injury"), "case file"
    with work(monitor, library, home, words) as at:
        at.tab_to(DATE)
        monitor.type("2/1/2017")
        before = at.status["open"]
        monitor.keys("Return")
        at.wait(open=before - 1)
        assert at.kept(lambda workspace: workspace.case(FIRST).value(DATE.field).value) == "2017-02-01"
        at.tab_to(DATE)
        monitor.keys("alt+r")
        at.wait(open=before)
        at.tab_to(field)
        at.wait(drawn=True)
        monitor.keys("F6", "F6", "Prior")
        monitor.drag(*at.wait(drawn=True, words=bool)["words"])
        at.wait(selected_words=words)
        monitor.keys("Return")
        at.wait(open=before - 1, slot=[0, field.field], selected_words="")
    case = case_in(library)
    assert (case.value(DATE.field).state, case.value(DATE.field).touched) == ("prefilled", False)
    taken = case.value(field.field)
    assert (taken.value, taken.state) == (words, "corrected")
    assert [case.source.text[each.span.start : each.span.end] for each in taken.anchors] == [words]


def test_a_value_is_noted_explained_and_brought_back_from_its_history(
    monitor: Screen, library: Path, home: Path
) -> None:
    with work(monitor, library, home) as at:
        at.tab_to(DATE)
        before = at.status["open"]
        monitor.type("2/1/2017")
        monitor.keys("Return")
        at.wait(open=before - 1)
        at.tab_to(DATE)
        monitor.keys("alt+r")
        at.wait(open=before)
        monitor.keys("alt+m")
        at.wait(focus=lambda name: name.startswith("Note"))
        monitor.type("the stamp is blurred")
        monitor.keys("Return")
        at.wait(slot=[0, DATE.field], focus="UR denial date")
        monitor.keys("alt+e")
        at.wait(active=lambda title: title.startswith("UR denial date"))
        monitor.keys("Escape")
        at.wait(active="CM17-9900001 – IMR Desktop", focus="UR denial date")
        monitor.keys("alt+y")
        at.wait(tab="history", focus="History")
        monitor.keys("Down", "Return")
        at.wait(open=before - 1)
    case = case_in(library)
    assert (case.value(DATE.field).value, case.value(DATE.field).state) == ("2017-02-01", "corrected")
    assert case.value(f"note.{DATE.field}").value == "the stamp is blurred"


def test_the_name_in_the_settings_stands_in_every_edit(monitor: Screen, library: Path, home: Path) -> None:
    with work(monitor, library, home) as at:
        monitor.keys("ctrl+comma")
        at.wait(active="Settings", focus="Name")
        monitor.type("Ada Reed")
        monitor.keys("Tab")
        at.wait(focus="Role")
        monitor.type("physician reviewer")
        monitor.keys("Escape")
        at.wait(active="CM17-9900001 – IMR Desktop")
        monitor.keys("Return")
        before = at.wait(slot=bool)["open"]
        monitor.keys("Return")
        at.wait(open=before - 1)
    with work(monitor, library, home) as at:
        monitor.keys("Return")
        before = at.wait(slot=bool)["open"]
        monitor.keys("alt+u")
        at.wait(open=before - 1)
    with Workspace.open(library, who="Robin Vale") as workspace:
        assert [edit.who for edit in workspace.history(FIRST)] == ["Ada Reed, physician reviewer"] * 2


def test_many_values_are_confirmed_at_once_and_that_is_undone(monitor: Screen, library: Path, home: Path) -> None:
    with work(monitor, library, home) as at:
        untouched = at.status["open"]
        monitor.keys("Return", "ctrl+shift+Return")
        at.wait(active="Confirm many values")
        monitor.keys("Return")
        at.wait(open=lambda count: count < untouched, active="CM17-9900001 – IMR Desktop")
        confirmed = at.kept(lambda workspace: sum(each.touched for each in workspace.case(FIRST).values.values()))
        assert isinstance(confirmed, int)
        assert confirmed == untouched - at.status["open"] > 20
        monitor.keys("ctrl+z")
        at.wait(open=untouched)
    with Workspace.open(library, who="Robin Vale") as workspace:
        assert not any(value.touched for value in workspace.case(FIRST).values.values())
        assert len(workspace.history(FIRST)) == 2 * confirmed, "both stand in the history"


def test_words_are_found_and_counted(monitor: Screen, library: Path, home: Path, tmp_path: Path) -> None:
    with work(monitor, library, home) as at:
        monitor.keys("ctrl+f")
        at.wait(focus="Find in the letter")
        before = monitor.photograph(tmp_path / "before.png")
        monitor.type("not medically necessary")
        monitor.keys("Return")
        count = case_count(at, "not medically necessary")
        at.wait(found=f"{min(2, count)} of {count}", drawn=True)
        assert monitor.photograph(tmp_path / "found.png") != before
        monitor.keys("Escape")
        at.wait(found="")


def case_count(at: Work, words: str) -> int:
    """How often words stand in the shown letter."""
    text = at.kept(lambda workspace: workspace.case(FIRST).source.text)
    assert isinstance(text, str)
    return " ".join(text.split()).lower().count(words)


# --- the list --------------------------------------------------------------------------------------------------------


def test_a_filter_and_the_place_in_the_list_stay_while_a_case_is_worked_on(
    monitor: Screen, library: Path, home: Path
) -> None:
    with work(monitor, library, home) as at:
        monitor.keys("ctrl+l")
        at.wait(focus=lambda name: name.startswith("Filter cases"))
        monitor.type("status:new CM17")
        at.wait(filter="status:new CM17", place=[1, CASES])
        monitor.keys("Down", "Down")
        at.wait(case=2, place=[2, CASES])
        monitor.keys("Return")
        before = at.wait(slot=bool)["open"]
        monitor.keys("Return")
        at.wait(open=before - 1)
        assert at.status["filter"] == "status:new CM17"
        assert at.status["case"] == 2, "it is no longer new, and stays until the person goes on"
        monitor.keys("shift+F6", "shift+F6")
    assert sum(value.touched for value in case_in(library, 2).values.values()) == 1


def test_selected_cases_are_tagged_and_a_view_of_them_is_saved_and_chosen(
    monitor: Screen, library: Path, home: Path
) -> None:
    with work(monitor, library, home) as at:
        monitor.keys("shift+Down")
        at.wait(selected=[1, 2])
        monitor.keys("ctrl+t")
        at.wait(active="Tag")
        monitor.type("second look")
        monitor.keys("Return")
        at.wait(active=lambda title: title.endswith("IMR Desktop"))
        monitor.keys("ctrl+l")
        at.wait(focus=lambda name: name.startswith("Filter cases"))
        monitor.type('tag:"second look"')
        at.wait(place=lambda place: place[1] == 2)
        at.do("save this view")
        at.wait(active="Save this view")
        monitor.type("For the second look")
        monitor.keys("Return")
        at.wait(active=lambda title: title.endswith("IMR Desktop"))
        monitor.keys("ctrl+l", "Escape")
        at.wait(filter="", place=lambda place: place[1] == CASES)
        monitor.keys("ctrl+shift+v")
        at.menu("For the second look")
        at.wait(filter='tag:"second look"', place=lambda place: place[1] == 2)
    with Workspace.open(library, who="Robin Vale") as workspace:
        assert [row.tags for row in workspace.cases()] == [("second look",), ("second look",), ()]
        assert [(view.name, view.words) for view in workspace.views()] == [("For the second look", 'tag:"second look"')]


def test_what_the_filter_lists_is_exported_by_its_key_from_the_filter(
    monitor: Screen, library: Path, home: Path
) -> None:
    with work(monitor, library, home) as at:
        monitor.keys("ctrl+l")
        at.wait(focus=lambda name: name.startswith("Filter cases"))
        monitor.type("status:new")
        at.wait(filter="status:new")
        monitor.keys("ctrl+e", "Down", "Return")
        at.wait(active="Export Excel workbook")
        monitor.keys("Escape")
        at.wait(active=lambda title: title.endswith("IMR Desktop"))


# --- items -----------------------------------------------------------------------------------------------------------


def test_an_item_is_split(monitor: Screen, library: Path, home: Path) -> None:
    before = case_in(library)
    first = before.items[0]
    with work(monitor, library, home) as at:
        at.tab_to(Slot(first, "request"))
        monitor.keys("alt+s")
        at.wait(slot=lambda slot: slot[1] == "request" and slot[0] not in before.items)
        monitor.type("Follow-up visit")
        monitor.keys("Return")
        at.wait(slot=lambda slot: slot[1] != "request")
    after = case_in(library)
    assert len(after.items) == len(before.items) + 1
    fresh = after.items[1]
    assert (after.items[0], fresh in before.items) == (first, False)
    assert after.value("request", fresh).value == "Follow-up visit"
    assert after.value("outcome", fresh).value == before.value("outcome", first).value


# --- the sign-off ----------------------------------------------------------------------------------------------------


def test_signing_off_with_an_untouched_sentence_is_warned_of(monitor: Screen, library: Path, home: Path) -> None:
    with Workspace.open(library, who="Robin Vale") as workspace:
        make_ready_to_sign(workspace, FIRST)
        untouched = len(workspace.untouched(workspace.case(FIRST)))
        assert untouched > 1
    with work(monitor, library, home) as at:
        monitor.keys("ctrl+3")
        at.wait(tab="findings", warned=lambda words: f"{untouched} sentences" in words, may_sign=False)
        at.until("Tab", lambda said: said["focus"].startswith("Go to the next sentence"))
        monitor.keys("space")
        at.wait(focus="Pages of the letter", selected_words=bool, drawn=True)
        monitor.keys("s")
        at.wait(warned=lambda words: f"{untouched - 1} sentence" in words)
        monitor.keys("ctrl+3")
        at.until("Tab", lambda said: said["focus"] == "Adequate")
        monitor.keys("space")
        assert at.status["may_sign"] is False
        at.until("Tab", lambda said: said["focus"].startswith("Sign off all the same"))
        monitor.keys("space")
        at.wait(may_sign=True)
        at.until("Tab", lambda said: said["focus"] == "Sign off")
        assert at.kept(lambda workspace: workspace.signed_off(workspace.case(FIRST))) is None
        monitor.keys("space")
        wait_for(
            lambda: at.kept(lambda workspace: workspace.signed_off(workspace.case(FIRST))) is not None, "a sign-off"
        )
    with Workspace.open(library, who="Robin Vale") as workspace:
        case = workspace.case(FIRST)
        signed = workspace.signed_off(case)
        assert signed is not None
        assert (signed.disposition, signed.reopened) == ("adequate", False)
        assert len(workspace.untouched(case)) == untouched - 1


def make_ready_to_sign(workspace: Workspace, case: int) -> None:
    """All questions are answered and all findings dealt with."""
    answer_all(workspace, case)
    for finding in workspace.check(workspace.case(case)).findings:
        workspace.judge(case, finding, "dismissed", "as agreed")
    assert open_points(workspace.case(case), workspace.packs, workspace.check(workspace.case(case))) == []


# --- the window ------------------------------------------------------------------------------------------------------


def test_tab_goes_from_the_list_to_the_letter_to_the_record_and_back(
    monitor: Screen, library: Path, home: Path
) -> None:
    """Each stop of the three panes once, in the order in which one reads them; and with Shift the same way back."""
    with work(monitor, library, home) as at:
        there, back = (round_trip(at, key) for key in ("Tab", "shift+Tab"))
    assert back == [there[0], *reversed(there[1:])]
    assert there[0] == "Cases"
    landmarks = ["Cases", "Pages of the letter", "Case number", "Request, item 1", "Add a disputed item"]
    assert [name for name in there if name in landmarks] == landmarks
    assert there[-2].startswith("Filter cases")
    assert there[there.index("Request, item 1") - 1].startswith("1  ")


def round_trip(at: Work, key: str) -> list[str]:
    """What a key comes to from the list, until it is there again."""
    at.wait(focus="Cases")
    names, ids = [at.status["focus"]], [at.status["focus_id"]]
    while True:
        at.screen.keys(key)
        said = at.wait(focus_id=lambda now: now != ids[-1])
        if said["focus_id"] == ids[0]:
            return names
        assert said["focus_id"] not in ids, f"{key} comes to {said['focus']} again, after {names}"
        names.append(said["focus"])
        ids.append(said["focus_id"])


def test_a_shortcut_is_changed_and_used(monitor: Screen, library: Path, home: Path) -> None:
    """A key that is taken is refused where it is set; a free one holds at once, and after a restart."""
    row = [action.id for action in ACTIONS].index("postpone")
    with work(monitor, library, home) as at:
        at.do("keyboard shortcuts")
        at.wait(active="Keyboard shortcuts", focus="Acts and their keys")
        monitor.keys(*["Down"] * row, "Return")
        at.wait(focus="New keys")
        monitor.keys("ctrl+t")
        at.wait(focus="New keys", focus_said=lambda said: "Tag" in said)
        monitor.keys("ctrl+alt+r")
        at.wait(focus="Acts and their keys", focus_said=lambda said: "Ctrl+Alt+R" in said)
        monitor.keys("Escape")
        at.wait(active="CM17-9900001 – IMR Desktop")
        monitor.keys("ctrl+alt+r")
        wait_for(lambda: at.kept(lambda workspace: workspace.cases()[0].status) == "postponed", "the status")
    with work(monitor, library, home) as at:
        monitor.keys("ctrl+Down")
        at.wait(case=2)
        monitor.keys("ctrl+alt+r")
    with Workspace.open(library, who="Robin Vale") as workspace:
        assert [row.status for row in workspace.cases()] == ["postponed", "postponed", "new"]


LEFT_AS = ("case", "filter", "place", "order", "columns", "strip", "floating", "dark")


def test_a_pane_floats_and_after_a_restart_all_is_as_it_was(
    monitor: Screen, library: Path, home: Path, tmp_path: Path
) -> None:
    with work(monitor, library, home) as at:
        at.menu("View", "Record in a window of its own")
        at.wait(floating=["record"], active="Record")
        monitor.keys("ctrl+1")
        before = at.wait(slot=bool, active="Record")["open"]
        monitor.keys("Return")
        at.wait(open=before - 1)
        at.menu("View", "Dark")
        at.wait(dark=True)
        monitor.keys("F7", "ctrl+l")
        at.wait(strip=True, focus=lambda name: name.startswith("Filter cases"))
        monitor.type("CM17")
        monitor.keys("Down", "Down")
        at.wait(case=2, place=[2, CASES], filter="CM17")
        left = {key: at.status[key] for key in LEFT_AS}
    assert sum(value.touched for value in case_in(library).values.values()) == 1
    with work(monitor, library, home) as at:
        at.wait(**left)
        shot = monitor.photograph(tmp_path / "again.png")
        assert shot.pixelColor(720, 60).lightness() < 128, "dark on the screen too"


def test_a_wait_in_vain_tells_what_the_program_shows(
    monitor: Screen, library: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what never comes is told, with what is there instead."""
    with work(monitor, library, home) as at:
        monkeypatch.setattr(screens, "SECONDS", 0.2)
        with pytest.raises(AssertionError, match=r"the program says .*CM17-9900001"):
            at.wait(case=77)
        monkeypatch.undo()
        monkeypatch.setenv("IMR_DESKTOP_HOME", str(home))
