"""What a browser would send back from a page that it was shown."""

import re
from html.parser import HTMLParser

_PRESSED = ("radio", "checkbox")


def tight(html):
    """Markup on one line, without the space that only lays out a template; a space that holds a
    figure to its sign stays.
    """
    return re.sub(r" (?=[<>])|(?<=>) ", "", re.sub(r"[ \t\n]+", " ", html))


class _Fields(HTMLParser):
    """Name -> values of the inputs, selects and text areas in the main part of a page, or of the
    form that sends to ``action`` only.
    """

    def __init__(self, action=None, page=""):
        super().__init__()
        self.page = page
        self.values, self.text, self.select, self.is_main = {}, None, None, False
        self.action, self.in_form = action, action is None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.is_main = self.is_main or tag == "main"
        if tag == "form" and self.action is not None:
            to = attrs.get("action") or self.page
            is_sent = attrs.get("method", "").lower() == "post"
            self.in_form = is_sent and to.partition("?")[0] == self.action
        if self.is_main and self.in_form:
            self._read(tag, attrs)

    def _read(self, tag, attrs):
        name, kind = attrs.get("name"), attrs.get("type")
        if tag == "input" and name and kind not in ("submit", "file"):
            if kind not in _PRESSED or "checked" in attrs:
                value = attrs.get("value") or ("on" if kind == "checkbox" else "")
                self.values.setdefault(name, []).append(value)
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
        if tag == "form" and self.action is not None:
            self.in_form = False

    def handle_data(self, data):
        if self.text:
            # A browser drops the line break after the opening tag.
            self.values.setdefault(self.text, []).append(data.removeprefix("\n"))


def fields_of(response, action=None, **typed):
    """The data of the form on the page, or of that which sends to ``action``, over which something
    was typed.
    """
    parser = _Fields(action, response.request["PATH_INFO"])
    parser.feed(response.content.decode())
    return parser.values | typed
