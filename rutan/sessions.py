"""The sessions of signed-in people, in the database as Django keeps them."""

import datetime as dt

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from rutan.compiled import Compiled


@Compiled
def _live(key: str, at: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=at)


class SessionStore(db.SessionStore):
    """Django's own, whose first question of every request is compiled once."""

    def _get_session_from_db(self) -> Session | None:
        found = _live(key=self.session_key, at=timezone.now())
        if not found:
            self._session_key = None
        return found[0] if found else None
