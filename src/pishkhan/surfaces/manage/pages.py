"""Answering: a page within its section, or back to where the change is seen."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.identity.spec import Actor
from pishkhan.kernel.organisations import api as organisations
from pishkhan.kernel.organisations.terms import Act, Role
from pishkhan.surfaces.manage.sheets import Sheet
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated


Crumb = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of manage: its title, its first page, who may open it, what is done there."""

    title: str
    name: str
    act: Act
    about: str

    @property
    def address(self) -> str:
        """Its first page."""
        return reverse(f"manage:{self.name}")


SECTIONS = (
    Section(
        title=_("سازمان‌ها"),
        name="organisations",
        act=Act.MANAGE_ORGANISATIONS,
        about=_("درخت سازمان‌ها، سمت‌های هر یک و دفتر نامه‌هایشان"),
    ),
    Section(
        title=_("سمت‌ها"),
        name="posts",
        act=Act.MANAGE_ORGANISATIONS,
        about=_("سمت‌هایی که امروز کسی آن‌ها را ندارد"),
    ),
    Section(
        title=_("جاهای خالی"),
        name="routes",
        act=Act.MANAGE_ORGANISATIONS,
        about=_("نقش‌هایی که کسی ندارد، و پرونده‌هایی که به سبب آن معطل‌اند"),
    ),
    Section(
        title=_("کارکنان"),
        name="people",
        act=Act.MANAGE_ORGANISATIONS,
        about=_("حساب کارکنان: ساختن، بستن، گذرواژهٔ تازه"),
    ),
    Section(
        title=_("تعطیلات"),
        name="holidays",
        act=Act.MANAGE_CALENDAR,
        about=_("تقویم کاری: تعطیل رسمی، تعطیلی اعلام‌شده، آخر هفته"),
    ),
    Section(
        title=_("متن‌ها"),
        name="texts",
        act=Act.MANAGE_TEXTS,
        about=_("متن پیامک‌ها و پیام‌ها به هر زبان"),
    ),
    Section(
        title=_("راهنماها"),
        name="guides",
        act=Act.MANAGE_TEXTS,
        about=_("راهنمای گام‌به‌گام خدمت‌ها، با تصویر و نسخه"),
    ),
    Section(
        title=_("پشتیبانی"),
        name="support",
        act=Act.MANAGE_TEXTS,
        about=_("برای هر خدمت: پرسش از مقررات، مشکل فنی"),
    ),
    Section(
        title=_("خدمت‌ها"),
        name="service_list",
        act=Act.MANAGE_SERVICES,
        about=_("باز و بسته کردن پذیرش، دفتر پذیرنده"),
    ),
    Section(
        title=_("فرایندها"),
        name="processes",
        act=Act.MANAGE_SERVICES,
        about=_("نسخه‌ها، مرحله‌ها و نقشهٔ هر فرایند"),
    ),
    Section(
        title=_("جدول‌های تصمیم"),
        name="tables",
        act=Act.MANAGE_SERVICES,
        about=_("قاعده‌هایی که بدون برنامه‌نویس عوض می‌شوند"),
    ),
    Section(
        title=_("ازدحام"),
        name="surge",
        act=Act.MANAGE_SERVICES,
        about=_("اتاق انتظار، و آنچه زیر بار کنار می‌رود"),
    ),
    Section(
        title=_("شناسهٔ اتباع"),
        name="identifiers",
        act=Act.MANAGE_SERVICES,
        about=_("شکل پذیرفتهٔ شماره‌های اتباع خارجی"),
    ),
    Section(
        title=_("برنامه‌ها"),
        name="programs",
        act=Act.MANAGE_CLIENTS,
        about=_("کلیدهای API و گیرنده‌های رویداد هر سازمان"),
    ),
    Section(
        title=_("اجازه‌های مؤسسه‌ها"),
        name="permits",
        act=Act.RECOGNISE,
        about=_("مقطع و رشته‌هایی که هر مؤسسه از کی تا کی می‌دهد"),
    ),
    Section(
        title=_("زمان‌های دسترسی"),
        name="windows",
        act=Act.RECOGNISE,
        about=_("هر راه ورود سوابق برای کدام نقش و مؤسسه باز است"),
    ),
    Section(
        title=_("پیام‌ها"),
        name="messages",
        act=Act.MANAGE_TEXTS,
        about=_("اپراتورها، پیام‌های مانده و نرسیده، هزینه"),
    ),
    Section(
        title=_("رد کارها"),
        name="audit",
        act=Act.VIEW_AUDIT,
        about=_("چه کسی، کی، چه کرد"),
    ),
)


def sections_of(actor: Actor) -> list[Section]:
    """The sections that the actor may open."""
    return [section for section in SECTIONS if organisations.may_somewhere(actor, section.act)]


def show(
    request: Request, template: str, section: str = "", *crumbs: Crumb, **context: object
) -> HttpResponse:
    """A page of manage; `crumbs` are titles and addresses between its section and itself."""
    sections = sections_of(request.actor)
    here = [(one.title, one.address) for one in sections if one.name == section]
    home = [(_("مدیریت"), reverse("manage:home"))]
    trail = [(translated(title), address) for title, address in home + here]
    return render(
        request,
        f"manage/{template}.html",
        {"sections": sections, "section": section, "crumbs": [*trail, *crumbs], **context},
    )


def show_form(request: Request, sheet: Sheet, section: str, *crumbs: Crumb) -> HttpResponse:
    """The form, with whatever was typed into it."""
    return show(request, "form", section, *crumbs, form=sheet)


def done(request: Request, message: str, name: str, *arguments: object) -> HttpResponse:
    """Say that it was done, on the page where it is seen."""
    messages.success(request, translated(message))
    return redirect(f"manage:{name}", *arguments)


def service_title(code: str) -> str:
    """The title of a service as staff read it; of "" every service."""
    titles = {one.code: translated(one.title) for one in catalogue.services()}
    return titles.get(code, code) if code else translated(_("همهٔ خدمت‌ها"))


def role_label(role: str) -> str:
    """The name of a role."""
    return translated(next((one.label for one in Role if one == role), role))
