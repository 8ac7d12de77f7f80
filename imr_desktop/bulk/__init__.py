"""Many letters at once: found in files, folders and archives, read on all cores or on a cluster, counted.

Documents are found (`documents`), a reader reads them ahead and hands the outcomes out in the documents' order
(`pool`; `cluster`, which is loaded where one is asked for), and a tally counts what became of them (`tally`). Nothing
here knows a library.
"""

from imr_desktop.bulk.documents import LETTERS, Document, Gathered, below, gather
from imr_desktop.bulk.pool import Outcome, Pool, Reader
from imr_desktop.bulk.tally import Doubt, Failure, Imported, Tally, duration, reason

__all__ = [
    "LETTERS",
    "Document",
    "Doubt",
    "Failure",
    "Gathered",
    "Imported",
    "Outcome",
    "Pool",
    "Reader",
    "Tally",
    "below",
    "duration",
    "gather",
    "reason",
]
