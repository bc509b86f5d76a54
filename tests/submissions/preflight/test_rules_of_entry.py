"""Each rule over facts alone: what it objects to, where, and what stands just on the other side of it."""

from dataclasses import replace
from datetime import date

import pytest

from competitions.forms.rules import RECKONED
from competitions.models import RuleKind
from kovablik.seeding.texts import GENERAL, SENTENCES, sample_text
from submissions.preflight import rules_field, rules_form, rules_text
from submissions.preflight.alike import MOST
from submissions.preflight.entry import Alike, Document, Entry, Surroundings, Text
from submissions.preflight.findings import RULES
from submissions.texts.likeness import FEWEST_WORDS, RUN
from submissions.texts.wordcount import count_words

ENTRY = Entry("Sapa Warga", started_on=date(2024, 1, 1), closes_on=date(2026, 1, 19))
PART = Text("Kebaruan", "bagian-1", "Tiga kata saja", words=3, max_words=10)
LONG = " ".join(f"kata{number}" for number in range(60))


def said(rule, **facts):
    return [objection.text for objection in rule(replace(ENTRY, **facts))]


def places(rule, **facts):
    return [objection.anchor for objection in rule(replace(ENTRY, **facts))]


def test_an_entry_without_a_category_is_held_up():
    (objection,) = rules_form.category_is_chosen(replace(ENTRY, has_category=False))

    assert (objection.text, objection.anchor, objection.blocks) == ("Kategori belum dipilih", "identitas", True)
    assert said(rules_form.category_is_chosen) == []


@pytest.mark.parametrize(("words", "sentences"), [(0, ["Kebaruan belum diisi"]), (1, [])])
def test_a_section_has_at_least_a_word(words, sentences):
    assert said(rules_form.sections_are_filled, sections=(replace(PART, words=words),)) == sentences


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        (0, []),
        (4, ["Kebaruan kurang 1 kata"]),
        (5, []),
        (10, []),
        (11, ["Kebaruan kelebihan 1 kata"]),
        (25, ["Kebaruan kelebihan 15 kata"]),
    ],
)
def test_a_section_keeps_its_bounds(words, sentences):
    assert said(rules_form.lengths_are_kept, sections=(replace(PART, words=words, min_words=5),)) == sentences


@pytest.mark.parametrize(
    ("wants", "has", "sentences"),
    [(True, False, ["Data dukung Kebaruan belum dilampirkan"]), (True, True, []), (False, False, [])],
)
def test_evidence_that_is_asked_for_is_there(wants, has, sentences):
    part = replace(PART, wants_evidence=wants, has_evidence=has)

    assert said(rules_form.documents_are_given, sections=(part,)) == sentences


@pytest.mark.parametrize(
    ("required", "given", "anchors"), [(True, False, ["dokumen-7"]), (True, True, []), (False, False, [])]
)
def test_a_required_document_is_there(required, given, anchors):
    document = Document("Surat Pernyataan", "dokumen-7", is_required=required, is_given=given)

    assert places(rules_form.documents_are_given, documents=(document,)) == anchors


@pytest.mark.parametrize(
    ("closes", "years", "latest"),
    [
        (date(2026, 1, 19), 1, date(2025, 1, 19)),
        (date(2026, 1, 19), 2, date(2024, 1, 19)),
        (date(2024, 2, 29), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 4, date(2020, 2, 29)),
        (date(2025, 2, 28), 1, date(2024, 2, 28)),
        (date(2025, 3, 1), 1, date(2024, 3, 1)),
        (date(2027, 12, 31), 3, date(2024, 12, 31)),
    ],
)
def test_the_age_is_counted_back_from_the_close(closes, years, latest):
    a_day_later = date.fromordinal(latest.toordinal() + 1)
    a_day_before = date.fromordinal(latest.toordinal() - 1)

    assert rules_form.years_before(closes, years) == latest
    for started_on, is_refused in ((a_day_before, False), (latest, False), (a_day_later, True)):
        facts = {"started_on": started_on, "closes_on": closes, "years": years}
        assert bool(said(rules_form.is_old_enough, **facts)) is is_refused


def test_the_age_says_the_latest_day_and_is_silent_without_a_calendar():
    young = {"started_on": date(2025, 1, 20), "years": 1}

    assert said(rules_form.is_old_enough, **young) == [
        "Belum cukup lama diterapkan: paling lambat mulai 19 Januari 2025, 1 tahun sebelum pendaftaran ditutup"
    ]
    assert said(rules_form.is_old_enough, **young, closes_on=None) == []


def test_a_start_that_is_missing_blocks_in_every_edition():
    (objection,) = rules_form.is_old_enough(replace(ENTRY, started_on=None))

    assert (objection.text, objection.blocks) == ("Tanggal mulai diterapkan belum diisi", True)


@pytest.mark.parametrize(
    ("facts", "count"),
    [
        ({"group": "general"}, 0),
        ({"group": "replication"}, 1),
        ({"group": "replication", "replicates": "  "}, 1),
        ({"group": "replication", "replicates": "Sapa Warga, Kota Contoh"}, 0),
        ({"group": "special"}, 1),
        ({"group": "special", "around": Surroundings(award="Top 5")}, 0),
    ],
)
def test_each_group_has_its_condition(facts, count):
    assert len(said(rules_form.group_is_met, **facts)) == count


@pytest.mark.parametrize(
    ("group", "award", "count"),
    [("general", "Top 45 KIPP 2021", 1), ("general", "", 0), ("replication", "Top 45", 0), ("special", "Top 45", 0)],
)
def test_who_won_before_is_not_among_the_general_ones(group, award, count):
    assert len(said(rules_field.has_not_won, group=group, around=Surroundings(award=award))) == count


@pytest.mark.parametrize(("sent", "quota", "count"), [(0, 1, 0), (1, 1, 1), (2, 3, 0), (3, 3, 1)])
def test_the_quota_counts_what_was_sent_and_this_one(sent, quota, count):
    assert len(said(rules_field.quota_is_kept, quota=quota, around=Surroundings(sent_by_agency=sent))) == count


def test_a_title_that_was_sent_stands_in_the_way_and_a_draft_only_warns():
    sent = Surroundings(title_sent_by="Diskominfo", title_drafted_by="Dinkes")
    drafted = Surroundings(title_drafted_by="Dinkes")

    assert said(rules_field.title_is_its_own, around=sent) == ["Judul ini sudah dipakai usulan Diskominfo"]
    (objection,) = rules_field.title_is_its_own(replace(ENTRY, around=drafted))
    assert "Dinkes" in objection.text
    assert objection.blocks is False
    assert said(rules_field.title_is_its_own) == []


def test_a_likeness_names_title_agency_and_year():
    alike = (Alike("Sapa Warga Kota", "Diskominfo", 2024, 11 / 16),)

    assert said(rules_field.is_unlike_others, around=Surroundings(alike=alike)) == [
        "Judul mirip (68%) dengan “Sapa Warga Kota”, Diskominfo, 2024"
    ]


@pytest.mark.parametrize(
    ("rule", "missing", "there", "anchor"),
    [
        (rules_form.innovators_are_named, {}, {"innovators": 1}, "inovator"),
        (rules_form.video_is_linked, {}, {"video_url": "https://video.example/1"}, "identitas"),
        (rules_form.place_is_marked, {}, {"has_place": True}, "identitas"),
        (rules_form.partners_have_answered, {"silent_partners": ("Dinkes",)}, {}, "mitra"),
    ],
)
def test_what_is_asked_once(rule, missing, there, anchor):
    assert places(rule, **missing) == [anchor]
    assert places(rule, **there) == []


def test_a_partner_that_declines_blocks_and_one_that_is_silent_does_as_the_edition_says():
    facts = {"silent_partners": ("Dinkes",), "declined_partners": ("Bappeda",)}

    declined, silent = rules_form.partners_have_answered(replace(ENTRY, **facts))

    assert ("Bappeda" in declined.text, declined.blocks) == (True, True)
    assert ("Dinkes" in silent.text, silent.blocks) == (True, None)
    assert [one.text for one in rules_form.partners_have_not_declined(replace(ENTRY, **facts))] == [declined.text]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (LONG, ""),
        ("", ""),
        ("Tiga kata saja", ""),
        (f"{LONG} {LONG}", "kalimat yang sama diulang-ulang"),
        ("Warga senang. " * 30, "kata “warga” diulang terlalu sering"),
        ("Layanan kami cepat dan ramah. " * 30, "kalimat yang sama diulang-ulang"),
        ("Lorem ipsum dolor sit amet", "masih ada teks pengisi “Lorem ipsum”"),
        ("nanti diisi asdfgh", "masih ada teks pengisi “asdfgh”"),
        ("xxxxxxxxx", "masih ada teks pengisi “xxxxxxxxx”"),
        ("Rp1.000.000.000 dan 1111111", ""),
    ],
)
def test_filler_is_told_by_how_it_repeats(text, problem):
    assert rules_text.filler_in(text) == problem


def test_one_word_up_to_a_quarter_is_no_filler():
    assert rules_text.filler_in(" ".join(["warga"] * 20 + [f"kata{n}" for n in range(60)])) == ""
    assert "warga" in rules_text.filler_in(" ".join(["warga"] * 21 + [f"kata{n}" for n in range(60)]))


@pytest.mark.parametrize("max_words", [50, 100, 300, 1000])
@pytest.mark.parametrize("section", [*SENTENCES, "lainnya"])
def test_the_sample_texts_are_no_filler(section, max_words):
    text = sample_text(section, title="Among Warga", opd="Satpol PP", max_words=max_words)

    assert rules_text.filler_in(text) == ""
    assert rules_text.filler_in(" ".join(SENTENCES.get(section, GENERAL))) == ""


def sections(*texts):
    return tuple(
        Text(f"Bagian {n}", f"bagian-{n}", text, words=count_words(text)) for n, text in enumerate(texts, start=1)
    )


@pytest.mark.parametrize(
    ("texts", "anchors"),
    [
        ((LONG, LONG), ["bagian-2"]),
        ((LONG, LONG.upper().replace(" ", "  ") + "."), ["bagian-2"]),
        ((LONG, f"{LONG} tambahan"), ["bagian-2"]),
        ((LONG, LONG, LONG), ["bagian-2", "bagian-3"]),
        ((LONG, "Sama sekali lain, sebab bagian ini menjelaskan sumber daya dan para mitra desa."), []),
        (("sama saja", "sama saja"), []),  # too short to say
    ],
)
def test_one_text_in_many_sections_is_told_once_for_each_copy(texts, anchors):
    assert places(rules_text.text_is_no_filler, sections=sections(*texts)) == anchors


def test_the_samples_of_one_proposal_differ_from_section_to_section():
    texts = [sample_text(name, title="Among Warga", opd="Satpol PP", max_words=300) for name in SENTENCES]

    assert said(rules_text.text_is_no_filler, sections=sections(*texts)) == []


def test_personal_data_is_told_at_its_place_and_not_repeated_there():
    part = replace(PART, text="Hubungi Budi, NIP 198001012005011001, 081234567890.")

    assert said(rules_text.no_personal_data, title="Sapa 081234567890", sections=(part,)) == [
        "Judul memuat data pribadi: nomor telepon",
        "Kebaruan memuat data pribadi: NIP dan nomor telepon",
    ]
    assert places(rules_text.no_personal_data, long_title="a@contoh.id") == ["identitas"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Inovasi Dinas Kesehatan ini", ["Kebaruan menyebut “Dinas Kesehatan”"]),
        ("inovasi DINKES, kota", ["Kebaruan menyebut “Dinkes”"]),
        ("dinas\u00a0\n kesehatan", ["Kebaruan menyebut “Dinas Kesehatan”"]),
        ("kesehatan dinas; dinkesnya", []),
        ("layanan kesehatan", []),
    ],
)
def test_where_jurors_read_blind_the_agency_is_not_named(text, found):
    facts = {"owner_names": ("Dinas Kesehatan", "Dinkes"), "sections": (replace(PART, text=text),)}

    assert said(rules_text.agency_is_not_named, **facts) == found


def test_every_rule_is_reckoned_and_the_page_of_the_rules_tells_the_same_figures():
    filler, similar = str(RECKONED[RuleKind.FILLER]), str(RECKONED[RuleKind.SIMILAR])

    assert set(RULES) == set(RuleKind) == set(RECKONED)
    assert f"{rules_text.MOST_OF_ONE_WORD:.0%}" in filler
    assert f"{rules_text.MOST_REPEATED:.0%}" in filler
    assert f"{rules_text.SAME_TEXT:.0%}" in filler
    assert f"kurang dari {FEWEST_WORDS} kata" in filler
    assert (RUN, "lima kata" in filler) == (5, True)
    assert (MOST, "tiga yang termirip" in similar) == (3, True)
