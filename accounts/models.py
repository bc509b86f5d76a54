"""People, the bodies they belong to, the offices they hold, and the ledger of what they did."""

from datetime import date
from functools import cached_property

import pgtrigger
import rules
from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from . import clock
from .keys import OnceAsRead
from .text_fields import AddressField, DigitsField, TitleField

DEMO_DOMAIN = "@demo.test"


class OPDKind(models.TextChoices):
    DINAS = "dinas", _("Dinas")
    BADAN = "badan", _("Badan")
    SEKRETARIAT = "sekretariat", _("Sekretariat")
    INSPEKTORAT = "inspektorat", _("Inspektorat")
    KANTOR = "kantor", _("Kantor")
    SATUAN = "satuan", _("Satuan")
    KECAMATAN = "kecamatan", _("Kecamatan")
    KELURAHAN = "kelurahan", _("Kelurahan")
    UPT = "upt", _("UPT")
    BUMD = "bumd", _("BUMD")
    LEMBAGA = "lembaga", _("Lembaga")
    KOTA = "kota", _("Kota/Kabupaten")


FAMILY = """
    WITH RECURSIVE up(id, parent_id) AS (
        SELECT id, parent_id FROM accounts_opd WHERE id = ANY(%s)
        UNION SELECT o.id, o.parent_id FROM accounts_opd o JOIN up ON o.id = up.parent_id
    ), down(id) AS (
        SELECT id FROM accounts_opd WHERE id = ANY(%s)
        UNION SELECT o.id FROM accounts_opd o JOIN down ON o.parent_id = down.id OR o.successor_id = down.id
    )
    SELECT id FROM up UNION SELECT id FROM down
"""


class OPDQuerySet(models.QuerySet["OPD"]):
    def participating(self) -> "OPDQuerySet":
        """The bodies that the call is addressed to."""
        return self.open().filter(is_participant=True)

    def open(self) -> "OPDQuerySet":
        """The bodies that exist today."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=clock.today()))

    def family_ids(self, ids: list[int]) -> set[int]:
        """These bodies, all above and all below them in the tree."""
        return {opd.pk for opd in self.raw(FAMILY, [ids, ids])} if ids else set()


class OPD(models.Model):
    """Any body that takes part: dinas, badan, kecamatan, UPT, BUMD, lembaga or a whole city."""

    name = TitleField(_("nama"), max_length=200)
    abbr = TitleField(_("singkatan"), max_length=60)
    kind = models.CharField(_("jenis"), max_length=20, choices=OPDKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("OPD induk"), null=True, blank=True, related_name="children"
    )
    is_participant = models.BooleanField(
        _("peserta"), default=True, help_text=_("Ikut dihitung dalam gerakan satu OPD satu inovasi.")
    )
    closed_on = models.DateField(_("ditutup sejak"), null=True, editable=False)
    successor = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("penerus"), null=True, editable=False, related_name="predecessors"
    )

    objects = OPDQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("OPD")
        verbose_name_plural = _("OPD")
        constraints = [
            models.CheckConstraint(name="accounts_opd_kind_known", condition=Q(kind__in=OPDKind.values)),
            models.CheckConstraint(name="accounts_opd_not_own_parent", condition=~Q(parent=F("id"))),
            models.CheckConstraint(
                name="accounts_opd_successor_of_closed", condition=Q(successor=None) | Q(closed_on__isnull=False)
            ),
            models.CheckConstraint(name="accounts_opd_not_own_successor", condition=~Q(successor=F("id"))),
            OnceAsRead(name="accounts_opd_name_as_read", field="name"),
            OnceAsRead(name="accounts_opd_abbr_as_read", field="abbr"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None and self.closed_on <= clock.today()

    def taken(self, field: str) -> str:
        """Why another body cannot have this one's name or abbreviation."""
        sentence = _("Nama ini dipakai %(who)s.") if field == "name" else _("Singkatan ini dipakai %(who)s.")
        return sentence % {"who": f"{self.name} ({self.abbr})"}


class FormerName(models.Model):
    """What a body was called up to a day: what was issued or published before it keeps that name."""

    opd = models.ForeignKey(OPD, models.PROTECT, verbose_name=_("OPD"), related_name="former_names")
    name = TitleField(_("nama"), max_length=200)
    abbr = TitleField(_("singkatan"), max_length=60)
    until = models.DateField(_("sampai"))  # the first day of the next name

    class Meta:
        ordering = ["opd", "-until"]
        verbose_name = _("nama terdahulu")
        verbose_name_plural = _("nama terdahulu")
        constraints = [models.UniqueConstraint(name="accounts_formername_day", fields=["opd", "until"])]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person who signs in. What they may do hangs on dated rows, never on flags here."""

    first_name = None  # type: ignore[assignment]  # one name field: Indonesian names do not split in two
    last_name = None  # type: ignore[assignment]  # as above
    name = TitleField(_("nama"), max_length=150)
    email = AddressField(_("alamat e-mail"), db_index=True)
    nip = DigitsField("NIP", max_length=18, blank=True, help_text=_("Tidak pernah tampil di halaman publik."))
    phone = TitleField(_("telepon"), max_length=20, blank=True)

    REQUIRED_FIELDS = ["email", "name"]

    class Meta(AbstractUser.Meta):  # type: ignore[name-defined]  # the stub hides it
        ordering = ["name"]
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")
        constraints = [
            models.CheckConstraint(
                name="accounts_user_nip_digits",
                condition=Q(nip="") | Q(nip__regex=r"^[0-9]{18}$"),
                violation_error_message=_("NIP terdiri atas 18 angka."),
            ),
            OnceAsRead(name="accounts_user_email_as_read", field="email"),
            OnceAsRead(name="accounts_user_username_as_read", field="username"),
            OnceAsRead(name="accounts_user_nip_once", field="nip", where_given=True),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def taken(self, field: str) -> str:
        """Why another person cannot have this one's address, number or name to sign in with."""
        sentences = {
            "email": _("Alamat ini dipakai %(who)s."),
            "nip": _("NIP ini dipakai %(who)s."),
            "username": _("Nama masuk ini dipakai %(who)s."),
        }
        return sentences[field] % {"who": self.with_bodies()}

    def with_bodies(self) -> str:
        """The person as colleagues tell namesakes apart: “Rina, Dinas Kesehatan”."""
        bodies = self.memberships.current().values_list("opd__name", flat=True).distinct()
        return ", ".join([str(self), *bodies])

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def clean(self) -> None:
        """Refuse the demo's addresses to anyone who makes an account outside the demo."""
        super().clean()
        if self.is_demo and not settings.DEMO:
            raise ValidationError({"email": _("Alamat peragaan hanya ada di peragaan.")})

    @property
    def is_demo(self) -> bool:
        return self.email.endswith(DEMO_DOMAIN)

    @cached_property
    def offices(self) -> frozenset[str]:
        """The offices held today, read once per request."""
        return frozenset(self.appointments.current().values_list("role", flat=True))

    def has_role(self, *roles: str) -> bool:
        return not self.offices.isdisjoint(roles)

    @cached_property
    def current_memberships(self) -> tuple[tuple[int, str], ...]:
        """The bodies this person belongs to today with the part played there, read once per request."""
        return tuple(self.memberships.current().values_list("opd", "role"))

    @cached_property
    def opd_roles(self) -> dict[int, frozenset[str]]:
        """The bodies this person acts for today, and as what. Mere staff act for nobody."""
        acting = [(opd, role) for opd, role in self.current_memberships if role != MembershipRole.STAFF]
        return {opd: frozenset(role for other, role in acting if other == opd) for opd, _role in acting}

    @cached_property
    def family_ids(self) -> set[int]:
        """The bodies this person must not judge: the own ones, those above and those below."""
        return OPD.objects.family_ids([opd for opd, _role in self.current_memberships])

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Rights of the domain come from its rules alone: no administrator stands above them."""
        if rules.perm_exists(perm):
            return self.is_active and rules.has_perm(perm, self, obj)
        return super().has_perm(perm, obj)  # type: ignore[arg-type]  # the stub narrows what Django leaves open


class CurrentQuerySet(models.QuerySet):
    def current(self, on: date | None = None) -> "CurrentQuerySet":
        """Rows in force on a day, today unless told: from their first day up to, not including, their last."""
        on = on or clock.today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)


class MembershipRole(models.TextChoices):
    OPERATOR = "operator", _("Operator OPD")
    HEAD = "head", _("Kepala OPD")
    STAFF = "staff", _("Pegawai")


class Membership(models.Model):
    """The part a person plays in a body, with its dates."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("pengguna"), related_name="memberships")
    opd = models.ForeignKey(OPD, models.PROTECT, verbose_name=_("OPD"), related_name="memberships")
    role = models.CharField(_("peran"), max_length=20, choices=MembershipRole)
    starts_on = models.DateField(_("mulai"), default=clock.today)
    ends_on = models.DateField(_("sampai"), null=True, blank=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("keanggotaan OPD")
        verbose_name_plural = _("keanggotaan OPD")
        constraints = [
            models.CheckConstraint(name="accounts_membership_role_known", condition=Q(role__in=MembershipRole.values)),
            models.CheckConstraint(
                name="accounts_membership_dates", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="accounts_membership_once", fields=["user", "opd", "role"], condition=Q(ends_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.opd} / {self.get_role_display()}"


class Closure(models.Model):
    """A body that ceased on a day, into a successor or into none, with all that moved then: so it can be taken back."""

    opd = models.ForeignKey(OPD, models.PROTECT, verbose_name=_("OPD"), related_name="closures")
    successor = models.ForeignKey(OPD, models.PROTECT, verbose_name=_("penerus"), null=True, related_name="+")
    on = models.DateField(_("sejak"))
    reason = models.CharField(_("alasan"), max_length=300)
    moved = models.JSONField(_("yang berpindah"), default=dict)
    at = models.DateTimeField(_("dicatat"), default=clock.now)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("oleh"), related_name="+")
    undone_at = models.DateTimeField(_("ditarik kembali"), null=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("penutupan OPD")
        verbose_name_plural = _("penutupan OPD")
        constraints = [
            models.UniqueConstraint(name="accounts_closure_once", fields=["opd"], condition=Q(undone_at=None)),
            models.CheckConstraint(name="accounts_closure_not_into_itself", condition=~Q(opd=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.opd} / {self.on}"


class Office(models.TextChoices):
    SECRETARIAT = "secretariat", _("Bagian Organisasi")
    VERIFIER = "verifier", _("Verifikator")
    LEADER = "leader", _("Pimpinan")
    AUDITOR = "auditor", _("Auditor")


class Appointment(models.Model):
    """An office held for the whole competition, with its dates."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("pengguna"), related_name="appointments")
    role = models.CharField(_("jabatan"), max_length=20, choices=Office)
    starts_on = models.DateField(_("mulai"), default=clock.today)
    ends_on = models.DateField(_("sampai"), null=True, blank=True)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("penunjukan")
        verbose_name_plural = _("penunjukan")
        constraints = [
            models.CheckConstraint(name="accounts_appointment_role_known", condition=Q(role__in=Office.values)),
            models.CheckConstraint(
                name="accounts_appointment_dates", condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="accounts_appointment_once", fields=["user", "role"], condition=Q(ends_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.get_role_display()}"


class AuditEntry(models.Model):
    """One line of the ledger. Each carries the hash of the line before it in its chain."""

    chain = models.CharField(_("rantai"), max_length=40, editable=False)
    number = models.PositiveBigIntegerField(_("nomor"), editable=False)
    at = models.DateTimeField(_("waktu"), editable=False)
    actor = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("pelaku"), null=True, editable=False, related_name="+"
    )
    action = models.CharField(_("perbuatan"), max_length=60, editable=False)
    target = models.CharField(_("objek"), max_length=100, editable=False)
    before = models.JSONField(_("sebelum"), null=True, editable=False)
    after = models.JSONField(_("sesudah"), null=True, editable=False)
    note = models.TextField(_("catatan"), blank=True, editable=False)
    previous_hash = models.CharField(max_length=64, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["chain", "number"]
        verbose_name = _("catatan jejak")
        verbose_name_plural = _("catatan jejak")
        constraints = [models.UniqueConstraint(name="accounts_auditentry_place", fields=["chain", "number"])]
        indexes = [
            models.Index(name="accounts_auditentry_target", fields=["target"]),
            models.Index(name="accounts_auditentry_actor", fields=["chain", "actor", "number"]),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.chain} #{self.number} {self.action}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def sent(self) -> "DeliveryQuerySet":
        return self.filter(sent_at__isnull=False)

    def waiting(self) -> "DeliveryQuerySet":
        return self.filter(try_at__isnull=False)

    def refused(self) -> "DeliveryQuerySet":
        return self.filter(refused_at__isnull=False)

    def due(self) -> "DeliveryQuerySet":
        """What waits and is to be tried now, the longest wait first."""
        return self.filter(try_at__lte=clock.now()).order_by("try_at", "pk")

    def naming(self, *targets: str) -> "DeliveryQuerySet":
        """The letters that speak of all of these, each named as the ledger names it."""
        return self.filter(about__contains=list(targets))


class Delivery(models.Model):
    """One e-mail to one person, in the outbox from the moment it is written: sent, waiting, or refused for good.

    What is tried again goes on where it stopped and writes to nobody twice. The body is the letter without secrets:
    a private link is made as it is sent, and stored nowhere.
    """

    key = models.CharField(max_length=80, editable=False)
    kind = models.GeneratedField(
        expression=models.Func(
            F("key"), models.Value(":"), models.Value(1), function="split_part", output_field=models.CharField()
        ),
        output_field=models.CharField(max_length=80),
        db_persist=True,
    )
    reader = models.ForeignKey(User, models.PROTECT, verbose_name=_("penerima"), editable=False, related_name="+")
    address = models.EmailField(_("alamat e-mail"), editable=False)
    subject = models.CharField(_("perihal"), max_length=300, editable=False)
    body = models.TextField(_("isi"), editable=False)
    chain = models.CharField(_("rantai"), max_length=40, blank=True, editable=False)
    about = ArrayField(models.CharField(max_length=100), verbose_name=_("tentang"), default=list, editable=False)
    created_at = models.DateTimeField(_("ditulis"), default=clock.now, editable=False)
    attempts = models.PositiveSmallIntegerField(_("percobaan"), default=0, editable=False)
    try_at = models.DateTimeField(_("dicoba"), null=True, default=clock.now, editable=False)
    sent_at = models.DateTimeField(_("terkirim"), null=True, editable=False)
    refused_at = models.DateTimeField(_("ditolak"), null=True, editable=False)
    problem = models.CharField(_("sebab"), max_length=300, blank=True, editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("e-mail keluar")
        verbose_name_plural = _("e-mail keluar")
        constraints = [
            models.UniqueConstraint(name="accounts_delivery_once", fields=["key", "reader"]),
            models.CheckConstraint(name="accounts_delivery_addressed", condition=~Q(address="")),
            models.CheckConstraint(
                name="accounts_delivery_one_state",
                condition=Q(try_at__isnull=False, sent_at=None, refused_at=None)
                | Q(try_at=None, sent_at__isnull=False, refused_at=None)
                | Q(try_at=None, sent_at=None, refused_at__isnull=False),
            ),
            models.CheckConstraint(
                name="accounts_delivery_refused_says_why", condition=Q(refused_at=None) | ~Q(problem="")
            ),
            models.CheckConstraint(
                name="accounts_delivery_sent_was_tried", condition=Q(sent_at=None) | Q(problem="", attempts__gte=1)
            ),
        ]
        indexes = [
            models.Index(name="accounts_delivery_due", fields=["try_at"], condition=Q(try_at__isnull=False)),
            models.Index(name="accounts_delivery_chain", fields=["chain", "-id"]),
            models.Index(name="accounts_delivery_refused", fields=["chain"], condition=Q(refused_at__isnull=False)),
            GinIndex(name="accounts_delivery_about", fields=["about"]),
        ]

    def __str__(self) -> str:
        return f"{self.key} / {self.reader}"

    @property
    def state(self) -> str:
        if self.sent_at:
            return "sent"
        return "refused" if self.refused_at else "waiting"

    @property
    def may_go_again(self) -> bool:
        """What did not arrive, and what went to an address that the person no longer has."""
        return self.state != "sent" or self.address != self.reader.email

    @property
    def edition_key(self) -> str:
        """The key of the edition whose chain this is, or nothing."""
        return self.chain.removeprefix("edition-") if self.chain.startswith("edition-") else ""
