"""Form F (2016 and 2017, and by all signs later): a header table, the credentials as a block."""

from __future__ import annotations

from typing import Final

from imr_desktop.parsing import reviewer
from imr_desktop.parsing.forms import Form
from imr_desktop.parsing.forms._determination import Variant, determination

FORM: Final[Form] = determination("imr-determination-f", Variant(header=True, credentials=reviewer.BLOCK, marks=3))
