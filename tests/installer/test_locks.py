"""The pinned lists: complete, hashed, in step with pyproject.toml, and of licences that the product may carry."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).resolve().parents[2]
LOCKS: Final = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")


def entries(lock: str) -> list[str]:
    """Each requirement of a list with its hashes, comments left out."""
    text = (ROOT / "installer" / lock).read_text(encoding="utf-8").replace("\\\n", "")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins(lock: str) -> dict[str, set[str]]:
    """The versions that a list pins for each name; more than one where Python's version decides."""
    found: dict[str, set[str]] = {}
    for entry in entries(lock):
        requirement = Requirement(entry.split("--hash")[0])
        [only] = requirement.specifier
        assert only.operator == "=="
        found.setdefault(canonicalize_name(requirement.name), set()).add(only.version)
    return found


def project() -> Any:
    """pyproject.toml as it is read."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def extra(name: str) -> list[str]:
    """What an extra of the project asks for, with what the extras that it names in turn ask for."""
    wanted: list[str] = []
    for text in project()["project"]["optional-dependencies"][name]:
        requirement = Requirement(text)
        inner = [each for other in requirement.extras for each in extra(other)]
        wanted += inner if requirement.name == project()["project"]["name"] else [text]
    return wanted


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes_and_nothing_else_is_listed(lock: str) -> None:
    line = re.compile(r"[a-z0-9-]+==[\w.]+( ; [^\\]+?)?\s+(--hash=sha256:[0-9a-f]{64}\s*)+")
    assert [entry for entry in entries(lock) if not line.fullmatch(entry)] == []


def test_the_tests_run_on_the_very_versions_of_the_product() -> None:
    product, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: development.get(name) for name in product} == product


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.txt", [*project()["project"]["dependencies"], *project()["build-system"]["requires"]]),
        ("requirements-dev.txt", extra("dev")),
        ("requirements-bench.txt", extra("bench")),
    ],
)
def test_what_the_project_asks_for_is_pinned(lock: str, wanted: list[str]) -> None:
    pinned = pins(lock)
    for text in wanted:
        requirement = Requirement(text)
        versions = pinned[canonicalize_name(requirement.name)]
        assert any(version in requirement.specifier for version in versions), text


def test_the_product_carries_no_extra() -> None:
    extras = {
        canonicalize_name(Requirement(text).name) for name in ("cluster", "parquet", "dev") for text in extra(name)
    }
    assert extras & pins("requirements.txt").keys() == set()


def licence(distribution: importlib.metadata.Distribution) -> str:
    """All that a package says of its licence, in one text."""
    metadata = distribution.metadata
    classifiers = [entry for entry in metadata.get_all("Classifier") or [] if entry.startswith("License")]
    said = [metadata[key] for key in ("License-Expression", "License") if key in metadata]
    # Some put the whole licence into the field; its first line names it.
    return "; ".join([*(text.strip().partition("\n")[0] for text in said), *classifiers])


def forbids_our_licence(said: str) -> bool:
    """Whether every choice that the licence gives is the GPL or the AGPL; the LGPL, linked at run time, is welcome."""
    strict = re.compile(r"(?<!L)(?<!Lesser )GPL|(?<!Lesser )General Public License", flags=re.IGNORECASE)
    return all(strict.search(choice) for choice in re.split(r"\bOR\b", said))


def test_no_package_of_the_product_is_under_the_gpl() -> None:
    product = pins("requirements.txt")
    installed = {
        canonicalize_name(found.name): licence(found)
        for found in importlib.metadata.distributions()
        if canonicalize_name(found.name) in product
    }
    assert "pyside6-essentials" in installed
    assert {name: said for name, said in installed.items() if forbids_our_licence(said)} == {}


@pytest.mark.parametrize(
    ("said", "forbidden"),
    [
        ("GPL-3.0-only", True),
        ("Dual Licensed - GNU AFFERO GPL 3.0 or Artifex Commercial License", True),
        ("License :: OSI Approved :: GNU General Public License v3 (GPLv3)", True),
        ("LGPL-3.0-only OR GPL-2.0-only", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT", False),
        ("", False),
    ],
)
def test_the_gpl_would_be_noticed(said: str, forbidden: bool) -> None:
    assert forbids_our_licence(said) is forbidden
