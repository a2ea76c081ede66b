"Facilities, their people and signatories, and the audit; the extensions that all apps use."

import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

import rutan.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        django.contrib.postgres.operations.UnaccentExtension(),
        migrations.CreateModel(
            name="Facility",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="Nama")),
                ("short_name", models.CharField(max_length=40, verbose_name="Nama singkat")),
                ("city", models.CharField(max_length=60, verbose_name="Kota pada surat")),
                (
                    "area_code",
                    models.CharField(
                        help_text="Misalnya 33.16 untuk Kabupaten Blora.",
                        max_length=5,
                        verbose_name="Kode kabupaten/kota",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        choices=[
                            ("Asia/Jakarta", "WIB"),
                            ("Asia/Makassar", "WITA"),
                            ("Asia/Jayapura", "WIT"),
                        ],
                        default="Asia/Jakarta",
                        max_length=32,
                        verbose_name="Zona waktu",
                    ),
                ),
                (
                    "letterhead",
                    models.TextField(blank=True, max_length=1000, verbose_name="Kop surat"),
                ),
                (
                    "complaint_contacts",
                    models.TextField(blank=True, max_length=500, verbose_name="Kontak pengaduan"),
                ),
                (
                    "paper_size",
                    models.CharField(
                        choices=[("A4", "A4 (210 × 297 mm)"), ("F4", "F4 (215 × 330 mm)")],
                        default="A4",
                        max_length=2,
                        verbose_name="Ukuran kertas",
                    ),
                ),
                (
                    "number_pattern",
                    models.CharField(blank=True, max_length=60, verbose_name="Pola nomor surat"),
                ),
                (
                    "void_minutes",
                    models.PositiveSmallIntegerField(
                        default=10, verbose_name="Batas pembatalan oleh petugas (menit)"
                    ),
                ),
                (
                    "minimum_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Jarak paling sedikit antara dua paket (hari)",
                    ),
                ),
                (
                    "one_per_inmate",
                    models.BooleanField(
                        default=False,
                        verbose_name="Satu paket untuk satu WBP, kegiatan dengan daftar",
                    ),
                ),
                (
                    "one_per_inmate_same_day",
                    models.BooleanField(
                        default=True,
                        verbose_name="Satu paket untuk satu WBP, kegiatan tanpa daftar",
                    ),
                ),
                (
                    "ktp_at_desk",
                    models.BooleanField(
                        default=False,
                        verbose_name="Di loket, KTP dipilih lebih dahulu sebagai tanda pengenal",
                    ),
                ),
                (
                    "sktm_days",
                    models.PositiveSmallIntegerField(
                        default=180,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku SKTM (hari)",
                    ),
                ),
                (
                    "dtsen_days",
                    models.PositiveSmallIntegerField(
                        default=365,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku DTSEN (hari)",
                    ),
                ),
                (
                    "pkh_days",
                    models.PositiveSmallIntegerField(
                        default=365,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku PKH (hari)",
                    ),
                ),
                (
                    "bpnt_days",
                    models.PositiveSmallIntegerField(
                        default=365,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku BPNT/KKS (hari)",
                    ),
                ),
                (
                    "pbi_jk_days",
                    models.PositiveSmallIntegerField(
                        default=365,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku KIS PBI (hari)",
                    ),
                ),
                (
                    "home_survey_days",
                    models.PositiveSmallIntegerField(
                        default=180,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku survei rumah (hari)",
                    ),
                ),
                (
                    "officer_statement_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku keterangan petugas (hari)",
                    ),
                ),
                (
                    "detainee_visit_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=rutan.models.monday_to_thursday,
                        size=None,
                        verbose_name="Hari kunjungan tahanan",
                    ),
                ),
                (
                    "convict_visit_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=rutan.models.monday_to_thursday,
                        size=None,
                        verbose_name="Hari kunjungan narapidana",
                    ),
                ),
                (
                    "kitchen_target_grams",
                    models.PositiveIntegerField(
                        default=0, verbose_name="Sasaran dapur per bulan (gram)"
                    ),
                ),
                (
                    "reserve_hour",
                    models.TimeField(
                        blank=True,
                        null=True,
                        verbose_name="Paket dialihkan ke cadangan mulai pukul",
                    ),
                ),
                (
                    "retention_months",
                    models.PositiveSmallIntegerField(
                        default=12, verbose_name="Masa simpan data setelah WBP bebas (bulan)"
                    ),
                ),
                (
                    "crumbs_percent",
                    models.PositiveSmallIntegerField(
                        default=5,
                        verbose_name="Sisa yang ditawarkan sebagai susut timbang (persen)",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minimum_days__gte", 1)),
                        name="a_family_waits_at_least_one_day",
                    )
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "rutan_facilityhistory" ("area_code", '
                                '"bpnt_days", "city", "complaint_contacts", '
                                '"convict_visit_days", "crumbs_percent", '
                                '"detainee_visit_days", "dtsen_days", "home_survey_days", '
                                '"id", "is_demo", "kitchen_target_grams", "ktp_at_desk", '
                                '"letterhead", "minimum_days", "name", "number_pattern", '
                                '"officer_statement_days", "one_per_inmate", '
                                '"one_per_inmate_same_day", "paper_size", "pbi_jk_days", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", "pkh_days", '
                                '"reserve_hour", "retention_months", "short_name", '
                                '"sktm_days", "time_zone", '
                                '"void_minutes") VALUES (NEW."area_code", NEW."bpnt_days", '
                                'NEW."city", NEW."complaint_contacts", '
                                'NEW."convict_visit_days", NEW."crumbs_percent", '
                                'NEW."detainee_visit_days", NEW."dtsen_days", '
                                'NEW."home_survey_days", NEW."id", NEW."is_demo", '
                                'NEW."kitchen_target_grams", NEW."ktp_at_desk", '
                                'NEW."letterhead", NEW."minimum_days", NEW."name", '
                                'NEW."number_pattern", NEW."officer_statement_days", '
                                'NEW."one_per_inmate", NEW."one_per_inmate_same_day", '
                                'NEW."paper_size", NEW."pbi_jk_days", NOW(), \'insert\', '
                                'NEW."id", NEW."pkh_days", NEW."reserve_hour", '
                                'NEW."retention_months", NEW."short_name", NEW."sktm_days", '
                                'NEW."time_zone", NEW."void_minutes"); RETURN NULL;'
                            ),
                            hash="032b422fe7f73f5a6653db2cd1c628cc7b291567",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_b6c19",
                            table="rutan_facility",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                            func=(
                                'INSERT INTO "rutan_facilityhistory" ("area_code", '
                                '"bpnt_days", "city", "complaint_contacts", '
                                '"convict_visit_days", "crumbs_percent", '
                                '"detainee_visit_days", "dtsen_days", "home_survey_days", '
                                '"id", "is_demo", "kitchen_target_grams", "ktp_at_desk", '
                                '"letterhead", "minimum_days", "name", "number_pattern", '
                                '"officer_statement_days", "one_per_inmate", '
                                '"one_per_inmate_same_day", "paper_size", "pbi_jk_days", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", "pkh_days", '
                                '"reserve_hour", "retention_months", "short_name", '
                                '"sktm_days", "time_zone", '
                                '"void_minutes") VALUES (NEW."area_code", NEW."bpnt_days", '
                                'NEW."city", NEW."complaint_contacts", '
                                'NEW."convict_visit_days", NEW."crumbs_percent", '
                                'NEW."detainee_visit_days", NEW."dtsen_days", '
                                'NEW."home_survey_days", NEW."id", NEW."is_demo", '
                                'NEW."kitchen_target_grams", NEW."ktp_at_desk", '
                                'NEW."letterhead", NEW."minimum_days", NEW."name", '
                                'NEW."number_pattern", NEW."officer_statement_days", '
                                'NEW."one_per_inmate", NEW."one_per_inmate_same_day", '
                                'NEW."paper_size", NEW."pbi_jk_days", NOW(), \'update\', '
                                'NEW."id", NEW."pkh_days", NEW."reserve_hour", '
                                'NEW."retention_months", NEW."short_name", NEW."sktm_days", '
                                'NEW."time_zone", NEW."void_minutes"); RETURN NULL;'
                            ),
                            hash="8ffa0ed63d0afea3a6a340c642a65485f0b0c432",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_57d79",
                            table="rutan_facility",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FacilityHistory",
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
                ("short_name", models.CharField(max_length=40, verbose_name="Nama singkat")),
                ("city", models.CharField(max_length=60, verbose_name="Kota pada surat")),
                (
                    "area_code",
                    models.CharField(
                        help_text="Misalnya 33.16 untuk Kabupaten Blora.",
                        max_length=5,
                        verbose_name="Kode kabupaten/kota",
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        choices=[
                            ("Asia/Jakarta", "WIB"),
                            ("Asia/Makassar", "WITA"),
                            ("Asia/Jayapura", "WIT"),
                        ],
                        default="Asia/Jakarta",
                        max_length=32,
                        verbose_name="Zona waktu",
                    ),
                ),
                (
                    "letterhead",
                    models.TextField(blank=True, max_length=1000, verbose_name="Kop surat"),
                ),
                (
                    "complaint_contacts",
                    models.TextField(blank=True, max_length=500, verbose_name="Kontak pengaduan"),
                ),
                (
                    "paper_size",
                    models.CharField(
                        choices=[("A4", "A4 (210 × 297 mm)"), ("F4", "F4 (215 × 330 mm)")],
                        default="A4",
                        max_length=2,
                        verbose_name="Ukuran kertas",
                    ),
                ),
                (
                    "number_pattern",
                    models.CharField(blank=True, max_length=60, verbose_name="Pola nomor surat"),
                ),
                (
                    "void_minutes",
                    models.PositiveSmallIntegerField(
                        default=10, verbose_name="Batas pembatalan oleh petugas (menit)"
                    ),
                ),
                (
                    "minimum_days",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Jarak paling sedikit antara dua paket (hari)",
                    ),
                ),
                (
                    "one_per_inmate",
                    models.BooleanField(
                        default=False,
                        verbose_name="Satu paket untuk satu WBP, kegiatan dengan daftar",
                    ),
                ),
                (
                    "one_per_inmate_same_day",
                    models.BooleanField(
                        default=True,
                        verbose_name="Satu paket untuk satu WBP, kegiatan tanpa daftar",
                    ),
                ),
                (
                    "ktp_at_desk",
                    models.BooleanField(
                        default=False,
                        verbose_name="Di loket, KTP dipilih lebih dahulu sebagai tanda pengenal",
                    ),
                ),
                (
                    "sktm_days",
                    models.PositiveSmallIntegerField(
                        default=180,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku SKTM (hari)",
                    ),
                ),
                (
                    "dtsen_days",
                    models.PositiveSmallIntegerField(
                        default=365,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku DTSEN (hari)",
                    ),
                ),
                (
                    "pkh_days",
                    models.PositiveSmallIntegerField(
                        default=365,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku PKH (hari)",
                    ),
                ),
                (
                    "bpnt_days",
                    models.PositiveSmallIntegerField(
                        default=365,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku BPNT/KKS (hari)",
                    ),
                ),
                (
                    "pbi_jk_days",
                    models.PositiveSmallIntegerField(
                        default=365,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku KIS PBI (hari)",
                    ),
                ),
                (
                    "home_survey_days",
                    models.PositiveSmallIntegerField(
                        default=180,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku survei rumah (hari)",
                    ),
                ),
                (
                    "officer_statement_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3650),
                        ],
                        verbose_name="Masa berlaku keterangan petugas (hari)",
                    ),
                ),
                (
                    "detainee_visit_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=rutan.models.monday_to_thursday,
                        size=None,
                        verbose_name="Hari kunjungan tahanan",
                    ),
                ),
                (
                    "convict_visit_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=rutan.models.monday_to_thursday,
                        size=None,
                        verbose_name="Hari kunjungan narapidana",
                    ),
                ),
                (
                    "kitchen_target_grams",
                    models.PositiveIntegerField(
                        default=0, verbose_name="Sasaran dapur per bulan (gram)"
                    ),
                ),
                (
                    "reserve_hour",
                    models.TimeField(
                        blank=True,
                        null=True,
                        verbose_name="Paket dialihkan ke cadangan mulai pukul",
                    ),
                ),
                (
                    "retention_months",
                    models.PositiveSmallIntegerField(
                        default=12, verbose_name="Masa simpan data setelah WBP bebas (bulan)"
                    ),
                ),
                (
                    "crumbs_percent",
                    models.PositiveSmallIntegerField(
                        default=5,
                        verbose_name="Sisa yang ditawarkan sebagai susut timbang (persen)",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, editable=False)),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="historys",
                        to="rutan.facility",
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
                            hash="e2ff29a8ba130233cfb8b9bd37fafac7ce5274e7",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_bd42e",
                            table="rutan_facilityhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text=(
                            "Designates that this user has all permissions without "
                            "explicitly assigning them."
                        ),
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text=(
                            "Designates whether this user should be treated as active. "
                            "Unselect this instead of deleting accounts."
                        ),
                        verbose_name="active",
                    ),
                ),
                (
                    "date_joined",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="date joined"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="Nama lengkap")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text=(
                            "The groups this user belongs to. A user will get all "
                            "permissions granted to each of their groups."
                        ),
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="rutan.facility",
                        verbose_name="Rutan",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "abstract": False,
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="user_facility_never_changes",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."facility_id" IS NOT NULL AND OLD."facility_id" IS '
                                'DISTINCT FROM NEW."facility_id" THEN RAISE EXCEPTION '
                                "'user_facility_never_changes' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'user_facility_never_changes'; END IF; RETURN NEW;"
                            ),
                            hash="e2b367228fafd39da8f2a212e2c50c8592ec76bd",
                            operation="UPDATE",
                            pgid="pgtrigger_user_facility_never_changes_b7f89",
                            table="rutan_user",
                            when="BEFORE",
                        ),
                    )
                ],
            },
            managers=[
                ("objects", rutan.models.Users()),
            ],
        ),
        migrations.CreateModel(
            name="Signatory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "office",
                    models.CharField(
                        choices=[
                            ("head", "Kepala Rutan"),
                            ("services_head", "Kasubsi Pelayanan Tahanan"),
                        ],
                        max_length=20,
                        verbose_name="Jabatan",
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("definitive", "Definitif"),
                            ("plh", "Plh. (pejabat berhalangan)"),
                            ("plt", "Plt. (jabatan kosong)"),
                        ],
                        default="definitive",
                        max_length=12,
                        verbose_name="Kedudukan",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="Nama dengan gelar")),
                (
                    "nip",
                    models.CharField(
                        blank=True,
                        max_length=18,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{18}$", "NIP terdiri atas 18 angka."
                            )
                        ],
                        verbose_name="NIP",
                    ),
                ),
                (
                    "rank",
                    models.CharField(blank=True, max_length=60, verbose_name="Pangkat/golongan"),
                ),
                ("starts_on", models.DateField(verbose_name="Sejak tanggal")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="Sampai dengan tanggal"),
                ),
                (
                    "order_number",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="Nomor surat perintah"
                    ),
                ),
                ("client_id", models.UUIDField(editable=False, null=True)),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatories",
                        to="rutan.facility",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Akun",
                    ),
                ),
            ],
            options={
                "ordering": ["office", "-starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="signatory_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("capacity", "definitive"), ("ends_on__isnull", False), _connector="OR"
                        ),
                        name="acting_signatory_has_an_end",
                    ),
                    models.UniqueConstraint(
                        fields=("client_id",), name="a_form_makes_one_signatory"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("facility", "="),
                            ("office", "="),
                            ("capacity", "="),
                            (
                                rutan.models.DateRange("starts_on", "ends_on", models.Value("[]")),
                                "&&",
                            ),
                        ],
                        name="one_signatory_per_office_capacity_and_day",
                    ),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="frozen_columns",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF OLD."facility_id" IS DISTINCT FROM NEW."facility_id" THEN '
                                "RAISE EXCEPTION 'signatory_facility_never_changes' USING "
                                "ERRCODE = '23514', CONSTRAINT = "
                                "'signatory_facility_never_changes'; END IF; RETURN NEW;"
                            ),
                            hash="ac76257e3b60f1b0bc8716591493c62390fe73fd",
                            operation="UPDATE",
                            pgid="pgtrigger_frozen_columns_41c5b",
                            table="rutan_signatory",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."user_id") <> NEW."facility_id" THEN RAISE EXCEPTION '
                                "'signatory_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'signatory_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="bad336b7df5aeb89352b9eda57edf3de821194a9",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_f4d1d",
                            table="rutan_signatory",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="insert_insert",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'INSERT INTO "rutan_signatoryhistory" ("capacity", "ends_on", '
                                '"facility_id", "id", "name", "nip", "office", "order_number", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", "rank", '
                                '"starts_on", "user_id") VALUES (NEW."capacity", '
                                'NEW."ends_on", NEW."facility_id", NEW."id", NEW."name", '
                                'NEW."nip", NEW."office", NEW."order_number", NOW(), \'insert\', '
                                'NEW."id", NEW."rank", NEW."starts_on", NEW."user_id"); RETURN NULL;'
                            ),
                            hash="faaebbb7b8f317d834e5d2219299f6eaf69d3430",
                            operation="INSERT",
                            pgid="pgtrigger_insert_insert_bc0a5",
                            table="rutan_signatory",
                            when="AFTER",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="update_update",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            condition=(
                                'WHEN (OLD."capacity" IS DISTINCT FROM (NEW."capacity") '
                                'OR OLD."ends_on" IS DISTINCT FROM (NEW."ends_on") '
                                'OR OLD."facility_id" IS DISTINCT FROM (NEW."facility_id") '
                                'OR OLD."id" IS DISTINCT FROM (NEW."id") '
                                'OR OLD."name" IS DISTINCT FROM (NEW."name") '
                                'OR OLD."nip" IS DISTINCT FROM (NEW."nip") '
                                'OR OLD."office" IS DISTINCT FROM (NEW."office") '
                                'OR OLD."order_number" IS DISTINCT FROM (NEW."order_number") '
                                'OR OLD."rank" IS DISTINCT FROM (NEW."rank") '
                                'OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") '
                                'OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))'
                            ),
                            func=(
                                'INSERT INTO "rutan_signatoryhistory" ("capacity", "ends_on", '
                                '"facility_id", "id", "name", "nip", "office", "order_number", '
                                '"pgh_created_at", "pgh_label", "pgh_obj_id", "rank", '
                                '"starts_on", "user_id") VALUES (NEW."capacity", '
                                'NEW."ends_on", NEW."facility_id", NEW."id", NEW."name", '
                                'NEW."nip", NEW."office", NEW."order_number", NOW(), \'update\', '
                                'NEW."id", NEW."rank", NEW."starts_on", NEW."user_id"); RETURN NULL;'
                            ),
                            hash="41bfafc9828438124d3892de06f1f33d28507a6a",
                            operation="UPDATE",
                            pgid="pgtrigger_update_update_0cc13",
                            table="rutan_signatory",
                            when="AFTER",
                        ),
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignatoryHistory",
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
                    "office",
                    models.CharField(
                        choices=[
                            ("head", "Kepala Rutan"),
                            ("services_head", "Kasubsi Pelayanan Tahanan"),
                        ],
                        max_length=20,
                        verbose_name="Jabatan",
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("definitive", "Definitif"),
                            ("plh", "Plh. (pejabat berhalangan)"),
                            ("plt", "Plt. (jabatan kosong)"),
                        ],
                        default="definitive",
                        max_length=12,
                        verbose_name="Kedudukan",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="Nama dengan gelar")),
                (
                    "nip",
                    models.CharField(
                        blank=True,
                        max_length=18,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\d{18}$", "NIP terdiri atas 18 angka."
                            )
                        ],
                        verbose_name="NIP",
                    ),
                ),
                (
                    "rank",
                    models.CharField(blank=True, max_length=60, verbose_name="Pangkat/golongan"),
                ),
                ("starts_on", models.DateField(verbose_name="Sejak tanggal")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="Sampai dengan tanggal"),
                ),
                (
                    "order_number",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="Nomor surat perintah"
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
                        to="rutan.signatory",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="Akun",
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
                            hash="98dc5c21fbe716303f69f8120ae18b9f74ab4aa3",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_append_only_d693f",
                            table="rutan_signatoryhistory",
                            when="BEFORE",
                        ),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("verb", models.CharField(max_length=40)),
                ("thing_type", models.CharField(max_length=60)),
                ("thing_id", models.CharField(max_length=40)),
                ("facts", models.JSONField(default=dict)),
                (
                    "transaction",
                    models.BigIntegerField(db_default=rutan.models.TransactionNumber()),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rutan.facility",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["facility", "-at"], name="audit_by_facility_and_time"),
                    models.Index(fields=["transaction"], name="audit_by_transaction"),
                    models.Index(fields=["thing_type", "thing_id"], name="audit_by_thing"),
                ],
                "triggers": [
                    pgtrigger.compiler.Trigger(
                        name="fact_is_append_only",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                "IF TG_OP = 'DELETE' THEN RAISE EXCEPTION "
                                "'auditentry_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'auditentry_is_append_only'; END IF; IF "
                                "to_jsonb(OLD) - ARRAY[]::text[] IS DISTINCT FROM "
                                "to_jsonb(NEW) - ARRAY[]::text[] THEN RAISE EXCEPTION "
                                "'auditentry_is_append_only' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'auditentry_is_append_only'; END IF; RETURN NEW;"
                            ),
                            hash="a84d88adce3b3369f513fcc32f3a765cb7fcc35f",
                            operation="UPDATE OR DELETE",
                            pgid="pgtrigger_fact_is_append_only_a381c",
                            table="rutan_auditentry",
                            when="BEFORE",
                        ),
                    ),
                    pgtrigger.compiler.Trigger(
                        name="same_facility",
                        sql=pgtrigger.compiler.UpsertTriggerSql(
                            func=(
                                'IF (SELECT "facility_id" FROM "rutan_user" WHERE "id" = '
                                'NEW."by_id") <> NEW."facility_id" THEN RAISE EXCEPTION '
                                "'auditentry_ties_one_facility' USING ERRCODE = '23514', "
                                "CONSTRAINT = 'auditentry_ties_one_facility'; END IF; RETURN NEW;"
                            ),
                            hash="3dca209b40161fc08b413d1e7fb8d58bae9bfc1a",
                            operation="INSERT OR UPDATE",
                            pgid="pgtrigger_same_facility_745f0",
                            table="rutan_auditentry",
                            when="BEFORE",
                        ),
                    ),
                ],
            },
        ),
    ]
