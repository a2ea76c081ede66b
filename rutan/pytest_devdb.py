"""A pytest plugin that provides the development database before pytest-django reads the
settings.
"""

import os

from rutan import devdb

if "DATABASE_URL" not in os.environ:
    devdb.provide(["test"])
