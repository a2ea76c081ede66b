"""Events, their lists, what was packed for them, and who received it."""

import datetime

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import rutan.constraints
import rutan.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("families", "0002_inmates_and_families"),
        ("harvests", "0001_lots_and_movements"),
        ("rutan", "0001_facilities_users_and_audit"),
        ("rutan", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Distribution",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="Nama kegiatan")),
                ("venue", models.CharField(max_length=120, verbose_name="Tempat")),
                ("day", models.DateField(verbose_name="Tanggal")),
                (
                    "last_day",
                    models.DateField(blank=True, null=True, verbose_name="Sampai dengan tanggal"),
                ),
                ("starts", models.TimeField(verbose_name="Mulai pukul")),
                ("ends", models.TimeField(verbose_name="Selesai pukul")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Rencana"),
                            ("approved", "Disetujui"),
                            ("open", "Dibuka"),
                            ("closed", "Selesai"),
                            ("cancelled", "Dibatalkan"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="Status",
                    ),
                ),
                (
                    "accepts_walk_ins",
                    models.BooleanField(
                        default=False, verbose_name="Menerima keluarga yang datang langsung"
                    ),
                ),
                (
                    "one_per_inmate",
                    models.BooleanField(default=False, verbose_name="Satu paket untuk satu WBP"),
                ),
                (
                    "minimum_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="Jarak paling sedikit dari paket sebelumnya (hari)",
                    ),
                ),
                ("is_rehearsal", models.BooleanField(default=False, verbose_name="Latihan")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Catatan")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("client_id", models.UUIDField(editable=False, null=True, unique=True)),
                ("packed", models.PositiveIntegerField(default=0, editable=False)),
                ("handed_over", models.PositiveIntegerField(default=0, editable=False)),
                ("returned", models.PositiveIntegerField(default=0, editable=False)),
                ("lost", models.PositiveIntegerField(default=0, editable=False)),
                ("exceptions", models.PositiveIntegerField(default=0, editable=False)),
                ("last_receipt", models.PositiveIntegerField(default=0, editable=False)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_reason", models.CharField(blank=True, max_length=300)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("approved_reason", models.CharField(blank=True, max_length=300)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "opening_order",
                    models.CharField(blank=True, max_length=200, verbose_name="Atas perintah"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("ratified_at", models.DateTimeField(blank=True, null=True)),
                ("ratified_reason", models.CharField(blank=True, max_length=300)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_reason", models.CharField(blank=True, max_length=300)),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
                ("reopened_reason", models.CharField(blank=True, max_length=300)),
                ("moved_at", models.DateTimeField(blank=True, null=True)),
                ("moved_reason", models.CharField(blank=True, max_length=300)),
                ("moved_from", models.JSONField(blank=True, default=dict)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="distributions",
                        to="rutan.facility",
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ratified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sent_back_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "-pk"],
                "indexes": [
                    models.Index(fields=["facility", "-day"], name="event_by_facility_and_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_day__isnull", True),
                            ("last_day__gte", models.F("day")),
                            _connector="OR",
                        ),
                        name="an_event_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts__lt", models.F("ends"))),
                        name="an_event_opens_before_it_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minimum_days__gte", 1)),
                        name="an_event_waits_at_least_one_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "approved", "open", "closed", "cancelled"])
                        ),
                        name="an_event_has_a_known_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["draft", "cancelled"]), _negated=True),
                            (
                                "packed",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("returned"), "+", models.F("lost")
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="nothing_is_packed_for_a_draft_or_cancelled_event",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "packed__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("handed_over"), "+", models.F("returned")
                                    ),
                                    "+",
                                    models.F("lost"),
                                ),
                            )
                        ),
                        name="no_more_packages_out_than_packed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "closed"), _negated=True),
                            models.Q(
                                ("exceptions", 0),
                                (
                                    "packed",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("handed_over"), "+", models.F("returned")
                                        ),
                                        "+",
                                        models.F("lost"),
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="a_closed_event_balances",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "closed"), _negated=True),
                            ("closed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="a_closed_event_says_who_closed_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["open", "closed"]), _negated=True),
                            ("opened_at__isnull", False),
                            _connector="OR",
                        ),
                        name="an_open_event_says_who_opened_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cancelled_at__isnull", True),
                            models.Q(("cancelled_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_cancellation_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("proposed_at__isnull", False), ("proposed_by__isnull", False)
                            ),
                            models.Q(("proposed_at__isnull", True), ("proposed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="distribution_proposed_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("sent_back_at__isnull", False), ("sent_back_by__isnull", False)
                            ),
                            models.Q(
                                ("sent_back_at__isnull", True), ("sent_back_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="distribution_sent_back_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at__isnull", False), ("approved_by__isnull", False)
                            ),
                            models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="distribution_approved_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opened_at__isnull", False), ("opened_by__isnull", False)),
                            models.Q(("opened_at__isnull", True), ("opened_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="distribution_opened_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                            models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="distribution_closed_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ratified_at__isnull", False), ("ratified_by__isnull", False)
                            ),
                            models.Q(("ratified_at__isnull", True), ("ratified_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="distribution_ratified_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cancelled_at__isnull", False), ("cancelled_by__isnull", False)
                            ),
                            models.Q(
                                ("cancelled_at__isnull", True), ("cancelled_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="distribution_cancelled_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reopened_at__isnull", False), ("reopened_by__isnull", False)
                            ),
                            models.Q(("reopened_at__isnull", True), ("reopened_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="distribution_reopened_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("moved_at__isnull", False), ("moved_by__isnull", False)),
                            models.Q(("moved_at__isnull", True), ("moved_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="distribution_moved_at_and_by_together",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="event_rules_stand_after_draft",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF OLD.status <> 'draft' AND NEW.status <> 'draft' AND "
                                "(OLD.one_per_inmate, OLD.minimum_days, "
                                "OLD.is_rehearsal) IS DISTINCT FROM (NEW.one_per_inmate, "
                                "NEW.minimum_days, NEW.is_rehearsal) THEN RAISE EXCEPTION "
                                "'event_rules_stand_after_draft' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'event_rules_stand_after_draft'; END IF; RETURN NEW;"
                            ),
                            hash="3dc0baec224324702aab0affc153aac67a6fc8b7",
                            operation="UPDATE",
                            pgid="pgtrigger_event_rules_stand_after_draft_59360",
                            table="distributions_distribution",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="event_status_follows_its_road",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF OLD.status <> NEW.status AND (\n"
                                "    (OLD.status = 'draft' AND NEW.status = 'approved' AND "
                                "NEW.approved_at IS NOT NULL)\n"
                                "    OR (OLD.status = 'draft' AND NEW.status = 'open'\n"
                                "        AND NEW.accepts_walk_ins AND NEW.opening_order <> '' "
                                "AND NOT EXISTS (\n"
                                '            SELECT 1 FROM "distributions_entitlement" e\n'
                                "            WHERE e.distribution_id = NEW.id AND e.source <> "
                                "'walk_in'))\n"
                                "    OR (OLD.status = 'draft' AND NEW.status = 'cancelled')\n"
                                "    OR (OLD.status = 'approved' AND NEW.status = 'open')\n"
                                "    OR (OLD.status = 'approved' AND NEW.status IN ('draft', "
                                "'cancelled')\n"
                                "        AND OLD.packed = OLD.returned + OLD.lost)\n"
                                "    OR (OLD.status = 'open' AND NEW.status = 'closed'\n"
                                "        AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)\n"
                                "    OR (OLD.status = 'closed' AND NEW.status = 'open'\n"
                                "        AND NEW.reopened_at > OLD.closed_at AND "
                                "NEW.reopened_reason <> '')\n"
                                ") IS NOT TRUE THEN RAISE EXCEPTION "
                                "'event_status_follows_its_road' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'event_status_follows_its_road'; END IF; RETURN NEW;"
                            ),
                            hash="d1004d1615cef25b49207c2eeed91e7fd879e69d",
                            operation="UPDATE",
                            pgid="pgtrigger_event_status_follows_its_road_01b7c",
                            table="distributions_distribution",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="an_event_keeps_the_days_of_its_handovers",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF (OLD.day, OLD.last_day) IS DISTINCT FROM (NEW.day, "
                                "NEW.last_day) AND EXISTS (\n"
                                '    SELECT 1 FROM "distributions_handover" h JOIN '
                                '"rutan_facility" f ON f.id = NEW.facility_id,\n'
                                "        LATERAL (SELECT (h.handed_over_at AT TIME ZONE "
                                "f.time_zone)::date AS day) given\n"
                                "    WHERE h.distribution_id = NEW.id AND h.voided_at IS NULL\n"
                                "        AND given.day BETWEEN OLD.day AND "
                                "coalesce(OLD.last_day, OLD.day)\n"
                                "        AND given.day NOT BETWEEN NEW.day AND "
                                "coalesce(NEW.last_day, "
                                "NEW.day)) THEN RAISE EXCEPTION "
                                "'an_event_keeps_the_days_of_its_handovers' USING ERRCODE = "
                                "'23514', CONSTRAINT = "
                                "'an_event_keeps_the_days_of_its_handovers'; END IF; RETURN NEW;"
                            ),
                            hash="e71d9766ef86225ca359c7b3bdc166c865228c90",
                            operation="UPDATE",
                            pgid="pgtrigger_an_event_keeps_the_days_of_its_handovers_17472",
                            table="distributions_distribution",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="event_is_deleted_only_as_draft",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF OLD.status <> 'draft' THEN RAISE EXCEPTION "
                                "'event_is_deleted_only_as_draft' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'event_is_deleted_only_as_draft'; END IF; RETURN OLD;"
                            ),
                            hash="c6fe9cb83ff37b17931162cbeedb7c5cf7dc8d3d",
                            operation="DELETE",
                            pgid="pgtrigger_event_is_deleted_only_as_draft_2066c",
                            table="distributions_distribution",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="frozen_columns",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."facility_id" IS DISTINCT FROM NEW."facility_id" THEN '
                                "RAISE EXCEPTION 'distribution_facility_never_changes' USING "
                                "ERRCODE = '23514', CONSTRAINT = "
                                "'distribution_facility_never_changes'; END IF; RETURN NEW;"
                            ),
                            hash="9579a43a67f8b737c0c17e5b33a005f03fca8bc8",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_columns_fcc8e",
                            table="distributions_distribution",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."recorded_by_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."proposed_by_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."sent_back_by_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."approved_by_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."opened_by_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."closed_by_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."ratified_by_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."cancelled_by_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."reopened_by_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."moved_by_id") <> NEW."facility_id" THEN RAISE EXCEPTION '
                                "'distribution_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'distribution_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="99597926553c3441b1ca6f06ddcf7eeb7b0c3070",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_5ab06",
                            table="distributions_distribution",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="rule_reaches_the_list",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition='WHEN (OLD."one_per_inmate" IS DISTINCT FROM (NEW."one_per_inmate"))',
                            func=(
                                'UPDATE "distributions_entitlement" SET id = id WHERE '
                                "distribution_id = NEW.id; RETURN NEW;"
                            ),
                            hash="c9ecbaca853d2ea1a8c2e64a6c33b2742c3a1f7a",
                            operation="UPDATE",
                            pgid="pgtrigger_rule_reaches_the_list_63e1a",
                            table="distributions_distribution",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="figures_follow_facts",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'NEW."packed" = (SELECT coalesce(sum(p.packages), '
                                '0) FROM "distributions_packagemovement" p WHERE '
                                "p.distribution_id = NEW.id AND p.kind = 'packed'); "
                                'NEW."returned" = (SELECT coalesce(sum(p.packages), '
                                '0) FROM "distributions_packagemovement" p WHERE '
                                "p.distribution_id = NEW.id AND p.kind = 'returned'); "
                                'NEW."lost" = (SELECT coalesce(sum(p.packages), '
                                '0) FROM "distributions_packagemovement" p WHERE '
                                "p.distribution_id = NEW.id AND p.kind = 'lost'); "
                                'NEW."handed_over" = (SELECT count(*) FROM '
                                '"distributions_handover" h WHERE h.distribution_id = NEW.id '
                                "AND h.voided_at IS NULL AND h.exception = ''); "
                                'NEW."exceptions" = (SELECT count(*) FROM '
                                '"distributions_handover" h WHERE h.distribution_id = NEW.id '
                                "AND h.voided_at IS NULL AND h.exception <> ''); "
                                'NEW."last_receipt" = (SELECT coalesce(max(h.number), '
                                '0) FROM "distributions_handover" h WHERE h.distribution_id = '
                                "NEW.id AND true); RETURN NEW;"
                            ),
                            hash="b38d5121dcdd94f3cd97d0b8a0a95f8df82955a8",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_figures_follow_facts_e2394",
                            table="distributions_distribution",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "distributions_distributionhistory" '
                                '("accepts_walk_ins", "approved_at", "approved_by_id", '
                                '"approved_reason", "cancelled_at", "cancelled_by_id", '
                                '"cancelled_reason", "client_id", "closed_at", "closed_by_id", '
                                '"day", "ends", "facility_id", "id", "is_rehearsal", '
                                '"last_day", "minimum_days", "moved_at", "moved_by_id", '
                                '"moved_from", "moved_reason", "note", "one_per_inmate", '
                                '"opened_at", "opened_by_id", "opening_order", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", '
                                '"proposed_by_id", "ratified_at", "ratified_by_id", '
                                '"ratified_reason", "recorded_at", "recorded_by_id", '
                                '"reopened_at", "reopened_by_id", "reopened_reason", '
                                '"sent_back_at", "sent_back_by_id", "sent_back_reason", '
                                '"starts", "status", "title", '
                                '"venue") VALUES (NEW."accepts_walk_ins", NEW."approved_at", '
                                'NEW."approved_by_id", NEW."approved_reason", '
                                'NEW."cancelled_at", NEW."cancelled_by_id", '
                                'NEW."cancelled_reason", NEW."client_id", NEW."closed_at", '
                                'NEW."closed_by_id", NEW."day", NEW."ends", NEW."facility_id", '
                                'NEW."id", NEW."is_rehearsal", NEW."last_day", '
                                'NEW."minimum_days", NEW."moved_at", NEW."moved_by_id", '
                                'NEW."moved_from", NEW."moved_reason", NEW."note", '
                                'NEW."one_per_inmate", NEW."opened_at", NEW."opened_by_id", '
                                'NEW."opening_order", NOW(), \'insert\', NEW."id", '
                                'NEW."proposed_at", NEW."proposed_by_id", NEW."ratified_at", '
                                'NEW."ratified_by_id", NEW."ratified_reason", '
                                'NEW."recorded_at", NEW."recorded_by_id", NEW."reopened_at", '
                                'NEW."reopened_by_id", NEW."reopened_reason", '
                                'NEW."sent_back_at", NEW."sent_back_by_id", '
                                'NEW."sent_back_reason", NEW."starts", NEW."status", '
                                'NEW."title", NEW."venue"); RETURN NULL;'
                            ),
                            hash="32fd55d6923d639dcda693933eaf3641f36dba45",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_c2d20",
                            table="distributions_distribution",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."accepts_walk_ins" IS DISTINCT FROM '
                                '(NEW."accepts_walk_ins") '
                                'OR OLD."approved_at" IS DISTINCT FROM (NEW."approved_at") '
                                'OR OLD."approved_by_id" IS DISTINCT FROM '
                                '(NEW."approved_by_id") '
                                'OR OLD."approved_reason" IS DISTINCT FROM '
                                '(NEW."approved_reason") '
                                'OR OLD."cancelled_at" IS DISTINCT FROM (NEW."cancelled_at") '
                                'OR OLD."cancelled_by_id" IS DISTINCT FROM '
                                '(NEW."cancelled_by_id") '
                                'OR OLD."cancelled_reason" IS DISTINCT FROM '
                                '(NEW."cancelled_reason") '
                                'OR OLD."client_id" IS DISTINCT FROM (NEW."client_id") '
                                'OR OLD."closed_at" IS DISTINCT FROM (NEW."closed_at") '
                                'OR OLD."closed_by_id" IS DISTINCT FROM (NEW."closed_by_id") '
                                'OR OLD."day" IS DISTINCT FROM (NEW."day") '
                                'OR OLD."ends" IS DISTINCT FROM (NEW."ends") '
                                'OR OLD."facility_id" IS DISTINCT FROM (NEW."facility_id") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."is_rehearsal" IS DISTINCT FROM (NEW."is_rehearsal") '
                                'OR OLD."last_day" IS DISTINCT FROM (NEW."last_day") '
                                'OR OLD."minimum_days" IS DISTINCT FROM (NEW."minimum_days") '
                                'OR OLD."moved_at" IS DISTINCT FROM (NEW."moved_at") '
                                'OR OLD."moved_by_id" IS DISTINCT FROM (NEW."moved_by_id") '
                                'OR OLD."moved_from" IS DISTINCT FROM (NEW."moved_from") '
                                'OR OLD."moved_reason" IS DISTINCT FROM (NEW."moved_reason") '
                                'OR OLD."note" IS DISTINCT FROM (NEW."note") '
                                'OR OLD."one_per_inmate" IS DISTINCT FROM '
                                '(NEW."one_per_inmate") '
                                'OR OLD."opened_at" IS DISTINCT FROM (NEW."opened_at") '
                                'OR OLD."opened_by_id" IS DISTINCT FROM (NEW."opened_by_id") '
                                'OR OLD."opening_order" IS DISTINCT FROM (NEW."opening_order") '
                                'OR OLD."proposed_at" IS DISTINCT FROM (NEW."proposed_at") '
                                'OR OLD."proposed_by_id" IS DISTINCT FROM '
                                '(NEW."proposed_by_id") '
                                'OR OLD."ratified_at" IS DISTINCT FROM (NEW."ratified_at") '
                                'OR OLD."ratified_by_id" IS DISTINCT FROM '
                                '(NEW."ratified_by_id") '
                                'OR OLD."ratified_reason" IS DISTINCT FROM '
                                '(NEW."ratified_reason") '
                                'OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") '
                                'OR OLD."recorded_by_id" IS DISTINCT FROM '
                                '(NEW."recorded_by_id") '
                                'OR OLD."reopened_at" IS DISTINCT FROM (NEW."reopened_at") '
                                'OR OLD."reopened_by_id" IS DISTINCT FROM '
                                '(NEW."reopened_by_id") '
                                'OR OLD."reopened_reason" IS DISTINCT FROM '
                                '(NEW."reopened_reason") '
                                'OR OLD."sent_back_at" IS DISTINCT FROM (NEW."sent_back_at") '
                                'OR OLD."sent_back_by_id" IS DISTINCT FROM '
                                '(NEW."sent_back_by_id") '
                                'OR OLD."sent_back_reason" IS DISTINCT FROM '
                                '(NEW."sent_back_reason") '
                                'OR OLD."starts" IS DISTINCT FROM (NEW."starts") '
                                'OR OLD."status" IS DISTINCT FROM (NEW."status") '
                                'OR OLD."title" IS DISTINCT FROM (NEW."title") '
                                'OR OLD."venue" IS DISTINCT FROM (NEW."venue"))'
                            ),
                            func=(
                                'INSERT INTO "distributions_distributionhistory" '
                                '("accepts_walk_ins", "approved_at", "approved_by_id", '
                                '"approved_reason", "cancelled_at", "cancelled_by_id", '
                                '"cancelled_reason", "client_id", "closed_at", "closed_by_id", '
                                '"day", "ends", "facility_id", "id", "is_rehearsal", '
                                '"last_day", "minimum_days", "moved_at", "moved_by_id", '
                                '"moved_from", "moved_reason", "note", "one_per_inmate", '
                                '"opened_at", "opened_by_id", "opening_order", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", '
                                '"proposed_by_id", "ratified_at", "ratified_by_id", '
                                '"ratified_reason", "recorded_at", "recorded_by_id", '
                                '"reopened_at", "reopened_by_id", "reopened_reason", '
                                '"sent_back_at", "sent_back_by_id", "sent_back_reason", '
                                '"starts", "status", "title", '
                                '"venue") VALUES (NEW."accepts_walk_ins", NEW."approved_at", '
                                'NEW."approved_by_id", NEW."approved_reason", '
                                'NEW."cancelled_at", NEW."cancelled_by_id", '
                                'NEW."cancelled_reason", NEW."client_id", NEW."closed_at", '
                                'NEW."closed_by_id", NEW."day", NEW."ends", NEW."facility_id", '
                                'NEW."id", NEW."is_rehearsal", NEW."last_day", '
                                'NEW."minimum_days", NEW."moved_at", NEW."moved_by_id", '
                                'NEW."moved_from", NEW."moved_reason", NEW."note", '
                                'NEW."one_per_inmate", NEW."opened_at", NEW."opened_by_id", '
                                'NEW."opening_order", NOW(), \'update\', NEW."id", '
                                'NEW."proposed_at", NEW."proposed_by_id", NEW."ratified_at", '
                                'NEW."ratified_by_id", NEW."ratified_reason", '
                                'NEW."recorded_at", NEW."recorded_by_id", NEW."reopened_at", '
                                'NEW."reopened_by_id", NEW."reopened_reason", '
                                'NEW."sent_back_at", NEW."sent_back_by_id", '
                                'NEW."sent_back_reason", NEW."starts", NEW."status", '
                                'NEW."title", NEW."venue"); RETURN NULL;'
                            ),
                            hash="8e53580442f11e18ad8f7c6f3187a0f7e400dc85",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_532f5",
                            table="distributions_distribution",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DistributionHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_transaction",
                    models.BigIntegerField(
                        db_default=rutan.models.TransactionNumber(), editable=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                ("title", models.CharField(max_length=120, verbose_name="Nama kegiatan")),
                ("venue", models.CharField(max_length=120, verbose_name="Tempat")),
                ("day", models.DateField(verbose_name="Tanggal")),
                (
                    "last_day",
                    models.DateField(blank=True, null=True, verbose_name="Sampai dengan tanggal"),
                ),
                ("starts", models.TimeField(verbose_name="Mulai pukul")),
                ("ends", models.TimeField(verbose_name="Selesai pukul")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Rencana"),
                            ("approved", "Disetujui"),
                            ("open", "Dibuka"),
                            ("closed", "Selesai"),
                            ("cancelled", "Dibatalkan"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="Status",
                    ),
                ),
                (
                    "accepts_walk_ins",
                    models.BooleanField(
                        default=False, verbose_name="Menerima keluarga yang datang langsung"
                    ),
                ),
                (
                    "one_per_inmate",
                    models.BooleanField(default=False, verbose_name="Satu paket untuk satu WBP"),
                ),
                (
                    "minimum_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="Jarak paling sedikit dari paket sebelumnya (hari)",
                    ),
                ),
                ("is_rehearsal", models.BooleanField(default=False, verbose_name="Latihan")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Catatan")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("client_id", models.UUIDField(editable=False, null=True)),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_at", models.DateTimeField(blank=True, null=True)),
                ("sent_back_reason", models.CharField(blank=True, max_length=300)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("approved_reason", models.CharField(blank=True, max_length=300)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "opening_order",
                    models.CharField(blank=True, max_length=200, verbose_name="Atas perintah"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("ratified_at", models.DateTimeField(blank=True, null=True)),
                ("ratified_reason", models.CharField(blank=True, max_length=300)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_reason", models.CharField(blank=True, max_length=300)),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
                ("reopened_reason", models.CharField(blank=True, max_length=300)),
                ("moved_at", models.DateTimeField(blank=True, null=True)),
                ("moved_reason", models.CharField(blank=True, max_length=300)),
                ("moved_from", models.JSONField(blank=True, default=dict)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="rutan.facility",
                    ),
                ),
                (
                    "moved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="historys",
                        to="distributions.distribution",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ratified_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sent_back_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from "
                                "% table', TG_TABLE_NAME;"
                            ),
                            hash="cd30bab93653f2d4931046b51625eceea904675f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9cea7",
                            table="distributions_distributionhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PackageItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(
                        decimal_places=3,
                        max_digits=12,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="Isi per paket",
                    ),
                ),
                (
                    "commodity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="harvests.commodity",
                        verbose_name="Komoditas",
                    ),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="distributions.distribution",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("distribution", "commodity"), name="one_plan_line_per_commodity"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0), ("quantity__lte", 1000)),
                        name="a_plan_line_is_more_than_nothing",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "harvests_commodity" WHERE "id" '
                                '= NEW."commodity_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") THEN RAISE EXCEPTION '
                                "'packageitem_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'packageitem_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="27ac4d652adad0cbaf47afc46977ea45fc2c0335",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_b5410",
                            table="distributions_packageitem",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Entitlement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("list", "Daftar"),
                            ("reserve", "Cadangan"),
                            ("walk_in", "Datang langsung"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveIntegerField(null=True)),
                ("client_id", models.UUIDField(null=True, unique=True)),
                ("rank", models.PositiveIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("snapshot", models.JSONField(default=dict)),
                ("notified_at", models.DateTimeField(null=True)),
                (
                    "notice_channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("whatsapp", "WhatsApp"),
                            ("phone", "Telepon"),
                            ("visit", "Saat berkunjung"),
                            ("inmate", "Lewat WBP"),
                            ("village", "Lewat desa"),
                        ],
                        max_length=10,
                    ),
                ),
                ("arrived_at", models.DateTimeField(null=True)),
                ("arrived_name", models.CharField(blank=True, max_length=120)),
                (
                    "arrived_relationship",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wife", "Istri"),
                            ("husband", "Suami"),
                            ("child", "Anak"),
                            ("father", "Ayah"),
                            ("mother", "Ibu"),
                            ("sibling", "Kakak/Adik"),
                            ("parent_in_law", "Mertua"),
                            ("child_in_law", "Menantu"),
                            ("sibling_in_law", "Ipar"),
                            ("grandparent", "Kakek/Nenek"),
                            ("grandchild", "Cucu"),
                            ("uncle_aunt", "Paman/Bibi"),
                            ("nephew_niece", "Keponakan"),
                            ("cousin", "Sepupu"),
                            ("guardian", "Wali"),
                            ("other", "Lainnya"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "arrived_method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ktp", "KTP"),
                            ("family_card", "KK"),
                            ("coupon", "Kupon"),
                            ("proxy_letter", "Surat kuasa"),
                            ("inmate_confirmed", "Dikenali WBP"),
                            ("known_to_officer", "Dikenal petugas"),
                        ],
                        max_length=20,
                    ),
                ),
                ("promoted_at", models.DateTimeField(null=True)),
                ("promoted_reason", models.CharField(blank=True, max_length=200)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=200)),
                ("override_reason", models.CharField(blank=True, max_length=200)),
                ("override_at", models.DateTimeField(null=True)),
                ("early_reason", models.CharField(blank=True, max_length=200)),
                ("early_at", models.DateTimeField(null=True)),
                ("one_per_inmate", models.BooleanField(default=False, editable=False)),
                (
                    "arrived_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "arrived_collector",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.familymember",
                    ),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entitlements",
                        to="distributions.distribution",
                    ),
                ),
                (
                    "early_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entitlements",
                        to="families.family",
                    ),
                ),
                (
                    "inmate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entitlements",
                        to="families.inmate",
                    ),
                ),
                (
                    "notified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "override_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "promoted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("distribution", "family"),
                        name="one_entitlement_per_family_and_event",
                    ),
                    models.UniqueConstraint(
                        fields=("distribution", "number"), name="one_entitlement_per_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("one_per_inmate", True), ("withdrawn_at", None)),
                        fields=("distribution", "inmate"),
                        name="one_entitlement_per_inmate",
                    ),
                    models.UniqueConstraint(
                        fields=("id", "distribution", "family"),
                        name="entitlement_with_event_and_family",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            models.Q(("withdrawn_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_withdrawal_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("notified_at__isnull", True),
                            models.Q(("notice_channel", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_notice_has_a_channel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("arrived_at__isnull", False),
                            models.Q(
                                ("arrived_collector__isnull", True),
                                ("arrived_method", ""),
                                ("arrived_name", ""),
                                ("arrived_relationship", ""),
                            ),
                            _connector="OR",
                        ),
                        name="whoever_was_seen_has_arrived",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("notified_at__isnull", False), ("notified_by__isnull", False)
                            ),
                            models.Q(("notified_at__isnull", True), ("notified_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="entitlement_notified_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("arrived_at__isnull", False), ("arrived_by__isnull", False)),
                            models.Q(("arrived_at__isnull", True), ("arrived_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="entitlement_arrived_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("promoted_at__isnull", False), ("promoted_by__isnull", False)
                            ),
                            models.Q(("promoted_at__isnull", True), ("promoted_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="entitlement_promoted_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="entitlement_withdrawn_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("override_at__isnull", False), ("override_by__isnull", False)
                            ),
                            models.Q(("override_at__isnull", True), ("override_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="entitlement_override_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("early_at__isnull", False), ("early_by__isnull", False)),
                            models.Q(("early_at__isnull", True), ("early_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="entitlement_early_at_and_by_together",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="entitlement_parties_never_change",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."distribution_id" IS DISTINCT FROM '
                                'NEW."distribution_id" '
                                'OR OLD."family_id" IS DISTINCT FROM NEW."family_id" '
                                'OR OLD."inmate_id" IS DISTINCT FROM NEW."inmate_id" THEN '
                                "RAISE EXCEPTION 'entitlement_parties_never_change' USING "
                                "ERRCODE = '23514', CONSTRAINT = "
                                "'entitlement_parties_never_change'; END IF; RETURN NEW;"
                            ),
                            hash="638199397b80da619993e0d19a64c6db75c82b76",
                            operation="UPDATE",
                            pgid="pgtrigger_entitlement_parties_never_change_1c746",
                            table="distributions_entitlement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "families_family" WHERE "id" = '
                                'NEW."family_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "families_inmate" WHERE "id" = '
                                'NEW."inmate_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "families_familymember" WHERE '
                                '"id" = NEW."arrived_collector_id") <> (SELECT "facility_id" '
                                'FROM "distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."notified_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."arrived_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."promoted_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."withdrawn_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."override_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."early_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") THEN RAISE EXCEPTION '
                                "'entitlement_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'entitlement_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="08ed90c167d2fd7ec54ef7b35b0ea1d0f8ed06a1",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_40a1e",
                            table="distributions_entitlement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="rule_follows_event",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'NEW."one_per_inmate" = (SELECT d.one_per_inmate AND '
                                'NEW.override_at IS NULL FROM "distributions_distribution" d '
                                "WHERE d.id = NEW.distribution_id); RETURN NEW;"
                            ),
                            hash="59f442cfb422078a60c64232291539ea32c6854f",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_rule_follows_event_6912d",
                            table="distributions_entitlement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="an_override_has_a_reason",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF (CASE WHEN TG_OP = 'INSERT' THEN (NEW.override_at IS NULL) "
                                "<> (NEW.override_reason = '') WHEN OLD.override_at IS NULL "
                                "THEN (NEW.override_at IS NULL) <> (NEW.override_reason = '') "
                                "ELSE (NEW.override_at, "
                                "NEW.override_by_id) IS DISTINCT FROM (OLD.override_at, "
                                "OLD.override_by_id) OR NEW.override_reason NOT IN "
                                "(OLD.override_reason, "
                                "'') END) THEN RAISE EXCEPTION 'an_override_has_a_reason' "
                                "USING ERRCODE = '23514', "
                                "CONSTRAINT = 'an_override_has_a_reason'; END IF; RETURN NEW;"
                            ),
                            hash="999dd2b4f6cf8cfe133b5bf8592eb9e38def5923",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_an_override_has_a_reason_5781a",
                            table="distributions_entitlement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="an_early_package_has_a_reason",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF (CASE WHEN TG_OP = 'INSERT' THEN (NEW.early_at IS NULL) <> "
                                "(NEW.early_reason = '') WHEN OLD.early_at IS NULL THEN "
                                "(NEW.early_at IS NULL) <> (NEW.early_reason = '') ELSE "
                                "(NEW.early_at, NEW.early_by_id) IS DISTINCT FROM "
                                "(OLD.early_at, OLD.early_by_id) "
                                "OR NEW.early_reason NOT IN (OLD.early_reason, "
                                "'') END) THEN RAISE EXCEPTION 'an_early_package_has_a_reason' "
                                "USING ERRCODE = '23514', "
                                "CONSTRAINT = 'an_early_package_has_a_reason'; END IF; RETURN NEW;"
                            ),
                            hash="66b16091b1b32f9f3ebd90f760834deaef8f96e7",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_an_early_package_has_a_reason_6c42e",
                            table="distributions_entitlement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="the_list_is_frozen_after_draft",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF NEW.source <> 'walk_in' AND NOT EXISTS (SELECT 1 FROM "
                                '"distributions_distribution" d WHERE d.id = '
                                "NEW.distribution_id AND d.status = 'draft' FOR SHARE) THEN "
                                "RAISE EXCEPTION 'the_list_is_frozen_after_draft' USING "
                                "ERRCODE = '23514', CONSTRAINT = "
                                "'the_list_is_frozen_after_draft'; END IF; RETURN NEW;"
                            ),
                            hash="8dddc48c4130c071046b4f765b41c8d90b8d1035",
                            operation="INSERT",
                            pgid="pgtrigger_the_list_is_frozen_after_draft_f57a4",
                            table="distributions_entitlement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="walk_ins_need_an_open_event",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF NEW.source = 'walk_in' AND NOT EXISTS (SELECT 1 FROM "
                                '"distributions_distribution" d WHERE d.id = '
                                "NEW.distribution_id AND d.status = 'open' AND "
                                "d.accepts_walk_ins) THEN RAISE EXCEPTION "
                                "'walk_ins_need_an_open_event' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'walk_ins_need_an_open_event'; END IF; RETURN NEW;"
                            ),
                            hash="18b5aac2911b15e5c211f795e736e31fa9cef4ec",
                            operation="INSERT",
                            pgid="pgtrigger_walk_ins_need_an_open_event_52771",
                            table="distributions_entitlement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_reserve_stands_after_draft",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF OLD.source <> NEW.source AND (NEW.source = 'walk_in' "
                                'OR NOT EXISTS (SELECT 1 FROM "distributions_distribution" d '
                                "WHERE d.id = NEW.distribution_id AND d.status = 'draft')) "
                                "THEN RAISE EXCEPTION 'a_reserve_stands_after_draft' USING "
                                "ERRCODE = '23514', CONSTRAINT = "
                                "'a_reserve_stands_after_draft'; END IF; RETURN NEW;"
                            ),
                            hash="6bd0d255b963a44d8b523da7d60b2de8e8ae4f97",
                            operation="UPDATE",
                            pgid="pgtrigger_a_reserve_stands_after_draft_39ae6",
                            table="distributions_entitlement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="number_and_snapshot_stand_after_draft",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF (OLD.number IS DISTINCT FROM NEW.number "
                                "OR OLD.snapshot <> NEW.snapshot AND NEW.snapshot <> "
                                "'{}'::jsonb) AND NOT EXISTS (SELECT 1 FROM "
                                '"distributions_distribution" d WHERE d.id = '
                                "NEW.distribution_id AND d.status = 'draft') THEN RAISE "
                                "EXCEPTION 'number_and_snapshot_stand_after_draft' USING "
                                "ERRCODE = '23514', CONSTRAINT = "
                                "'number_and_snapshot_stand_after_draft'; END IF; RETURN NEW;"
                            ),
                            hash="0d6eda01d5edd1c449eb8ef215d3f4d455cff171",
                            operation="UPDATE",
                            pgid="pgtrigger_number_and_snapshot_stand_after_draft_de97a",
                            table="distributions_entitlement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="an_entitlement_is_withdrawn_not_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF NOT EXISTS (SELECT 1 FROM "distributions_distribution" d '
                                "WHERE d.id = OLD.distribution_id AND d.status = 'draft') THEN "
                                "RAISE EXCEPTION 'an_entitlement_is_withdrawn_not_deleted' "
                                "USING ERRCODE = '23514', "
                                "CONSTRAINT = 'an_entitlement_is_withdrawn_not_deleted'; END "
                                "IF; RETURN OLD;"
                            ),
                            hash="75a04ecfd01a5574f883c37d538cd8ee8c2c807d",
                            operation="DELETE",
                            pgid="pgtrigger_an_entitlement_is_withdrawn_not_deleted_05ae6",
                            table="distributions_entitlement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "distributions_entitlementhistory" ("arrived_at", '
                                '"arrived_by_id", "arrived_collector_id", "arrived_method", '
                                '"arrived_relationship", "client_id", "distribution_id", '
                                '"early_at", "early_by_id", "family_id", "id", "inmate_id", '
                                '"notice_channel", "notified_at", "notified_by_id", "number", '
                                '"override_at", "override_by_id", "pgh_created_at", '
                                '"pgh_label", "pgh_obj_id", "promoted_at", "promoted_by_id", '
                                '"promoted_reason", "rank", "reason", "snapshot", "source", '
                                '"withdrawn_at", "withdrawn_by_id", '
                                '"withdrawn_reason") VALUES (NEW."arrived_at", '
                                'NEW."arrived_by_id", NEW."arrived_collector_id", '
                                'NEW."arrived_method", NEW."arrived_relationship", '
                                'NEW."client_id", NEW."distribution_id", NEW."early_at", '
                                'NEW."early_by_id", NEW."family_id", NEW."id", '
                                'NEW."inmate_id", NEW."notice_channel", NEW."notified_at", '
                                'NEW."notified_by_id", NEW."number", NEW."override_at", '
                                'NEW."override_by_id", NOW(), \'insert\', NEW."id", '
                                'NEW."promoted_at", NEW."promoted_by_id", '
                                'NEW."promoted_reason", NEW."rank", NEW."reason", '
                                'NEW."snapshot", NEW."source", NEW."withdrawn_at", '
                                'NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL;'
                            ),
                            hash="5c140e490595f2f2739dff0f0515966cf8c825ec",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b42ea",
                            table="distributions_entitlement",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."arrived_at" IS DISTINCT FROM (NEW."arrived_at") '
                                'OR OLD."arrived_by_id" IS DISTINCT FROM (NEW."arrived_by_id") '
                                'OR OLD."arrived_collector_id" IS DISTINCT FROM '
                                '(NEW."arrived_collector_id") '
                                'OR OLD."arrived_method" IS DISTINCT FROM '
                                '(NEW."arrived_method") '
                                'OR OLD."arrived_relationship" IS DISTINCT FROM '
                                '(NEW."arrived_relationship") '
                                'OR OLD."client_id" IS DISTINCT FROM (NEW."client_id") '
                                'OR OLD."distribution_id" IS DISTINCT FROM '
                                '(NEW."distribution_id") '
                                'OR OLD."early_at" IS DISTINCT FROM (NEW."early_at") '
                                'OR OLD."early_by_id" IS DISTINCT FROM (NEW."early_by_id") '
                                'OR OLD."family_id" IS DISTINCT FROM (NEW."family_id") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."inmate_id" IS DISTINCT FROM (NEW."inmate_id") '
                                'OR OLD."notice_channel" IS DISTINCT FROM '
                                '(NEW."notice_channel") '
                                'OR OLD."notified_at" IS DISTINCT FROM (NEW."notified_at") '
                                'OR OLD."notified_by_id" IS DISTINCT FROM '
                                '(NEW."notified_by_id") '
                                'OR OLD."number" IS DISTINCT FROM (NEW."number") '
                                'OR OLD."override_at" IS DISTINCT FROM (NEW."override_at") '
                                'OR OLD."override_by_id" IS DISTINCT FROM '
                                '(NEW."override_by_id") '
                                'OR OLD."promoted_at" IS DISTINCT FROM (NEW."promoted_at") '
                                'OR OLD."promoted_by_id" IS DISTINCT FROM '
                                '(NEW."promoted_by_id") '
                                'OR OLD."promoted_reason" IS DISTINCT FROM '
                                '(NEW."promoted_reason") '
                                'OR OLD."rank" IS DISTINCT FROM (NEW."rank") '
                                'OR OLD."reason" IS DISTINCT FROM (NEW."reason") '
                                'OR OLD."snapshot" IS DISTINCT FROM (NEW."snapshot") '
                                'OR OLD."source" IS DISTINCT FROM (NEW."source") '
                                'OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at") '
                                'OR OLD."withdrawn_by_id" IS DISTINCT FROM '
                                '(NEW."withdrawn_by_id") '
                                'OR OLD."withdrawn_reason" IS DISTINCT FROM (NEW."withdrawn_reason"))'
                            ),
                            func=(
                                'INSERT INTO "distributions_entitlementhistory" ("arrived_at", '
                                '"arrived_by_id", "arrived_collector_id", "arrived_method", '
                                '"arrived_relationship", "client_id", "distribution_id", '
                                '"early_at", "early_by_id", "family_id", "id", "inmate_id", '
                                '"notice_channel", "notified_at", "notified_by_id", "number", '
                                '"override_at", "override_by_id", "pgh_created_at", '
                                '"pgh_label", "pgh_obj_id", "promoted_at", "promoted_by_id", '
                                '"promoted_reason", "rank", "reason", "snapshot", "source", '
                                '"withdrawn_at", "withdrawn_by_id", '
                                '"withdrawn_reason") VALUES (NEW."arrived_at", '
                                'NEW."arrived_by_id", NEW."arrived_collector_id", '
                                'NEW."arrived_method", NEW."arrived_relationship", '
                                'NEW."client_id", NEW."distribution_id", NEW."early_at", '
                                'NEW."early_by_id", NEW."family_id", NEW."id", '
                                'NEW."inmate_id", NEW."notice_channel", NEW."notified_at", '
                                'NEW."notified_by_id", NEW."number", NEW."override_at", '
                                'NEW."override_by_id", NOW(), \'update\', NEW."id", '
                                'NEW."promoted_at", NEW."promoted_by_id", '
                                'NEW."promoted_reason", NEW."rank", NEW."reason", '
                                'NEW."snapshot", NEW."source", NEW."withdrawn_at", '
                                'NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL;'
                            ),
                            hash="b5f288046134956c760a35d1947014b94992d163",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_15754",
                            table="distributions_entitlement",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntitlementHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "pgh_transaction",
                    models.BigIntegerField(
                        db_default=rutan.models.TransactionNumber(), editable=False
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("list", "Daftar"),
                            ("reserve", "Cadangan"),
                            ("walk_in", "Datang langsung"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveIntegerField(null=True)),
                ("client_id", models.UUIDField(null=True)),
                ("rank", models.PositiveIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("snapshot", models.JSONField(default=dict)),
                ("notified_at", models.DateTimeField(null=True)),
                (
                    "notice_channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("whatsapp", "WhatsApp"),
                            ("phone", "Telepon"),
                            ("visit", "Saat berkunjung"),
                            ("inmate", "Lewat WBP"),
                            ("village", "Lewat desa"),
                        ],
                        max_length=10,
                    ),
                ),
                ("arrived_at", models.DateTimeField(null=True)),
                (
                    "arrived_relationship",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wife", "Istri"),
                            ("husband", "Suami"),
                            ("child", "Anak"),
                            ("father", "Ayah"),
                            ("mother", "Ibu"),
                            ("sibling", "Kakak/Adik"),
                            ("parent_in_law", "Mertua"),
                            ("child_in_law", "Menantu"),
                            ("sibling_in_law", "Ipar"),
                            ("grandparent", "Kakek/Nenek"),
                            ("grandchild", "Cucu"),
                            ("uncle_aunt", "Paman/Bibi"),
                            ("nephew_niece", "Keponakan"),
                            ("cousin", "Sepupu"),
                            ("guardian", "Wali"),
                            ("other", "Lainnya"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "arrived_method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ktp", "KTP"),
                            ("family_card", "KK"),
                            ("coupon", "Kupon"),
                            ("proxy_letter", "Surat kuasa"),
                            ("inmate_confirmed", "Dikenali WBP"),
                            ("known_to_officer", "Dikenal petugas"),
                        ],
                        max_length=20,
                    ),
                ),
                ("promoted_at", models.DateTimeField(null=True)),
                ("promoted_reason", models.CharField(blank=True, max_length=200)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=200)),
                ("override_at", models.DateTimeField(null=True)),
                ("early_at", models.DateTimeField(null=True)),
                (
                    "arrived_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "arrived_collector",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="families.familymember",
                    ),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="distributions.distribution",
                    ),
                ),
                (
                    "early_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="families.family",
                    ),
                ),
                (
                    "inmate",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="families.inmate",
                    ),
                ),
                (
                    "notified_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "override_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="historys",
                        to="distributions.entitlement",
                    ),
                ),
                (
                    "promoted_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from "
                                "% table', TG_TABLE_NAME;"
                            ),
                            hash="b43233189be613709046789d620321ab4980c38d",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_fd51d",
                            table="distributions_entitlementhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Coupon",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=9, unique=True)),
                ("issued_at", models.DateTimeField()),
                ("given_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coupons",
                        to="distributions.entitlement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("entitlement",),
                        name="one_live_coupon_per_entitlement",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_at__isnull", False), ("given_by__isnull", False)),
                            models.Q(("given_at__isnull", True), ("given_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="coupon_given_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                            models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="coupon_revoked_at_and_by_together",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="fact_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION "
                                "'coupon_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'coupon_is_append_only'; END IF; IF "
                                "to_jsonb(OLD) - ARRAY['given_at', 'given_by_id', "
                                "'revoked_at', 'revoked_by_id']::text[] IS DISTINCT FROM "
                                "to_jsonb(NEW) - ARRAY['given_at', 'given_by_id', "
                                "'revoked_at', 'revoked_by_id']::text[] "
                                'OR (OLD."given_at" IS NOT NULL AND OLD."given_at"::text <> \'\' '
                                'AND OLD."given_at" IS DISTINCT FROM NEW."given_at") '
                                'OR (OLD."given_by_id" IS NOT NULL AND OLD."given_by_id"::text '
                                "<> '' AND OLD.\"given_by_id\" IS DISTINCT FROM "
                                'NEW."given_by_id") OR (OLD."revoked_at" IS NOT NULL AND '
                                'OLD."revoked_at"::text <> \'\' AND OLD."revoked_at" IS DISTINCT '
                                'FROM NEW."revoked_at") '
                                'OR (OLD."revoked_by_id" IS NOT NULL AND '
                                'OLD."revoked_by_id"::text <> \'\' AND OLD."revoked_by_id" IS '
                                'DISTINCT FROM NEW."revoked_by_id") THEN RAISE EXCEPTION '
                                "'coupon_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'coupon_is_append_only'; END IF; RETURN NEW;"
                            ),
                            hash="34695d34a7f648f52d406528f51631356835f1ee",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_fact_is_append_only_ba030",
                            table="distributions_coupon",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."issued_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = (SELECT '
                                '"distribution_id" FROM "distributions_entitlement" WHERE "id" '
                                '= NEW."entitlement_id")) '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."given_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = (SELECT '
                                '"distribution_id" FROM "distributions_entitlement" WHERE "id" '
                                '= NEW."entitlement_id")) '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."revoked_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = (SELECT '
                                '"distribution_id" FROM "distributions_entitlement" WHERE "id" '
                                '= NEW."entitlement_id")) THEN RAISE EXCEPTION '
                                "'coupon_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'coupon_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="a31fd511b0198bbdb8e500d3c8356ff426b38630",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_d2777",
                            table="distributions_coupon",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("client_id", models.UUIDField(unique=True)),
                ("served_window", django.contrib.postgres.fields.ranges.DateRangeField(null=True)),
                ("number", models.PositiveIntegerField()),
                ("collector_name", models.CharField(max_length=120)),
                (
                    "collector_relationship",
                    models.CharField(
                        choices=[
                            ("wife", "Istri"),
                            ("husband", "Suami"),
                            ("child", "Anak"),
                            ("father", "Ayah"),
                            ("mother", "Ibu"),
                            ("sibling", "Kakak/Adik"),
                            ("parent_in_law", "Mertua"),
                            ("child_in_law", "Menantu"),
                            ("sibling_in_law", "Ipar"),
                            ("grandparent", "Kakek/Nenek"),
                            ("grandchild", "Cucu"),
                            ("uncle_aunt", "Paman/Bibi"),
                            ("nephew_niece", "Keponakan"),
                            ("cousin", "Sepupu"),
                            ("guardian", "Wali"),
                            ("other", "Lainnya"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "verified_by_method",
                    models.CharField(
                        choices=[
                            ("ktp", "KTP"),
                            ("family_card", "KK"),
                            ("coupon", "Kupon"),
                            ("proxy_letter", "Surat kuasa"),
                            ("inmate_confirmed", "Dikenali WBP"),
                            ("known_to_officer", "Dikenal petugas"),
                        ],
                        max_length=20,
                    ),
                ),
                ("desk", models.CharField(blank=True, max_length=30)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("handed_over_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("paper_line", models.PositiveSmallIntegerField(null=True)),
                (
                    "exception",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("offline_double", "Diserahkan dua kali"),
                            ("pool_exceeded", "Melebihi paket tercatat"),
                            ("late_entry", "Dicatat setelah ditutup"),
                            ("unverified", "Bukti belum diverifikasi"),
                        ],
                        max_length=20,
                    ),
                ),
                ("override_reason", models.CharField(blank=True, max_length=200)),
                ("voided_at", models.DateTimeField(null=True)),
                ("void_reason", models.CharField(blank=True, max_length=200)),
                (
                    "void_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong_entry", "Salah catat: paket tidak jadi diserahkan"),
                            ("returned", "Sudah diserahkan, lalu dikembalikan keluarga"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "collector_member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.familymember",
                    ),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="distributions.distribution",
                    ),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="distributions.entitlement",
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handovers",
                        to="families.family",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "voided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("exception", ""), ("voided_at", None)),
                        fields=("entitlement",),
                        name="one_live_handover_per_entitlement",
                    ),
                    models.UniqueConstraint(
                        fields=("distribution", "number"), name="one_handover_per_receipt_number"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("exception", ""), ("voided_at", None)),
                        expressions=[("family", "="), ("served_window", "&&")],
                        name="a_family_waits_between_two_packages",
                    ),
                    rutan.constraints.CompositeForeignKey(
                        fields=("entitlement", "distribution", "family"),
                        name="a_handover_is_of_its_entitlement",
                        to="distributions.Entitlement",
                        to_fields=("id", "distribution", "family"),
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("void_kind", ""), ("void_reason", ""), ("voided_at__isnull", True)
                            ),
                            models.Q(
                                ("voided_at__isnull", False),
                                models.Q(("void_reason", ""), _negated=True),
                                models.Q(("void_kind", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_void_has_reason_and_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "handed_over_at__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("recorded_at"),
                                    "-",
                                    models.Value(datetime.timedelta(days=366)),
                                ),
                            ),
                            (
                                "handed_over_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("recorded_at"),
                                    "+",
                                    models.Value(datetime.timedelta(seconds=900)),
                                ),
                            ),
                        ),
                        name="a_claimed_time_is_near_the_recorded_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("voided_at__isnull", False), ("voided_by__isnull", False)),
                            models.Q(("voided_at__isnull", True), ("voided_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="handover_voided_at_and_by_together",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="fact_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION "
                                "'handover_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'handover_is_append_only'; END IF; IF "
                                "to_jsonb(OLD) - ARRAY['voided_at', 'voided_by_id', "
                                "'void_reason', 'void_kind', 'note', 'collector_name', "
                                "'override_reason']::text[] IS DISTINCT FROM to_jsonb(NEW) - "
                                "ARRAY['voided_at', 'voided_by_id', 'void_reason', "
                                "'void_kind', 'note', 'collector_name', "
                                "'override_reason']::text[] "
                                'OR (OLD."voided_at" IS NOT NULL AND OLD."voided_at"::text <> '
                                '\'\' AND OLD."voided_at" IS DISTINCT FROM NEW."voided_at") '
                                'OR (OLD."voided_by_id" IS NOT NULL AND '
                                'OLD."voided_by_id"::text <> \'\' AND OLD."voided_by_id" IS '
                                'DISTINCT FROM NEW."voided_by_id") '
                                'OR (OLD."void_reason" IS NOT NULL AND OLD."void_reason"::text '
                                "<> '' AND OLD.\"void_reason\" IS DISTINCT FROM "
                                'NEW."void_reason") OR (OLD."void_kind" IS NOT NULL AND '
                                'OLD."void_kind"::text <> \'\' AND OLD."void_kind" IS DISTINCT '
                                'FROM NEW."void_kind") '
                                'OR (OLD."note" IS DISTINCT FROM NEW."note" AND '
                                "NEW.\"note\"::text <> '') "
                                'OR (OLD."collector_name" IS DISTINCT FROM '
                                'NEW."collector_name" AND NEW."collector_name"::text <> \'\') '
                                'OR (OLD."override_reason" IS DISTINCT FROM '
                                'NEW."override_reason" AND NEW."override_reason"::text <> \'\') '
                                "THEN RAISE EXCEPTION 'handover_is_append_only' USING ERRCODE "
                                "= '23514', CONSTRAINT = 'handover_is_append_only'; END IF; "
                                "RETURN NEW;"
                            ),
                            hash="8c7186c97598902761508e9025a3864d46dc81af",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_fact_is_append_only_e2ffe",
                            table="distributions_handover",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="touches_distribution",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare='DECLARE parent "distributions_distribution";',
                            func=(
                                'SELECT * INTO parent FROM "distributions_distribution" WHERE '
                                'id = NEW."distribution_id" FOR NO KEY UPDATE; IF '
                                "parent.status <> 'open' THEN RAISE EXCEPTION "
                                "'a_handover_needs_an_open_event' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'a_handover_needs_an_open_event'; END IF; UPDATE "
                                '"distributions_distribution" SET id = id WHERE id = '
                                'NEW."distribution_id"; RETURN NEW;'
                            ),
                            hash="874fb16253527ecaedd4499f8ce0ad316a6dea79",
                            operation='INSERT OR UPDATE OF "voided_at", "voided_by_id", "void_reason", "void_kind"',
                            pgid="pgtrigger_touches_distribution_5d113",
                            table="distributions_handover",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_handover_names_its_collector",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF NEW.collector_name = '' THEN RAISE EXCEPTION "
                                "'a_handover_names_its_collector' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'a_handover_names_its_collector'; END IF; RETURN NEW;"
                            ),
                            hash="98fe1a85945d61544c13f1f37a3a0f7f21e72b4f",
                            operation="INSERT",
                            pgid="pgtrigger_a_handover_names_its_collector_7363a",
                            table="distributions_handover",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "families_family" WHERE "id" = '
                                'NEW."family_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "families_familymember" WHERE '
                                '"id" = NEW."collector_member_id") <> (SELECT "facility_id" '
                                'FROM "distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."recorded_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."voided_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") THEN RAISE EXCEPTION '
                                "'handover_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'handover_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="b29ceea3428e66b5e7b7f6f48af19dbbcb4ffee5",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_b48c1",
                            table="distributions_handover",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_handover_holds_its_interval",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF NEW.exception = '' AND NOT (\n"
                                "    SELECT d.is_rehearsal OR coalesce(\n"
                                "        upper(NEW.served_window) - lower(NEW.served_window) IN (\n"
                                "            d.minimum_days, "
                                "CASE WHEN NEW.override_reason <> '' THEN 1 END) IS TRUE\n"
                                "        AND upper(NEW.served_window) - 1 IN (\n"
                                "            (NEW.recorded_at AT TIME ZONE f.time_zone)::date,\n"
                                "            (NEW.handed_over_at AT TIME ZONE "
                                "f.time_zone)::date), false)\n"
                                '    FROM "distributions_distribution" d JOIN "rutan_facility" '
                                "f ON f.id = d.facility_id\n"
                                "    WHERE d.id = NEW.distribution_id) THEN RAISE EXCEPTION "
                                "'a_handover_holds_its_interval' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'a_handover_holds_its_interval'; END IF; RETURN NEW;"
                            ),
                            hash="73cda0716aba859ed7e27628ea4a3ef08bcc2bb2",
                            operation="INSERT",
                            pgid="pgtrigger_a_handover_holds_its_interval_c224e",
                            table="distributions_handover",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeskAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("coupon_code", models.CharField(blank=True, max_length=9)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("handed_over", "Diserahkan"),
                            ("replayed", "Sudah tersimpan"),
                            ("already_handed_over", "Sudah diterima"),
                            ("no_package_left", "Paket habis"),
                            ("too_soon", "Belum waktunya"),
                            ("inmate_already_served", "WBP sudah terlayani"),
                            ("withdrawn", "Dikeluarkan"),
                            ("on_hold", "Bantuan ditunda"),
                            ("reserve_waiting", "Masih cadangan"),
                            ("not_eligible", "Belum memenuhi syarat"),
                            ("not_on_list", "Tidak ada dalam daftar"),
                            ("unknown_coupon", "Kupon tidak dikenal"),
                            ("revoked_coupon", "Kupon sudah diganti"),
                            ("other_event", "Kupon kegiatan lain"),
                            ("invalid", "Isian perlu diperbaiki"),
                            ("not_open", "Kegiatan tidak dibuka"),
                        ],
                        max_length=24,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("desk", models.CharField(blank=True, max_length=30)),
                ("client_id", models.UUIDField(null=True)),
                (
                    "family",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="desk_attempts",
                        to="families.family",
                    ),
                ),
                (
                    "inmate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.inmate",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="desk_attempts",
                        to="distributions.distribution",
                    ),
                ),
                (
                    "entitlement",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="desk_attempts",
                        to="distributions.entitlement",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="fact_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION "
                                "'deskattempt_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'deskattempt_is_append_only'; END IF; IF "
                                "to_jsonb(OLD) - ARRAY[]::text[] IS DISTINCT FROM "
                                "to_jsonb(NEW) - ARRAY[]::text[] THEN RAISE EXCEPTION "
                                "'deskattempt_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'deskattempt_is_append_only'; END IF; RETURN NEW;"
                            ),
                            hash="eaac78770337adcebe0cfa8826f7baf98285e435",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_fact_is_append_only_f8bb0",
                            table="distributions_deskattempt",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "distributions_distribution" '
                                'WHERE "id" = (SELECT "distribution_id" FROM '
                                '"distributions_entitlement" WHERE "id" = '
                                'NEW."entitlement_id")) <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "families_family" WHERE "id" = '
                                'NEW."family_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "families_inmate" WHERE "id" = '
                                'NEW."inmate_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."recorded_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") THEN RAISE EXCEPTION '
                                "'deskattempt_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'deskattempt_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="9ca209afd5cc9d596e871756404e26db94bf82fe",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_5fe25",
                            table="distributions_deskattempt",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackageMovement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("packed", "Dikemas"),
                            ("returned", "Dikembalikan"),
                            ("lost", "Rusak atau hilang"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "packages",
                    models.PositiveIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10000),
                        ],
                        verbose_name="Jumlah paket",
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Catatan")),
                ("client_id", models.UUIDField(unique=True)),
                (
                    "distribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="package_movements",
                        to="distributions.distribution",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unpacks",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unpackings",
                        to="distributions.packagemovement",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("packages__gte", 1), ("packages__lte", 10000)),
                        name="a_package_movement_moves_packages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "packed"), ("unpacks", None)),
                            models.Q(
                                models.Q(("kind", "packed"), _negated=True),
                                ("unpacks__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="what_comes_back_was_packed",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="fact_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION "
                                "'packagemovement_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'packagemovement_is_append_only'; END IF; IF "
                                "to_jsonb(OLD) - ARRAY['note']::text[] IS DISTINCT FROM "
                                "to_jsonb(NEW) - ARRAY['note']::text[] "
                                'OR (OLD."note" IS DISTINCT FROM NEW."note" AND '
                                "NEW.\"note\"::text <> '') THEN RAISE EXCEPTION "
                                "'packagemovement_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'packagemovement_is_append_only'; END IF; RETURN NEW;"
                            ),
                            hash="55855a8b866b4506af0fc10e733ab728f186218b",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_fact_is_append_only_3503c",
                            table="distributions_packagemovement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."recorded_by_id") <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = '
                                'NEW."distribution_id") THEN RAISE EXCEPTION '
                                "'packagemovement_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'packagemovement_ties_one_facility'; END IF; "
                                "RETURN NEW;"
                            ),
                            hash="047f8e1abf40e1a6d0f20f7a0cd5712c6dbf1105",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_09fff",
                            table="distributions_packagemovement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="touches_distribution",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            declare='DECLARE parent "distributions_distribution";',
                            func=(
                                'SELECT * INTO parent FROM "distributions_distribution" WHERE '
                                'id = NEW."distribution_id" FOR NO KEY UPDATE; IF '
                                "parent.status NOT IN ('approved', "
                                "'open') THEN RAISE EXCEPTION "
                                "'packing_needs_an_approved_or_open_event' USING ERRCODE = "
                                "'23514', CONSTRAINT = "
                                "'packing_needs_an_approved_or_open_event'; END IF; UPDATE "
                                '"distributions_distribution" SET id = id WHERE id = '
                                'NEW."distribution_id"; RETURN NEW;'
                            ),
                            hash="23d066aa0ebf381ad68a4bfa3014c5c9bb8eaeb3",
                            operation="INSERT",
                            pgid="pgtrigger_touches_distribution_671ad",
                            table="distributions_packagemovement",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="what_comes_back_stays_within_its_run",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF NEW.unpacks_id IS NOT NULL AND NOT EXISTS (\n"
                                '    SELECT 1 FROM "distributions_packagemovement" m\n'
                                "    WHERE m.id = NEW.unpacks_id AND m.distribution_id = "
                                "NEW.distribution_id\n"
                                "    AND m.kind = 'packed' AND m.packages >= (\n"
                                "        SELECT sum(b.packages) FROM "
                                '"distributions_packagemovement" b WHERE b.unpacks_id = m.id)) '
                                "THEN RAISE EXCEPTION 'what_comes_back_stays_within_its_run' "
                                "USING ERRCODE = '23514', "
                                "CONSTRAINT = 'what_comes_back_stays_within_its_run'; END IF; "
                                "RETURN NEW;"
                            ),
                            hash="b8f2da7b63e48f277244381eeb4560c87c059402",
                            operation="INSERT",
                            pgid="pgtrigger_what_comes_back_stays_within_its_run_4660d",
                            table="distributions_packagemovement",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PackedLot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "package_movement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packed_lots",
                        to="distributions.packagemovement",
                    ),
                ),
                (
                    "stock_movement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packed_lot",
                        to="harvests.stockmovement",
                    ),
                ),
            ],
            options={
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="fact_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION "
                                "'packedlot_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'packedlot_is_append_only'; END IF; IF "
                                "to_jsonb(OLD) - ARRAY[]::text[] IS DISTINCT FROM "
                                "to_jsonb(NEW) - ARRAY[]::text[] THEN RAISE EXCEPTION "
                                "'packedlot_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'packedlot_is_append_only'; END IF; RETURN NEW;"
                            ),
                            hash="9e4f6dbdbd87835b8e06eeeab210b983383c2169",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_fact_is_append_only_382ff",
                            table="distributions_packedlot",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "harvests_harvest" WHERE "id" = '
                                '(SELECT "harvest_id" FROM "harvests_stockmovement" WHERE "id" '
                                '= NEW."stock_movement_id")) <> (SELECT "facility_id" FROM '
                                '"distributions_distribution" WHERE "id" = (SELECT '
                                '"distribution_id" FROM "distributions_packagemovement" WHERE '
                                '"id" = NEW."package_movement_id")) THEN RAISE EXCEPTION '
                                "'packedlot_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'packedlot_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="3baedb44cb8e23334d45668c943299490c139916",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_9e073",
                            table="distributions_packedlot",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IssuedDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("handover_record", "BAST"),
                            ("roster", "Daftar tanda terima"),
                            ("assignment_letter", "Surat tugas"),
                            ("activity_report", "Laporan kegiatan"),
                            ("monthly_recap", "Rekap bulanan"),
                            ("goods_transfer", "BAST hasil panen"),
                            ("spoilage_record", "Berita acara hasil panen rusak"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=80, verbose_name="Nomor")),
                ("code", models.CharField(max_length=9, unique=True)),
                ("period", models.DateField(null=True)),
                ("payload", models.JSONField()),
                ("pdf", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField()),
                ("signed_scan", models.FileField(blank=True, upload_to="signed/%Y/%m/")),
                (
                    "distribution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="distributions.distribution",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="rutan.facility",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="distributions.issueddocument",
                    ),
                ),
            ],
            options={
                "ordering": ["-issued_at"],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="fact_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION "
                                "'issueddocument_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'issueddocument_is_append_only'; END IF; IF "
                                "to_jsonb(OLD) - ARRAY['signed_scan']::text[] IS DISTINCT FROM "
                                "to_jsonb(NEW) - ARRAY['signed_scan']::text[] "
                                'OR (OLD."signed_scan" IS NOT NULL AND OLD."signed_scan"::text '
                                "<> '' AND OLD.\"signed_scan\" IS DISTINCT FROM "
                                'NEW."signed_scan") THEN RAISE EXCEPTION '
                                "'issueddocument_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'issueddocument_is_append_only'; END IF; RETURN NEW;"
                            ),
                            hash="9970e203a14182d6c3f2e3bfb80ee15cf0aecbfb",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_fact_is_append_only_95d3b",
                            table="distributions_issueddocument",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "distributions_distribution" '
                                'WHERE "id" = NEW."distribution_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "distributions_issueddocument" '
                                'WHERE "id" = NEW."replaces_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."issued_by_id") <> NEW."facility_id" THEN RAISE EXCEPTION '
                                "'issueddocument_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'issueddocument_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="f9282a10e195bc1027b57ef279010d11e3d70c6e",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_2b628",
                            table="distributions_issueddocument",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
    ]
