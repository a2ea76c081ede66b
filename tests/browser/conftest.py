"""A real Chromium that fails a test on any console error and any accessibility violation."""

import os
import shutil

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    if CHROMIUM or os.environ.get("CI"):
        return
    for item in items:
        if "browser" in item.nodeid.split("::")[0]:
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


# Words that lie over other words. What sticks or floats may cover others; what is cut off does not.
WRITTEN_OVER = """() => {
  const floats = (node) => node && node.nodeType === 1 && (
    ["sticky", "fixed", "absolute"].includes(getComputedStyle(node).position)
    || getComputedStyle(node).textOverflow === "ellipsis"
    || floats(node.parentElement));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const words = [];
  while (walker.nextNode()) {
    const text = walker.currentNode, box = text.parentElement;
    if (!text.data.trim() || !box.checkVisibility() || floats(box)) continue;
    if (box.closest(".visually-hidden")) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const r of range.getClientRects()) {
      if (r.width > 2 && r.height > 2) words.push({r, said: text.data.trim().slice(0, 40)});
    }
  }
  words.sort((a, b) => a.r.top - b.r.top);
  const over = [];
  words.forEach((a, i) => {
    for (const b of words.slice(i + 1)) {
      if (b.r.top > a.r.bottom - 5) break;
      if (Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left) > 3) {
        over.push(a.said + " / " + b.said);
      }
    }
  });
  return over;
}"""


class Visitor:
    """One person at one screen: every page it passes is checked."""

    def __init__(self, browser, address, width, **options):
        self.address = address
        screen = {
            "viewport": {"width": width, "height": 900},
            "locale": "id-ID",
            "timezone_id": "Asia/Jakarta",
        }
        self.context = browser.new_context(**screen, **options)
        self.page = self.context.new_page()
        self.errors = []
        self.page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.foreign = []
        self.page.on(
            "request",
            lambda request: (
                self.foreign.append(request.url) if not request.url.startswith(address) else None
            ),
        )

    def open(self, path):
        self.page.goto(self.address + path)
        self.check()

    def sign_in(self, username, password="rutan-demo"):
        self.open("/accounts/login/")
        self.page.get_by_label("Nama pengguna").fill(username)
        self.page.get_by_label("Kata sandi", exact=True).fill(password)
        self.press("Masuk", exact=True)

    def press(self, name, role="button", **options):
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, **options).first.click()
        self.check()

    def check(self, *, expect_errors=False):
        """No axe violation or console error, nothing foreign, too wide or written over other
        words.
        """
        from axe_playwright_python.sync_playwright import Axe

        self.page.wait_for_load_state("load")
        found = Axe().run(
            self.page,
            options={
                "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
            },
        )
        violations = [
            f"{row['id']}: {node['html'][:160]}"
            for row in found.response["violations"]
            for node in row["nodes"]
        ]
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert (violations, self.foreign, wide) == ([], [], 0), self.page.url
        assert self.page.evaluate(WRITTEN_OVER) == [], self.page.url
        if not expect_errors:
            assert self.errors == [], self.page.url
        self.errors.clear()


@pytest.fixture
def visitor(chromium, live_server):
    """Open a screen: ``visitor()`` at a PC, ``visitor(360)`` on a phone, with options of
    Playwright's context.
    """
    opened = []

    def screen(width=1280, **options):
        opened.append(Visitor(chromium, live_server.url, width, **options))
        return opened[-1]

    yield screen
    for each in opened:
        each.context.close()
