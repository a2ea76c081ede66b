"""What an office does for itself: its settings, who signs, and the accounts of its people."""

import datetime as dt
import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from rutan import audit, editing, once, sign_in
from rutan.files import stored_with_their_rows
from rutan.models import Facility, Signatory, User
from rutan.once import FormUsedBefore
from rutan.refusals import Refused, refused_by_database

# Whoever has not signed in for so long is listed: a leaver whose account is still open.
LONG_AWAY = dt.timedelta(days=60)

# Plh. and Plt. stand in for a leave or a vacancy: a year is more than any order gives (a Plt. three
# months, twice), and whoever acts has an order before he acts, which reaches this office within the
# month.
LONGEST_ACTING = dt.timedelta(days=366)
LATEST_ENTRY = dt.timedelta(days=30)

# How long the form that made a password shows it again, to the person who sent it.
SHOWN_AGAIN = dt.timedelta(minutes=10)

# Syllables that are heard and read alike: no c/k, f/v, i/y, l/1, o/0.
_CONSONANTS, _VOWELS, _DIGITS = "bdgjkmnprstw", "aeiu", "23456789"


def new_password(client_id: uuid.UUID | None = None, *, by: User | None = None) -> str:
    """About 50 bits that can be read aloud and typed from paper: ``bakinu-redami-tuwesa-4728``.

    With the key of a form the password follows from that key, the person who sent it and the
    installation's secret: the form sent again gives the same one, and nothing is stored.
    """
    if client_id is None:
        return _spoken(secrets.token_bytes(32))
    made_by = f"{client_id} {by.pk}"
    return _spoken(
        salted_hmac("rutan.administration.new_password", made_by, algorithm="sha256").digest()
    )


def _spoken(seed: bytes) -> str:
    number, signs = int.from_bytes(seed, "big"), []
    for letters in [*[_CONSONANTS, _VOWELS] * 9, *[_DIGITS] * 4]:
        number, place = divmod(number, len(letters))
        signs.append(letters[place])
    text = "".join(signs)
    return f"{text[:6]}-{text[6:12]}-{text[12:18]}-{text[18:]}"


def open_facility(*, facility: Facility, administrator: User, by: User | None) -> str:
    """Put a prison into the books, with the account of whoever makes the others; returns his
    password, shown once.
    """
    with refused_by_database():
        facility.save(force_insert=True)
        audit.record(by=by, verb="open_facility", thing=facility)
        facts = {
            "username": administrator.username,
            "name": administrator.name,
            "roles": ["administrator"],
        }
        _user, password = open_account(facility=facility, by=by, **facts)
    return password


def change_facility(
    *, facility: Facility, changes: Mapping[str, Any], seen: str, by: User
) -> Facility:
    """Change settings; ``seen`` is the fingerprint of the same columns as the form showed them."""
    return editing.change(row=facility, changes=changes, seen=seen, verb="change_facility", by=by)


def set_logo(*, facility: Facility, file: ContentFile | None, by: User) -> Facility:
    """Put a picture beside the letterhead, or take it away; ``file`` is checked and drawn anew
    (rutan.files). What was printed or issued with the old one keeps it.
    """
    files: list[FieldFile] = []
    with stored_with_their_rows(files), refused_by_database():
        locked = Facility.objects.locked().get(pk=facility.pk)
        old = locked.logo.name
        if not (old or file) or (file and _holds(locked.logo, file)):
            return locked
        locked.logo = file or ""
        files.append(locked.logo)
        editing.save(locked, ["logo"], by=by)
        audit.record(by=by, verb="set_logo" if file else "remove_logo", thing=locked)
        if old:
            transaction.on_commit(partial(locked.logo.storage.delete, old))
    return locked


def _holds(stored: FieldFile, sent: ContentFile) -> bool:
    """Whether the same picture is there already: a form that is sent twice acts once."""
    if not stored or not stored.storage.exists(stored.name):
        return False
    with stored.open("rb") as file:
        return file.read() == sent.read()


def appoint(
    *,
    facility: Facility,
    facts: Mapping[str, Any],
    by: User,
    on: dt.date | None = None,
    client_id: uuid.UUID | None = None,
) -> Signatory:
    """Say who signs for an office, from when to when, recorded ``on`` a local day (today); the same
    form sent again by the same person returns the row it made.

    Refused where two of one office and capacity would overlap, and where an acting head's term is
    too long or begins too long ago, and (not_allowed) where somebody makes himself the head: nobody
    gives himself the power to act. Raises FormUsedBefore.
    """
    signatory = Signatory(facility=facility, client_id=client_id, **facts)
    _check_head(signatory, changed=facts, by=by, on=on)
    with refused_by_database():
        # Of two equal requests the second waits here for the first.
        Facility.objects.locked().get(pk=facility.pk)
        if made := once.made_before([signatory], by=by):
            return made[0]
        signatory.recorded_at, signatory.recorded_by = audit.moment(), by
        signatory.save()
        audit.record(
            by=by,
            verb="appoint",
            thing=signatory,
            office=signatory.office,
            capacity=signatory.capacity,
        )
    return signatory


def change_appointment(
    *,
    signatory: Signatory,
    changes: Mapping[str, Any],
    seen: str,
    by: User,
    on: dt.date | None = None,
) -> Signatory:
    """Mend or end an appointment, refused like a new one; papers that were issued keep the name
    they carry.
    """
    with refused_by_database():
        locked = Signatory.objects.locked().get(pk=signatory.pk)
        if differing := editing.news(locked, changes, seen):
            editing.write(locked, differing, by=by)
            _check_head(locked, changed=differing, by=by, on=on)
            facts = {"fields": sorted(differing)}
            audit.record(by=by, verb="change_appointment", thing=locked, **facts)
    return locked


def _check_head(
    signatory: Signatory, *, changed: Collection[str], by: User, on: dt.date | None
) -> None:
    if signatory.office != Signatory.Office.HEAD:
        return
    if signatory.user_id and signatory.user_id == by.pk:
        text = _(
            "Anda tidak dapat menetapkan diri sendiri sebagai Kepala Rutan. Minta Administrator"
            " atau Kasubsi mencatatnya."
        )
        raise Refused(text, "not_allowed", field="user")
    if signatory.capacity == Signatory.Capacity.DEFINITIVE or signatory.ends_on is None:
        return
    if signatory.ends_on - signatory.starts_on >= LONGEST_ACTING:
        raise Refused(_("Masa Plh. atau Plt. Kepala Rutan paling lama 366 hari."), field="ends_on")
    # A term that began long ago may still be mended or ended early, as long as nobody is made the
    # head of a past day.
    today = on or signatory.facility.local_day()
    if {"office", "capacity", "user", "starts_on"}.intersection(
        changed
    ) and signatory.starts_on < today - LATEST_ENTRY:
        raise Refused(
            _("Plh. atau Plt. Kepala Rutan dicatat paling lambat 30 hari sejak tanggal mulainya."),
            field="starts_on",
        )


def open_account(
    *,
    facility: Facility,
    username: str,
    name: str,
    roles: Sequence[str],
    by: User | None,
    client_id: uuid.UUID | None = None,
) -> tuple[User, str]:
    """Make a user of this facility; returns him and the password, which is shown once and stored
    nowhere.

    ``by`` is None for the first account of a prison, which nobody there can have opened. The same
    form sent again within ten minutes by the same person returns the same two while nobody has
    signed in with that password, and is refused after that; FormUsedBefore where it says something
    else.
    """
    password = new_password(client_id, by=by)
    with refused_by_database():
        # Of two equal requests the second waits here for the first.
        Facility.objects.locked().get(pk=facility.pk)
        user = User(facility=facility, username=stored_username(username), name=name)
        if made := client_id and _opened_before(user, roles, password):
            return made, password
        user.set_password(password)
        user.password_made_at = timezone.now()
        user.save()
        user.groups.set(Group.objects.filter(name__in=roles))
        audit.record(by=by, verb="open_account", thing=user, roles=sorted(roles))
    return user, password


def change_account(
    *, user: User, username: str, name: str, roles: Sequence[str], seen: str, by: User
) -> User:
    """Change name and roles; nobody changes his own roles (not_allowed), and the last active
    administrator keeps his.
    """
    with refused_by_database():
        locked = _locked_user(user)
        locked.roles = sorted(locked.groups.values_list("name", flat=True))
        told = {"username": stored_username(username), "name": name, "roles": sorted(roles)}
        differing = editing.news(locked, told, seen, ("username", "name"), also=["roles"])
        changed = sorted(differing)
        if differing.pop("roles", None):
            if locked.pk == by.pk:
                text = _(
                    "Peran Anda sendiri tidak dapat Anda ubah. Minta Administrator lain"
                    " mengubahnya."
                )
                raise Refused(text, "not_allowed", field="roles")
            locked.groups.set(Group.objects.filter(name__in=roles))
        if changed:
            editing.write(locked, differing, by=by)
            audit.record(
                by=by, verb="change_account", thing=locked, fields=changed, roles=sorted(roles)
            )
        _keep_an_administrator(locked)
    return locked


@transaction.atomic
def reset_password(*, user: User, by: User, client_id: uuid.UUID | None = None) -> str:
    """Give a new password, end the sessions under the old one and unlock the name; returns the
    password.

    The same form sent again returns it again, as a new account's form does, or is refused.
    """
    locked, password = _locked_user(user), new_password(client_id, by=by)
    if client_id and locked.check_password(password):
        _refuse_late(locked)
        return password
    locked.set_password(password)
    locked.password_made_at = timezone.now()
    locked.save(update_fields=["password", "password_made_at"])
    if sign_in.is_locked(locked):
        sign_in.unlock(user=locked, by=by)
    audit.record(by=by, verb="reset_password", thing=locked)
    return password


@transaction.atomic
def switch_off(*, user: User, by: User) -> User:
    """End a person's access at once; what he did stays under his name."""
    return _switch(user, on=False, by=by)


@transaction.atomic
def switch_on(*, user: User, by: User) -> User:
    """Let a person in again, with the roles and the password he had."""
    return _switch(user, on=True, by=by)


def _switch(user: User, *, on: bool, by: User) -> User:
    locked = _locked_user(user)
    if locked.is_active != on:
        locked.is_active = on
        locked.save(update_fields=["is_active"])
        _keep_an_administrator(locked)
        audit.record(by=by, verb="switch_on" if on else "switch_off", thing=locked)
    return locked


def _opened_before(user: User, roles: Sequence[str], password: str) -> User | None:
    """The account that the same form opened, known by its password. Raises FormUsedBefore."""
    made = User.objects.filter(username=user.username, facility=user.facility).first()
    if made is None or not made.check_password(password):
        return None
    if (made.name, set(made.groups.values_list("name", flat=True))) != (user.name, set(roles)):
        raise FormUsedBefore(made)
    _refuse_late(made)
    return made


def _refuse_late(user: User) -> None:
    """Refuse to show a password again once its owner has it, or to a page that was left open."""
    made_at = user.password_made_at
    is_used = made_at is None or (user.last_login is not None and user.last_login > made_at)
    if is_used or timezone.now() - made_at > SHOWN_AGAIN:
        raise Refused(
            _(
                "Kata sandi ini sudah pernah ditampilkan dan tidak ditampilkan lagi. Jika hilang,"
                " buat kata sandi baru dari halaman pengguna."
            )
        )


def stored_username(username: str) -> str:
    """A user name as it is kept."""
    # Sign-in reads names without their case: two that differ only by it would be one person.
    return User.normalize_username(username).strip().casefold()


def _locked_user(user: User) -> User:
    # The facility first: two administrators who switch each other off at once must queue.
    Facility.objects.locked().get(pk=user.facility_id)
    return User.objects.locked().get(pk=user.pk)


def _keep_an_administrator(user: User) -> None:
    if not user.facility.users.who_administer().exists():
        # Nobody could let anybody in again.
        raise Refused(
            _("Ini satu-satunya Administrator yang aktif. Angkat Administrator lain lebih dahulu.")
        )
