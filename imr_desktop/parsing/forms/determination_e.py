"""Form E (about 2015): the credentials as a block, no header table."""

from __future__ import annotations

from typing import Final

from imr_desktop.parsing import reviewer
from imr_desktop.parsing.forms import Form
from imr_desktop.parsing.forms._determination import Variant, determination

FORM: Final[Form] = determination("imr-determination-e", Variant(header=False, credentials=reviewer.BLOCK, marks=3))
