#!/usr/bin/env python
"""Run Django's commands; without DATABASE_URL on the embedded PostgreSQL of development."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan.settings")
    if "DATABASE_URL" not in os.environ:
        # The address must stand in the environment before Django loads: the
        # autoreloader's child inherits it and must not start a second server.
        from rutan import devdb

        devdb.provide(sys.argv[1:])
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
