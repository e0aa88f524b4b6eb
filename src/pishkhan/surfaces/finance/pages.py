"""Answering: a page within its section, or back to where the change is seen."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from pishkhan.foundation.text import gettext_noop as _
from pishkhan.kernel.catalogue import api as catalogue
from pishkhan.kernel.organisations.terms import Act
from pishkhan.kernel.payments import api as payments
from pishkhan.kernel.payments.terms import Account
from pishkhan.web.people import Request
from pishkhan.web.sentences import translated
from pishkhan.web.sheets import Sheet


Crumb = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the desk: its title, its first page, whether it is only for whoever sees all."""

    title: str
    name: str
    is_of_all: bool = False

    @property
    def address(self) -> str:
        """Its first page."""
        return reverse(f"finance:{self.name}")


SECTIONS = (
    Section(title=_("دفتر روزنامه"), name="daybook"),
    Section(title=_("پرداخت‌ها"), name="payments"),
    Section(title=_("جمع‌ها"), name="sums"),
    Section(title=_("پرداخت‌های نیمه‌راه"), name="attempts"),
    Section(title=_("بازگشت پول"), name="refunds"),
    Section(title=_("فایل‌های بانک"), name="files", is_of_all=True),
    Section(title=_("مغایرت‌ها"), name="differences", is_of_all=True),
    Section(title=_("پول گم‌شده"), name="orphans"),
    Section(title=_("تعرفه‌ها"), name="fees"),
)


def show(
    request: Request, template: str, section: str = "", *crumbs: Crumb, **context: object
) -> HttpResponse:
    """A page of the desk; `crumbs` are titles and addresses between its section and itself."""
    sees_all = payments.may_finance(request.actor, Act.VIEW_FINANCE)
    sections = [one for one in SECTIONS if sees_all or not one.is_of_all]
    here = [(one.title, one.address) for one in sections if one.name == section]
    trail = [(translated(t), a) for t, a in [(_("امور مالی"), reverse("finance:home")), *here]]
    return render(
        request,
        f"finance/{template}.html",
        {"sections": sections, "section": section, "crumbs": [*trail, *crumbs], **context},
    )


def show_form(request: Request, sheet: Sheet, section: str, *crumbs: Crumb) -> HttpResponse:
    """The form, with whatever was typed into it."""
    return show(request, "form", section, *crumbs, (sheet.title, ""), form=sheet)


def done(request: Request, message: str, name: str, *arguments: object) -> HttpResponse:
    """Say that it was done, on the page where it is seen."""
    messages.success(request, translated(message))
    return redirect(f"finance:{name}", *arguments)


def service_title(code: str) -> str:
    """The title of a service as staff read it; its code where it is no longer offered."""
    titles = {one.code: one.title for one in catalogue.services()}
    return translated(titles.get(code, code))


def account_title(name: str) -> str:
    """An account of the ledger in words: its kind, and of what gateway or service it is."""
    kind, _colon, detail = name.partition(":")
    label = next((one.label for one in Account if one == kind), kind)
    of = service_title(detail) if kind == Account.INCOME else detail
    return f"{translated(label)} · {of}" if of else translated(label)
