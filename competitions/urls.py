"""The secretariat's pages of an edition."""

from django.urls import include, path, register_converter

from .models import PhaseKind
from .views import edition, judging, parts, phase_now, rubric, rules, schedule

PHASE_WORDS = {
    PhaseKind.SOCIALISATION: "sosialisasi",
    PhaseKind.REGISTRATION: "pendaftaran",
    PhaseKind.ADMINISTRATION: "administrasi",
    PhaseKind.JUDGING: "penilaian",
    PhaseKind.PRESENTATION: "presentasi",
    PhaseKind.VISIT: "observasi",
    PhaseKind.PLENARY: "pleno",
    PhaseKind.ANNOUNCEMENT: "pengumuman",
    PhaseKind.AWARDING: "penganugerahan",
}
BY_WORD = {word: kind for kind, word in PHASE_WORDS.items()}


class PhaseConverter:
    """A phase in an address: its Indonesian word outside, its kind inside; any other word is no address."""

    regex = "|".join(BY_WORD)

    def to_python(self, word: str) -> PhaseKind:
        return BY_WORD[word]

    def to_url(self, kind: str) -> str:
        return PHASE_WORDS[PhaseKind(kind)]


register_converter(PhaseConverter, "phase")

app_name = "competitions"
urlpatterns = [
    path("kelola/", edition.edition_list, name="edition-list"),
    path("kelola/edisi/baru/", edition.edition_create, name="edition-create"),
    path("kelola/edisi/baru/<slug:slug>/", edition.edition_copy, name="edition-copy"),
    path("kelola/<slug:slug>/hapus/", edition.edition_delete, name="edition-delete"),
    path("kelola/<slug:slug>/ketentuan/", edition.edition_rules, name="edition-rules"),
    path("kelola/<slug:slug>/buka/", edition.edition_open, name="edition-open"),
    path("kelola/<slug:slug>/identitas/", edition.edition_update, name="edition-update"),
    path("kelola/<slug:slug>/kalender/", schedule.phase_list, name="phase-list"),
    path("kelola/<slug:slug>/kalender/ubah/", schedule.phase_update, name="phase-update"),
    path("kelola/<slug:slug>/kalender/geser/", schedule.phase_shift, name="phase-shift"),
    path("kelola/<slug:slug>/kalender/<phase:kind>/waktu/", schedule.phase_reschedule, name="phase-reschedule"),
    path("kelola/<slug:slug>/kalender/<phase:kind>/mulai/", phase_now.phase_start, name="phase-start"),
    path("kelola/<slug:slug>/kalender/<phase:kind>/tutup/", phase_now.phase_close, name="phase-close"),
    path("kelola/<slug:slug>/kalender/<phase:kind>/lanjut/", phase_now.phase_let_go, name="phase-let-go"),
    path("", include("competitions.participants.urls")),
    path("kelola/<slug:slug>/kategori/", parts.category_update, name="category-update"),
    path("kelola/<slug:slug>/bagian/", parts.section_update, name="section-update"),
    path("kelola/<slug:slug>/dokumen/", parts.document_update, name="document-update"),
    path("kelola/<slug:slug>/aturan/", rules.rule_update, name="rule-update"),
    path("kelola/<slug:slug>/jenjang/", parts.tier_update, name="tier-update"),
    path("kelola/<slug:slug>/tahap/", parts.stage_update, name="stage-update"),
    path("kelola/<slug:slug>/tahap/<int:pk>/", judging.stage_rules, name="stage-rules"),
    path("kelola/<slug:slug>/rubrik/baru/", rubric.rubric_create, name="rubric-create"),
    path("kelola/<slug:slug>/rubrik/<int:pk>/", rubric.rubric_update, name="rubric-update"),
    path("kelola/<slug:slug>/rubrik/<int:pk>/rentang/", judging.band_update, name="band-update"),
    path("kelola/<slug:slug>/rubrik/<int:pk>/hapus/", rubric.rubric_delete, name="rubric-delete"),
]
