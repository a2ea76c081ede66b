"""What the guards and figures of an event ask, in SQL over OLD and NEW."""

# draft -> approved -> open -> closed is the road; the rest are the ways back that docs/design.md
# draws. A save of an object that was read long ago brings its own figures and dates: only what OLD
# says is true, and only a new closing closes and a new reopening opens. What compares with nothing
# is not true, so it is no way either.
TRANSITION_REFUSED = """
OLD.status <> NEW.status AND (
    (OLD.status = 'draft' AND NEW.status = 'approved' AND NEW.approved_at IS NOT NULL)
    OR (OLD.status = 'draft' AND NEW.status = 'open'
        AND NEW.accepts_walk_ins AND NEW.opening_order <> '' AND NOT EXISTS (
            SELECT 1 FROM "distributions_entitlement" e
            WHERE e.distribution_id = NEW.id AND e.source <> 'walk_in'))
    OR (OLD.status = 'draft' AND NEW.status = 'cancelled')
    OR (OLD.status = 'approved' AND NEW.status = 'open')
    OR (OLD.status = 'approved' AND NEW.status IN ('draft', 'cancelled')
        AND OLD.packed = OLD.returned + OLD.lost)
    OR (OLD.status = 'open' AND NEW.status = 'closed'
        AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
    OR (OLD.status = 'closed' AND NEW.status = 'open'
        AND NEW.reopened_at > OLD.closed_at AND NEW.reopened_reason <> '')
) IS NOT TRUE
"""

RULES_CHANGED = """
OLD.status <> 'draft' AND NEW.status <> 'draft'
AND (OLD.purpose, OLD.one_per_inmate, OLD.minimum_days, OLD.is_rehearsal)
IS DISTINCT FROM (NEW.purpose, NEW.one_per_inmate, NEW.minimum_days, NEW.is_rehearsal)
"""

# What was given on a day of the event stays on a day of the event. A package of the day after, of
# an event that nobody closed, was on none of them before.
LEAVES_HANDOVERS_BEHIND = """
(OLD.day, OLD.last_day) IS DISTINCT FROM (NEW.day, NEW.last_day) AND EXISTS (
    SELECT 1 FROM "distributions_handover" h JOIN "rutan_facility" f ON f.id = NEW.facility_id,
        LATERAL (SELECT (h.handed_over_at AT TIME ZONE f.time_zone)::date AS day) given
    WHERE h.distribution_id = NEW.id AND h.voided_at IS NULL
        AND given.day BETWEEN OLD.day AND coalesce(OLD.last_day, OLD.day)
        AND given.day NOT BETWEEN NEW.day AND coalesce(NEW.last_day, NEW.day))
"""

PACKAGES = """
SELECT coalesce(sum(p.packages) FILTER (WHERE p.kind = 'packed'), 0),
    coalesce(sum(p.packages) FILTER (WHERE p.kind = 'returned'), 0),
    coalesce(sum(p.packages) FILTER (WHERE p.kind = 'lost'), 0)
FROM "distributions_packagemovement" p WHERE p.distribution_id = NEW.id
"""
# Every column stands in one_handover_per_receipt_number, so the index alone answers.
HANDOVERS = """
SELECT count(*) FILTER (WHERE h.voided_at IS NULL AND h.exception = ''),
    count(*) FILTER (WHERE h.settled_at IS NOT NULL),
    count(*) FILTER (WHERE h.voided_at IS NULL AND h.exception <> '' AND h.settled_at IS NULL),
    coalesce(max(h.number), 0)
FROM "distributions_handover" h WHERE h.distribution_id = NEW.id
"""
