"""The people: a list, each with posts, offices and account, and the acts on one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import clock
from accounts.acting import ActPage, act
from accounts.agencies.forms import ReasonOnlyForm
from accounts.exports import people_export
from accounts.http import SignedInRequest
from accounts.invitations import may_be_invited
from accounts.models import OPD, Appointment, Membership, MembershipRole, User
from accounts.refusals import refusable
from accounts.spreadsheets.export import download, file_kind

from . import actions, actions_post, belongings
from .forms import (
    STANDINGS,
    AddressForm,
    AppointForm,
    CorrectionForm,
    EndForm,
    HeadForm,
    PersonFilter,
    PersonForm,
    PostForm,
)

PER_PAGE = 50
KINDS: dict[str, type[Membership | Appointment]] = {"opd": Membership, "jabatan": Appointment}


def require_register(request: SignedInRequest, right: str = "accounts.manage_register") -> None:
    if not request.user.has_perm(right):
        raise PermissionDenied


@require_safe
def person_list(request: SignedInRequest) -> HttpResponseBase:
    require_register(request, "accounts.view_register")
    chosen = PersonFilter(request.GET)
    posts = Prefetch("memberships", Membership.objects.current().select_related("opd"))
    people = chosen.apply(User.objects.all()).prefetch_related(posts, _offices()).order_by("name", "pk")
    if kind := file_kind(request):
        return download(kind, people_export(people))
    page = Paginator(people, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "chosen": chosen, "standings": STANDINGS, "query": chosen.value("saring")}
    return render(request, "accounts/people/person_list.html", context)


def _offices() -> Prefetch:
    return Prefetch("appointments", Appointment.objects.current())


@require_safe
def person_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    require_register(request, "accounts.view_register")
    person = get_object_or_404(User, pk=pk)
    context = {
        "person": person,
        "posts": person.memberships.select_related("opd").order_by("-starts_on", "-pk"),
        "offices": person.appointments.order_by("-starts_on", "-pk"),
        "standing": belongings.standing(person),
        "may_invite": may_be_invited(person),
        "today": clock.today(),
        "is_technician": person.is_staff or person.is_superuser,
    }
    return render(request, "accounts/people/person_detail.html", context)


def person_create(request: SignedInRequest) -> HttpResponse:
    require_register(request)
    form = PersonForm(request.POST or None, initial={"opd": request.GET.get("opd", "")})
    lede = _("Orang ini mendapat undangan untuk membuat kata sandinya sendiri.")
    page = ActPage(_("Orang baru"), _("Tambahkan dan undang"), [(reverse("person-list"), _("Orang"))], lede)

    def do(_values: dict[str, Any]) -> str:
        person = actions_post.add_with_post(values=form.account(), post=form.post(), by=request.user)
        return _("%(name)s ditambahkan dan diundang.") % {"name": person}

    return act(request, page, form, do)


def person_update(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _managed(request, pk)
    form = CorrectionForm(request.POST or None, instance=get_object_or_404(User, pk=pk))

    def do(values: dict[str, Any]) -> str:
        actions.correct_person(user=person, values=values, by=request.user)
        return _("Data orang tersimpan.")

    return act(request, _page(person, _("Perbaiki data"), _("Simpan")), form, do)


def person_address(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _managed(request, pk)
    effects = [
        _("Akunnya tetap sama: kata sandi, tugas, dan semua yang pernah dikerjakan tidak berubah."),
        _("Alamat yang lama (%(email)s) tidak dapat dipakai masuk lagi.") % {"email": person.email},
        _("Kedua alamat diberi tahu."),
    ]

    def do(values: dict[str, Any]) -> str:
        actions.change_address(user=person, email=values["email"], by=request.user)
        return _("Alamat e-mail diganti. Kedua alamat diberi tahu.")

    page = _page(person, _("Ganti alamat e-mail"), _("Ganti alamat"), effects=effects)
    return act(request, page, AddressForm(request.POST or None), do)


def person_deactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _managed(request, pk)
    effects = [
        _("Orang ini tidak dapat masuk lagi, dan tidak mendapat e-mail."),
        _("Tugas dan yang pernah dikerjakannya tetap tercatat."),
    ]

    def do(values: dict[str, Any]) -> str:
        actions.deactivate_person(user=person, by=request.user, **values)
        return _("Akun dinonaktifkan.")

    page = _page(person, _("Nonaktifkan akun"), _("Nonaktifkan"), effects=effects, is_danger=True)
    return act(request, page, ReasonOnlyForm(request.POST or None), do)


def person_reactivate(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _managed(request, pk)

    def do(values: dict[str, Any]) -> str:
        actions.reactivate_person(user=person, by=request.user, **values)
        return _("Akun diaktifkan kembali.")

    page = _page(person, _("Aktifkan kembali akun"), _("Aktifkan kembali"))
    return act(request, page, ReasonOnlyForm(request.POST or None), do)


def post_create(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _managed(request, pk)

    def do(values: dict[str, Any]) -> str:
        post = actions_post.give_post(user=person, by=request.user, **values)
        heads = Membership.objects.current().filter(opd=post.opd, role=MembershipRole.HEAD).select_related("user")
        if post.role == MembershipRole.HEAD and len(heads) > 1:
            names = ", ".join(str(head.user) for head in heads)
            messages.warning(request, _("OPD ini mempunyai lebih dari satu kepala: %(names)s.") % {"names": names})
        return _("Tugas diberikan.")

    page = _page(person, _("Beri tugas di OPD"), _("Beri tugas"))
    return act(request, page, PostForm(request.POST or None), do)


def appointment_create(request: SignedInRequest, pk: int) -> HttpResponse:
    person = _managed(request, pk)

    def do(values: dict[str, Any]) -> str:
        actions_post.appoint(user=person, by=request.user, **values)
        return _("Penunjukan dicatat.")

    page = _page(person, _("Tunjuk sebagai pejabat kompetisi"), _("Tunjuk"))
    return act(request, page, AppointForm(request.POST or None), do)


def _posts(duty: str) -> QuerySet:
    """The posts in agencies, or the offices, whichever word the address has; else 404."""
    if duty not in KINDS:
        raise Http404
    return KINDS[duty].objects.select_related("user")


def post_end(request: SignedInRequest, duty: str, pk: int) -> HttpResponse:
    require_register(request)
    post: Any = get_object_or_404(_posts(duty), pk=pk)
    where = post.opd if isinstance(post, Membership) else _("kompetisi")
    lede = _("%(role)s, %(where)s") % {"role": post.get_role_display(), "where": where}
    effects = [_("Sejak hari itu tugas ini tidak memberi hak lagi. Yang sudah dikerjakan tetap.")]

    def do(values: dict[str, Any]) -> str:
        actions_post.end_post(post=post, on=values["on"], by=request.user)
        return _("Akhir tugas dicatat.")

    page = _page(post.user, _("Akhiri tugas"), _("Akhiri"), lede=lede, effects=effects, is_danger=True)
    return act(request, page, EndForm(request.POST or None), do)


@require_POST
def post_resume(request: SignedInRequest, duty: str, pk: int) -> HttpResponse:
    require_register(request)
    post: Any = get_object_or_404(_posts(duty), pk=pk)
    with refusable(request):
        actions_post.resume_post(post=post, by=request.user)
        messages.success(request, _("Akhir tugas ditarik kembali."))
    return redirect("person-detail", post.user_id)


@require_POST
def post_cancel(request: SignedInRequest, duty: str, pk: int) -> HttpResponse:
    require_register(request)
    post: Any = get_object_or_404(_posts(duty), pk=pk)
    with refusable(request):
        actions_post.cancel_post(post=post, by=request.user)
        messages.success(request, _("Tugas dibatalkan."))
    return redirect("person-detail", post.user_id)


def head_replace(request: SignedInRequest, pk: int) -> HttpResponse:
    require_register(request)
    opd = get_object_or_404(OPD, pk=pk)
    heads = Membership.objects.current().filter(opd=opd, role=MembershipRole.HEAD).select_related("user")
    effects = [_("Tugas %(name)s sebagai kepala berakhir pada hari yang sama.") % {"name": head.user} for head in heads]
    crumbs = [(reverse("agency-list"), _("OPD")), (reverse("agency-detail", args=[opd.pk]), opd.name)]
    page = ActPage(_("Ganti kepala OPD"), _("Ganti kepala"), crumbs, effects=effects)

    def do(values: dict[str, Any]) -> str:
        actions_post.replace_head(opd=opd, user=values["email"], on=values["on"], by=request.user)
        return _("Kepala OPD diganti.")

    return act(request, page, HeadForm(request.POST or None), do)


def _managed(request: SignedInRequest, pk: int) -> User:
    require_register(request)
    return get_object_or_404(User, pk=pk)


def _page(person: User, title: str, button: str, **more: Any) -> ActPage:
    crumbs = [(reverse("person-list"), _("Orang")), (reverse("person-detail", args=[person.pk]), str(person))]
    return ActPage(title, button, crumbs, **more)
