"""Work on several cores is done in order, and what goes wrong in it is told."""

import threading

import pytest

from instc.cores import on_cores


def test_what_is_given_stands_in_the_order_of_the_parts():
    assert on_cores(lambda number: number * number, range(100)) == [n * n for n in range(100)]
    assert on_cores(abs, []) == []


def test_a_fault_is_raised_as_it_would_be_on_one_core():
    with pytest.raises(ZeroDivisionError):
        on_cores(lambda number: 1 / number, [1, 0, 2])


def test_no_thread_is_left_behind():
    before = threading.active_count()
    on_cores(abs, range(50))
    assert threading.active_count() == before
