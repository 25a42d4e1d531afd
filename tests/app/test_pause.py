import gc

import pytest

from app.pause import without_collector


def test_the_collector_rests_and_works_again_whatever_happens() -> None:
    assert gc.isenabled()
    with pytest.raises(InterruptedError), without_collector():
        assert not gc.isenabled()
        raise InterruptedError
    assert gc.isenabled()


def test_one_that_rests_already_is_left_resting() -> None:
    with without_collector():
        with without_collector():
            pass
        assert not gc.isenabled()
