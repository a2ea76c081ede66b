"Commodities, sites, plantings, harvests, and the lots and movements of the stock."

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import rutan.constraints
import rutan.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("rutan", "0001_facilities_users_and_audit"),
        ("rutan", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Commodity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="Nama")),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("crops", "Pertanian"),
                            ("livestock", "Peternakan"),
                            ("fisheries", "Perikanan"),
                        ],
                        default="crops",
                        max_length=12,
                        verbose_name="Sektor",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("leaf_vegetable", "Sayur daun"),
                            ("fruit_vegetable", "Sayur buah"),
                            ("tuber", "Umbi"),
                            ("grain", "Palawija/Padi"),
                            ("fruit", "Buah"),
                            ("fish", "Ikan"),
                            ("egg", "Telur"),
                            ("poultry", "Unggas"),
                            ("livestock", "Ternak"),
                        ],
                        default="leaf_vegetable",
                        max_length=20,
                        verbose_name="Kelompok",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("kg", "kg"),
                            ("g", "g"),
                            ("bundle", "ikat"),
                            ("piece", "buah"),
                            ("egg", "butir"),
                            ("head", "ekor"),
                        ],
                        default="kg",
                        max_length=8,
                        verbose_name="Satuan",
                    ),
                ),
                (
                    "grams_per_unit",
                    models.PositiveIntegerField(
                        default=1000,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                        verbose_name="Berat satu satuan (gram)",
                    ),
                ),
                (
                    "shelf_life_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MaxValueValidator(730)],
                        verbose_name="Daya simpan (hari)",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="Masih dipanen")),
                ("client_id", models.UUIDField(editable=False, null=True)),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commodities",
                        to="rutan.facility",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("facility"),
                        django.db.models.functions.text.Lower("name"),
                        name="one_commodity_per_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("grams_per_unit__gte", 1)),
                        name="a_unit_weighs_something",
                    ),
                    models.UniqueConstraint(
                        fields=("client_id",), name="a_form_makes_one_commodity"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="frozen_columns",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."facility_id" IS DISTINCT FROM NEW."facility_id" THEN '
                                "RAISE EXCEPTION 'commodity_facility_never_changes' USING "
                                "ERRCODE = '23514', CONSTRAINT = "
                                "'commodity_facility_never_changes'; END IF; RETURN NEW;"
                            ),
                            hash="a598e0a91247231a6f3612971a7fc594d4fd2a5e",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_columns_7b5fd",
                            table="harvests_commodity",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "harvests_commodityhistory" ("facility_id", '
                                '"grams_per_unit", "group", "id", "is_active", "name", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", "sector", '
                                '"shelf_life_days", "unit") VALUES (NEW."facility_id", '
                                'NEW."grams_per_unit", NEW."group", NEW."id", NEW."is_active", '
                                'NEW."name", NOW(), \'insert\', NEW."id", NEW."sector", '
                                'NEW."shelf_life_days", NEW."unit"); RETURN NULL;'
                            ),
                            hash="4691698036618e73bd1cde17b535d9e13238054e",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_6991a",
                            table="harvests_commodity",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."facility_id" IS DISTINCT FROM (NEW."facility_id") '
                                'OR OLD."grams_per_unit" IS DISTINCT FROM '
                                '(NEW."grams_per_unit") '
                                'OR OLD."group" IS DISTINCT FROM (NEW."group") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") '
                                'OR OLD."name" IS DISTINCT FROM (NEW."name") '
                                'OR OLD."sector" IS DISTINCT FROM (NEW."sector") '
                                'OR OLD."shelf_life_days" IS DISTINCT FROM '
                                '(NEW."shelf_life_days") OR OLD."unit" IS DISTINCT FROM (NEW."unit"))'
                            ),
                            func=(
                                'INSERT INTO "harvests_commodityhistory" ("facility_id", '
                                '"grams_per_unit", "group", "id", "is_active", "name", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", "sector", '
                                '"shelf_life_days", "unit") VALUES (NEW."facility_id", '
                                'NEW."grams_per_unit", NEW."group", NEW."id", NEW."is_active", '
                                'NEW."name", NOW(), \'update\', NEW."id", NEW."sector", '
                                'NEW."shelf_life_days", NEW."unit"); RETURN NULL;'
                            ),
                            hash="0ccb5afb3f573ccd505bf068e994064382f3104a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_637f0",
                            table="harvests_commodity",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommodityHistory",
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
                ("name", models.CharField(max_length=60, verbose_name="Nama")),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("crops", "Pertanian"),
                            ("livestock", "Peternakan"),
                            ("fisheries", "Perikanan"),
                        ],
                        default="crops",
                        max_length=12,
                        verbose_name="Sektor",
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("leaf_vegetable", "Sayur daun"),
                            ("fruit_vegetable", "Sayur buah"),
                            ("tuber", "Umbi"),
                            ("grain", "Palawija/Padi"),
                            ("fruit", "Buah"),
                            ("fish", "Ikan"),
                            ("egg", "Telur"),
                            ("poultry", "Unggas"),
                            ("livestock", "Ternak"),
                        ],
                        default="leaf_vegetable",
                        max_length=20,
                        verbose_name="Kelompok",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("kg", "kg"),
                            ("g", "g"),
                            ("bundle", "ikat"),
                            ("piece", "buah"),
                            ("egg", "butir"),
                            ("head", "ekor"),
                        ],
                        default="kg",
                        max_length=8,
                        verbose_name="Satuan",
                    ),
                ),
                (
                    "grams_per_unit",
                    models.PositiveIntegerField(
                        default=1000,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000000),
                        ],
                        verbose_name="Berat satu satuan (gram)",
                    ),
                ),
                (
                    "shelf_life_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[django.core.validators.MaxValueValidator(730)],
                        verbose_name="Daya simpan (hari)",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="Masih dipanen")),
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="historys",
                        to="harvests.commodity",
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
                            hash="8459dfe46b6d26f7a757de16c4901e4122273525",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bbc70",
                            table="harvests_commodityhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductionSite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="Nama")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bed", "Bedeng"),
                            ("field", "Lahan"),
                            ("hydroponic", "Hidroponik"),
                            ("pond", "Kolam"),
                            ("coop", "Kandang"),
                            ("greenhouse", "Rumah tanam"),
                        ],
                        default="bed",
                        max_length=12,
                        verbose_name="Jenis",
                    ),
                ),
                (
                    "area_m2",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(10000000)],
                        verbose_name="Luas (m²)",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="Masih dipakai")),
                ("client_id", models.UUIDField(editable=False, null=True)),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="rutan.facility",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("facility"),
                        django.db.models.functions.text.Lower("name"),
                        name="one_site_per_name",
                    ),
                    models.UniqueConstraint(fields=("client_id",), name="a_form_makes_one_site"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="frozen_columns",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."facility_id" IS DISTINCT FROM NEW."facility_id" THEN '
                                "RAISE EXCEPTION 'productionsite_facility_never_changes' USING "
                                "ERRCODE = '23514', CONSTRAINT = "
                                "'productionsite_facility_never_changes'; END IF; RETURN NEW;"
                            ),
                            hash="4b0dc605082f9dc101d3455b2c72324fe70824b8",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_columns_f796c",
                            table="harvests_productionsite",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "harvests_productionsitehistory" ("area_m2", '
                                '"facility_id", "id", "is_active", "kind", "name", '
                                '"pgh_created_at", "pgh_label", '
                                '"pgh_obj_id") VALUES (NEW."area_m2", NEW."facility_id", '
                                'NEW."id", NEW."is_active", NEW."kind", NEW."name", NOW(), '
                                "'insert', NEW.\"id\"); RETURN NULL;"
                            ),
                            hash="6a68547653cb25c64f0a559276fddbfef307324b",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_a86fc",
                            table="harvests_productionsite",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."area_m2" IS DISTINCT FROM (NEW."area_m2") '
                                'OR OLD."facility_id" IS DISTINCT FROM (NEW."facility_id") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") '
                                'OR OLD."kind" IS DISTINCT FROM (NEW."kind") '
                                'OR OLD."name" IS DISTINCT FROM (NEW."name"))'
                            ),
                            func=(
                                'INSERT INTO "harvests_productionsitehistory" ("area_m2", '
                                '"facility_id", "id", "is_active", "kind", "name", '
                                '"pgh_created_at", "pgh_label", '
                                '"pgh_obj_id") VALUES (NEW."area_m2", NEW."facility_id", '
                                'NEW."id", NEW."is_active", NEW."kind", NEW."name", NOW(), '
                                "'update', NEW.\"id\"); RETURN NULL;"
                            ),
                            hash="335b897b4081e23837d558dee4ea1a59ddb560b5",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_d6db8",
                            table="harvests_productionsite",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProductionSiteHistory",
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
                ("name", models.CharField(max_length=60, verbose_name="Nama")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bed", "Bedeng"),
                            ("field", "Lahan"),
                            ("hydroponic", "Hidroponik"),
                            ("pond", "Kolam"),
                            ("coop", "Kandang"),
                            ("greenhouse", "Rumah tanam"),
                        ],
                        default="bed",
                        max_length=12,
                        verbose_name="Jenis",
                    ),
                ),
                (
                    "area_m2",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(10000000)],
                        verbose_name="Luas (m²)",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="Masih dipakai")),
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="historys",
                        to="harvests.productionsite",
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
                            hash="8f784f75fcad53b492e2bcfeb405c876003adb24",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_66d3e",
                            table="harvests_productionsitehistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Planting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("planted_on", models.DateField(verbose_name="Tanggal tanam")),
                (
                    "expected_on",
                    models.DateField(blank=True, null=True, verbose_name="Perkiraan panen"),
                ),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="Selesai tanggal"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Catatan")),
                ("client_id", models.UUIDField(editable=False, null=True)),
                (
                    "commodity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plantings",
                        to="harvests.commodity",
                        verbose_name="Komoditas",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plantings",
                        to="rutan.facility",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plantings",
                        to="harvests.productionsite",
                        verbose_name="Lahan/Kolam/Kandang",
                    ),
                ),
            ],
            options={
                "ordering": ["-planted_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expected_on__isnull", True),
                            ("expected_on__gte", models.F("planted_on")),
                            _connector="OR",
                        ),
                        name="planting_ripens_after_sowing",
                    ),
                    models.UniqueConstraint(
                        fields=("client_id",), name="a_form_makes_one_planting"
                    ),
                    models.UniqueConstraint(
                        fields=("id", "commodity", "site"), name="planting_with_commodity_and_site"
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="frozen_columns",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."facility_id" IS DISTINCT FROM NEW."facility_id" THEN '
                                "RAISE EXCEPTION 'planting_facility_never_changes' USING "
                                "ERRCODE = '23514', CONSTRAINT = "
                                "'planting_facility_never_changes'; END IF; RETURN NEW;"
                            ),
                            hash="d679d5f9aee6471838dc16b830ed14e6d21813a8",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_columns_0a47e",
                            table="harvests_planting",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "harvests_commodity" WHERE "id" '
                                '= NEW."commodity_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "harvests_productionsite" WHERE '
                                '"id" = NEW."site_id") <> NEW."facility_id" THEN RAISE '
                                "EXCEPTION 'planting_ties_one_facility' USING ERRCODE = "
                                "'23514', CONSTRAINT = 'planting_ties_one_facility'; END IF; "
                                "RETURN NEW;"
                            ),
                            hash="45a4ff10ad7ce346bfb4da6aeb0d0b87d90395c2",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_c72d8",
                            table="harvests_planting",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "harvests_plantinghistory" ("commodity_id", '
                                '"ended_on", "expected_on", "facility_id", "id", "note", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", "planted_on", '
                                '"site_id") VALUES (NEW."commodity_id", NEW."ended_on", '
                                'NEW."expected_on", NEW."facility_id", NEW."id", NEW."note", '
                                'NOW(), \'insert\', NEW."id", NEW."planted_on", '
                                'NEW."site_id"); RETURN NULL;'
                            ),
                            hash="31482b35d805b25b7781a920108a05e5f9ffaf8b",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_2a4c0",
                            table="harvests_planting",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."commodity_id" IS DISTINCT FROM '
                                '(NEW."commodity_id") '
                                'OR OLD."ended_on" IS DISTINCT FROM (NEW."ended_on") '
                                'OR OLD."expected_on" IS DISTINCT FROM (NEW."expected_on") '
                                'OR OLD."facility_id" IS DISTINCT FROM (NEW."facility_id") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."note" IS DISTINCT FROM (NEW."note") '
                                'OR OLD."planted_on" IS DISTINCT FROM (NEW."planted_on") '
                                'OR OLD."site_id" IS DISTINCT FROM (NEW."site_id"))'
                            ),
                            func=(
                                'INSERT INTO "harvests_plantinghistory" ("commodity_id", '
                                '"ended_on", "expected_on", "facility_id", "id", "note", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", "planted_on", '
                                '"site_id") VALUES (NEW."commodity_id", NEW."ended_on", '
                                'NEW."expected_on", NEW."facility_id", NEW."id", NEW."note", '
                                'NOW(), \'update\', NEW."id", NEW."planted_on", '
                                'NEW."site_id"); RETURN NULL;'
                            ),
                            hash="f714327896a578a51a5bae5b79b4453d36977336",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_e4d96",
                            table="harvests_planting",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlantingHistory",
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
                ("planted_on", models.DateField(verbose_name="Tanggal tanam")),
                (
                    "expected_on",
                    models.DateField(blank=True, null=True, verbose_name="Perkiraan panen"),
                ),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="Selesai tanggal"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Catatan")),
                (
                    "commodity",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="harvests.commodity",
                        verbose_name="Komoditas",
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="historys",
                        to="harvests.planting",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="harvests.productionsite",
                        verbose_name="Lahan/Kolam/Kandang",
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
                            hash="a9519f4b0007ee0b9bef8f0ef75201b51fc29c30",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_fc584",
                            table="harvests_plantinghistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Harvest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("harvested_on", models.DateField(verbose_name="Tanggal panen")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=3, max_digits=12, verbose_name="Jumlah"),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("kg", "kg"),
                            ("g", "g"),
                            ("bundle", "ikat"),
                            ("piece", "buah"),
                            ("egg", "butir"),
                            ("head", "ekor"),
                        ],
                        max_length=8,
                        verbose_name="Satuan",
                    ),
                ),
                ("grams", models.PositiveIntegerField(verbose_name="Berat (gram)")),
                (
                    "weight_is_estimated",
                    models.BooleanField(default=False, verbose_name="Berat perkiraan"),
                ),
                (
                    "worker_count",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Jumlah WBP yang bekerja"
                    ),
                ),
                (
                    "photo",
                    models.FileField(blank=True, upload_to="harvests/%Y/%m/", verbose_name="Foto"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Catatan")),
                ("best_before", models.DateField(verbose_name="Sebaiknya dipakai sampai")),
                ("recorded_at", models.DateTimeField()),
                ("client_id", models.UUIDField(unique=True)),
                (
                    "on_hand_quantity",
                    models.DecimalField(decimal_places=3, default=0, editable=False, max_digits=12),
                ),
                ("on_hand_grams", models.IntegerField(default=0, editable=False)),
                (
                    "commodity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="harvests",
                        to="harvests.commodity",
                        verbose_name="Komoditas",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="harvests",
                        to="rutan.facility",
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
                    "planting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="harvests",
                        to="harvests.planting",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="harvests",
                        to="harvests.productionsite",
                        verbose_name="Lahan/Kolam/Kandang",
                    ),
                ),
            ],
            options={
                "ordering": ["-harvested_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["facility", "harvested_on"], name="harvest_by_facility_and_day"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grams__gt", 0),
                            ("grams__lte", 100000000),
                            ("quantity__gt", 0),
                            ("quantity__lte", 1000000),
                        ),
                        name="a_harvest_is_more_than_nothing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("on_hand_grams__lte", 100000000), ("on_hand_quantity__lte", 1000000)
                        ),
                        name="a_lot_holds_no_more_than_a_harvest_can",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unit__in", ["kg", "g", "bundle", "piece", "egg", "head"])
                        ),
                        name="a_harvest_has_a_known_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("on_hand_grams__gte", 0), ("on_hand_quantity__gte", 0)),
                        name="a_lot_never_goes_below_zero",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("on_hand_grams", 0), ("on_hand_quantity", 0)),
                            models.Q(("on_hand_grams__gt", 0), ("on_hand_quantity__gt", 0)),
                            models.Q(
                                ("on_hand_grams", 0),
                                ("on_hand_quantity__gt", 0),
                                models.Q(
                                    ("on_hand_quantity__lt", 1),
                                    (
                                        "quantity__gt",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("on_hand_quantity"), "*", models.F("grams")
                                            ),
                                            "/",
                                            models.Value(2),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="units_lie_with_their_grams",
                    ),
                    rutan.constraints.CompositeForeignKey(
                        fields=("planting", "commodity", "site"),
                        name="a_harvest_is_of_its_planting",
                        to="harvests.Planting",
                        to_fields=("id", "commodity", "site"),
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="harvest_intake_never_changes",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."facility_id" IS DISTINCT FROM NEW."facility_id" '
                                'OR OLD."commodity_id" IS DISTINCT FROM NEW."commodity_id" '
                                'OR OLD."site_id" IS DISTINCT FROM NEW."site_id" '
                                'OR OLD."harvested_on" IS DISTINCT FROM NEW."harvested_on" '
                                'OR OLD."quantity" IS DISTINCT FROM NEW."quantity" '
                                'OR OLD."unit" IS DISTINCT FROM NEW."unit" '
                                'OR OLD."grams" IS DISTINCT FROM NEW."grams" '
                                'OR OLD."client_id" IS DISTINCT FROM NEW."client_id" THEN '
                                "RAISE EXCEPTION 'harvest_intake_never_changes' USING ERRCODE "
                                "= '23514', CONSTRAINT = 'harvest_intake_never_changes'; END "
                                "IF; RETURN NEW;"
                            ),
                            hash="4bf3de531e71383b2e37aaea52a256cd4bc6b8fe",
                            operation="UPDATE",
                            pgid="pgtrigger_harvest_intake_never_changes_59077",
                            table="harvests_harvest",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="harvest_is_never_deleted",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF true THEN RAISE EXCEPTION 'harvest_is_never_deleted' USING "
                                "ERRCODE = '23514', CONSTRAINT = 'harvest_is_never_deleted'; "
                                "END IF; RETURN OLD;"
                            ),
                            hash="5e2d5607753e2daa929a6a6c8acaaa911e456ac1",
                            operation="DELETE",
                            pgid="pgtrigger_harvest_is_never_deleted_773eb",
                            table="harvests_harvest",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "harvests_commodity" WHERE "id" '
                                '= NEW."commodity_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "harvests_productionsite" WHERE '
                                '"id" = NEW."site_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "harvests_planting" WHERE "id" '
                                '= NEW."planting_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."recorded_by_id") <> NEW."facility_id" THEN RAISE '
                                "EXCEPTION 'harvest_ties_one_facility' USING ERRCODE = "
                                "'23514', CONSTRAINT = 'harvest_ties_one_facility'; END IF; "
                                "RETURN NEW;"
                            ),
                            hash="886fb24c6085e40da278c332a715800bad27604b",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_94f76",
                            table="harvests_harvest",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="figures_follow_facts",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'NEW."on_hand_quantity" = (NEW.quantity + (SELECT '
                                "coalesce(sum(m.quantity), "
                                '0) FROM "harvests_stockmovement" m WHERE m.harvest_id = '
                                'NEW.id)); NEW."on_hand_grams" = (NEW.grams + (SELECT '
                                "coalesce(sum(m.grams), "
                                '0) FROM "harvests_stockmovement" m WHERE m.harvest_id = '
                                "NEW.id)); RETURN NEW;"
                            ),
                            hash="b239499d65ceeb5a964faf9509cc36136229b2cf",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_figures_follow_facts_6ac65",
                            table="harvests_harvest",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "harvests_harvesthistory" ("best_before", '
                                '"client_id", "commodity_id", "facility_id", "grams", '
                                '"harvested_on", "id", "note", "pgh_created_at", "pgh_label", '
                                '"pgh_obj_id", "photo", "planting_id", "quantity", '
                                '"recorded_at", "recorded_by_id", "site_id", "unit", '
                                '"weight_is_estimated", '
                                '"worker_count") VALUES (NEW."best_before", NEW."client_id", '
                                'NEW."commodity_id", NEW."facility_id", NEW."grams", '
                                'NEW."harvested_on", NEW."id", NEW."note", NOW(), \'insert\', '
                                'NEW."id", NEW."photo", NEW."planting_id", NEW."quantity", '
                                'NEW."recorded_at", NEW."recorded_by_id", NEW."site_id", '
                                'NEW."unit", NEW."weight_is_estimated", '
                                'NEW."worker_count"); RETURN NULL;'
                            ),
                            hash="1ce645ef503a4c8925ee15a4b180fac510b39e48",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_886f3",
                            table="harvests_harvest",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."best_before" IS DISTINCT FROM (NEW."best_before") '
                                'OR OLD."client_id" IS DISTINCT FROM (NEW."client_id") '
                                'OR OLD."commodity_id" IS DISTINCT FROM (NEW."commodity_id") '
                                'OR OLD."facility_id" IS DISTINCT FROM (NEW."facility_id") '
                                'OR OLD."grams" IS DISTINCT FROM (NEW."grams") '
                                'OR OLD."harvested_on" IS DISTINCT FROM (NEW."harvested_on") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."note" IS DISTINCT FROM (NEW."note") '
                                'OR OLD."photo" IS DISTINCT FROM (NEW."photo") '
                                'OR OLD."planting_id" IS DISTINCT FROM (NEW."planting_id") '
                                'OR OLD."quantity" IS DISTINCT FROM (NEW."quantity") '
                                'OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") '
                                'OR OLD."recorded_by_id" IS DISTINCT FROM '
                                '(NEW."recorded_by_id") '
                                'OR OLD."site_id" IS DISTINCT FROM (NEW."site_id") '
                                'OR OLD."unit" IS DISTINCT FROM (NEW."unit") '
                                'OR OLD."weight_is_estimated" IS DISTINCT FROM '
                                '(NEW."weight_is_estimated") '
                                'OR OLD."worker_count" IS DISTINCT FROM (NEW."worker_count"))'
                            ),
                            func=(
                                'INSERT INTO "harvests_harvesthistory" ("best_before", '
                                '"client_id", "commodity_id", "facility_id", "grams", '
                                '"harvested_on", "id", "note", "pgh_created_at", "pgh_label", '
                                '"pgh_obj_id", "photo", "planting_id", "quantity", '
                                '"recorded_at", "recorded_by_id", "site_id", "unit", '
                                '"weight_is_estimated", '
                                '"worker_count") VALUES (NEW."best_before", NEW."client_id", '
                                'NEW."commodity_id", NEW."facility_id", NEW."grams", '
                                'NEW."harvested_on", NEW."id", NEW."note", NOW(), \'update\', '
                                'NEW."id", NEW."photo", NEW."planting_id", NEW."quantity", '
                                'NEW."recorded_at", NEW."recorded_by_id", NEW."site_id", '
                                'NEW."unit", NEW."weight_is_estimated", '
                                'NEW."worker_count"); RETURN NULL;'
                            ),
                            hash="75970e903c9e5e39b68c45a624d830ff39763948",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_934c4",
                            table="harvests_harvest",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HarvestHistory",
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
                ("harvested_on", models.DateField(verbose_name="Tanggal panen")),
                (
                    "quantity",
                    models.DecimalField(decimal_places=3, max_digits=12, verbose_name="Jumlah"),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("kg", "kg"),
                            ("g", "g"),
                            ("bundle", "ikat"),
                            ("piece", "buah"),
                            ("egg", "butir"),
                            ("head", "ekor"),
                        ],
                        max_length=8,
                        verbose_name="Satuan",
                    ),
                ),
                ("grams", models.PositiveIntegerField(verbose_name="Berat (gram)")),
                (
                    "weight_is_estimated",
                    models.BooleanField(default=False, verbose_name="Berat perkiraan"),
                ),
                (
                    "worker_count",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="Jumlah WBP yang bekerja"
                    ),
                ),
                (
                    "photo",
                    models.FileField(blank=True, upload_to="harvests/%Y/%m/", verbose_name="Foto"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Catatan")),
                ("best_before", models.DateField(verbose_name="Sebaiknya dipakai sampai")),
                ("recorded_at", models.DateTimeField()),
                ("client_id", models.UUIDField()),
                (
                    "commodity",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="harvests.commodity",
                        verbose_name="Komoditas",
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="historys",
                        to="harvests.harvest",
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
                    "planting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="harvests.planting",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="harvests.productionsite",
                        verbose_name="Lahan/Kolam/Kandang",
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
                            hash="d0aebfb5d6cb323c2a08660d2d890baf59f94c0e",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_41eaf",
                            table="harvests_harvesthistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Deposit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(max_length=40, verbose_name="Nomor bukti setor (NTPN)"),
                ),
                ("deposited_on", models.DateField(verbose_name="Tanggal setor")),
                ("amount", models.PositiveBigIntegerField(verbose_name="Jumlah (Rp)")),
                ("recorded_at", models.DateTimeField()),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposits",
                        to="rutan.facility",
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("facility", "reference"), name="one_deposit_per_reference"
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="fact_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION "
                                "'deposit_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'deposit_is_append_only'; END IF; IF "
                                "to_jsonb(OLD) - ARRAY[]::text[] IS DISTINCT FROM "
                                "to_jsonb(NEW) - ARRAY[]::text[] THEN RAISE EXCEPTION "
                                "'deposit_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'deposit_is_append_only'; END IF; RETURN NEW;"
                            ),
                            hash="545225d2d3ef948c7cffa9ac1431da786c5e72e9",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_fact_is_append_only_3f9d5",
                            table="harvests_deposit",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."recorded_by_id") <> NEW."facility_id" THEN RAISE '
                                "EXCEPTION 'deposit_ties_one_facility' USING ERRCODE = "
                                "'23514', CONSTRAINT = 'deposit_ties_one_facility'; END IF; "
                                "RETURN NEW;"
                            ),
                            hash="4f0b32db9a9986cbf4d4853a7e7b2aab024dbde1",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_16b18",
                            table="harvests_deposit",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockMovement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(decimal_places=3, max_digits=12, verbose_name="Jumlah"),
                ),
                ("grams", models.IntegerField(verbose_name="Berat (gram)")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("packed", "Dikemas (bakti sosial)"),
                            ("kitchen", "Dapur (BAMA)"),
                            ("sale", "Dijual (PNBP)"),
                            ("staff", "Dibeli pegawai"),
                            ("donation", "Sumbangan"),
                            ("seed", "Bibit"),
                            ("loss", "Susut/rusak"),
                            ("count", "Opname"),
                            ("correction", "Pembetulan"),
                        ],
                        max_length=12,
                        verbose_name="Penggunaan",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wilted", "Layu"),
                            ("rotten", "Busuk"),
                            ("pest", "Hama"),
                            ("shrinkage", "Susut timbang"),
                            ("missing", "Hilang"),
                            ("expired", "Lewat masa simpan"),
                        ],
                        max_length=12,
                        verbose_name="Sebab",
                    ),
                ),
                ("occurred_on", models.DateField(verbose_name="Tanggal")),
                ("recorded_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Catatan")),
                ("client_id", models.UUIDField(unique=True)),
                ("buyer", models.CharField(blank=True, max_length=120, verbose_name="Pembeli")),
                (
                    "amount",
                    models.PositiveBigIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(100000000000)],
                        verbose_name="Nilai (Rp)",
                    ),
                ),
                (
                    "deposit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales",
                        to="harvests.deposit",
                    ),
                ),
                (
                    "harvest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="harvests.harvest",
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
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="harvests.stockmovement",
                    ),
                ),
                (
                    "unpacks",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unpackings",
                        to="harvests.stockmovement",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["occurred_on"], name="movement_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "packed",
                                    "kitchen",
                                    "sale",
                                    "staff",
                                    "donation",
                                    "seed",
                                    "loss",
                                    "count",
                                    "correction",
                                ],
                            )
                        ),
                        name="a_movement_has_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                ["", "wilted", "rotten", "pest", "shrinkage", "missing", "expired"],
                            )
                        ),
                        name="a_movement_has_a_known_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grams__range", (-100000000, 100000000)),
                            ("quantity__range", (-1000000, 1000000)),
                        ),
                        name="a_movement_is_no_more_than_a_harvest_can_be",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("grams__gte", 0), ("quantity__gt", 0)),
                            models.Q(("grams__lte", 0), ("quantity__lt", 0)),
                            models.Q(("quantity", 0), models.Q(("grams", 0), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_movement_moves_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["packed", "count", "correction"]),
                            models.Q(("quantity__lt", 0), ("reverses__isnull", True)),
                            models.Q(("quantity__gt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_use_leaves_and_its_reversal_returns",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "loss"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_loss_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "sale"),
                            models.Q(("amount", None), ("buyer", ""), ("deposit", None)),
                            _connector="OR",
                        ),
                        name="only_a_sale_has_a_buyer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "packed"), ("quantity__gt", 0), ("unpacks__isnull", False)
                            ),
                            models.Q(
                                ("unpacks__isnull", True),
                                models.Q(
                                    models.Q(("kind", "packed"), _negated=True),
                                    ("quantity__lt", 0),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="an_unpacking_names_its_packing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "packed"), _negated=True),
                            ("reverses", None),
                            _connector="OR",
                        ),
                        name="packages_are_unpacked_not_reversed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reverses", None),
                            models.Q(("amount", None), ("deposit", None)),
                            _connector="OR",
                        ),
                        name="only_the_sale_itself_has_an_amount",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="fact_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION "
                                "'stockmovement_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'stockmovement_is_append_only'; END IF; IF "
                                "to_jsonb(OLD) - ARRAY['amount', 'deposit_id', 'buyer', "
                                "'note']::text[] IS DISTINCT FROM to_jsonb(NEW) - "
                                "ARRAY['amount', 'deposit_id', 'buyer', 'note']::text[] "
                                'OR (OLD."amount" IS NOT NULL AND OLD."amount"::text <> \'\' AND '
                                'OLD."amount" IS DISTINCT FROM NEW."amount") '
                                'OR (OLD."deposit_id" IS NOT NULL AND OLD."deposit_id"::text '
                                '<> \'\' AND OLD."deposit_id" IS DISTINCT FROM NEW."deposit_id") '
                                'OR (OLD."buyer" IS DISTINCT FROM NEW."buyer" AND '
                                "NEW.\"buyer\"::text <> '') "
                                'OR (OLD."note" IS DISTINCT FROM NEW."note" AND '
                                "NEW.\"note\"::text <> '') THEN RAISE EXCEPTION "
                                "'stockmovement_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'stockmovement_is_append_only'; END IF; RETURN NEW;"
                            ),
                            hash="060febf81355a7266efccec66800ecb1b34b8c71",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_fact_is_append_only_c0786",
                            table="harvests_stockmovement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_sale_has_a_buyer",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF NEW.kind = 'sale' AND NEW.reverses_id IS NULL AND "
                                "NEW.buyer = '' THEN RAISE EXCEPTION 'a_sale_has_a_buyer' "
                                "USING ERRCODE = '23514', "
                                "CONSTRAINT = 'a_sale_has_a_buyer'; END IF; RETURN NEW;"
                            ),
                            hash="3e8ac46c7dc237ad50d0d9b622de4562c17385b2",
                            operation="INSERT",
                            pgid="pgtrigger_a_sale_has_a_buyer_365e4",
                            table="harvests_stockmovement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_mended_figure_says_why",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF (NEW.kind IN ('correction', 'count') "
                                "OR NEW.reverses_id IS NOT NULL) AND NEW.note = '' THEN RAISE "
                                "EXCEPTION 'a_mended_figure_says_why' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'a_mended_figure_says_why'; END IF; RETURN NEW;"
                            ),
                            hash="98f30c3bdcf5f01b66aad6d45d718f2621dce0ad",
                            operation="INSERT",
                            pgid="pgtrigger_a_mended_figure_says_why_59d44",
                            table="harvests_stockmovement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_movement_follows_its_harvest",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF NEW.occurred_on < (SELECT h.harvested_on FROM "
                                '"harvests_harvest" h WHERE h.id = NEW.harvest_id) THEN RAISE '
                                "EXCEPTION 'a_movement_follows_its_harvest' USING ERRCODE = "
                                "'23514', CONSTRAINT = 'a_movement_follows_its_harvest'; END "
                                "IF; RETURN NEW;"
                            ),
                            hash="c3d6544db67cc5027bfe6fce9720bfd4cf8060dc",
                            operation="INSERT",
                            pgid="pgtrigger_a_movement_follows_its_harvest_e4a4e",
                            table="harvests_stockmovement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="touches_harvest",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func='UPDATE "harvests_harvest" SET id = id WHERE id = NEW."harvest_id"; RETURN NEW;',
                            hash="c51dc94384ac2cedf1e90d36a4769c3ff3d015df",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_touches_harvest_71334",
                            table="harvests_stockmovement",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "harvests_deposit" WHERE "id" = '
                                'NEW."deposit_id") <> (SELECT "facility_id" FROM '
                                '"harvests_harvest" WHERE "id" = NEW."harvest_id") '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."recorded_by_id") <> (SELECT "facility_id" FROM '
                                '"harvests_harvest" WHERE "id" = NEW."harvest_id") THEN RAISE '
                                "EXCEPTION 'stockmovement_ties_one_facility' USING ERRCODE = "
                                "'23514', CONSTRAINT = 'stockmovement_ties_one_facility'; END "
                                "IF; RETURN NEW;"
                            ),
                            hash="ded030c89ee269d757e8815d7244099699fb9a1a",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_02e53",
                            table="harvests_stockmovement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_reversal_is_the_exact_opposite",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
                                '"harvests_stockmovement" m WHERE m.id = NEW.reverses_id AND '
                                "m.harvest_id = NEW.harvest_id AND m.kind = NEW.kind AND "
                                "m.quantity = -NEW.quantity AND m.grams = -NEW.grams AND "
                                "m.reverses_id IS NULL) THEN RAISE EXCEPTION "
                                "'a_reversal_is_the_exact_opposite' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'a_reversal_is_the_exact_opposite'; END IF; RETURN NEW;"
                            ),
                            hash="ac28836ef10bbaa83da269c3f5f73161ccc8809d",
                            operation="INSERT",
                            pgid="pgtrigger_a_reversal_is_the_exact_opposite_52a5d",
                            table="harvests_stockmovement",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="unpacking_stays_within_its_packing",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF NEW.unpacks_id IS NOT NULL AND NOT EXISTS (\n"
                                '    SELECT 1 FROM "harvests_stockmovement" m\n'
                                "    WHERE m.id = NEW.unpacks_id AND m.harvest_id = NEW.harvest_id\n"
                                "    AND m.kind = 'packed' AND m.quantity < 0 AND (\n"
                                "        SELECT sum(b.quantity) <= -m.quantity AND "
                                "sum(b.grams) <= -m.grams\n"
                                '        FROM "harvests_stockmovement" b WHERE b.unpacks_id = '
                                "m.id)) THEN RAISE EXCEPTION "
                                "'unpacking_stays_within_its_packing' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'unpacking_stays_within_its_packing'; END IF; "
                                "RETURN NEW;"
                            ),
                            hash="c8cbb6ffb21100ef43c77b8a83b8da8f284ad3ce",
                            operation="INSERT",
                            pgid="pgtrigger_unpacking_stays_within_its_packing_e1ca6",
                            table="harvests_stockmovement",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quantity",
                    models.DecimalField(decimal_places=3, max_digits=12, verbose_name="Jumlah"),
                ),
                ("grams", models.PositiveIntegerField(verbose_name="Berat (gram)")),
                ("counted_on", models.DateField(verbose_name="Tanggal")),
                ("recorded_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Catatan")),
                ("client_id", models.UUIDField(unique=True)),
                (
                    "harvest",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="harvests.harvest",
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
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("grams__range", (0, 100000000)),
                            ("quantity__range", (0, 1000000)),
                            models.Q(
                                ("quantity__gt", 0),
                                models.Q(("grams", 0), ("quantity", 0)),
                                _connector="OR",
                            ),
                        ),
                        name="a_count_finds_what_a_lot_can_hold",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="fact_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION "
                                "'stockcount_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'stockcount_is_append_only'; END IF; IF "
                                "to_jsonb(OLD) - ARRAY['note']::text[] IS DISTINCT FROM "
                                "to_jsonb(NEW) - ARRAY['note']::text[] "
                                'OR (OLD."note" IS DISTINCT FROM NEW."note" AND '
                                "NEW.\"note\"::text <> '') THEN RAISE EXCEPTION "
                                "'stockcount_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'stockcount_is_append_only'; END IF; RETURN NEW;"
                            ),
                            hash="af4d0be32035bb9cf34803661c35b636f70fead7",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_fact_is_append_only_38377",
                            table="harvests_stockcount",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."recorded_by_id") <> (SELECT "facility_id" FROM '
                                '"harvests_harvest" WHERE "id" = NEW."harvest_id") THEN RAISE '
                                "EXCEPTION 'stockcount_ties_one_facility' USING ERRCODE = "
                                "'23514', CONSTRAINT = 'stockcount_ties_one_facility'; END IF; "
                                "RETURN NEW;"
                            ),
                            hash="15bd622d86a94003d0fc8d8d63f3a889e2b6129e",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_a8455",
                            table="harvests_stockcount",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_count_says_why",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF NEW.note = '' THEN RAISE EXCEPTION 'a_count_says_why' "
                                "USING ERRCODE = '23514', "
                                "CONSTRAINT = 'a_count_says_why'; END IF; RETURN NEW;"
                            ),
                            hash="7b38b8832911354eb8e9419d29b16aae3bedf0d7",
                            operation="INSERT",
                            pgid="pgtrigger_a_count_says_why_7b348",
                            table="harvests_stockcount",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_count_follows_its_harvest",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF NEW.counted_on < (SELECT h.harvested_on FROM "
                                '"harvests_harvest" h WHERE h.id = NEW.harvest_id) THEN RAISE '
                                "EXCEPTION 'a_count_follows_its_harvest' USING ERRCODE = "
                                "'23514', CONSTRAINT = 'a_count_follows_its_harvest'; END IF; "
                                "RETURN NEW;"
                            ),
                            hash="a5494d8b2d6b304be9ead097e1a82af8218884d6",
                            operation="INSERT",
                            pgid="pgtrigger_a_count_follows_its_harvest_26aae",
                            table="harvests_stockcount",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
    ]
