"""What several test files need: Hypothesis profiles and real Chromium."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import settings

# No deadline: timing says more about the machine than about the code. In CI the same examples every time.
settings.register_profile("local", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# No look-ups or updates of its own: what is left in a record of requests comes from the page.
CHROMIUM_ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCAL_SCHEMES = ("file:", "data:", "blob:", "about:")


@dataclass
class PageLog:
    """What a page asked for and complained about, in order."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """The requests that left the file."""
        return [url for url in self.requests if not url.startswith(LOCAL_SCHEMES)]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Path of a Chromium; skips where there is none, fails instead with YANCI_REQUIRE_BROWSER=1."""
    names = [name for name in (os.environ.get("YANCI_CHROMIUM"), *CHROMIUM_NAMES) if name]
    for name in names:
        if path := shutil.which(name):
            return path
    reason = f"no Chromium found (looked for {', '.join(names)}); install one or name it in YANCI_CHROMIUM"
    if os.environ.get("YANCI_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


# One browser for each test file and not for the session: while playwright runs, asyncio.run fails in this thread,
# and the tests that execute notebooks need it.
@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator:
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Chromium's own sandbox refuses to start for root.
        sandbox = not hasattr(os, "geteuid") or os.geteuid() != 0
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=list(CHROMIUM_ARGUMENTS), chromium_sandbox=sandbox)
        yield chromium
        chromium.close()


@pytest.fixture
def page_log() -> PageLog:
    """The record of the fixture `page` of the same test."""
    return PageLog()


@pytest.fixture
def page(browser, page_log: PageLog) -> Iterator:
    """A new page in a profile of its own, 1280 by 900, whose requests and errors go into `page_log`."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    new = context.new_page()
    new.on("request", lambda request: page_log.requests.append(request.url))
    new.on("requestfailed", lambda request: page_log.errors.append(f"failed: {request.url}"))
    new.on("console", lambda message: page_log.errors.append(message.text) if message.type in {"error", "warning"} else None)
    new.on("pageerror", lambda error: page_log.errors.append(str(error)))
    yield new
    context.close()
