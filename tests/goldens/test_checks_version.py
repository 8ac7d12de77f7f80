"""What a library keeps of the checks is told apart by their version alone, so that must rise with what they find."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from imr_desktop import paths
from imr_desktop.checklist import VERSION

CODE = ("checks/*.py", "evidence.py", "judged.py", "lexicon.py", "registry.py")
WORDS = ("absences", "body_parts", "chapters", "complaints", "drugs", "services", "specialties")


def test_the_checks_are_those_of_their_version(golden: Callable[[str, str], None]) -> None:
    """Where a change of these files may change what is found in any letter, raise the version; then renew this."""
    code = paths.resources().parent / "imr_desktop" / "checklist"
    files = [path for pattern in CODE for path in sorted(code.glob(pattern))]
    files += [paths.resources() / "vocabulary" / f"{name}.toml" for name in WORDS]
    digests = [f"{sha256(path.read_bytes()).hexdigest()[:16]}  {path.name}" for path in files]
    golden("checks.txt", "\n".join([f"version {VERSION}", *digests, ""]))
