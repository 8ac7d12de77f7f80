"""The fault rigs kill processes and limit what these may write, which only POSIX systems let them do."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.name == "posix" else ["test_*.py"]
