"""The embedded database starts again after whatever ended it."""

import json
import os

from rutan import devdb


def test_the_note_of_a_server_whose_number_somebody_else_has_is_dropped(tmp_path):
    note = tmp_path / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n/somewhere\n")

    devdb._forget_dead_server(note)

    assert not note.exists()


def test_the_note_of_a_running_server_stays(tmp_path):
    running = devdb.LOCAL / "postgres" / "postmaster.pid"
    note = tmp_path / "postmaster.pid"
    note.write_text(running.read_text())

    devdb._forget_dead_server(note)

    assert note.exists()


def test_processes_that_were_killed_are_dropped_from_the_users_of_the_server(tmp_path):
    users = tmp_path / ".handle_pids.json"
    users.write_text(json.dumps([os.getpid(), 2**22 + 1]))

    devdb._forget_dead_holders(users)

    assert json.loads(users.read_text()) == [os.getpid()]
