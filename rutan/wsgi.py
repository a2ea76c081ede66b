"""The entry point of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from rutan.logs import keep_keys_out_of
from rutan.timeouts import limit_waiting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rutan.settings")

application = get_wsgi_application()
limit_waiting()
keep_keys_out_of("gunicorn.access", "gunicorn.error")
# A page over thousands of families makes objects by the hundred thousand, and none of them in
# cycles: looking for some after every 700 took a seventh of its time.
gc.set_threshold(50_000)
