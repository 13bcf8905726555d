from datetime import UTC, date, datetime

import pytest

from app.core import clock

NIGHT = datetime(2026, 1, 31, 18, 30, tzinfo=UTC)


def test_a_pinned_clock_stands_still_and_goes_on_afterwards() -> None:
    before = clock.now()
    with pytest.raises(KeyError), clock.pinned(NIGHT):
        assert clock.now() == clock.now() == NIGHT
        assert clock.today() == date(2026, 2, 1)
        raise KeyError
    assert clock.now() >= before
