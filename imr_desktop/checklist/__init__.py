"""What a reviewer asks of a determination: packs of questions kept as data under `resources/checklists`."""
