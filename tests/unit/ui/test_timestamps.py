"""Times are those of this computer; where they are not German time, they say so."""

from collections.abc import Callable

import pytest

from tests.support.texts import window_text
from ui.timestamps import brief_date_time_text, date_time_text

pytestmark = pytest.mark.only_on("posix", reason="Windows' zone is no variable")

SUMMER, WINTER = 1_751_360_400, 1_764_493_200
LOCAL = window_text("{moment} local time", moment="")


@pytest.mark.parametrize("moment", [SUMMER, WINTER])
@pytest.mark.parametrize(
    ("name", "is_named"),
    [("Europe/Berlin", False), ("Europe/Paris", False), ("UTC", True), ("America/New_York", True)],
)
def test_the_zone_is_named_where_it_is_not_that_of_the_portal(
    zone: Callable[[str], None], name: str, moment: int, is_named: bool
) -> None:
    zone(name)
    assert date_time_text(moment).endswith(LOCAL) is is_named
    assert brief_date_time_text(moment).endswith(LOCAL) is is_named


def test_a_zone_that_differs_in_summer_alone_is_named_in_summer_alone(
    zone: Callable[[str], None],
) -> None:
    zone("Africa/Lagos")
    assert date_time_text(SUMMER).endswith(LOCAL)
    assert not date_time_text(WINTER).endswith(LOCAL)
