"Inmates, families, their members, kinships and evidence, and the areas they live in."

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import families.models.areas
import rutan.fields
import rutan.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("families", "0001_names_are_folded_and_found"),
        ("rutan", "0001_facilities_users_and_audit"),
        ("rutan", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Area",
            fields=[
                ("code", models.CharField(max_length=13, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Provinsi"),
                            (2, "Kabupaten/kota"),
                            (3, "Kecamatan"),
                            (4, "Desa/kelurahan"),
                        ]
                    ),
                ),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=families.models.areas.FoldedName("name"),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="families.area",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "indexes": [
                    models.Index(fields=["level", "name_key"], name="area_by_level_and_name")
                ],
            },
        ),
        migrations.CreateModel(
            name="Family",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=120, verbose_name="Nama keluarga (kepala atau wakil)"
                    ),
                ),
                (
                    "kk_number",
                    rutan.fields.IdentityNumberField(
                        blank=True, editable=True, null=True, verbose_name="Nomor KK"
                    ),
                ),
                ("card_split", models.PositiveSmallIntegerField(default=0)),
                (
                    "card_split_reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="Alasan dua keluarga dalam satu KK"
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="Alamat")),
                ("hamlet", models.CharField(blank=True, max_length=60, verbose_name="Dukuh/dusun")),
                (
                    "rt",
                    models.CharField(
                        blank=True,
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{1,3}$", "RT terdiri atas 1 sampai 3 angka."
                            )
                        ],
                        verbose_name="RT",
                    ),
                ),
                (
                    "rw",
                    models.CharField(
                        blank=True,
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{1,3}$", "RW terdiri atas 1 sampai 3 angka."
                            )
                        ],
                        verbose_name="RW",
                    ),
                ),
                (
                    "phone",
                    models.CharField(blank=True, max_length=20, verbose_name="Nomor telepon"),
                ),
                (
                    "hold_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Pindah"),
                            ("duplicate", "Data ganda"),
                            ("family_request", "Permintaan keluarga"),
                            ("data_doubt", "Dugaan salah data"),
                            ("other", "Lainnya"),
                        ],
                        max_length=16,
                        verbose_name="Sebab ditunda",
                    ),
                ),
                ("hold_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hold_until",
                    models.DateField(blank=True, null=True, verbose_name="Ditunda sampai dengan"),
                ),
                (
                    "staff_relative",
                    models.BooleanField(default=False, verbose_name="Keluarga pegawai Rutan"),
                ),
                ("restricted_at", models.DateTimeField(blank=True, null=True)),
                ("restricted_reason", models.CharField(blank=True, max_length=200)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("recorded_at", models.DateTimeField()),
                ("client_id", models.UUIDField(editable=False, null=True)),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=families.models.areas.FoldedName("name"),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="families",
                        to="families.area",
                        verbose_name="Desa/kelurahan",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="families",
                        to="rutan.facility",
                    ),
                ),
                (
                    "hold_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_from",
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
                    "restricted_by",
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
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("facility", "kk_number", "card_split"),
                        name="one_family_per_card_and_split",
                    ),
                    models.UniqueConstraint(fields=("client_id",), name="a_form_makes_one_family"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("card_split", 0),
                            models.Q(("card_split_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_split_card_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("hold_at__isnull", True), ("hold_kind", ""), ("hold_until", None)
                            ),
                            models.Q(
                                ("hold_at__isnull", False),
                                models.Q(("hold_kind", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_hold_has_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hold_at__isnull", False), ("hold_by__isnull", False)),
                            models.Q(("hold_at__isnull", True), ("hold_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="family_hold_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("restricted_at__isnull", False), ("restricted_by__isnull", False)
                            ),
                            models.Q(
                                ("restricted_at__isnull", True), ("restricted_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="family_restricted_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", models.F("id")), _negated=True),
                        name="a_family_is_not_merged_into_itself",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="frozen_columns",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."facility_id" IS DISTINCT FROM NEW."facility_id" THEN '
                                "RAISE EXCEPTION 'family_facility_never_changes' USING ERRCODE "
                                "= '23514', CONSTRAINT = 'family_facility_never_changes'; END "
                                "IF; RETURN NEW;"
                            ),
                            hash="a346cbc82982c5b1a4948a09e4ba0234cfbb54ab",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_columns_0cde4",
                            table="families_family",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "families_family" WHERE "id" = '
                                'NEW."merged_into_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."hold_by_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."restricted_by_id") <> NEW."facility_id" '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."recorded_by_id") <> NEW."facility_id" THEN RAISE '
                                "EXCEPTION 'family_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'family_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="2ccd510b46bb78444aeb79503e127fe14a1b8b7e",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_b0e81",
                            table="families_family",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "families_familyhistory" ("address", "area_id", '
                                '"card_split", "card_split_reason", "erased_at", '
                                '"facility_id", "hamlet", "hold_at", "hold_by_id", '
                                '"hold_kind", "hold_until", "id", "kk_number", '
                                '"merged_into_id", "name", "pgh_created_at", "pgh_label", '
                                '"pgh_obj_id", "phone", "recorded_at", "recorded_by_id", '
                                '"restricted_at", "restricted_by_id", "restricted_reason", '
                                '"rt", "rw", "staff_relative") VALUES (NEW."address", '
                                'NEW."area_id", NEW."card_split", NEW."card_split_reason", '
                                'NEW."erased_at", NEW."facility_id", NEW."hamlet", '
                                'NEW."hold_at", NEW."hold_by_id", NEW."hold_kind", '
                                'NEW."hold_until", NEW."id", NEW."kk_number", '
                                'NEW."merged_into_id", NEW."name", NOW(), \'insert\', NEW."id", '
                                'NEW."phone", NEW."recorded_at", NEW."recorded_by_id", '
                                'NEW."restricted_at", NEW."restricted_by_id", '
                                'NEW."restricted_reason", NEW."rt", NEW."rw", '
                                'NEW."staff_relative"); RETURN NULL;'
                            ),
                            hash="4678e83957e1cf418e1fb084c6eb0228df7eaa22",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b3032",
                            table="families_family",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."address" IS DISTINCT FROM (NEW."address") '
                                'OR OLD."area_id" IS DISTINCT FROM (NEW."area_id") '
                                'OR OLD."card_split" IS DISTINCT FROM (NEW."card_split") '
                                'OR OLD."card_split_reason" IS DISTINCT FROM '
                                '(NEW."card_split_reason") '
                                'OR OLD."erased_at" IS DISTINCT FROM (NEW."erased_at") '
                                'OR OLD."facility_id" IS DISTINCT FROM (NEW."facility_id") '
                                'OR OLD."hamlet" IS DISTINCT FROM (NEW."hamlet") '
                                'OR OLD."hold_at" IS DISTINCT FROM (NEW."hold_at") '
                                'OR OLD."hold_by_id" IS DISTINCT FROM (NEW."hold_by_id") '
                                'OR OLD."hold_kind" IS DISTINCT FROM (NEW."hold_kind") '
                                'OR OLD."hold_until" IS DISTINCT FROM (NEW."hold_until") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."kk_number" IS DISTINCT FROM (NEW."kk_number") '
                                'OR OLD."merged_into_id" IS DISTINCT FROM '
                                '(NEW."merged_into_id") '
                                'OR OLD."name" IS DISTINCT FROM (NEW."name") '
                                'OR OLD."phone" IS DISTINCT FROM (NEW."phone") '
                                'OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") '
                                'OR OLD."recorded_by_id" IS DISTINCT FROM '
                                '(NEW."recorded_by_id") '
                                'OR OLD."restricted_at" IS DISTINCT FROM (NEW."restricted_at") '
                                'OR OLD."restricted_by_id" IS DISTINCT FROM '
                                '(NEW."restricted_by_id") '
                                'OR OLD."restricted_reason" IS DISTINCT FROM '
                                '(NEW."restricted_reason") '
                                'OR OLD."rt" IS DISTINCT FROM (NEW."rt") '
                                'OR OLD."rw" IS DISTINCT FROM (NEW."rw") '
                                'OR OLD."staff_relative" IS DISTINCT FROM (NEW."staff_relative"))'
                            ),
                            func=(
                                'INSERT INTO "families_familyhistory" ("address", "area_id", '
                                '"card_split", "card_split_reason", "erased_at", '
                                '"facility_id", "hamlet", "hold_at", "hold_by_id", '
                                '"hold_kind", "hold_until", "id", "kk_number", '
                                '"merged_into_id", "name", "pgh_created_at", "pgh_label", '
                                '"pgh_obj_id", "phone", "recorded_at", "recorded_by_id", '
                                '"restricted_at", "restricted_by_id", "restricted_reason", '
                                '"rt", "rw", "staff_relative") VALUES (NEW."address", '
                                'NEW."area_id", NEW."card_split", NEW."card_split_reason", '
                                'NEW."erased_at", NEW."facility_id", NEW."hamlet", '
                                'NEW."hold_at", NEW."hold_by_id", NEW."hold_kind", '
                                'NEW."hold_until", NEW."id", NEW."kk_number", '
                                'NEW."merged_into_id", NEW."name", NOW(), \'update\', NEW."id", '
                                'NEW."phone", NEW."recorded_at", NEW."recorded_by_id", '
                                'NEW."restricted_at", NEW."restricted_by_id", '
                                'NEW."restricted_reason", NEW."rt", NEW."rw", '
                                'NEW."staff_relative"); RETURN NULL;'
                            ),
                            hash="66593a0a6c9662fbcef7bbb25ece41fabc5e91cf",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_9cc70",
                            table="families_family",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("full_name", models.CharField(max_length=120, verbose_name="Nama lengkap")),
                (
                    "nik",
                    rutan.fields.IdentityNumberField(
                        blank=True, editable=True, null=True, verbose_name="NIK"
                    ),
                ),
                (
                    "birth_date",
                    models.DateField(blank=True, null=True, verbose_name="Tanggal lahir"),
                ),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[("male", "Laki-laki (L)"), ("female", "Perempuan (P)")],
                        max_length=6,
                        verbose_name="Jenis kelamin",
                    ),
                ),
                (
                    "card_relationship",
                    models.CharField(
                        choices=[
                            ("head", "Kepala Keluarga"),
                            ("husband", "Suami"),
                            ("wife", "Istri"),
                            ("child", "Anak"),
                            ("child_in_law", "Menantu"),
                            ("grandchild", "Cucu"),
                            ("parent", "Orang Tua"),
                            ("parent_in_law", "Mertua"),
                            ("other_relative", "Famili Lain"),
                            ("helper", "Pembantu"),
                            ("other", "Lainnya"),
                        ],
                        default="other",
                        max_length=16,
                        verbose_name="Hubungan dalam KK",
                    ),
                ),
                (
                    "may_collect",
                    models.BooleanField(default=True, verbose_name="Boleh mengambil paket"),
                ),
                (
                    "names_family",
                    models.BooleanField(default=False, verbose_name="Kepala atau wakil keluarga"),
                ),
                (
                    "left_on",
                    models.DateField(blank=True, null=True, verbose_name="Keluar dari keluarga"),
                ),
                ("client_id", models.UUIDField(editable=False, null=True)),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=families.models.areas.FoldedName("full_name"),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rutan.facility",
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="families.family",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_on", None)),
                        fields=("facility", "nik"),
                        name="one_member_per_nik",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("names_family", True)),
                        fields=("family",),
                        name="one_member_names_a_family",
                    ),
                    models.UniqueConstraint(fields=("client_id",), name="a_form_makes_one_member"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="frozen_columns",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."facility_id" IS DISTINCT FROM NEW."facility_id" THEN '
                                "RAISE EXCEPTION 'familymember_facility_never_changes' USING "
                                "ERRCODE = '23514', CONSTRAINT = "
                                "'familymember_facility_never_changes'; END IF; RETURN NEW;"
                            ),
                            hash="2f816bb748239c918ddc10825d2a33cafaed5729",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_columns_9dd27",
                            table="families_familymember",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "families_family" WHERE "id" = '
                                'NEW."family_id") <> NEW."facility_id" THEN RAISE EXCEPTION '
                                "'familymember_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'familymember_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="c898f6c5ccd580a8b51f4ef1147fef2ad7f67d5c",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_28800",
                            table="families_familymember",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "families_familymemberhistory" ("birth_date", '
                                '"card_relationship", "facility_id", "family_id", "full_name", '
                                '"id", "left_on", "may_collect", "names_family", "nik", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", '
                                '"sex") VALUES (NEW."birth_date", NEW."card_relationship", '
                                'NEW."facility_id", NEW."family_id", NEW."full_name", '
                                'NEW."id", NEW."left_on", NEW."may_collect", '
                                'NEW."names_family", NEW."nik", NOW(), \'insert\', NEW."id", '
                                'NEW."sex"); RETURN NULL;'
                            ),
                            hash="b0b16fad89086489e92bb316767b8205d1b21108",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_c4154",
                            table="families_familymember",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") '
                                'OR OLD."card_relationship" IS DISTINCT FROM '
                                '(NEW."card_relationship") '
                                'OR OLD."facility_id" IS DISTINCT FROM (NEW."facility_id") '
                                'OR OLD."family_id" IS DISTINCT FROM (NEW."family_id") '
                                'OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."left_on" IS DISTINCT FROM (NEW."left_on") '
                                'OR OLD."may_collect" IS DISTINCT FROM (NEW."may_collect") '
                                'OR OLD."names_family" IS DISTINCT FROM (NEW."names_family") '
                                'OR OLD."nik" IS DISTINCT FROM (NEW."nik") '
                                'OR OLD."sex" IS DISTINCT FROM (NEW."sex"))'
                            ),
                            func=(
                                'INSERT INTO "families_familymemberhistory" ("birth_date", '
                                '"card_relationship", "facility_id", "family_id", "full_name", '
                                '"id", "left_on", "may_collect", "names_family", "nik", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", '
                                '"sex") VALUES (NEW."birth_date", NEW."card_relationship", '
                                'NEW."facility_id", NEW."family_id", NEW."full_name", '
                                'NEW."id", NEW."left_on", NEW."may_collect", '
                                'NEW."names_family", NEW."nik", NOW(), \'update\', NEW."id", '
                                'NEW."sex"); RETURN NULL;'
                            ),
                            hash="248f9941f050b72a086ca8f37faaf82349ae6dfb",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0ee8b",
                            table="families_familymember",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyMemberHistory",
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
                ("full_name", models.CharField(max_length=120, verbose_name="Nama lengkap")),
                (
                    "nik",
                    rutan.fields.IdentityNumberField(
                        blank=True, editable=True, null=True, verbose_name="NIK"
                    ),
                ),
                (
                    "birth_date",
                    models.DateField(blank=True, null=True, verbose_name="Tanggal lahir"),
                ),
                (
                    "sex",
                    models.CharField(
                        blank=True,
                        choices=[("male", "Laki-laki (L)"), ("female", "Perempuan (P)")],
                        max_length=6,
                        verbose_name="Jenis kelamin",
                    ),
                ),
                (
                    "card_relationship",
                    models.CharField(
                        choices=[
                            ("head", "Kepala Keluarga"),
                            ("husband", "Suami"),
                            ("wife", "Istri"),
                            ("child", "Anak"),
                            ("child_in_law", "Menantu"),
                            ("grandchild", "Cucu"),
                            ("parent", "Orang Tua"),
                            ("parent_in_law", "Mertua"),
                            ("other_relative", "Famili Lain"),
                            ("helper", "Pembantu"),
                            ("other", "Lainnya"),
                        ],
                        default="other",
                        max_length=16,
                        verbose_name="Hubungan dalam KK",
                    ),
                ),
                (
                    "may_collect",
                    models.BooleanField(default=True, verbose_name="Boleh mengambil paket"),
                ),
                (
                    "names_family",
                    models.BooleanField(default=False, verbose_name="Kepala atau wakil keluarga"),
                ),
                (
                    "left_on",
                    models.DateField(blank=True, null=True, verbose_name="Keluar dari keluarga"),
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="historys",
                        to="families.familymember",
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
                            hash="af55b01a920c3b5eee01489cbb9b68ccec7eef26",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_9cd54",
                            table="families_familymemberhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Inmate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="Nama")),
                (
                    "sex",
                    models.CharField(
                        choices=[("male", "Laki-laki (L)"), ("female", "Perempuan (P)")],
                        default="male",
                        max_length=6,
                        verbose_name="Jenis kelamin",
                    ),
                ),
                (
                    "birth_date",
                    models.DateField(blank=True, null=True, verbose_name="Tanggal lahir"),
                ),
                (
                    "legal_status",
                    models.CharField(
                        choices=[
                            ("detainee", "Tahanan"),
                            ("convict", "Narapidana"),
                            ("juvenile", "Anak Binaan"),
                        ],
                        max_length=10,
                        verbose_name="Status",
                    ),
                ),
                ("block", models.CharField(blank=True, max_length=20, verbose_name="Blok")),
                (
                    "custody_status",
                    models.CharField(
                        choices=[
                            ("in_custody", "Di dalam"),
                            ("released", "Bebas"),
                            ("transferred", "Pindah"),
                            ("conditional_release", "Integrasi (PB/CB/CMB)"),
                            ("out_temporarily", "Keluar sementara (sidang, sakit, cuti)"),
                            ("deceased", "Meninggal"),
                            ("escaped", "Melarikan diri"),
                        ],
                        default="in_custody",
                        max_length=20,
                        verbose_name="Keberadaan",
                    ),
                ),
                ("custody_since", models.DateField(verbose_name="Sejak tanggal")),
                ("client_id", models.UUIDField(editable=False, null=True)),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=families.models.areas.FoldedName("name"),
                        output_field=models.TextField(),
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inmates",
                        to="rutan.facility",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("client_id",), name="a_form_makes_one_inmate")
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="frozen_columns",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."facility_id" IS DISTINCT FROM NEW."facility_id" THEN '
                                "RAISE EXCEPTION 'inmate_facility_never_changes' USING ERRCODE "
                                "= '23514', CONSTRAINT = 'inmate_facility_never_changes'; END "
                                "IF; RETURN NEW;"
                            ),
                            hash="4469caff2d6c23153580d0b47fffb39e38513470",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_columns_b9789",
                            table="families_inmate",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "families_inmatehistory" ("birth_date", "block", '
                                '"custody_since", "custody_status", "facility_id", "id", '
                                '"legal_status", "name", "pgh_created_at", "pgh_label", '
                                '"pgh_obj_id", "sex") VALUES (NEW."birth_date", NEW."block", '
                                'NEW."custody_since", NEW."custody_status", NEW."facility_id", '
                                'NEW."id", NEW."legal_status", NEW."name", NOW(), \'insert\', '
                                'NEW."id", NEW."sex"); RETURN NULL;'
                            ),
                            hash="1f820d4e6655e36c1295f0d530b4eb4289db10e4",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_6df7a",
                            table="families_inmate",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."birth_date" IS DISTINCT FROM (NEW."birth_date") '
                                'OR OLD."block" IS DISTINCT FROM (NEW."block") '
                                'OR OLD."custody_since" IS DISTINCT FROM (NEW."custody_since") '
                                'OR OLD."custody_status" IS DISTINCT FROM '
                                '(NEW."custody_status") '
                                'OR OLD."facility_id" IS DISTINCT FROM (NEW."facility_id") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."legal_status" IS DISTINCT FROM (NEW."legal_status") '
                                'OR OLD."name" IS DISTINCT FROM (NEW."name") '
                                'OR OLD."sex" IS DISTINCT FROM (NEW."sex"))'
                            ),
                            func=(
                                'INSERT INTO "families_inmatehistory" ("birth_date", "block", '
                                '"custody_since", "custody_status", "facility_id", "id", '
                                '"legal_status", "name", "pgh_created_at", "pgh_label", '
                                '"pgh_obj_id", "sex") VALUES (NEW."birth_date", NEW."block", '
                                'NEW."custody_since", NEW."custody_status", NEW."facility_id", '
                                'NEW."id", NEW."legal_status", NEW."name", NOW(), \'update\', '
                                'NEW."id", NEW."sex"); RETURN NULL;'
                            ),
                            hash="9b2012b608257e29c2baa6f3b0ba2cb52fb95f2a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_03d3e",
                            table="families_inmate",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Kinship",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "relationship",
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
                        verbose_name="Hubungan dengan WBP",
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="Berakhir tanggal"),
                ),
                ("client_id", models.UUIDField(editable=False, null=True)),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kinships",
                        to="families.family",
                    ),
                ),
                (
                    "inmate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kinships",
                        to="families.inmate",
                        verbose_name="WBP",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("family", "inmate"),
                        name="one_live_kinship_per_family_and_inmate",
                    ),
                    models.UniqueConstraint(fields=("client_id",), name="a_form_makes_one_kinship"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="a_kinship_keeps_both_ends",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."family_id" IS DISTINCT FROM NEW."family_id" '
                                'OR OLD."inmate_id" IS DISTINCT FROM NEW."inmate_id" THEN '
                                "RAISE EXCEPTION 'a_kinship_keeps_both_ends' USING ERRCODE = "
                                "'23514', CONSTRAINT = 'a_kinship_keeps_both_ends'; END IF; "
                                "RETURN NEW;"
                            ),
                            hash="bd2d22b51b464d297279f3c156bf6e0451a19889",
                            operation="UPDATE",
                            pgid="pgtrigger_a_kinship_keeps_both_ends_b0153",
                            table="families_kinship",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "families_inmate" WHERE "id" = '
                                'NEW."inmate_id") <> (SELECT "facility_id" FROM '
                                '"families_family" WHERE "id" = NEW."family_id") THEN RAISE '
                                "EXCEPTION 'kinship_ties_one_facility' USING ERRCODE = "
                                "'23514', CONSTRAINT = 'kinship_ties_one_facility'; END IF; "
                                "RETURN NEW;"
                            ),
                            hash="65610cb5ff5ea60f189ba0773a4d2002f79c2e01",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_465ea",
                            table="families_kinship",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "families_kinshiphistory" ("ended_on", '
                                '"family_id", "id", "inmate_id", "pgh_created_at", '
                                '"pgh_label", "pgh_obj_id", '
                                '"relationship") VALUES (NEW."ended_on", NEW."family_id", '
                                'NEW."id", NEW."inmate_id", NOW(), \'insert\', NEW."id", '
                                'NEW."relationship"); RETURN NULL;'
                            ),
                            hash="bbc63f5411c550353638a2bccdf23d6d055d5168",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_f9926",
                            table="families_kinship",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."ended_on" IS DISTINCT FROM (NEW."ended_on") '
                                'OR OLD."family_id" IS DISTINCT FROM (NEW."family_id") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."inmate_id" IS DISTINCT FROM (NEW."inmate_id") '
                                'OR OLD."relationship" IS DISTINCT FROM (NEW."relationship"))'
                            ),
                            func=(
                                'INSERT INTO "families_kinshiphistory" ("ended_on", '
                                '"family_id", "id", "inmate_id", "pgh_created_at", '
                                '"pgh_label", "pgh_obj_id", '
                                '"relationship") VALUES (NEW."ended_on", NEW."family_id", '
                                'NEW."id", NEW."inmate_id", NOW(), \'update\', NEW."id", '
                                'NEW."relationship"); RETURN NULL;'
                            ),
                            hash="b264e42cadaf953255a5e631a72e568ec9819b0e",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_25946",
                            table="families_kinship",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="KinshipHistory",
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
                    "relationship",
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
                        verbose_name="Hubungan dengan WBP",
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="Berakhir tanggal"),
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
                        verbose_name="WBP",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="historys",
                        to="families.kinship",
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
                            hash="dcdd211456eead796a51fd15848a94a148837e77",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_8380a",
                            table="families_kinshiphistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PovertyEvidence",
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
                            ("sktm", "SKTM"),
                            ("dtsen", "DTSEN (desil)"),
                            ("pkh", "PKH"),
                            ("bpnt", "BPNT/KKS"),
                            ("pbi_jk", "KIS PBI"),
                            ("home_survey", "Survei rumah"),
                            ("officer_statement", "Keterangan petugas"),
                        ],
                        max_length=20,
                        verbose_name="Jenis bukti",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="Nomor")),
                (
                    "issuer",
                    models.CharField(blank=True, max_length=120, verbose_name="Diterbitkan oleh"),
                ),
                ("issued_on", models.DateField(verbose_name="Tanggal terbit")),
                ("valid_until", models.DateField(verbose_name="Berlaku sampai dengan")),
                (
                    "decile",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="Desil",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True, upload_to="evidence/%Y/%m/", verbose_name="Hasil pindai"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("rejected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "rejected_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="Alasan ditolak"),
                ),
                ("client_id", models.UUIDField(editable=False, null=True)),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
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
                    "rejected_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "verified_by",
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
                "ordering": ["-valid_until", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("issued_on"))),
                        name="evidence_ends_after_issue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decile__isnull", True), ("decile__range", (1, 10)), _connector="OR"
                        ),
                        name="a_decile_is_one_to_ten",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decile__isnull", True), ("kind", "dtsen"), _connector="OR"
                        ),
                        name="a_decile_is_of_dtsen",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rejected_at__isnull", True),
                            models.Q(("rejected_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_rejection_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rejected_at__isnull", True),
                            ("verified_at__isnull", True),
                            _connector="OR",
                        ),
                        name="evidence_is_accepted_or_rejected",
                    ),
                    models.UniqueConstraint(
                        fields=("client_id",), name="a_form_makes_one_evidence"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("verified_at__isnull", False), ("verified_by__isnull", False)
                            ),
                            models.Q(("verified_at__isnull", True), ("verified_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="povertyevidence_verified_at_and_by_together",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("rejected_at__isnull", False), ("rejected_by__isnull", False)
                            ),
                            models.Q(("rejected_at__isnull", True), ("rejected_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="povertyevidence_rejected_at_and_by_together",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="evidence_stays_with_its_family",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."family_id" IS DISTINCT FROM NEW."family_id" THEN '
                                "RAISE EXCEPTION 'evidence_stays_with_its_family' USING "
                                "ERRCODE = '23514', CONSTRAINT = "
                                "'evidence_stays_with_its_family'; END IF; RETURN NEW;"
                            ),
                            hash="33605768c94e7c7a613180926336c459d311ddb1",
                            operation="UPDATE",
                            pgid="pgtrigger_evidence_stays_with_its_family_13120",
                            table="families_povertyevidence",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."recorded_by_id") <> (SELECT "facility_id" FROM '
                                '"families_family" WHERE "id" = NEW."family_id") '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."verified_by_id") <> (SELECT "facility_id" FROM '
                                '"families_family" WHERE "id" = NEW."family_id") '
                                'OR (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."rejected_by_id") <> (SELECT "facility_id" FROM '
                                '"families_family" WHERE "id" = NEW."family_id") THEN RAISE '
                                "EXCEPTION 'povertyevidence_ties_one_facility' USING ERRCODE = "
                                "'23514', CONSTRAINT = 'povertyevidence_ties_one_facility'; "
                                "END IF; RETURN NEW;"
                            ),
                            hash="dea8005e3f93bf81fb845e4cbe66686ddae465e5",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_6adb4",
                            table="families_povertyevidence",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "families_povertyevidencehistory" ("decile", '
                                '"family_id", "id", "issued_on", "issuer", "kind", "number", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", '
                                '"recorded_by_id", "rejected_at", "rejected_by_id", '
                                '"rejected_reason", "valid_until", "verified_at", '
                                '"verified_by_id") VALUES (NEW."decile", NEW."family_id", '
                                'NEW."id", NEW."issued_on", NEW."issuer", NEW."kind", '
                                'NEW."number", NOW(), \'insert\', NEW."id", NEW."recorded_at", '
                                'NEW."recorded_by_id", NEW."rejected_at", '
                                'NEW."rejected_by_id", NEW."rejected_reason", '
                                'NEW."valid_until", NEW."verified_at", '
                                'NEW."verified_by_id"); RETURN NULL;'
                            ),
                            hash="bfc1a85282909f5c3339052bd976e795b5639591",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_87458",
                            table="families_povertyevidence",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."decile" IS DISTINCT FROM (NEW."decile") '
                                'OR OLD."family_id" IS DISTINCT FROM (NEW."family_id") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."issued_on" IS DISTINCT FROM (NEW."issued_on") '
                                'OR OLD."issuer" IS DISTINCT FROM (NEW."issuer") '
                                'OR OLD."kind" IS DISTINCT FROM (NEW."kind") '
                                'OR OLD."number" IS DISTINCT FROM (NEW."number") '
                                'OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") '
                                'OR OLD."recorded_by_id" IS DISTINCT FROM '
                                '(NEW."recorded_by_id") '
                                'OR OLD."rejected_at" IS DISTINCT FROM (NEW."rejected_at") '
                                'OR OLD."rejected_by_id" IS DISTINCT FROM '
                                '(NEW."rejected_by_id") '
                                'OR OLD."rejected_reason" IS DISTINCT FROM '
                                '(NEW."rejected_reason") '
                                'OR OLD."valid_until" IS DISTINCT FROM (NEW."valid_until") '
                                'OR OLD."verified_at" IS DISTINCT FROM (NEW."verified_at") '
                                'OR OLD."verified_by_id" IS DISTINCT FROM (NEW."verified_by_id"))'
                            ),
                            func=(
                                'INSERT INTO "families_povertyevidencehistory" ("decile", '
                                '"family_id", "id", "issued_on", "issuer", "kind", "number", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", '
                                '"recorded_by_id", "rejected_at", "rejected_by_id", '
                                '"rejected_reason", "valid_until", "verified_at", '
                                '"verified_by_id") VALUES (NEW."decile", NEW."family_id", '
                                'NEW."id", NEW."issued_on", NEW."issuer", NEW."kind", '
                                'NEW."number", NOW(), \'update\', NEW."id", NEW."recorded_at", '
                                'NEW."recorded_by_id", NEW."rejected_at", '
                                'NEW."rejected_by_id", NEW."rejected_reason", '
                                'NEW."valid_until", NEW."verified_at", '
                                'NEW."verified_by_id"); RETURN NULL;'
                            ),
                            hash="f246a671ecc0439a34d4f795d87e99c661cde570",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_a4580",
                            table="families_povertyevidence",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PovertyEvidenceHistory",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("sktm", "SKTM"),
                            ("dtsen", "DTSEN (desil)"),
                            ("pkh", "PKH"),
                            ("bpnt", "BPNT/KKS"),
                            ("pbi_jk", "KIS PBI"),
                            ("home_survey", "Survei rumah"),
                            ("officer_statement", "Keterangan petugas"),
                        ],
                        max_length=20,
                        verbose_name="Jenis bukti",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="Nomor")),
                (
                    "issuer",
                    models.CharField(blank=True, max_length=120, verbose_name="Diterbitkan oleh"),
                ),
                ("issued_on", models.DateField(verbose_name="Tanggal terbit")),
                ("valid_until", models.DateField(verbose_name="Berlaku sampai dengan")),
                (
                    "decile",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="Desil",
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("rejected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "rejected_reason",
                    models.CharField(blank=True, max_length=200, verbose_name="Alasan ditolak"),
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="historys",
                        to="families.povertyevidence",
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
                    "rejected_by",
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
                    "verified_by",
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
                            hash="18cbf3304b8416d277839d8791bcb72662785c5c",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_e842a",
                            table="families_povertyevidencehistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InmateHistory",
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
                ("name", models.CharField(max_length=120, verbose_name="Nama")),
                (
                    "sex",
                    models.CharField(
                        choices=[("male", "Laki-laki (L)"), ("female", "Perempuan (P)")],
                        default="male",
                        max_length=6,
                        verbose_name="Jenis kelamin",
                    ),
                ),
                (
                    "birth_date",
                    models.DateField(blank=True, null=True, verbose_name="Tanggal lahir"),
                ),
                (
                    "legal_status",
                    models.CharField(
                        choices=[
                            ("detainee", "Tahanan"),
                            ("convict", "Narapidana"),
                            ("juvenile", "Anak Binaan"),
                        ],
                        max_length=10,
                        verbose_name="Status",
                    ),
                ),
                ("block", models.CharField(blank=True, max_length=20, verbose_name="Blok")),
                (
                    "custody_status",
                    models.CharField(
                        choices=[
                            ("in_custody", "Di dalam"),
                            ("released", "Bebas"),
                            ("transferred", "Pindah"),
                            ("conditional_release", "Integrasi (PB/CB/CMB)"),
                            ("out_temporarily", "Keluar sementara (sidang, sakit, cuti)"),
                            ("deceased", "Meninggal"),
                            ("escaped", "Melarikan diri"),
                        ],
                        default="in_custody",
                        max_length=20,
                        verbose_name="Keberadaan",
                    ),
                ),
                ("custody_since", models.DateField(verbose_name="Sejak tanggal")),
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
                        to="families.inmate",
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
                            hash="524b6aebd4a39a2f8844bc0ecbb7616fea276fc1",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_407c2",
                            table="families_inmatehistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("written", models.CharField(max_length=40, verbose_name="Nomor register")),
                ("normalised", models.CharField(editable=False, max_length=40)),
                ("since", models.DateField(verbose_name="Sejak tanggal")),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rutan.facility",
                    ),
                ),
                (
                    "inmate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="register_numbers",
                        to="families.inmate",
                    ),
                ),
            ],
            options={
                "ordering": ["since", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("facility", "normalised"), name="one_inmate_per_register_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("normalised", ""), _negated=True),
                        name="a_register_number_has_signs",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="frozen_columns",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."facility_id" IS DISTINCT FROM NEW."facility_id" THEN '
                                "RAISE EXCEPTION 'registernumber_facility_never_changes' USING "
                                "ERRCODE = '23514', CONSTRAINT = "
                                "'registernumber_facility_never_changes'; END IF; RETURN NEW;"
                            ),
                            hash="60c9be0855285df0992b6d9e9b4f15c186d937ee",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_columns_848ea",
                            table="families_registernumber",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="a_register_number_stays_with_its_inmate",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."inmate_id" IS DISTINCT FROM NEW."inmate_id" THEN '
                                "RAISE EXCEPTION 'a_register_number_stays_with_its_inmate' "
                                "USING ERRCODE = '23514', "
                                "CONSTRAINT = 'a_register_number_stays_with_its_inmate'; END "
                                "IF; RETURN NEW;"
                            ),
                            hash="95a39a2778a80e99af744d936dbc55681756b36a",
                            operation="UPDATE",
                            pgid="pgtrigger_a_register_number_stays_with_its_inmate_4ac3b",
                            table="families_registernumber",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "families_inmate" WHERE "id" = '
                                'NEW."inmate_id") <> NEW."facility_id" THEN RAISE EXCEPTION '
                                "'registernumber_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'registernumber_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="fb8ed6ec7cd1076b112770243c6ed008bcde4196",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_dbcd5",
                            table="families_registernumber",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "families_registernumberhistory" ("facility_id", '
                                '"id", "inmate_id", "pgh_created_at", "pgh_label", '
                                '"pgh_obj_id", "since", "written") VALUES (NEW."facility_id", '
                                'NEW."id", NEW."inmate_id", NOW(), \'insert\', NEW."id", '
                                'NEW."since", NEW."written"); RETURN NULL;'
                            ),
                            hash="a8428d6e235ffffee62b8ac9741cde8e9595a5aa",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_9d960",
                            table="families_registernumber",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."facility_id" IS DISTINCT FROM (NEW."facility_id") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."inmate_id" IS DISTINCT FROM (NEW."inmate_id") '
                                'OR OLD."since" IS DISTINCT FROM (NEW."since") '
                                'OR OLD."written" IS DISTINCT FROM (NEW."written"))'
                            ),
                            func=(
                                'INSERT INTO "families_registernumberhistory" ("facility_id", '
                                '"id", "inmate_id", "pgh_created_at", "pgh_label", '
                                '"pgh_obj_id", "since", "written") VALUES (NEW."facility_id", '
                                'NEW."id", NEW."inmate_id", NOW(), \'update\', NEW."id", '
                                'NEW."since", NEW."written"); RETURN NULL;'
                            ),
                            hash="0171ef86d2e19e130485c6ce4e64822d6a3d7bba",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_7d78d",
                            table="families_registernumber",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterNumberHistory",
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
                ("written", models.CharField(max_length=40, verbose_name="Nomor register")),
                ("since", models.DateField(verbose_name="Sejak tanggal")),
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="historys",
                        to="families.registernumber",
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
                            hash="c302592bd4c039e3ff022d9bf47c7461b2ae3bea",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_c71b1",
                            table="families_registernumberhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FamilyHistory",
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
                    "name",
                    models.CharField(
                        max_length=120, verbose_name="Nama keluarga (kepala atau wakil)"
                    ),
                ),
                (
                    "kk_number",
                    rutan.fields.IdentityNumberField(
                        blank=True, editable=True, null=True, verbose_name="Nomor KK"
                    ),
                ),
                ("card_split", models.PositiveSmallIntegerField(default=0)),
                (
                    "card_split_reason",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="Alasan dua keluarga dalam satu KK"
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="Alamat")),
                ("hamlet", models.CharField(blank=True, max_length=60, verbose_name="Dukuh/dusun")),
                (
                    "rt",
                    models.CharField(
                        blank=True,
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{1,3}$", "RT terdiri atas 1 sampai 3 angka."
                            )
                        ],
                        verbose_name="RT",
                    ),
                ),
                (
                    "rw",
                    models.CharField(
                        blank=True,
                        max_length=3,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{1,3}$", "RW terdiri atas 1 sampai 3 angka."
                            )
                        ],
                        verbose_name="RW",
                    ),
                ),
                (
                    "phone",
                    models.CharField(blank=True, max_length=20, verbose_name="Nomor telepon"),
                ),
                (
                    "hold_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Pindah"),
                            ("duplicate", "Data ganda"),
                            ("family_request", "Permintaan keluarga"),
                            ("data_doubt", "Dugaan salah data"),
                            ("other", "Lainnya"),
                        ],
                        max_length=16,
                        verbose_name="Sebab ditunda",
                    ),
                ),
                ("hold_at", models.DateTimeField(blank=True, null=True)),
                (
                    "hold_until",
                    models.DateField(blank=True, null=True, verbose_name="Ditunda sampai dengan"),
                ),
                (
                    "staff_relative",
                    models.BooleanField(default=False, verbose_name="Keluarga pegawai Rutan"),
                ),
                ("restricted_at", models.DateTimeField(blank=True, null=True)),
                ("restricted_reason", models.CharField(blank=True, max_length=200)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="families.area",
                        verbose_name="Desa/kelurahan",
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
                    "hold_by",
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
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="families.family",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="historys",
                        to="families.family",
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
                    "restricted_by",
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
                            hash="56e5585a152052c5bbc4700a32654b63f6302d27",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_a9217",
                            table="families_familyhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
    ]
