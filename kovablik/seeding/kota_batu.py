"""KOVABLIK Kota Batu: 2020 as it was printed, with sample texts and scores; 2026 as a running sample."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts import clock
from accounts.models import OPD, User
from awards.actions.special import add_special_award
from competitions.actions.judging import update_stage_rules
from competitions.models import Edition, PhaseKind

from . import play as acts
from .calendars import STAGES, calendar_from, calendar_running
from .facts import facts
from .people import HOME_OPD, Cast
from .play import Play, SampleEntry

NAME_2020, NAME_2026 = "KOVABLIK Kota Batu 2020", "KOVABLIK Kota Batu 2026"
# The texts print one date, that of the ceremony; the sample calendar is laid back from it.
FIRST_DAY_2020 = date(2021, 2, 17) - timedelta(days=44)
BEST, STEP = Decimal(90), Decimal("2.5")
SPREAD_LIMIT = Decimal(10)  # points; a sample too

RUNNING = (
    ("PENAKK PKK", "Pelayanan Akta Kelahiran Kolektif melalui Tim Penggerak PKK", HOME_OPD),
    ("Contoh Antar Obat", "Obat rutin diantar kader ke rumah pasien", "Dinkes"),
    ("Contoh Siaga Hujan", "Peringatan dini genangan lewat gawai warga", "BPBD"),
    ("Contoh Pasar Tertata", "Penataan pedagang dengan antrean lapak terbuka", "Diskumdag"),
    ("Contoh Jalan Terang", "Pelaporan lampu jalan dengan janji perbaikan dua hari", "Dishub"),
    ("Contoh Bank Kompos", "Sampah dapur ditukar pupuk di tiap dusun", "DLH"),
    ("Contoh Teman Lansia", "Kunjungan terjadwal bagi lansia yang tinggal sendiri", "Dinsos"),
    ("Contoh Rumah Layak", "Usulan perbaikan rumah dengan urutan yang terbuka", "DPKPP"),
    ("Contoh Izin Sehari", "Izin usaha mikro selesai dalam satu hari kerja", "DPMPTSP-TK"),
    ("Contoh Meja Tanggap", "Satu meja untuk semua keluhan di kecamatan", "Kecamatan Bumiaji"),
    ("Contoh Peta Usulan", "Usulan musyawarah desa tampak di peta", "Bappelitbangda"),
    ("Contoh Klinik Audit", "Pendampingan laporan sebelum diperiksa", "Inspektorat"),
    ("Contoh Ruang Damai", "Mediasi perselisihan warga di tingkat desa", "Kesbangpol"),
)
FIELDS = {  # a sample too: the texts print no categories
    "BPBD": "Ketahanan Bencana",
    "DLH": "Energi dan Lingkungan Hidup",
    "DP3AP2KB": "Inklusi Sosial",
    "DPKPP": "Pengentasan Kemiskinan",
    "DPMPTSP-TK": "Pertumbuhan Ekonomi dan Kesempatan Kerja",
    "Dinkes": "Kesehatan",
    "Dinsos": "Inklusi Sosial",
    "Disdik": "Pendidikan",
    "Diskumdag": "Pertumbuhan Ekonomi dan Kesempatan Kerja",
    "Disparta": "Pertumbuhan Ekonomi dan Kesempatan Kerja",
    "Dispertan": "Ketahanan Pangan",
    "Kesbangpol": "Pemberdayaan Masyarakat",
}
OTHER_FIELD = "Tata Kelola Pemerintahan"
# Two with the same marks: a tie inside the Top 5, which may stand.
TARGETS = (88, 86, 86, 84, 82, 80, 79, 78, 76, 74, 73, 72, 70)
TURNS = (0, 1, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4)
WAITING = (
    ("juri1", "Contoh Antar Obat"),
    ("juri1", "Contoh Jalan Terang"),
    ("juri1", "Contoh Ruang Damai"),
)


@transaction.atomic
def seed_2020(agencies: dict[str, OPD], cast: Cast) -> Edition:
    """The finished edition: the ten innovations, their order, the special award, the certificates."""
    entries = list(entries_2020())
    tiers = [
        {"name": tier["name"], "up_to_place": tier["up_to_rank"], "prints_place": tier["up_to_rank"] == 5}
        for tier in facts()["tiers"]
    ]
    play = acts.announce(identity_2020(), calendar_from(FIRST_DAY_2020), agencies, cast, tiers)
    sent = acts.enter(play, entries)
    acts.verify(play, sent.values())
    acts.judge(play, entries)
    acts.rank(play)
    acts.confirm(play, minutes_number="CONTOH/BA/2020", venue="Balai Kota Among Tani")
    give_special_awards(play)
    acts.publish(play)
    return play.edition


def identity_2020() -> dict[str, Any]:
    printed, signatory = facts()["edition"], facts()["signatory"]
    return identity(
        name=printed["name"],
        short_name=NAME_2020,
        year=printed["year"],
        organiser=printed["organiser"],
        signatory_position=signatory["position"],
        signatory_name=signatory["name"],
        awarded_on=printed["ceremony_date"],
    )


def identity(**values: Any) -> dict[str, Any]:
    return {"government": "Pemerintah Kota Batu", "city": "Batu", **values}


def entries_2020() -> Iterator[SampleEntry]:
    """The ten winners; whom the texts do not rank follow below in the order in which they are named."""
    for turn, winner in enumerate(facts()["winners"]):
        yield SampleEntry(
            title=winner["title"],
            long_title=winner.get("long_title", ""),
            owners=tuple(winner["owners"]),
            target=BEST - STEP * turn,
            turn=turn,
            category=FIELDS.get(winner["owners"][0], OTHER_FIELD),
        )


def give_special_awards(play: Play) -> None:
    with clock.at(play.moment(PhaseKind.PLENARY) + timedelta(hours=1)):
        for award in facts()["special_awards"]:
            add_special_award(
                edition=play.edition,
                name=award["name"],
                holder=play.agencies[award["holder"]],
                by=play.cast["sekretariat"],
            )


@transaction.atomic
def seed_2026(agencies: dict[str, OPD], cast: Cast, stage: str) -> Edition:
    """The running edition, played as far as `stage` (a key of STAGES)."""
    calendar = calendar_running(stage, clock.now())
    tiers = [
        {"name": "Top 5", "up_to_place": 5, "prints_place": True},
        {"name": "Top 10", "up_to_place": 10, "prints_place": False},
        {"name": "Top 30", "up_to_place": 30, "prints_place": False},
    ]
    play = acts.announce(identity_2026(calendar), calendar, agencies, cast, tiers, before_opening=talk_afterwards)
    entries = list(entries_2026())
    if stage == "pengajuan":
        play_registration(play, entries)
        return play.edition
    acts.verify(play, acts.enter(play, entries).values())
    acts.judge(play, entries, waiting=WAITING if stage == "penilaian" else ())
    if stage in ("pleno", "pengumuman"):
        acts.rank(play)
    if stage == "pengumuman":
        acts.confirm(play, minutes_number="CONTOH/BA/2026", venue="Balai Kota Among Tani")
    return play.edition


def talk_afterwards(edition: Edition, by: User) -> None:
    """Jurors of the running edition discuss what they have locked, and a wide spread asks for one more of them."""
    rules = {"has_discussion": True, "spread_limit": SPREAD_LIMIT}
    update_stage_rules(stage=edition.stages.get(), rules=rules, by=by)


def identity_2026(calendar: acts.Calendar) -> dict[str, Any]:
    return identity(
        name="Kompetisi Inovasi Pelayanan Publik (KOVABLIK) di Lingkungan Pemerintah Kota Batu Tahun 2026",
        short_name=NAME_2026,
        year=2026,
        organiser=facts()["edition"]["organiser"],
        contact="Sekretariat KOVABLIK (contoh), 0341-000000",
        signatory_position="WALI KOTA BATU",
        signatory_name="NAMA PEJABAT CONTOH",
        awarded_on=calendar[PhaseKind.AWARDING][1].date(),
    )


def entries_2026() -> Iterator[SampleEntry]:
    for (title, long_title, owner), target, turn in zip(RUNNING, TARGETS, TURNS, strict=True):
        yield SampleEntry(title, long_title, (owner,), Decimal(target), turn, FIELDS.get(owner, OTHER_FIELD))


def play_registration(play: Play, entries: list[SampleEntry]) -> None:
    """Half are sent; some are drafts; the demo's own agency lacks one section before its head can send."""
    own, *others = entries
    half = len(others) // 2
    acts.enter(play, others[:half])
    with clock.at(play.moment(PhaseKind.REGISTRATION) + timedelta(days=1)):
        acts.draft(play, own, unwritten=["Sumber Daya"])
        for entry in others[half : half + 3]:
            acts.draft(play, entry, unwritten=["Signifikansi", "Strategi Keberlanjutan"])


__all__ = ["NAME_2020", "NAME_2026", "STAGES", "seed_2020", "seed_2026"]
