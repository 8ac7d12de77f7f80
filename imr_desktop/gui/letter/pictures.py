"""Pictures of pages, drawn by one thread of their own and kept within a budget of memory.

PDFium must never be called from two threads, so a Drawer is made, used and closed in the worker alone. The window says
which pages it wants now (`Pictures.want`); whatever it wanted before and was not begun is forgotten, and an answer for
a document that is no longer open is dropped by its ticket.
"""

from __future__ import annotations

import atexit
import logging
import math
import threading
import weakref
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final, NamedTuple, Protocol

from PySide6.QtCore import QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter

from imr_desktop.errors import Problem
from imr_desktop.model import Page, Source
from imr_desktop.source import FONT_SIZE, TEXT, Drawer
from imr_desktop.texts import tr

BUDGET: Final = 256 * 2**20
"""Bytes of pictures kept."""

_SHARE: Final = 2
"""One picture takes at most this part of the budget, so that both pages at a page's end fit."""

_log: Final = logging.getLogger(__name__)


class Request(NamedTuple):
    """A page (from 1) of an open document at `scale` pixels for each point."""

    ticket: int
    page: int
    scale: float


class Answer(NamedTuple):
    """What became of a request: the picture, or the sentence that says why there is none."""

    request: Request
    image: QImage | None
    problem: str = ""


class PictureCache:
    """The pictures drawn last, at most `budget` bytes of them."""

    def __init__(self, budget: int = BUDGET) -> None:
        self.budget = budget
        self.size = 0
        self._images: OrderedDict[Request, QImage] = OrderedDict()
        self._of_page: dict[tuple[int, int], list[Request]] = {}

    def __contains__(self, request: Request) -> bool:
        return request in self._images

    def requests(self) -> tuple[Request, ...]:
        """What pictures there are, the one looked at longest ago first."""
        return tuple(self._images)

    def put(self, request: Request, image: QImage) -> None:
        """Keep a picture and let go of those looked at longest ago; one larger than the whole budget is not kept."""
        self._drop(request)
        self._images[request] = image
        self._of_page.setdefault(request[:2], []).append(request)
        self.size += image.sizeInBytes()
        self._shrink()

    def set_budget(self, budget: int) -> None:
        """Another bound from now on, which holds at once."""
        self.budget = budget
        self._shrink()

    def _shrink(self) -> None:
        while self.size > self.budget:
            self._drop(next(iter(self._images)))

    def touch(self, request: Request) -> None:
        """Count a picture, where it is there, as looked at just now."""
        if request in self._images:
            self._images.move_to_end(request)

    def best(self, request: Request) -> QImage | None:
        """The picture asked for; else that page's picture of the nearest size, to be shown scaled until it comes."""
        same_page = self._of_page.get(request[:2])
        if not same_page:
            return None
        nearest = min(same_page, key=lambda each: abs(math.log(each.scale / request.scale)))
        self.touch(nearest)
        return self._images[nearest]

    def forget(self, ticket: int) -> None:
        """Let go of a document's pictures."""
        for request in [each for each in self._images if each.ticket == ticket]:
            self._drop(request)

    def _drop(self, request: Request) -> None:
        if (image := self._images.pop(request, None)) is not None:
            self.size -= image.sizeInBytes()
            self._of_page[request[:2]].remove(request)
            if not self._of_page[request[:2]]:
                del self._of_page[request[:2]]


class Pictures(QObject):
    """The pictures of the open documents' pages, for the main thread; `close` it, or let it go, to end its own.

    `ready(ticket, page)` says that a page has a new picture or a new problem.
    """

    ready = Signal(int, int)

    def __init__(self, budget: int = BUDGET) -> None:
        super().__init__()
        self.cache = PictureCache(budget)
        self._documents: dict[int, tuple[Source, bytes]] = {}
        self._problems: dict[tuple[int, int], str] = {}
        self._last_ticket = 0
        self._worker: _Worker | None = None
        self._end: Callable[[], object] = lambda: None

    @property
    def running(self) -> bool:
        """Whether the drawing thread lives."""
        return self._worker is not None and self._worker.alive

    def open(self, source: Source, data: bytes) -> int:
        """Make a document known; the ticket names it from now on. Nothing is read or drawn yet."""
        self._last_ticket += 1
        self._documents[self._last_ticket] = (source, data)
        return self._last_ticket

    def shut(self, ticket: int) -> None:
        """Forget a document, its pictures, and whatever is still under way for it."""
        self._documents.pop(ticket, None)
        self._problems = {key: problem for key, problem in self._problems.items() if key[0] != ticket}
        self.cache.forget(ticket)
        if self._worker is not None:
            self._worker.shut(ticket)

    def want(self, requests: Sequence[Request]) -> None:
        """Have these drawn next, the most wanted first, instead of what was wanted before.

        As many of them are kept as the budget has room for; the others are not drawn.
        """
        affordable = self._affordable([self._bounded(each) for each in requests])
        for request in reversed(affordable):
            self.cache.touch(request)
        missing = [each for each in affordable if each not in self.cache and each[:2] not in self._problems]
        if missing and self._worker is None:
            self._start()
        if self._worker is not None:
            self._worker.want([(each, *self._documents[each.ticket]) for each in missing])

    def picture(self, request: Request) -> QImage | None:
        """The page's picture, or the nearest in size that there is."""
        return self.cache.best(request)

    def settled(self, request: Request) -> bool:
        """Whether nothing better is to come for a request: its picture is there, or it is known that none can be."""
        return self._bounded(request) in self.cache or request[:2] in self._problems

    def problem(self, ticket: int, page: int) -> str:
        """Why a page cannot be drawn, in a sentence; empty where nothing is known against it."""
        return self._problems.get((ticket, page), "")

    def has(self, request: Request) -> bool:
        """Whether nothing better will come for a request: its picture is there, or why there is none."""
        return self._bounded(request) in self.cache or bool(self.problem(request.ticket, request.page))

    def close(self) -> None:
        """End the drawing thread and wait for it. A later `want` starts another."""
        self._end()
        self._worker = None

    def _start(self) -> None:
        Drawer.prepare()  # before the worker registers its end, which must come before PDFium's
        self._worker = _Worker()
        self._worker.answered.connect(self._arrived)
        self._end = weakref.finalize(self, self._worker.stop)

    def _bounded(self, request: Request) -> Request:
        """The request at a scale whose picture fits into its share of the budget."""
        source, _ = self._documents[request.ticket]
        page = source.pages[request.page - 1]
        room = self.cache.budget / _SHARE / 4 * 0.99  # whole pixels take a little more
        largest = math.sqrt(room / max(1.0, page.width * page.height))
        return request._replace(scale=min(request.scale, largest))

    def _affordable(self, requests: Sequence[Request]) -> list[Request]:
        """The first requests whose pictures fit into the budget together."""
        sizes = accumulate(self._bytes(each) for each in requests)
        return [request for request, size in zip(requests, sizes, strict=True) if size <= self.cache.budget]

    def _bytes(self, request: Request) -> int:
        page = self._documents[request.ticket][0].pages[request.page - 1]
        return 4 * math.ceil(page.width * request.scale) * math.ceil(page.height * request.scale)

    @Slot(object)
    def _arrived(self, answer: Answer) -> None:
        request, image, problem = answer
        if self._worker is not None:
            self._worker.settled(request)
        if request.ticket not in self._documents:
            return
        if image is None:
            self._problems[request.ticket, request.page] = problem
        else:
            self.cache.put(request, image)
        self.ready.emit(request.ticket, request.page)


# --- the thread ------------------------------------------------------------------------------------------------------


class _Artist(Protocol):
    """Draws the pages of one document, in the worker's thread only."""

    def draw(self, page: int, scale: float) -> QImage: ...

    def close(self) -> None: ...


_Job = tuple[Request, Source, bytes]


class _Worker(QObject):
    """The thread that draws, with what it is asked to do."""

    answered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._change = threading.Condition()
        self._jobs: list[_Job] = []
        self._under_way: set[Request] = set()
        self._shut: set[int] = set()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="pages", daemon=True)
        self._thread.start()
        # Python's own wait for threads at exit would last for ever, and a daemon inside PDFium would be torn apart.
        atexit.register(self.stop)

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def want(self, jobs: Sequence[_Job]) -> None:
        with self._change:
            self._jobs = [job for job in jobs if job[0] not in self._under_way]
            self._change.notify()

    def settled(self, request: Request) -> None:
        """The main thread has taken the answer; the request may be made again."""
        with self._change:
            self._under_way.discard(request)

    def shut(self, ticket: int) -> None:
        with self._change:
            self._jobs = [job for job in self._jobs if job[0].ticket != ticket]
            self._shut.add(ticket)
            self._change.notify()

    def stop(self) -> None:
        """End the thread after the page it is drawing."""
        with self._change:
            self._stopping = True
            self._change.notify()
        if threading.current_thread() is not self._thread:
            self._thread.join()
        atexit.unregister(self.stop)

    def _run(self) -> None:
        artists: dict[int, _Artist] = {}
        try:
            while (job := self._next(artists)) is not None:
                self.answered.emit(_answer(job, artists))
        finally:
            for artist in artists.values():
                artist.close()

    def _next(self, artists: dict[int, _Artist]) -> _Job | None:
        """The next job, once there is one; None when it is time to stop. Closes what has been shut meanwhile."""
        with self._change:
            while not self._stopping:
                self._close_shut(artists)
                if self._jobs:
                    job = self._jobs.pop(0)
                    self._under_way.add(job[0])
                    return job
                self._change.wait()
            return None

    def _close_shut(self, artists: dict[int, _Artist]) -> None:
        for ticket in self._shut & artists.keys():
            artists.pop(ticket).close()
        self._shut.clear()


def _answer(job: _Job, artists: dict[int, _Artist]) -> Answer:
    request, source, data = job
    try:
        if request.ticket not in artists:
            artists[request.ticket] = _artist(source, data)
        return Answer(request, artists[request.ticket].draw(request.page, request.scale))
    except Problem as problem:
        return Answer(request, None, problem.message)
    except Exception:  # noqa: BLE001 - whatever one page does to its engine, the other pages and the form go on
        _log.exception("page %d could not be drawn", request.page)
        return Answer(request, None, tr("Page {page} cannot be drawn; its fields still work.", page=request.page))


def _artist(source: Source, data: bytes) -> _Artist:
    return _TextArtist(source) if source.media_type == TEXT else _PdfArtist(source.name, data)


class _PdfArtist:
    def __init__(self, name: str, data: bytes) -> None:
        self._drawer = Drawer(name, data)

    def draw(self, page: int, scale: float) -> QImage:
        made = self._drawer.draw(page, scale)
        image = QImage(made.pixels, made.width, made.height, made.stride, QImage.Format.Format_RGB32)
        return image.copy()  # an image over foreign bytes would outlive them

    def close(self) -> None:
        self._drawer.close()


_SERIF: Final = ("Times New Roman", "Times", "Liberation Serif", "Nimbus Roman", "Tinos", "serif")
_DESCENT: Final = 0.23
"""How far below a word's baseline its box reaches, in parts of the font's size."""


class _TextArtist:
    """Typesets a text letter as `source` laid it out: each word in its box, in a Times-like face."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._font = QFont()
        self._font.setFamilies(_SERIF)
        self._font.setPixelSize(round(FONT_SIZE))
        self._font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._metrics = QFontMetricsF(self._font)

    def draw(self, page: int, scale: float) -> QImage:
        sheet = self._source.pages[page - 1]
        image = QImage(math.ceil(sheet.width * scale), math.ceil(sheet.height * scale), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.scale(scale, scale)
        painter.setFont(self._font)
        for index in self._words_of(sheet):
            self._draw_word(painter, index)
        painter.end()
        return image

    def close(self) -> None:
        """Nothing is held open."""

    def _words_of(self, sheet: Page) -> range:
        starts = self._source.words.starts
        return range(bisect_left(starts, sheet.start), bisect_left(starts, sheet.end))

    def _draw_word(self, painter: QPainter, index: int) -> None:
        words = self._source.words
        text = self._source.text[words.starts[index] : words.ends[index]]
        x0, _, x1, bottom = words.boxes[4 * index : 4 * index + 4]
        painter.save()
        painter.translate(QPointF(x0, bottom - _DESCENT * FONT_SIZE))
        if advance := self._metrics.horizontalAdvance(text):
            painter.scale((x1 - x0) / advance, 1.0)
        painter.drawText(QPointF(0, 0), text)
        painter.restore()
