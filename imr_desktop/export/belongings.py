"""What belongs to a library as a whole: its saved views and its labels. A record of its own, before the cases'."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, get_args

from imr_desktop.model import Hue, Label, View
from imr_desktop.store.shapes import is_text
from imr_desktop.texts import tr

SCHEMA: Final = "imr-library/1"


@dataclass(frozen=True, slots=True)
class Belongings:
    """Views by name, and labels in the order in which they are offered; empty where a library has none of its own."""

    views: tuple[View, ...] = ()
    labels: tuple[Label, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.views or self.labels)


NOTHING: Final = Belongings()


def as_record(belongings: Belongings) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "views": [asdict(each) for each in belongings.views],
        "labels": [asdict(each) for each in belongings.labels],
    }


def from_record(record: Mapping[str, Any]) -> Belongings:
    """The inverse of `as_record`; ValueError with the reason where the record is none of this shape."""
    try:
        views = tuple(View(**{**each, "columns": tuple(each["columns"])}) for each in record["views"])
        labels = tuple(Label(**each) for each in record["labels"])
    except (KeyError, TypeError) as error:
        raise ValueError(tr("a view or label in it is not whole")) from error
    texts = [*(text for each in views for text in (each.name, each.words, each.order, *each.columns))]
    texts += (text for each in labels for text in (each.id, each.name, each.hue, each.key))
    if not all(map(is_text, texts)) or any(each.hue not in get_args(Hue) for each in labels):
        raise ValueError(tr("a view or label in it is not whole"))
    _refuse_double_views([each.name.strip() and each.name for each in views])
    _refuse_double_labels([each.id for each in labels])
    _refuse_double_labels([each.name.strip().casefold() for each in labels])
    _refuse_double_labels([key for each in labels if (key := each.key.strip().casefold())])
    return Belongings(views, labels)


def _refuse_double_views(names: Sequence[str]) -> None:
    if "" in names:
        raise ValueError(tr("one of the views in it has no name"))
    if len(set(names)) < len(names):
        raise ValueError(tr("two of the views in it cannot be told apart"))


def _refuse_double_labels(names: Sequence[str]) -> None:
    if "" in names:
        raise ValueError(tr("one of the labels in it has no name"))
    if len(set(names)) < len(names):
        raise ValueError(tr("two of the labels in it cannot be told apart"))
