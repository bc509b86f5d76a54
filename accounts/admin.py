"""Accounts, bodies, memberships and offices, kept by the administrator. The ledger is there to be read only."""

from http import HTTPStatus
from typing import Any, cast

import allauth.account.admin
import allauth.mfa.admin  # noqa: F401  both register what is taken back below
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from . import ledger
from .models import OPD, Appointment, AuditEntry, Membership, User
from .people.actions import keep_in_step
from .people.mail import write_of_new_address

admin.site.site_header = _("Kovablik · Pengaturan")
admin.site.site_title = _("Kovablik")
admin.site.index_title = _("Akun, OPD, dan penunjukan")
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # the house's own sign-in, with its second factor
admin.site.unregister(Group)  # rights come from rows with dates, not from groups
admin.site.unregister(EmailAddress)  # the address of an account is its own field
admin.site.unregister(Authenticator)  # holds the secrets of the second factor


PERSONAL = {"email", "nip", "phone", "password", "password1", "password2"}
HIDDEN = "…"


def trace(by: User, form: ModelForm, *, is_new: bool) -> None:
    """Who was given or lost a part stands in the ledger too; what is personal only by name."""
    before = {} if is_new else {name: plain(name, form.initial.get(name)) for name in form.changed_data}
    after = {name: plain(name, form.cleaned_data.get(name)) for name in form.changed_data}
    if after:
        action = f"{form.instance._meta.model_name}.{'create' if is_new else 'update'}"
        ledger.record(action, form.instance, by=by, before=before or None, after=after)


def plain(name: str, value: object) -> object:
    """A value as the ledger can hold it."""
    if name in PERSONAL:
        return HIDDEN
    if isinstance(value, Model):
        return value.pk
    return value if value is None or isinstance(value, bool | int) else str(value)


class TracedAdmin(admin.ModelAdmin):
    """What the administrator changes is recorded in the same transaction; nothing is deleted, it ends."""

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:  # noqa: FBT001  Django's
        super().save_model(request, obj, form, change)
        trace(cast("User", request.user), form, is_new=not change)

    def save_formset(self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool) -> None:  # noqa: FBT001  Django's
        new = [row for row in formset.forms if row.instance.pk is None]
        super().save_formset(request, form, formset, change)
        for row in formset.forms:
            if row.has_changed():
                trace(cast("User", request.user), row, is_new=row in new)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class AddUserForm(AdminUserCreationForm):
    class Meta(AdminUserCreationForm.Meta):  # type: ignore[name-defined]  # the stub hides it
        model = User
        fields = ("username", "name", "email")


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    can_delete = False
    autocomplete_fields = ["opd"]


class AppointmentInline(admin.TabularInline):
    model = Appointment
    extra = 0
    can_delete = False


@admin.register(User)
class UserAdmin(TracedAdmin, BaseUserAdmin):
    add_form = AddUserForm
    add_fieldsets = ((None, {"fields": ("username", "name", "email", "usable_password", "password1", "password2")}),)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Orangnya"), {"fields": ("name", "email", "nip", "phone")}),
        (_("Akun"), {"fields": ("is_active", "is_staff", "is_superuser", "last_login", "date_joined")}),
    )
    readonly_fields = ["last_login", "date_joined"]
    list_display = ["name", "username", "email", "is_active"]
    list_filter = ["is_active", "is_staff", "appointments__role", "memberships__role"]
    search_fields = ["name", "username", "email"]
    ordering = ["name"]
    filter_horizontal = []
    inlines = [MembershipInline, AppointmentInline]

    def save_model(self, request: HttpRequest, obj: Model, form: ModelForm, change: bool) -> None:  # noqa: FBT001  Django's
        """A new address is told to both, as on the people's own pages."""
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            person = cast("User", obj)
            keep_in_step(person)
            write_of_new_address(person, str(form.initial["email"]))

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Anyone who sets another's password could act in that name: it stands in the ledger, without the password."""
        response = super().user_change_password(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            person = User.objects.get(pk=(args or list(kwargs.values()))[0])
            ledger.record(
                f"{person._meta.model_name}.update", person, by=cast("User", request.user), after={"password": HIDDEN}
            )
        return response


@admin.register(OPD)
class OPDAdmin(TracedAdmin):
    list_display = ["name", "abbr", "kind", "parent", "is_participant"]
    list_filter = ["kind", "is_participant"]
    list_select_related = ["parent"]
    search_fields = ["name", "abbr"]
    autocomplete_fields = ["parent"]


@admin.register(Membership)
class MembershipAdmin(TracedAdmin):
    list_display = ["user", "opd", "role", "starts_on", "ends_on"]
    list_filter = ["role"]
    list_select_related = ["user", "opd"]
    search_fields = ["user__name", "opd__name", "opd__abbr"]
    autocomplete_fields = ["user", "opd"]


@admin.register(Appointment)
class AppointmentAdmin(TracedAdmin):
    list_display = ["user", "role", "starts_on", "ends_on"]
    list_filter = ["role"]
    list_select_related = ["user"]
    search_fields = ["user__name"]
    autocomplete_fields = ["user"]


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    list_display = ["chain", "number", "at", "actor", "action", "target"]
    list_select_related = ["actor"]
    search_fields = ["=target", "=action"]
    ordering = ["chain", "-number"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """What the administrator keeps; marks and conflicts of an edition are the secretariat's and the auditor's."""
        return super().get_queryset(request).filter(chain=ledger.GENERAL)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
