"""A real browser for tests: Chromium of the system, without a window.

A machine without one skips visibly; with ``chromium`` in `RATSFLOW_SERVERS` it fails.
"""

from __future__ import annotations

import shutil

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from servers import must_run


BINARIES = ("chromium", "chromium-browser", "google-chrome")
DRIVERS = ("chromedriver", "chromium.chromedriver")


def _found(names: tuple[str, ...]) -> str | None:
    return next((path for path in map(shutil.which, names) if path), None)


@contextmanager
def chromium(width: int = 1280, height: int = 900) -> Iterator[object]:
    """Yield a driver of selenium for a window of this size, in CSS pixels."""
    binary, driver = _found(BINARIES), _found(DRIVERS)
    if binary is None or driver is None:
        said = "Chromium and its driver are not on this machine"
        if must_run("chromium"):
            pytest.fail(f"{said}, but must be (RATSFLOW_SERVERS)")
        pytest.skip(said)
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage"):
        options.add_argument(f"--{flag}")
    # Smaller than a window may be: the size of a phone.
    options.add_experimental_option(
        "mobileEmulation",
        {"deviceMetrics": {"width": width, "height": height, "pixelRatio": 1.0}},
    )
    options.set_capability(
        "goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"}
    )
    service = webdriver.ChromeService(driver)
    made = webdriver.Chrome(options=options, service=service)
    try:
        yield made
    finally:
        made.quit()
