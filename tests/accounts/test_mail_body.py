"""A letter is written once; its text, its HTML and its page come from the same elements."""

import pytest

from accounts.mail_body import as_mail, as_page, as_text

BODY = """<header><p class="government">Pemerintah Kota Batu</p><p class="organiser">Bagian Organisasi</p></header>
<section>
  <p class="to">Yth. Siti,<br>Operator OPD, Dinas
    Kesehatan</p>
  <p>Usulan “A &amp; B” &lt;baru&gt; dikembalikan:</p>
  <ul><li>Judul: kurang</li><li>Bukti</li></ul>
  <table><tr><th>Tahap</th><td>Penilaian</td></tr></table>
  <blockquote>Baris satu<br>baris dua</blockquote>
  <p class="act"><a href="https://contoh.example/usulan/1/?a=1&amp;b=2">Buka usulan</a></p>
  <p class="address">https://contoh.example/usulan/1/?a=1&amp;b=2</p>
</section>
<footer><p>Ada pertanyaan? Hubungi Bagian Organisasi.</p></footer>"""
TEXT = """Pemerintah Kota Batu
Bagian Organisasi

Yth. Siti,
Operator OPD, Dinas Kesehatan

Usulan “A & B” <baru> dikembalikan:

- Judul: kurang
- Bukti

Tahap: Penilaian

  Baris satu
  baris dua

Buka usulan:
https://contoh.example/usulan/1/?a=1&b=2

--

Ada pertanyaan? Hubungi Bagian Organisasi.
"""


def test_the_text_is_complete():
    assert as_text(BODY) == TEXT


def test_the_mail_has_the_same_words_one_button_and_no_style_sheet_of_a_page():
    html = as_mail("Perihal", BODY)

    assert html.count('class="act-link" href="https://contoh.example/usulan/1/?a=1&amp;b=2"') == 1
    assert "Usulan “A &amp; B” &lt;baru&gt; dikembalikan:" in html
    assert "<title>Perihal</title>" in html
    assert "<link" not in html
    assert '<th class="muted" style="' in html


def test_the_list_of_mails_shows_what_happened_not_the_head():
    glance = as_mail("Perihal", BODY).partition('overflow:hidden">')[2].partition("<")[0]

    assert glance.startswith("Usulan “A &amp; B”")


def test_the_page_has_the_words_and_leads_nowhere():
    page = as_page(BODY)

    assert "href" not in page
    assert '<p class="act"><span>Buka usulan</span></p>' in page
    assert "&lt;baru&gt;" in page


@pytest.mark.parametrize("body", ["<section><img></section>", "<p>", "</p>", "<p><strong></p></strong>"])
def test_what_no_letter_is_made_of_is_refused(body):
    with pytest.raises((ValueError, IndexError)):
        as_text(body)
