"""No fault of the program stays unseen, wherever it happens, and none brings a value into the log."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from imr_desktop import faults

CANARY = "Canary McSecret"

PROGRAM = """
import atexit, gc, logging, os, signal, sys, threading, weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from imr_desktop import faults

def fail(*_):
    raise ValueError("Canary McSecret")

told = []
faults.install(Path(sys.argv[1]), lambda kind, places: told.append((kind, places)))

def site():
{site}

{call}
gc.collect()
assert told or {silent}, "nobody was told"
assert "McSecret" not in repr(told)
print("still at work")
"""

SITES = {
    "a thread": "    thread = threading.Thread(target=fail); thread.start(); thread.join()",
    "a timer": "    timer = threading.Timer(0, fail); timer.start(); timer.join()",
    "a finalizer": "    type('Thing', (), {'__del__': fail})()",
    "a weak reference's callback": "    thing = type('Thing', (), {})(); keep = weakref.ref(thing, fail); del thing",
    "the collector's callback": "    gc.callbacks.append(fail); gc.collect(); gc.callbacks.remove(fail)",
    "a generator that is dropped": (
        "    def letters():\n        try:\n            yield\n        finally:\n            fail()\n    next(letters())"
    ),
    "a function that SQLite calls": (
        "    from imr_desktop.store.driver import sqlite\n    connection = sqlite.connect(':memory:')\n"
        "    connection.create_function('f', 0, fail)\n    try:\n        connection.execute('SELECT f()')\n"
        "    except sqlite.OperationalError:\n        connection.close()"
    ),
    "a pool that is asked for its answer in a thread": (
        "    pool = ThreadPoolExecutor(1); asked = pool.submit(fail)\n"
        "    thread = threading.Thread(target=asked.result); thread.start(); thread.join(); pool.shutdown()"
    ),
}
"""By place: what fails there, after which the program goes on."""

ENDINGS = {
    "the main thread": ("fail()", 1),
    "a signal's handler": ("signal.signal(signal.SIGTERM, fail); os.kill(os.getpid(), signal.SIGTERM)", 1),
    "the end of the program": ("atexit.register(fail)", 0),
}
"""By place: what fails there and ends the program, or at its end, and the exit status."""


def run(folder: Path, program: str, *arguments: object) -> tuple[int, str, str]:
    """Exit status, what was said, and the log."""
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    log = folder / faults.LOG
    return done.returncode, done.stdout, log.read_text(encoding="utf-8") if log.exists() else ""


def program(site: str, call: str = "site()", *, silent: bool = False) -> str:
    return PROGRAM.format(site=site, call=call, silent=silent)


@pytest.mark.parametrize("place", SITES)
def test_a_fault_is_told_and_logged_and_the_program_goes_on(tmp_path: Path, place: str) -> None:
    status, said, log = run(tmp_path, program(SITES[place]))
    assert (status, said) == (0, "still at work\n")
    assert "ERROR ValueError at <string>:" in log
    assert "in fail" in log
    assert CANARY not in log
    if os.name == "posix":
        assert (tmp_path / faults.LOG).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", ENDINGS)
def test_a_fault_that_ends_the_program_is_logged_too(tmp_path: Path, place: str) -> None:
    act, expected = ENDINGS[place]
    status, said, log = run(tmp_path, program("    pass", act, silent=True))
    assert status == expected
    assert CANARY not in said
    assert "ERROR ValueError at <string>:" in log
    assert CANARY not in log


def test_without_the_hooks_a_fault_would_show_values_and_stay_out_of_the_log(tmp_path: Path) -> None:
    """The control."""
    bare = program(SITES["a thread"], silent=True).replace("faults.install", "(lambda *_: None)")
    _, said, log = run(tmp_path, bare)
    assert CANARY in said
    assert log == ""


@pytest.mark.parametrize("act", ["os.abort()", "os.kill(os.getpid(), signal.SIGSEGV)"])
@pytest.mark.skipif(os.name != "posix", reason="ends by signals")
def test_what_ends_the_process_at_once_is_in_the_log_after_the_next_start(tmp_path: Path, act: str) -> None:
    script = """
    import os, signal, sys
    from pathlib import Path
    from imr_desktop import faults

    def work(name):
        {act}

    with faults.logged(Path(sys.argv[1])):
        if sys.argv[2] == "work":
            work("Canary McSecret")
    """
    source = textwrap.dedent(script).format(act=act)
    status, _, log = run(tmp_path, source, "work")
    assert status < 0
    assert log == ""
    assert (tmp_path / "imr-desktop.crash").stat().st_mode & 0o077 == 0
    status, _, log = run(tmp_path, source, "rest")
    assert status == 0
    assert "the program ended at once before: Fatal Python error" in log
    assert "<string>:7 in work" in log
    assert CANARY not in log
    assert (tmp_path / "imr-desktop.crash").read_bytes() == b""
    assert run(tmp_path, source, "rest")[2] == log, "it is told once"


def test_the_end_of_a_thread_by_its_own_wish_is_no_fault(tmp_path: Path) -> None:
    site = "    thread = threading.Thread(target=sys.exit); thread.start(); thread.join()"
    assert run(tmp_path, program(site, silent=True)) == (0, "still at work\n", "")


def test_a_command_that_fails_tells_where_and_no_value(tmp_path: Path) -> None:
    script = f"""
    import sys
    from imr_desktop import __main__, library_commands
    def fail(*_):
        raise ValueError("{CANARY}")
    library_commands.refuse_missing = fail
    sys.argv = ["imr-desktop", "--library", sys.argv[1] + "/x.imr", "library", "info"]
    __main__.main()
    """
    home = Path(os.environ["IMR_DESKTOP_HOME"])
    status, said, log = run(home, textwrap.dedent(script))
    assert status == 1
    assert "Something went wrong in the program itself" in said
    assert "Traceback" not in said
    assert CANARY not in said + log
    assert "ValueError at <string>:" in log


# --- lines of the log ------------------------------------------------------------------------------------------------


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / faults.LOG


SECRET = st.text(st.characters(categories=["L", "N"]), min_size=8).map(lambda text: f"canary{text}")


@given(
    secret=SECRET, depth=st.integers(0, 3), way=st.sampled_from(["hook", "exception", "warning", "chained", "group"])
)
@example(secret="canary\nERROR at", depth=1, way="exception")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_message_of_any_fault_comes_into_the_log(log: Path, secret: str, depth: int, way: str) -> None:
    log.unlink(missing_ok=True)
    told: list[object] = []
    with faults.logged(log.parent), faults.caught(lambda *each: told.append(each)):
        _report(way, secret, depth)
    written = log.read_text(encoding="utf-8")
    assert "ValueError" in written
    assert secret not in written + repr(told)
    assert secret.split("\n")[0] not in written


def _report(way: str, secret: str, depth: int) -> None:
    logger = logging.getLogger("imr_desktop.somewhere")
    try:
        _fail(secret, depth, way)
    except (ValueError, ExceptionGroup) as fault:
        if way == "hook":
            sys.excepthook(type(fault), fault, fault.__traceback__)
        elif way == "warning":
            logger.warning("a case could not be shown: %s", type(fault).__name__)
        else:
            logger.exception("a case could not be shown: ValueError")


def _fail(secret: str, depth: int, way: str) -> None:
    if depth:
        _fail(secret, depth - 1, way)
    elif way == "chained":
        try:
            int(secret)
        except ValueError as error:
            raise ValueError(f"no age in {secret!r}") from error
    elif way == "group":
        raise ExceptionGroup(secret, [ValueError(secret)])
    else:
        fault = ValueError(secret)
        fault.add_note(secret)
        raise fault


def test_a_line_that_cannot_be_written_leaves_its_place_and_no_value(
    log: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with faults.logged(log.parent):
        logging.getLogger("imr_desktop").warning("%d cases", CANARY)
    written = log.read_text(encoding="utf-8")
    assert "TypeError in a line of the log at test_faults.py:" in written
    assert CANARY not in written + "".join(capfd.readouterr())


def test_a_folder_that_cannot_be_written_keeps_nobody_from_working(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    with faults.logged(tmp_path / "file" / "folder"):
        logging.getLogger("imr_desktop").warning("a line")
    assert capfd.readouterr() == ("", "")


def test_a_log_that_is_kept_already_gets_each_line_once(log: Path) -> None:
    with faults.logged(log.parent), faults.logged(log.parent):
        logging.getLogger("imr_desktop").warning("a line")
    assert log.read_text(encoding="utf-8").count("a line") == 1
