"""What a browser would send back from a page that it was shown."""

import re
from html.parser import HTMLParser


def tight(html):
    """Markup on one line, without the space that only lays out a template."""
    return re.sub(r" (?=[<>])|(?<=>) ", "", " ".join(html.split()))


class _Fields(HTMLParser):
    """Name -> values of the inputs, selects and text areas in the main part of a page."""

    def __init__(self):
        super().__init__()
        self.values, self.text, self.select, self.is_main = {}, None, None, False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        self.is_main = self.is_main or tag == "main"
        if not self.is_main:
            return
        if (
            tag == "input"
            and name
            and (
                attrs.get("type") not in ("radio", "checkbox", "submit", "file")
                or "checked" in attrs
            )
        ):
            self.values.setdefault(name, []).append(
                attrs.get("value") or ("on" if attrs.get("type") == "checkbox" else "")
            )
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in attrs:
            self.values.setdefault(self.select, []).append(attrs.get("value", ""))
        elif tag == "textarea":
            self.text = name

    def handle_endtag(self, tag):
        self.is_main = self.is_main and tag != "main"
        self.select = None if tag == "select" else self.select
        self.text = None if tag == "textarea" else self.text

    def handle_data(self, data):
        if self.text:
            # A browser drops the line break after the opening tag.
            self.values.setdefault(self.text, []).append(data.removeprefix("\n"))


def fields_of(response, **typed):
    """The data of the form on the page, over which something was typed."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return parser.values | typed
