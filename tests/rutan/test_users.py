"""Accounts under /settings/users/: made, changed, switched off and given new passwords by the administrator."""


def test_whoever_was_switched_off_is_told_whom_to_ask(client, db):
    assert "Administrator" in client.get("/accounts/inactive/").content.decode()
