import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('distributions', '0010_a_void_says_what_happened_to_the_package'),
        ('families', '0010_words_are_weighed_in_one_pass'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='deskattempt',
            name='same_facility',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='entitlement',
            name='same_facility',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='entitlement',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='entitlement',
            name='update_update',
        ),
        migrations.AddField(
            model_name='deskattempt',
            name='inmate',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='families.inmate'),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='early_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='early_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='entitlement',
            name='early_reason',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='entitlementhistory',
            name='early_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='entitlementhistory',
            name='early_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='deskattempt',
            trigger=pgtrigger.compiler.Trigger(name='same_facility', sql=pgtrigger.compiler.UpsertTriggerSql(func='IF (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = (SELECT "distribution_id" FROM "distributions_entitlement" WHERE "id" = NEW."entitlement_id")) <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") OR (SELECT "facility_id" FROM "families_family" WHERE "id" = NEW."family_id") <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") OR (SELECT "facility_id" FROM "families_inmate" WHERE "id" = NEW."inmate_id") <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = NEW."recorded_by_id") <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") THEN RAISE EXCEPTION \'deskattempt_ties_one_facility\' USING ERRCODE = \'23514\', CONSTRAINT = \'deskattempt_ties_one_facility\'; END IF; RETURN NEW;', hash='9ca209afd5cc9d596e871756404e26db94bf82fe', operation='INSERT OR UPDATE', pgid='pgtrigger_same_facility_5fe25', table='distributions_deskattempt', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entitlement',
            trigger=pgtrigger.compiler.Trigger(name='same_facility', sql=pgtrigger.compiler.UpsertTriggerSql(func='IF (SELECT "facility_id" FROM "families_family" WHERE "id" = NEW."family_id") <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") OR (SELECT "facility_id" FROM "families_inmate" WHERE "id" = NEW."inmate_id") <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") OR (SELECT "facility_id" FROM "families_familymember" WHERE "id" = NEW."arrived_collector_id") <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = NEW."notified_by_id") <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = NEW."arrived_by_id") <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = NEW."promoted_by_id") <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = NEW."withdrawn_by_id") <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = NEW."override_by_id") <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = NEW."early_by_id") <> (SELECT "facility_id" FROM "distributions_distribution" WHERE "id" = NEW."distribution_id") THEN RAISE EXCEPTION \'entitlement_ties_one_facility\' USING ERRCODE = \'23514\', CONSTRAINT = \'entitlement_ties_one_facility\'; END IF; RETURN NEW;', hash='08ed90c167d2fd7ec54ef7b35b0ea1d0f8ed06a1', operation='INSERT OR UPDATE', pgid='pgtrigger_same_facility_40a1e', table='distributions_entitlement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entitlement',
            trigger=pgtrigger.compiler.Trigger(name='an_early_package_has_a_reason', sql=pgtrigger.compiler.UpsertTriggerSql(func="IF (CASE WHEN TG_OP = 'INSERT' THEN (NEW.early_at IS NULL) <> (NEW.early_reason = '') WHEN OLD.early_at IS NULL THEN (NEW.early_at IS NULL) <> (NEW.early_reason = '') ELSE (NEW.early_at, NEW.early_by_id) IS DISTINCT FROM (OLD.early_at, OLD.early_by_id) OR NEW.early_reason NOT IN (OLD.early_reason, '') END) THEN RAISE EXCEPTION 'an_early_package_has_a_reason' USING ERRCODE = '23514', CONSTRAINT = 'an_early_package_has_a_reason'; END IF; RETURN NEW;", hash='66b16091b1b32f9f3ebd90f760834deaef8f96e7', operation='INSERT OR UPDATE', pgid='pgtrigger_an_early_package_has_a_reason_6c42e', table='distributions_entitlement', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entitlement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "distributions_entitlementhistory" ("arrived_at", "arrived_by_id", "arrived_collector_id", "arrived_method", "arrived_relationship", "client_id", "distribution_id", "early_at", "early_by_id", "family_id", "id", "inmate_id", "notice_channel", "notified_at", "notified_by_id", "number", "override_at", "override_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promoted_at", "promoted_by_id", "promoted_reason", "rank", "reason", "snapshot", "source", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."arrived_at", NEW."arrived_by_id", NEW."arrived_collector_id", NEW."arrived_method", NEW."arrived_relationship", NEW."client_id", NEW."distribution_id", NEW."early_at", NEW."early_by_id", NEW."family_id", NEW."id", NEW."inmate_id", NEW."notice_channel", NEW."notified_at", NEW."notified_by_id", NEW."number", NEW."override_at", NEW."override_by_id", NOW(), \'insert\', NEW."id", NEW."promoted_at", NEW."promoted_by_id", NEW."promoted_reason", NEW."rank", NEW."reason", NEW."snapshot", NEW."source", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL;', hash='5c140e490595f2f2739dff0f0515966cf8c825ec', operation='INSERT', pgid='pgtrigger_insert_insert_b42ea', table='distributions_entitlement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='entitlement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."arrived_at" IS DISTINCT FROM (NEW."arrived_at") OR OLD."arrived_by_id" IS DISTINCT FROM (NEW."arrived_by_id") OR OLD."arrived_collector_id" IS DISTINCT FROM (NEW."arrived_collector_id") OR OLD."arrived_method" IS DISTINCT FROM (NEW."arrived_method") OR OLD."arrived_relationship" IS DISTINCT FROM (NEW."arrived_relationship") OR OLD."client_id" IS DISTINCT FROM (NEW."client_id") OR OLD."distribution_id" IS DISTINCT FROM (NEW."distribution_id") OR OLD."early_at" IS DISTINCT FROM (NEW."early_at") OR OLD."early_by_id" IS DISTINCT FROM (NEW."early_by_id") OR OLD."family_id" IS DISTINCT FROM (NEW."family_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."inmate_id" IS DISTINCT FROM (NEW."inmate_id") OR OLD."notice_channel" IS DISTINCT FROM (NEW."notice_channel") OR OLD."notified_at" IS DISTINCT FROM (NEW."notified_at") OR OLD."notified_by_id" IS DISTINCT FROM (NEW."notified_by_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."override_at" IS DISTINCT FROM (NEW."override_at") OR OLD."override_by_id" IS DISTINCT FROM (NEW."override_by_id") OR OLD."promoted_at" IS DISTINCT FROM (NEW."promoted_at") OR OLD."promoted_by_id" IS DISTINCT FROM (NEW."promoted_by_id") OR OLD."promoted_reason" IS DISTINCT FROM (NEW."promoted_reason") OR OLD."rank" IS DISTINCT FROM (NEW."rank") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."snapshot" IS DISTINCT FROM (NEW."snapshot") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at") OR OLD."withdrawn_by_id" IS DISTINCT FROM (NEW."withdrawn_by_id") OR OLD."withdrawn_reason" IS DISTINCT FROM (NEW."withdrawn_reason"))', func='INSERT INTO "distributions_entitlementhistory" ("arrived_at", "arrived_by_id", "arrived_collector_id", "arrived_method", "arrived_relationship", "client_id", "distribution_id", "early_at", "early_by_id", "family_id", "id", "inmate_id", "notice_channel", "notified_at", "notified_by_id", "number", "override_at", "override_by_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promoted_at", "promoted_by_id", "promoted_reason", "rank", "reason", "snapshot", "source", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") VALUES (NEW."arrived_at", NEW."arrived_by_id", NEW."arrived_collector_id", NEW."arrived_method", NEW."arrived_relationship", NEW."client_id", NEW."distribution_id", NEW."early_at", NEW."early_by_id", NEW."family_id", NEW."id", NEW."inmate_id", NEW."notice_channel", NEW."notified_at", NEW."notified_by_id", NEW."number", NEW."override_at", NEW."override_by_id", NOW(), \'update\', NEW."id", NEW."promoted_at", NEW."promoted_by_id", NEW."promoted_reason", NEW."rank", NEW."reason", NEW."snapshot", NEW."source", NEW."withdrawn_at", NEW."withdrawn_by_id", NEW."withdrawn_reason"); RETURN NULL;', hash='b5f288046134956c760a35d1947014b94992d163', operation='UPDATE', pgid='pgtrigger_update_update_15754', table='distributions_entitlement', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='entitlement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('early_at__isnull', False), ('early_by__isnull', False)), models.Q(('early_at__isnull', True), ('early_by__isnull', True)), _connector='OR'), name='entitlement_early_at_and_by_together'),
        ),
    ]
