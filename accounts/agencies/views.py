"""The agencies: a list, each with its people and its past, and the acts on one."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts import clock
from accounts.acting import TEMPLATE, ActPage, act
from accounts.concurrency import token
from accounts.exports import agency_export
from accounts.http import SignedInRequest
from accounts.models import OPD, Closure, Membership, User
from accounts.spreadsheets.export import download, file_kind

from . import actions, actions_end, belongings
from .forms import AgencyFilter, AgencyForm, DatedForm, MergeForm, ReasonOnlyForm, RenameForm

PER_PAGE = 50


def require_register(request: SignedInRequest, right: str = "accounts.manage_register") -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied


@require_safe
def agency_list(request: SignedInRequest) -> HttpResponseBase:
    require_register(request, "accounts.view_register")
    chosen = AgencyFilter(request.GET)
    today = clock.today()
    serving = Q(memberships__starts_on__lte=today) & (Q(memberships__ends_on=None) | Q(memberships__ends_on__gt=today))
    opds = chosen.apply(OPD.objects.all()).select_related("parent", "successor").order_by("name", "pk")
    opds = opds.annotate(people=Count("memberships__user", filter=serving, distinct=True))
    if kind := file_kind(request):
        return download(kind, agency_export(opds, _("Daftar OPD")))
    page = Paginator(opds, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/agencies/agency_list.html", {"page": page, "chosen": chosen})


@require_safe
def agency_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    require_register(request, "accounts.view_register")
    opd = _opd(pk)
    posts = Membership.objects.filter(opd=opd).select_related("user").order_by("ends_on", "role", "user__name")
    today = clock.today()
    context = {
        "opd": opd,
        "current": [post for post in posts if post.ends_on is None or post.ends_on > today],
        "past": [post for post in posts if post.ends_on is not None and post.ends_on <= today],
        "standing": belongings.standing(opd),
        "closure": Closure.objects.select_related("by").filter(opd=opd, undone_at=None).first(),
    }
    return render(request, "accounts/agencies/agency_detail.html", context)


def agency_create(request: SignedInRequest) -> HttpResponse:
    require_register(request)
    form = AgencyForm(request.POST or None)
    page = ActPage(_("OPD baru"), _("Tambahkan"), [(reverse("agency-list"), _("OPD"))])

    def do(values: dict[str, Any]) -> str:
        opd = actions.add_agency(values=values, by=request.user)
        return _("%(opd)s ditambahkan.") % {"opd": opd}

    return act(request, page, form, do)


def agency_update(request: SignedInRequest, pk: int) -> HttpResponse:
    opd = _managed(request, pk)
    form = AgencyForm(request.POST or None, instance=_opd(pk))
    lede = _("Untuk yang salah tulis. Bila OPD-nya berganti nama, pakai Ganti nama: nama lamanya tetap tercatat.")
    page = _page(opd, _("Perbaiki data"), _("Simpan"), lede=lede)

    def do(values: dict[str, Any]) -> str:
        actions.correct_agency(opd=opd, values=values, by=request.user)
        return _("Data OPD tersimpan.")

    return act(request, page, form, do)


def agency_rename(request: SignedInRequest, pk: int) -> HttpResponse:
    opd = _managed(request, pk)
    form = RenameForm(request.POST or None, initial={"name": opd.name, "abbr": opd.abbr})
    effects = [
        _("Mulai tanggal itu semua halaman memakai nama yang baru."),
        _("Piagam, hasil, dan versi usulan yang sudah ada tetap memuat nama yang lama."),
    ]
    page = _page(opd, _("Ganti nama"), _("Ganti nama"), effects=effects)

    def do(values: dict[str, Any]) -> str:
        actions.rename_agency(opd=opd, by=request.user, **values)
        return _("Nama OPD diganti. Nama yang lama tetap tercatat.")

    return act(request, page, form, do)


def agency_name_back(request: SignedInRequest, pk: int) -> HttpResponse:
    opd = _managed(request, pk)
    last = opd.former_names.first()
    effects = (
        [_("OPD ini kembali bernama %(name)s (%(abbr)s).") % {"name": last.name, "abbr": last.abbr}] if last else []
    )
    page = _page(opd, _("Tarik kembali penggantian nama"), _("Tarik kembali"), effects=effects)

    def do(values: dict[str, Any]) -> str:
        actions.take_back_name(opd=opd, by=request.user, **values)
        return _("Penggantian nama ditarik kembali.")

    return act(request, page, ReasonOnlyForm(request.POST or None), do)


def agency_close(request: SignedInRequest, pk: int) -> HttpResponse:
    opd = _managed(request, pk)
    waiting = [one.sentence for one in belongings.standing(opd) if one.is_open]
    effects = [_posts_sentence(opd), _("OPD ini tidak ditawarkan lagi sebagai mitra, induk, atau peserta edisi baru.")]
    page = _page(opd, _("Tutup OPD"), _("Tutup OPD"), effects=effects, obstacles=waiting, is_danger=True)

    def do(values: dict[str, Any]) -> str:
        actions_end.close_agency(opd=opd, by=request.user, **values)
        return _("OPD ditutup.")

    return act(request, page, DatedForm(request.POST or None), do)


def agency_merge(request: SignedInRequest, pk: int) -> HttpResponse:
    opd = _managed(request, pk)
    form = MergeForm(request.POST or None, opd=opd)
    effects = [
        _("Orangnya pindah: tugasnya di sini berakhir, dan tugas yang sama dimulai di OPD penerus."),
        _("Usulan yang sedang berjalan diteruskan ke penerusnya."),
        _("Hasil dan piagam yang sudah terbit tetap memuat nama OPD ini."),
    ]
    page = _page(opd, _("Gabungkan dengan OPD lain"), _("Gabungkan"), effects=effects, is_danger=True)
    told = _beyond(opd, form, request.user) if request.method == "POST" else []
    if told and form.data.get("seen") != token(told):
        form.data = {**request.POST.dict(), "seen": token(told)}
        page = replace(page, effects=[*effects, *told], button=_("Ya, gabungkan"))
        return render(request, TEMPLATE, {"act": page, "form": form})

    def do(values: dict[str, Any]) -> str:
        given = _merger(form)
        actions_end.merge_agency(opd=opd, by=request.user, seen=token(told), **given)
        return _("OPD digabungkan ke %(opd)s.") % {"opd": values["into"]}

    return act(request, page, form, do)


def _merger(form: MergeForm) -> dict[str, Any]:
    return {**{name: form.cleaned_data[name] for name in ("into", "on", "reason")}, "chosen": form.chosen()}


def _beyond(opd: OPD, form: MergeForm, by: User) -> list[str]:
    """What this merger does beyond what each does; a refusal is told when it is pressed."""
    with suppress(ValidationError):
        return actions_end.merger_effects(opd=opd, by=by, **_merger(form)) if form.is_valid() else []
    return []


def agency_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    opd = _managed(request, pk)
    effects = [
        _("Tugas yang berakhir karena penutupan berlaku lagi."),
        _("Yang diteruskan ke OPD penerus kembali, selama belum diubah di sana."),
    ]
    page = _page(opd, _("Buka kembali OPD"), _("Buka kembali"), effects=effects)

    def do(values: dict[str, Any]) -> str:
        actions_end.reopen_agency(opd=opd, by=request.user, **values)
        return _("OPD dibuka kembali.")

    return act(request, page, ReasonOnlyForm(request.POST or None), do)


def _opd(pk: int) -> OPD:
    family = OPD.objects.select_related("parent", "successor").prefetch_related(
        "former_names", "children", Prefetch("predecessors", OPD.objects.order_by("name"))
    )
    return get_object_or_404(family, pk=pk)


def _managed(request: SignedInRequest, pk: int) -> OPD:
    require_register(request)
    return _opd(pk)


def _page(opd: OPD, title: str, button: str, **more: Any) -> ActPage:
    crumbs = [(reverse("agency-list"), _("OPD")), (reverse("agency-detail", args=[opd.pk]), opd.name)]
    return ActPage(title, button, crumbs, **more)


def _posts_sentence(opd: OPD) -> str:
    count = opd.memberships.current().count()
    told = ngettext("Tugas %(count)d orang di sini berakhir.", "Tugas %(count)d orang di sini berakhir.", count)
    return told % {"count": count} if count else _("Tidak ada orang yang bertugas di sini.")
