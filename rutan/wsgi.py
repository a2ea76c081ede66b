"""The entry point of the web server."""

import os

from django.core.wsgi import get_wsgi_application

from rutan.logs import keep_keys_out_of
from rutan.timeouts import limit_waiting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan.settings")

application = get_wsgi_application()
limit_waiting()
keep_keys_out_of("gunicorn.access", "gunicorn.error")
