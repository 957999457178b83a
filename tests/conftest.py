"""What all tests share: the longest come first, so that two workers end together."""

import pytest

LONGEST_FIRST = ("tests/system/test_station.py", "tests/system/", "tests/browser/", "tests/conformance/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def rank(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((place for place, part in enumerate(LONGEST_FIRST) if part in path), len(LONGEST_FIRST))

    items.sort(key=rank)
