"""What was made last."""

from instc.remembered import Remembered


def test_what_was_asked_for_last_is_kept():
    made = []
    known = Remembered(2)

    def make(key):
        return known.get((key,), lambda: made.append(key) or key)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert make(key) == key
    assert made == ["a", "b", "c", "b"]  # b was the one not seen for longest
