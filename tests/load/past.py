"""Years behind a demo: ``python tests/load/past.py FAMILIES EVENTS`` gives it so many families and
closed events in which nearly all of them received, and prints what a client needs. Never for a
database that anybody needs.
"""

import datetime as dt
import json
import os
import sys

from crowd import FACILITY, NOW, TODAY, families, signed_in
from django.db import connection, transaction

from distributions.models import Distribution, Handover
from families.models import Area, Family, PovertyEvidence
from rutan.models import User

# The nth event back from today: every 25 days, as prisons with a feast a month come to.
EVENTS = """
INSERT INTO distributions_distribution (title, venue, day, starts, ends, status, accepts_walk_ins,
    one_per_inmate, minimum_days, is_rehearsal, recorded_at, packed, handed_over, returned,
    lost, exceptions, last_receipt, approved_at, approved_by_id, opened_at, opened_by_id, closed_at,
    closed_by_id, sent_back_reason, approved_reason, opening_order, ratified_reason,
    cancelled_reason, reopened_reason, moved_reason, moved_from, facility_id, recorded_by_id,
    purpose, lot_seed, accepted)
SELECT 'Beban ' || n, 'Aula', day, '08:00', '12:00', 'closed', true, false, 1, false,
    day + time '00:30', 0, 0, 0, 0, 0, 0, day + time '00:40', %(head)s, day + time '00:50',
    %(chief)s, day + time '05:00', %(chief)s, '', '', '', '', '', '', '', '{}', %(facility)s,
    %(chief)s, 'harvest', substr(md5(n::text), 1, 16), 0
FROM generate_series(1, %(events)s) n, LATERAL (SELECT %(today)s::date - 10 - 25 * n AS day) d
"""
# What became of a right hangs on its number: three in a hundred stayed away, one came in vain, one
# was taken off, five walked in.
RIGHTS = """
INSERT INTO distributions_entitlement (source, number, reason, snapshot, notice_channel, arrived_at,
    arrived_by_id, arrived_name, arrived_relationship, arrived_method, may_be_photographed,
    goes_first, called_desk, promoted_reason,
    withdrawn_at, withdrawn_by_id, withdrawn_reason, override_reason, early_reason, approved_reason,
    one_per_inmate, distribution_id, family_id, inmate_id)
SELECT CASE WHEN walked_in THEN 'walk_in' ELSE 'list' END, number, '',
    jsonb_build_object('family', f.name, 'village', 'Sumberejo', 'area', f.area_id,
        'inmate', 'Paijan', 'register_number', 'B.I.1/2026', 'relationship', 'wife'),
    '', CASE WHEN walked_in THEN e.opened_at END, CASE WHEN walked_in THEN e.opened_by_id END,
    '', '', '', false, false, '', '',
    CASE WHEN off THEN e.opened_at END, CASE WHEN off THEN e.opened_by_id END,
    CASE WHEN off THEN 'Pindah' ELSE '' END, '', '', '', false, e.id, f.id, k.inmate_id
FROM distributions_distribution e
JOIN (SELECT *, row_number() OVER (ORDER BY id) AS number FROM families_family
    WHERE id = ANY(%(families)s)) f ON true
CROSS JOIN LATERAL (SELECT (number + e.id * 37) %% 100 AS fate) chance
CROSS JOIN LATERAL (SELECT fate BETWEEN 5 AND 9 AS walked_in, fate = 4 AS off) came
JOIN LATERAL (SELECT inmate_id FROM families_kinship WHERE family_id = f.id
    ORDER BY id LIMIT 1) k ON true
WHERE e.title LIKE 'Beban %%'
"""
GIVEN = """
INSERT INTO distributions_handover (client_id, served_window, number, collector_name,
    collector_relationship, verified_by_method, desk, note, contents_note, given_by_head,
    thumb_print, handed_over_at, recorded_at, exception, override_reason, void_reason, void_kind,
    settled_reason, distribution_id, entitlement_id, family_id, recorded_by_id, purpose)
SELECT gen_random_uuid(), daterange(e.day, e.day + 1), r.number, 'Sri', 'wife',
    (ARRAY['ktp', 'ktp', 'ktp', 'coupon', 'inmate_confirmed'])[1 + r.number %% 5], 'Loket 1', '',
    '', false, false, e.day + time '02:00', e.day + time '02:00', '', '', '', '', '', e.id, r.id,
    r.family_id, %(officer)s, e.purpose
FROM distributions_entitlement r JOIN distributions_distribution e ON e.id = r.distribution_id
WHERE e.title LIKE 'Beban %%' AND (r.number + e.id * 37) %% 100 > 4
"""
IN_VAIN = """
INSERT INTO distributions_deskattempt (distribution_id, entitlement_id, coupon_code, outcome,
    recorded_at, recorded_by_id, desk, answered_reason)
SELECT e.id, r.id, '', 'no_package_left', e.day + time '03:00', %(officer)s, 'Loket 1', ''
FROM distributions_entitlement r JOIN distributions_distribution e ON e.id = r.distribution_id
WHERE e.title LIKE 'Beban %%' AND (r.number + e.id * 37) %% 100 = 3
"""
PACKED = """
INSERT INTO distributions_packagemovement (kind, packages, recorded_at, note, asked, client_id,
    distribution_id, recorded_by_id)
SELECT 'packed', handed_over, opened_at, '', '{}', gen_random_uuid(), id, recorded_by_id
FROM distributions_distribution WHERE title LIKE 'Beban %%'
"""
FIGURES = """
UPDATE distributions_distribution e
SET packed = h.given, handed_over = h.given, last_receipt = h.last
FROM (SELECT distribution_id, count(*) AS given, max(number) AS last FROM distributions_handover
    GROUP BY 1) h
WHERE h.distribution_id = e.id AND e.title LIKE 'Beban %%'
"""


def papers(made, chief, officer):
    """Four in five have a paper that counts, every tenth only an officer's statement; they were on
    file before the first event.
    """
    issued, kinds = TODAY - dt.timedelta(days=4_000), PovertyEvidence.Kind
    PovertyEvidence.objects.bulk_create(
        PovertyEvidence(
            family=family,
            kind=kinds.OFFICER_STATEMENT if number % 10 == 1 else kinds.SKTM,
            issued_on=issued,
            valid_until=TODAY + dt.timedelta(days=100 + number % 90),
            recorded_at=NOW - dt.timedelta(days=4_000),
            recorded_by=chief,
            verified_at=NOW - dt.timedelta(days=3_999),
            verified_by=officer if number % 50 else chief,
        )
        for number, family in enumerate(made)
        if number % 5
    )


def spread(made):
    """Over the villages of the prison's own regency, on file since before the first event."""
    villages = list(
        Area.objects.filter(code__startswith=FACILITY.area_code, level=Area.Level.VILLAGE)
    )
    for number, family in enumerate(made):
        family.area = villages[number % len(villages)]
        family.recorded_at = NOW - dt.timedelta(days=4_000)
    Family.objects.bulk_update(made, ["area", "recorded_at"], batch_size=1_000)


def facts(made, events, who):
    """Many events at once, as they would stand there; the guards have seen none of them."""
    asked = {"facility": FACILITY.pk, "today": TODAY, "events": events} | who
    asked["families"] = [family.pk for family in made]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in (EVENTS, RIGHTS, GIVEN, IN_VAIN, FIGURES, PACKED):
            cursor.execute(statement, asked)
        cursor.execute("SET LOCAL session_replication_role = origin")


@transaction.atomic
def past(count, events):
    chief, head, officer = (
        User.objects.get(username=name) for name in ("services_head", "head", "handover_officer")
    )
    made = [family for family, _inmate in families(count, chief)]
    spread(made)
    papers(made, chief, officer)
    facts(made, events, {"chief": chief.pk, "head": head.pk, "officer": officer.pk})
    draft = Distribution.objects.create(
        facility=FACILITY,
        title="Rencana",
        venue="Aula",
        day=TODAY + dt.timedelta(days=3),
        starts=dt.time(8),
        ends=dt.time(12),
        recorded_by=chief,
    )
    last = Distribution.objects.get(title="Beban 1")
    return {
        "head": signed_in(head),
        "chief": signed_in(chief),
        "facility": FACILITY.pk,
        "draft": draft.pk,
        "event": last.pk,
        "day": last.day.isoformat(),
        "handovers": Handover.objects.count(),
        "database": os.environ["DATABASE_URL"],
    }


if __name__ == "__main__":
    made = past(*map(int, sys.argv[1:]))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(json.dumps(made))
