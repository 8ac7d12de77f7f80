"""Damage is found, not read: flipped bits, cut files, rows changed by hand."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from cases import AGE, reviewed, said_in

from imr_desktop.errors import LibraryProblem
from imr_desktop.model import Edit
from imr_desktop.store.checking import check
from imr_desktop.store.driver import Database, sqlite
from imr_desktop.store.keys import key_file
from imr_desktop.store.library import Library
from imr_desktop.store.sealing import seal
from imr_desktop.workspace import Workspace

PASSPHRASE = "correct horse"


def _read(path: Path, passphrase: str | None) -> tuple[object, ...]:
    """All that a person has said in a library, as the program shows it; LibraryProblem where it will not."""
    with Workspace.open(path, who="ann", passphrase=passphrase, read_only=True) as workspace:
        if workspace.safety.trouble:
            raise workspace.safety.trouble
        rows = workspace.cases()
        said = said_in(workspace)
        history: list[Edit] = [edit for row in rows for edit in workspace.history(row.id)]
        documents = [workspace.document(row.id) for row in rows]
        if workspace.safety.trouble:  # which came to light while reading
            raise workspace.safety.trouble
        return rows, said, history, documents


def _outcome(path: Path, passphrase: str | None, truth: tuple[object, ...]) -> str:
    try:
        return "right" if _read(path, passphrase) == truth else "SILENTLY WRONG"
    except LibraryProblem as problem:
        return problem.code


def _copy(path: Path, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    shutil.copyfile(path, target)
    if key_file(path).exists():
        shutil.copyfile(key_file(path), key_file(target))
    return target


@pytest.mark.usefixtures("quick_passphrases")
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["plain", "protected"])
@pytest.mark.parametrize("flips", [50, pytest.param(500, marks=pytest.mark.full)])
def test_a_flipped_bit_never_gives_a_wrong_value(tmp_path: Path, passphrase: str | None, flips: int) -> None:
    path = reviewed(tmp_path / "library.imr", passphrase=passphrase)
    truth = _read(path, passphrase)
    victim = _copy(path, tmp_path / "flipped")
    data, chance, found = path.read_bytes(), random.Random(5), Counter[str]()
    for _ in range(flips):
        at, bit = chance.randrange(len(data)), chance.randrange(8)
        flipped = bytearray(data)
        flipped[at] ^= 1 << bit
        victim.write_bytes(flipped)
        found[_outcome(victim, passphrase, truth)] += 1
    assert found["SILENTLY WRONG"] == 0, found
    if passphrase:
        assert found["right"] == 0, "every page of a protected library is authenticated"


@pytest.mark.parametrize("flips", [50, pytest.param(500, marks=pytest.mark.full)])
def test_without_seals_flipped_bits_would_give_wrong_values(tmp_path: Path, flips: int) -> None:
    """The control: plain SQLite returns what it finds."""
    path = reviewed(tmp_path / "library.imr")
    sql = "SELECT case_id, item, field, value, state FROM record_values ORDER BY 1, 2, 3"
    with closing(sqlite3.connect(path)) as plain:
        truth = plain.execute(sql).fetchall()
    data, chance, wrong = path.read_bytes(), random.Random(5), 0
    where = [at for at in range(len(data)) if data[at : at + 8] == b"patient."]
    for _ in range(flips):
        flipped = bytearray(data)
        flipped[chance.choice(where) + chance.randrange(8)] ^= 1 << chance.randrange(7)
        (tmp_path / "flipped.imr").write_bytes(flipped)
        with closing(sqlite3.connect(tmp_path / "flipped.imr")) as plain:
            try:
                wrong += plain.execute(sql).fetchall() != truth
            except sqlite3.DatabaseError:
                continue
    assert wrong > 0


@pytest.mark.usefixtures("quick_passphrases")
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE], ids=["plain", "protected"])
@pytest.mark.parametrize("cuts", [10, pytest.param(100, marks=pytest.mark.full)])
def test_a_cut_file_is_found_and_left_as_it_is(tmp_path: Path, passphrase: str | None, cuts: int) -> None:
    path = reviewed(tmp_path / "library.imr", passphrase=passphrase)
    truth = _read(path, passphrase)
    victim = _copy(path, tmp_path / "cut")
    data, chance = path.read_bytes(), random.Random(6)
    for _ in range(cuts):
        cut = data[: chance.randrange(1, len(data))]
        victim.write_bytes(cut)
        assert _outcome(victim, passphrase, truth) in ("damaged", "not-a-library", "not-ours")
        with pytest.raises(LibraryProblem):
            _written(victim, passphrase)
        assert victim.read_bytes() == cut


def _written(path: Path, passphrase: str | None) -> None:
    with Workspace.open(path, who="ann", passphrase=passphrase) as workspace:
        workspace.set_text(1, next(iter(workspace.case(1).values)), "61")


# --- rows changed by hand ---


class Tampering:
    """Changes one random row of a library by plain SQL, past the guards, and tells what it did."""

    TABLES = (
        *("cases", "documents", "readings", "record_values", "batches", "edits", "links"),
        *("case_list", "drafts", "findings"),
    )

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def __call__(self, database: Database) -> str:
        for (trigger,) in list(database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            database.execute(f"DROP TRIGGER {trigger}")
        table = self._chance.choice(self.TABLES)
        columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        keys = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[5]]
        row = self._chance.choice(list(database.execute(f"SELECT {', '.join(columns)} FROM {table}")))
        values = dict(zip(columns, row, strict=True))
        where = " AND ".join(f"{key} = ?" for key in keys)
        at = [values[key] for key in keys]
        acts = ["change", "change", "change", "insert"]
        if table not in ("drafts", "findings"):  # what was never a value, or is found again, may go at any time
            acts.append("delete")
        act = self._chance.choice(acts)
        database.execute("PRAGMA foreign_keys = OFF")
        if act == "delete":
            database.execute(f"DELETE FROM {table} WHERE {where}", at)
        elif act == "insert":
            self._insert(database, table, values, keys)
        else:
            column = self._chance.choice(columns)
            database.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", [_other(values[column]), *at])
            return f"{table}.{column}"
        return f"{act} in {table}"

    def _insert(self, database: Database, table: str, values: dict[str, object], keys: list[str]) -> None:
        new = {**values, keys[-1]: _other(values[keys[-1]], far=True)}
        for unique in ("uid", "sha256", "parser"):
            if unique in new:
                new[unique] = _other(new[unique])
        marks = ", ".join("?" * len(new))
        database.execute(f"INSERT INTO {table} ({', '.join(new)}) VALUES ({marks})", list(new.values()))


def _other(value: object, *, far: bool = False) -> object:
    if isinstance(value, bool | int):
        return value + (1000 if far else 1)
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1]) if value else b"x"
    return f"{value}x" if value else "x"


def _tampered(path: Path, tampering: Tampering) -> tuple[str, bool]:
    """What was done, and whether the check finds it."""
    library = Library(path)
    try:
        database = library.database
        before = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        try:
            what = tampering(database)
        except sqlite.IntegrityError:
            return "refused by the schema", True
        finally:
            for name, sql in before.items():
                if not database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [name]).fetchone():
                    database.execute(sql)
        return what, not check(library).well
    finally:
        library.close()


@pytest.mark.parametrize("tamperings", [100, pytest.param(1000, marks=pytest.mark.full)])
def test_every_row_that_was_changed_by_hand_is_found(tmp_path: Path, tamperings: int) -> None:
    path = reviewed(tmp_path / "library.imr", cases=2)
    victim = tmp_path / "tampered" / "library.imr"
    victim.parent.mkdir()
    tampering, missed, refused = Tampering(7), [], 0
    for _ in range(tamperings):
        shutil.copyfile(path, victim)
        what, found = _tampered(victim, tampering)
        refused += what.startswith("refused")
        if not found:
            missed.append(what)
    assert missed == []
    assert refused < tamperings / 4


NO_TEXT_IN = (
    ("record_values", "value"),
    ("drafts", "text"),
    ("edits", "why"),
    ("edits", "new"),
    ("batches", "label"),
    ("readings", "text"),
    ("documents", "name"),
    ("case_list", "title"),
    ("findings", "found"),
    ("cases", "uid"),
)
LOCKED_KNEE = "a full night with a locked knee"
"""Words with which SQLite says of a library what is not true of this one."""


@pytest.mark.parametrize(("table", "column"), NO_TEXT_IN)
def test_a_damaged_text_is_told_of_without_its_words(tmp_path: Path, table: str, column: str) -> None:
    """The driver quotes what it cannot make text of, and what a check says may be passed on to others."""
    path = reviewed(tmp_path / "library.imr", cases=1)
    with closing(sqlite.connect(str(path), isolation_level=None)) as connection:
        for (guard,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {guard}")
        connection.execute(f"UPDATE {table} SET {column} = CAST(x'e9' || CAST(? AS BLOB) AS TEXT)", (LOCKED_KNEE,))
    told = []
    with Workspace.open(path, who="ann") as workspace:
        acts = (
            lambda: workspace.case(1),
            lambda: workspace.set_text(1, AGE, "77"),
            workspace.cases,
            workspace.waiting,
            workspace.undo,
            workspace.safety.backup,
            workspace.safety.catch_up,
            lambda: workspace.safety.save_copy(tmp_path / "copy.imr"),
        )
        for act in acts:
            try:
                act()
            except LibraryProblem as problem:
                told += [problem.message]
                assert problem.code in ("damaged", "exists"), problem.message  # noqa: PT017 - some acts do not read it
        report = workspace.safety.check()
        assert not report.well
        told += report.lines()
        told += [workspace.safety.trouble.message] if workspace.safety.trouble else []
    assert "damaged" in str(told)
    assert "knee" not in str(told)


def test_an_untouched_library_is_found_well(tmp_path: Path) -> None:
    """The control of the tampering."""
    path = reviewed(tmp_path / "library.imr", cases=2)
    assert _tampered(path, lambda database: "nothing") == ("nothing", False)  # type: ignore[arg-type]  # which changes nothing


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE letter_words_data SET block = zeroblob(length(block)) WHERE id > 10",
        "DELETE FROM letter_words WHERE rowid = 1",
        "INSERT INTO letter_words (rowid, text) VALUES (77, 'nothing')",
    ],
)
def test_damage_to_the_index_of_words_is_found(tmp_path: Path, harm: str) -> None:
    path = reviewed(tmp_path / "library.imr")
    with closing(Library(path, who="ann")) as library:
        assert check(library).well
        library.database.execute(harm)
        assert not check(library).well


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE findings SET found = x'ff'",
        "UPDATE case_list SET tags = x'ff'",
        "UPDATE record_values SET anchors = x'' WHERE field = 'patient.age'",
    ],
)
def test_bytes_that_stand_for_words_are_found(tmp_path: Path, harm: str) -> None:
    path = reviewed(tmp_path / "library.imr")
    with Workspace.open(path, who="ann") as workspace:
        workspace.findings(workspace.case(1))
    with closing(Library(path, who="ann")) as library:
        library.database.execute(harm)
        assert not check(library).well


def test_a_tampering_that_seals_again_is_found_by_the_log(tmp_path: Path) -> None:
    path = reviewed(tmp_path / "library.imr", cases=1)
    library = Library(path)
    row = [1, 0, "patient.age", "77", "corrected", "[]"]
    sql = "UPDATE record_values SET value = '77', seal = ? WHERE field = 'patient.age'"
    library.database.execute(sql, [seal("record_values", row)])
    with pytest.raises(LibraryProblem, match="damaged"):
        library.case(1)
    library.close()


def test_a_reviewed_value_whose_row_is_gone_is_missed(tmp_path: Path) -> None:
    path = reviewed(tmp_path / "library.imr", cases=1)
    library = Library(path)
    library.database.execute("DELETE FROM record_values WHERE field = 'patient.age'")
    with pytest.raises(LibraryProblem, match="damaged"):
        library.case(1)
    assert library.read_only
    library.close()


def test_a_damaged_list_shows_what_the_records_say(tmp_path: Path) -> None:
    path = reviewed(tmp_path / "library.imr", cases=2)
    library = Library(path)
    before = library.cases()
    library.database.execute("UPDATE case_list SET outcome = 'overturned', looked_at = 0 WHERE case_id = 1")
    library.database.execute("DELETE FROM case_list WHERE case_id = 2")
    assert library.cases() == before
    library.close()
