"""What the pages over many families cost beside the plain SQL that gives their figures.

Usage: uv run python tests/load/pages.py [FAMILIES EVENTS]

Gives a demo in a folder of its own 7,200 families and 150 events behind them, a million hand-overs
(past.py), and asks for each page and for its SQL turn about. The aims are a draft's list of
recipients within 2 s, the list of events within 0.2 s, a month's report at 2 times its SQL and a
year's within 1 s. Nothing is kept.
"""

import datetime as dt
import http.client
import json
import statistics
import sys
import time

import psycopg2
from hand_over import python
from start_demo import cloned, serving

PORT, ROUNDS = 8164, 5
# By family, what a list is chosen by: its papers and ties, and when it last received.
LIST = [
    """
    SELECT f.id, f.name, f.area_id, f.hold_at, f.hold_until, (SELECT upper(h.served_window)
        FROM distributions_handover h WHERE h.family_id = f.id AND h.voided_at IS NULL
        AND h.exception = '' AND h.served_window IS NOT NULL
        ORDER BY upper(h.served_window) DESC LIMIT 1)
    FROM families_family f WHERE f.facility_id = %(facility)s AND f.merged_into_id IS NULL
    """,
    """
    SELECT p.family_id, p.kind, p.issued_on, p.valid_until, p.decile, p.verified_at, p.rejected_at
    FROM families_povertyevidence p JOIN families_family f ON f.id = p.family_id
    WHERE f.facility_id = %(facility)s
    """,
    """
    SELECT k.family_id, k.relationship, k.ended_on, i.id, i.name, i.custody_status
    FROM families_kinship k JOIN families_inmate i ON i.id = k.inmate_id
    WHERE i.facility_id = %(facility)s
    """,
]
EVENTS = [
    """
    SELECT d.*, (SELECT count(*) FROM distributions_entitlement e
        WHERE e.distribution_id = d.id AND e.withdrawn_at IS NULL)
    FROM distributions_distribution d WHERE d.facility_id = %(facility)s
    ORDER BY d.day DESC LIMIT 25
    """
]
# Of a period and the one before it: by event what was given, what was not, and to how many
# families in all; and where they live.
PERIOD = [
    """
    SELECT h.distribution_id, count(DISTINCT h.family_id), count(DISTINCT e.inmate_id),
        count(*) FILTER (WHERE e.source = 'walk_in'),
        count(*) FILTER (WHERE h.verified_by_method <> 'ktp')
    FROM distributions_handover h JOIN distributions_entitlement e ON e.id = h.entitlement_id
    JOIN distributions_distribution d ON d.id = h.distribution_id
    WHERE d.facility_id = %(facility)s AND d.day BETWEEN %(before)s AND %(last)s
        AND h.voided_at IS NULL AND h.exception = ''
    GROUP BY GROUPING SETS ((h.distribution_id), (d.day < %(first)s))
    """,
    """
    SELECT e.distribution_id, count(*) FROM distributions_entitlement e
    JOIN distributions_distribution d ON d.id = e.distribution_id
    LEFT JOIN distributions_handover h ON h.entitlement_id = e.id AND h.voided_at IS NULL
        AND h.exception = ''
    WHERE d.facility_id = %(facility)s AND d.day BETWEEN %(before)s AND %(last)s AND h.id IS NULL
    GROUP BY 1
    """,
    """
    SELECT left(coalesce(e.snapshot ->> 'area', f.area_id), 8), count(DISTINCT h.family_id),
        count(*)
    FROM distributions_handover h JOIN distributions_entitlement e ON e.id = h.entitlement_id
    JOIN distributions_distribution d ON d.id = h.distribution_id
    JOIN families_family f ON f.id = h.family_id
    WHERE d.facility_id = %(facility)s AND d.day BETWEEN %(first)s AND %(last)s
        AND h.voided_at IS NULL AND h.exception = ''
    GROUP BY 1
    """,
]
EVENT = [
    """
    SELECT e.*, f.name, i.name, h.* FROM distributions_entitlement e
    JOIN families_family f ON f.id = e.family_id JOIN families_inmate i ON i.id = e.inmate_id
    LEFT JOIN distributions_handover h ON h.entitlement_id = e.id
    WHERE e.distribution_id = %(event)s
    """
]


def pages(made):
    """Name of a page -> who opens it, its address, its SQL and what that is asked with."""
    month = dt.date.fromisoformat(made["day"]).replace(day=1)
    whole = {"facility": made["facility"], "event": made["event"]}
    yield "list of events", "head", "/distributions/", EVENTS, whole
    yield "recipients of a draft", "chief", f"/distributions/{made['draft']}/list/", LIST, whole
    eve = month - dt.timedelta(days=1)
    for name, first, last, before in (
        ("report of a month", eve.replace(day=1), eve, (eve.replace(day=1) - dt.timedelta(days=1))),
        ("report of a year", dt.date(month.year - 1, 1, 1), dt.date(month.year - 1, 12, 31), None),
    ):
        before = before.replace(day=1) if before else dt.date(first.year - 1, 1, 1)
        asked = whole | {"first": first, "last": last, "before": before}
        yield name, "head", f"/reports/?from={first}&to={last}", PERIOD, asked
    yield "report of an event", "head", f"/distributions/{made['event']}/report/", EVENT, whole


def opened(address, session):
    """(seconds, bytes) of a page."""
    asked = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
    started = time.perf_counter()
    asked.request("GET", address, headers={"Cookie": f"sessionid={session}"})
    answer = asked.getresponse()
    size = len(answer.read())
    asked.close()
    if answer.status != 200:
        sys.exit(f"{address} answered {answer.status}.")
    return time.perf_counter() - started, size


def queried(cursor, statements, asked):
    started = time.perf_counter()
    for statement in statements:
        cursor.execute(statement, asked)
        cursor.fetchall()
    return time.perf_counter() - started


def compared(made, cursor):
    """Medians of a page and of its SQL, and of their ratios, each of two that ran side by side."""
    for name, who, address, statements, asked in pages(made):
        runs = [
            (*opened(address, made[who]), queried(cursor, statements, asked))
            for _round in range(ROUNDS + 1)
        ][1:]
        seconds, sizes, plain = zip(*runs, strict=True)
        yield (
            name,
            {
                "page, ms": round(1000 * statistics.median(seconds)),
                "SQL, ms": round(1000 * statistics.median(plain)),
                "page over SQL": round(
                    statistics.median(map(float.__truediv__, seconds, plain)), 1
                ),
                "kB": sizes[0] // 1024,
            },
        )


def main():
    families, events = sys.argv[1:] or (7_200, 150)
    with cloned() as clone, serving(clone, PORT):
        made = python(clone, "tests/load/past.py", families, events)
        beside = psycopg2.connect(made["database"])
        beside.autocommit = True
        report = {"hand-overs": made["handovers"]} | dict(compared(made, beside.cursor()))
        beside.close()
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
