"""What a reviewer asks of a determination: packs of questions as data, checks of a letter against itself, sign-off."""

from typing import Final

VERSION: Final = "2"
"""The version of the checks: raised with every change of what they find, so that findings kept by a library are not
taken for theirs."""
