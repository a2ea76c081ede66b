"""How long a family stands at the desk when everything is typed, and how many keys that takes.

Usage: uv run python tests/load/desk_keyboard.py [ADDRESS]

Signs in by keyboard and serves ten families of today's event at a demo: the one that answers at
ADDRESS, which has ten more hand-overs afterwards, or else one that is started in a folder of its
own. The aims are 1.5 s from the first key of a family to the answer, and 7 keys; half a second of
it is the pause in which the desk takes no Enter.
"""

import json
import shutil
import statistics
import sys
import time

from playwright.sync_api import sync_playwright
from start_demo import cloned, serving

OFFICER, PASSWORD, FAMILIES, PORT = "handover_officer", "rutan-demo", 10, 8099
# No Enter counts sooner after a card appeared (static/js/desk.js).
GUARD = 0.52


class Fingers:
    """Somebody at the keyboard; counts what is pressed."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    def type(self, text):
        self.page.keyboard.type(text)
        self.pressed += len(text)

    def press(self, key):
        self.page.keyboard.press(key)
        self.pressed += 1

    def tab_to(self, wanted, key="Tab"):
        for _press in range(80):
            self.press(key)
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
                return
        sys.exit(f"No {wanted} in eighty steps of {self.page.url}.")


def come_to_the_desk(fingers, address):
    page = fingers.page
    page.goto(f"{address}/accounts/login/")
    for name, text in (("login", OFFICER), ("password", PASSWORD)):
        fingers.tab_to(f"[name={name}]")
        fingers.type(text)
    fingers.press("Enter")
    page.wait_for_url(f"{address}/")
    fingers.tab_to("a[href$='/desk/']")
    fingers.press("Enter")
    page.wait_for_url("**/desk/")
    fingers.tab_to("[name=desk][value='Loket 1']", "Shift+Tab")
    fingers.press("Enter")
    page.locator("#desk-place", has_text="Loket 1").wait_for()


def served(page, number):
    """Seconds from the first key to the answer, and the keys; None where that number does not
    wait.
    """
    fingers, started = Fingers(page), time.perf_counter()
    fingers.type(str(number))
    fingers.press("Enter")
    page.locator(".desk-card, #desk-answer .band, #desk-answer .outcome").first.wait_for()
    if not page.locator("form.hand-over").count():
        return None
    time.sleep(GUARD)
    if not page.locator("[name=verified_by_method]:checked").count():
        fingers.press("Space")
    fingers.press("Enter")
    page.locator(".band-served").wait_for()
    return time.perf_counter() - started, fingers.pressed


def measured(address):
    """A pair of seconds and keys for each of the first families that still wait."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(locale="id-ID", viewport={"width": 1280, "height": 800})
        come_to_the_desk(Fingers(page), address)
        families = []
        for number in range(1, 60):
            if len(families) < FAMILIES and (figures := served(page, number)):
                families.append(figures)
        browser.close()
    return families


def report(families):
    seconds, keys = zip(*families, strict=True)
    figures = {
        "families": len(families),
        "seconds a family, median": round(statistics.median(seconds), 2),
        "seconds a family, longest": round(max(seconds), 2),
        "keys a family, most": max(keys),
        "each": [f"{took:.2f} s, {pressed} keys" for took, pressed in families],
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        report(measured(sys.argv[1].rstrip("/")))
    else:
        with cloned() as clone, serving(clone, PORT):
            report(measured(f"http://127.0.0.1:{PORT}"))
