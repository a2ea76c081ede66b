"""SQL with which a migration fills new columns from the trail of acts and the field history."""

from collections.abc import Sequence

# Foreign keys that wait for the end of the transaction would hold up what alters the table next.
AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE;"


def last_act(
    table: str,
    act: str,
    thing: str,
    verbs: Sequence[str],
    *,
    key: str = "thing_id",
    where: str = "true",
) -> str:
    """Fill ``<act>_at`` and ``<act>_by`` with the last of these acts on each row.

    ``thing`` is what the trail calls the model, ``key`` the SQL for the row's id in it, ``where``
    what else must hold of an entry.
    """
    # Every word of it stands in a migration.
    named = ", ".join(f"'{verb}'" for verb in verbs)
    return f"""
UPDATE "{table}" r SET {act}_at = a.at, {act}_by_id = a.by_id
FROM (
    SELECT DISTINCT ON ({key}) {key} AS row, at, by_id FROM "rutan_auditentry"
    WHERE thing_type = '{thing}' AND verb IN ({named}) AND by_id IS NOT NULL AND {where}
    ORDER BY {key}, at DESC, id DESC
) a
WHERE a.row = r.id::text;
{AT_ONCE}
"""  # noqa: S608


def maker(table: str, act: str = "recorded") -> str:
    """Fill ``<act>_at`` and ``<act>_by`` of each row with who made it: the one actor of the
    transaction in which history saw it appear. Where that is not known the key of its form goes,
    for nobody could be told that it is his.
    """
    return f"""
UPDATE "{table}" r SET {act}_at = a.at, {act}_by_id = a.by_id
FROM (
    SELECT e.pgh_obj_id AS row, min(t.at) AS at, min(t.by_id) AS by_id
    FROM "{table}history" e JOIN "rutan_auditentry" t ON t.transaction = e.pgh_transaction
    WHERE e.pgh_label = 'insert' AND t.by_id IS NOT NULL
    GROUP BY e.pgh_obj_id HAVING count(DISTINCT t.by_id) = 1
) a
WHERE a.row = r.id;
UPDATE "{table}" SET client_id = NULL WHERE client_id IS NOT NULL AND {act}_by_id IS NULL;
{AT_ONCE}
"""  # noqa: S608
