"""A determination of no known edition: what all editions share is read where sections and items are there."""

from __future__ import annotations

from typing import Final

from imr_desktop.parsing import reviewer
from imr_desktop.parsing.forms import Form
from imr_desktop.parsing.forms._determination import Variant, determination

FORM: Final[Form] = determination("imr-determination", Variant(header=None, credentials=reviewer.ANY, marks=1))
