"""What the log tells of an error: never the row that the database quotes, nor an address that is a
key.
"""

import logging
import re
from collections.abc import Iterator

from django.db import Error

# Whoever has such an address may open it: django.request writes down what was not found.
_KEY = re.compile(r"(/hall/)[^/\s'\"]+")


class WithoutRows(logging.Formatter):
    """Errors of the database by their first line: the lines after it quote the row, its names,
    phones and addresses.
    """

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        for error in _errors(record):
            said = str(error).rstrip()
            # Django's error stands before the driver's own, which has a "diag".
            if (isinstance(error, Error) or hasattr(error, "diag")) and "\n" in said:
                text = text.replace(said, said.split("\n", 1)[0])
        return _without_keys(text)


def keep_keys_out_of(*loggers: str) -> None:
    """What a web server writes of each request has handlers of its own, and no formatter of
    ours.
    """
    for name in loggers:
        logging.getLogger(name).addFilter(_without_key)


def _without_key(record: logging.LogRecord) -> bool:
    record.msg, record.args = _without_keys(record.getMessage()), ()
    return True


def _without_keys(text: str) -> str:
    return _KEY.sub(r"\1…", text)


def _errors(record: logging.LogRecord) -> Iterator[BaseException]:
    """The errors that a record speaks of, and those behind them."""
    args = record.args if isinstance(record.args, tuple) else ()
    waiting = [
        error
        for error in (*args, record.exc_info and record.exc_info[1])
        if isinstance(error, BaseException)
    ]
    seen = set()
    while waiting:
        error = waiting.pop()
        if id(error) not in seen:
            seen.add(id(error))
            yield error
            waiting += [behind for behind in (error.__cause__, error.__context__) if behind]
