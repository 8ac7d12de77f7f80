"""What a person is told when something fails: a sentence that says what happened, what was kept and what to do."""

from __future__ import annotations


class Problem(Exception):
    """A failure that a person can understand and act on.

    `code` is a stable short name for programs (`encrypted`, `not-a-pdf`); `message` is one or two sentences for people.
    Anything that is not a Problem is a fault of the program and is shown as such.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type[Problem], tuple[str, str]]:
        return type(self), (self.code, self.message)


class FileProblem(Problem):
    """A document that cannot be read: missing, empty, damaged, locked by a password, of another kind."""


class ClusterProblem(Problem):
    """A cluster that cannot be used, or is gone in the middle of the work; no document is to blame for it."""


class LibraryProblem(Problem):
    """A library file that cannot be opened or written."""


class ValueProblem(Problem):
    """A typed value that does not parse as its kind; the text stays with the person who typed it."""


class PackError(Problem):
    """A checklist pack that was refused; the other packs are loaded."""
