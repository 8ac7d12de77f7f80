"""Dates as letters write them."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_desktop.dates import day_here, iso, lone, month_first


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("09/02/97", "1997-09-02"),
        ("3-28-11", "2011-03-28"),
        ("January 20, 2011", "2011-01-20"),
        ("Sept. 5, 2015", "2015-09-05"),
        ("5 March 2014", "2014-03-05"),
        ("03/28/2013", "2013-03-28"),
        ("10/14/ 2016", "2016-10-14"),
        ("10-1-\n15", "2015-10-01"),
        ("2011-03-28", "2011-03-28"),
        ("11/2014", "2014-11"),
        ("March 2014", "2014-03"),
        ("March of 2014", "2014-03"),
        ("2009", "2009"),
        ("2009-07", "2009-07"),
        ("12/30/3026", "3026-12-30"),
    ],
)
def test_a_date_is_read_in_every_way_that_letters_write_it(written: str, meant: str) -> None:
    assert iso(written) == meant


@pytest.mark.parametrize("written", ["5-10/10", "C7-8", "13/45/2016", "2/30/2015", "320.5/30/16", "2-12", "", "today"])
def test_what_only_looks_like_a_date_is_none(written: str) -> None:
    assert iso(written) is None


@given(st.dates(datetime.date(1931, 1, 1), datetime.date(2030, 12, 31)))
def test_every_way_of_writing_a_day_gives_that_day(day: datetime.date) -> None:
    for written in (
        f"{day:%m/%d/%Y}",
        f"{day:%m-%d-%y}",
        f"{day.month}/{day.day}/{day:%y}",
        f"{day:%B} {day.day}, {day.year}",
    ):
        assert iso(written) == day.isoformat()


@given(st.dates(), st.sampled_from([10, 7, 4]))
def test_a_date_as_the_form_writes_it_is_the_same_date_again(day: datetime.date, known: int) -> None:
    """Of some only the month or the year is known."""
    written = month_first(day.isoformat()[:known])
    assert iso(written) == day.isoformat()[:known]
    assert "-" not in written


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("dated 11/28/2016,", "11/28/2016"),
        ("on 11-28-16.", "11-28-16"),
        ("(January 20, 2011)", "January 20, 2011"),
        ("the report of\n5 March 2014 says", "5 March 2014"),
        ("seen in March 2014, after 12 visits", "March 2014"),
        ("11/28/2016 and again 11/28/16", "11/28/2016"),
        ("11/28/2016", "11/28/2016"),
    ],
)
def test_the_only_date_among_words_is_found(words: str, date: str) -> None:
    place = lone(words)
    assert place
    assert words[slice(*place)] == date


@pytest.mark.parametrize(
    "words", ["from 11/28/2016 to 12/01/2016", "C5-6 and L4/5", "CPT 2016", "13/45/2016", "320.5/30/16", "no date", ""]
)
def test_of_several_dates_or_of_none_none_is_taken(words: str) -> None:
    assert lone(words) is None


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed here")
@pytest.mark.parametrize(("zone", "day"), [("PST8PDT", "2026-03-03"), ("UTC0", "2026-03-04")])
def test_what_was_recorded_on_a_californian_evening_is_of_that_day(
    monkeypatch: pytest.MonkeyPatch, zone: str, day: str
) -> None:
    with monkeypatch.context() as here:
        here.setenv("TZ", zone)
        time.tzset()
        assert day_here("2026-03-04T04:30:00.000000+00:00") == day
    time.tzset()
