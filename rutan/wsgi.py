"""The entry point of the web server."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from rutan.timeouts import limit_waiting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan.settings")

application = get_wsgi_application()
limit_waiting()
# Whoever holds the lock of an event comes back from the database five times before he lets it go.
# Another thread of his process may not keep him from going on for the 5 ms that Python allows it.
sys.setswitchinterval(0.0005)
