"""Form D (about 2014): the credentials in a sentence, no header table."""

from __future__ import annotations

from typing import Final

from imr_desktop.parsing import reviewer
from imr_desktop.parsing.forms import Form
from imr_desktop.parsing.forms._determination import Variant, determination

FORM: Final[Form] = determination("imr-determination-d", Variant(header=False, credentials=reviewer.PROSE, marks=2))
