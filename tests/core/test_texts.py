"""The program's own words: English as they stand, another language where there is one, and all of them found."""

from __future__ import annotations

import ast
import importlib.util
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from imr_desktop import texts
from imr_desktop.texts import tr, trn

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGE: Final = ROOT / "imr_desktop"


@pytest.fixture
def english_again() -> Iterator[None]:
    """Whatever a test speaks, the next one speaks English."""
    yield
    texts.speak(None)


@pytest.fixture
def spanish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, english_again: None) -> None:
    """The program on a computer whose language is Spanish, with a small catalogue."""
    catalogue = Catalog(locale="es", charset="utf-8")
    catalogue.add("Close", "Cerrar")
    catalogue.add("{name} was left.", "Se dejó {name}.")
    catalogue.add("Page {page}", "Página {pagina}")
    catalogue.add("Item {number}", "Punto {number[0]}")
    catalogue.add(("{count} case", "{count} cases"), ("{count} caso", "{count} casos"))
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "imr-desktop.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(texts, "catalogues", lambda: tmp_path)
    monkeypatch.setenv("LANGUAGE", "es_MX:es")
    texts.settle()


def test_without_a_catalogue_texts_are_as_they_stand() -> None:
    assert tr("Close") == "Close"
    assert tr("{name} was left.", name="a.pdf") == "a.pdf was left."
    assert [trn("{count} case", "{count} cases", n) for n in (0, 1, 2)] == ["0 cases", "1 case", "2 cases"]


def test_a_text_that_is_not_filled_keeps_its_braces() -> None:
    assert tr("{not a place}") == "{not a place}"


def test_a_catalogue_is_spoken_where_the_computer_asks_for_its_language(spanish: None) -> None:
    assert tr("Close") == "Cerrar"
    assert tr("{name} was left.", name="a.pdf") == "Se dejó a.pdf."
    assert [trn("{count} case", "{count} cases", n) for n in (1, 2)] == ["1 caso", "2 casos"]


def test_what_a_catalogue_lacks_is_told_in_english(spanish: None) -> None:
    assert tr("Open library") == "Open library"
    assert trn("{count} item", "{count} items", 3) == "3 items"


def test_a_translators_slip_in_a_name_does_not_stop_the_work(spanish: None) -> None:
    assert tr("Page {page}", page=4) == "Page 4"
    assert tr("Item {number}", number=4) == "Item 4"


@pytest.mark.parametrize("data", [b"", b"\xde\x12\x04\x95", b"no catalogue"])
def test_a_damaged_catalogue_does_not_keep_the_program_from_starting(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, english_again: None
) -> None:
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "imr-desktop.mo").write_bytes(data)
    monkeypatch.setattr(texts, "catalogues", lambda: tmp_path)
    monkeypatch.setenv("LANGUAGE", "es")
    texts.settle()
    assert tr("Close") == "Close"


def test_a_language_without_a_catalogue_is_answered_in_english(
    monkeypatch: pytest.MonkeyPatch, english_again: None
) -> None:
    monkeypatch.setenv("LANGUAGE", "tlh")
    texts.settle()
    assert tr("Close") == "Close"


@pytest.mark.parametrize("asked", ["", "C", "C.UTF-8", "en_US.UTF-8"])
def test_for_english_nothing_is_loaded(asked: str) -> None:
    """Every start would pay for it."""
    told = "import sys; import imr_desktop.texts; print('gettext' in sys.modules)"
    environment = {"LANG": asked, "PYTHONPATH": str(ROOT), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", told], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# --- what translators are given --------------------------------------------------------------------------------------


def gatherer() -> ModuleType:
    """resources/languages/gather.py, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("gather", ROOT / "resources" / "languages" / "gather.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_template_holds_every_text_of_the_program() -> None:
    gather = gatherer()
    assert gather.TEMPLATE.read_bytes() == gather.template(PACKAGE), "run: python resources/languages/gather.py"


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, int]]:
    """Every call of `tr` and `trn`, with the number of texts that it begins with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"tr", "trn"}:
            yield node, 1 if node.func.id == "tr" else 2


def places(text: str) -> set[str]:
    """The names of a text's places."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def amiss(source: str) -> list[str]:
    """The calls that no translator would find, or whose texts and parts do not fit each other, by line."""
    found = []
    for call, count in calls(ast.parse(source)):
        said = [each.value for each in call.args[:count] if isinstance(each, ast.Constant)]
        literal = [each for each in said if isinstance(each, str)]
        given = {str(each.arg) for each in call.keywords}
        if len(literal) < count or "None" in given:
            found.append(f"line {call.lineno}: not a literal")
        elif count == 1 and not given:
            continue
        else:
            wanted = [places(each) - {"count" if count == 2 else ""} for each in literal]
            if given - {"count"} != set().union(*wanted) - {"count"} or (count == 1 and wanted[0] != given):
                found.append(f"line {call.lineno}: {sorted(set().union(*wanted))} are named, {sorted(given)} are given")
    return found


@pytest.mark.parametrize(
    "slip",
    ['tr(f"Page {page}")', 'tr("Page {page}", number=1)', "tr(word)", 'tr("a", **parts)', 'trn("{n} a", "{n} as", n)'],
)
def test_a_slip_in_a_call_is_seen(slip: str) -> None:
    assert amiss(slip) != []


def test_every_text_is_a_literal_and_has_what_it_names() -> None:
    wrong = {str(file.relative_to(ROOT)): amiss(file.read_text(encoding="utf-8")) for file in PACKAGE.rglob("*.py")}
    assert {file: found for file, found in wrong.items() if found} == {}
