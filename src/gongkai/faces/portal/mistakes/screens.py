"""我为政府网站找错: telling, the receipt, and asking what became of it. Never kept by anyone: no-store."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from gongkai.faces.look.address import client_address
from gongkai.faces.portal.mistakes.forms import MistakeForm
from gongkai.faces.portal.pages import Page
from gongkai.office.catalog.selectors import public_documents
from gongkai.office.errors import Refused
from gongkai.office.inspection import selectors, services
from gongkai.office.inspection.sorts import mistake_rules
from gongkai.office.units.models import Unit


class Private(Page):
    """A page that is one person's: neither browsers nor the page cache keep it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        return response


# There is no session that another site could ride on, and no cookie for a token; who posts from elsewhere is turned away.
@method_decorator(csrf_exempt, name="dispatch")
class Tell(Private):
    """The form."""

    template_name = "portal/mistakes/tell.html"
    title = "我为政府网站找错"
    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        page = on_this_site(request, request.GET.get("page", "") or request.headers.get("referer", ""))
        return self.draw(MistakeForm(now=self.now.timestamp(), initial={"page": page}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = MistakeForm(request.POST, now=self.now.timestamp())
        if not _from_here(request):
            form.add_error(None, "这次提交来自另一个网站，没有收下。请在本网站上填写后提交。")
        if not form.is_valid():
            return self.draw(form, status=422)
        told = form.cleaned_data
        page = on_this_site(request, told["page"]) or told["page"]
        unit, title = whose(page)
        try:
            mistake = services.receive(
                unit=unit,
                sort=told["sort"],
                page=page,
                page_title=title,
                text=told["text"],
                contact=told["contact"],
                address=client_address(request),
                at=self.now,
            )
        except Refused as refused:
            for field, problem in (refused.problems or {"": str(refused)}).items():
                form.add_error(field if field in form.fields else None, problem)
            return self.draw(form, status=422)
        return HttpResponseRedirect(reverse("portal:mistake_receipt", args=[mistake.code]))

    def draw(self, form: MistakeForm, *, status: int = 200) -> HttpResponse:
        """The form, with what is wrong with it."""
        if form.is_bound:
            # Drawn anew: the next click is late enough, and in time.
            form.data = {**form.data.dict(), "drawn": form.fields["drawn"].initial}  # type: ignore[attr-defined]
        return self.show(status=status, form=form, limit=mistake_rules().answer_days)


class Receipt(Private):
    """What was sent and what became of it, for whoever has the code."""

    template_name = "portal/mistakes/receipt.html"
    title = "找错办理情况"

    def get(self, request: HttpRequest, code: str) -> HttpResponseBase:  # noqa: ARG002
        mistake = selectors.by_code(code)
        if mistake is None:
            raise Http404("no such receipt")
        return self.show(
            mistake=mistake,
            # As it is called now: the title of what was withdrawn meanwhile may be what had to go.
            page_title=whose(mistake.page)[1],
            sort=mistake_rules().sorts.get(mistake.sort, mistake.sort),
            steps=list(mistake.steps.select_related("from_unit", "to_unit")),
            grouped="-".join(mistake.code[place : place + 4] for place in range(0, len(mistake.code), 4)),
            crumbs=[("我为政府网站找错", reverse("portal:mistake"))],
        )


class Check(Private):
    """A code is typed in."""

    template_name = "portal/mistakes/check.html"
    title = "查询找错办理情况"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        code = request.GET.get("code", "")[:40]
        found = selectors.by_code(code) if code else None
        if found is not None:
            return HttpResponseRedirect(reverse("portal:mistake_receipt", args=[found.code]))
        return self.show(
            code=code, missing=bool(code.strip()), crumbs=[("我为政府网站找错", reverse("portal:mistake"))]
        )


def on_this_site(request: HttpRequest, address: str) -> str:
    """The path of an address on this site; "" for another site's, and for this form's own."""
    parts = urlsplit(address.strip()[:400])
    if parts.netloc and parts.netloc != request.get_host():
        return ""
    if not parts.path.startswith("/") or parts.path.startswith(("//", reverse("portal:mistake"), "/desk")):
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def whose(page: str) -> tuple[Unit, str]:
    """The unit a page is about, and what the page is called; the root of the tree where it is about none."""
    try:
        found = resolve(urlsplit(page).path)
    except Resolver404:
        return _root(), ""
    told = found.kwargs
    if "pk" in told and found.view_name.startswith("portal:document"):
        document = public_documents().filter(pk=told["pk"]).first()
        if document is not None and document.published is not None:
            return document.unit, document.published.title
    if "slug" in told:
        unit = Unit.objects.filter(slug=told["slug"]).first()
        if unit is not None:
            return unit, unit.name
    return _root(), ""


def _root() -> Unit:
    return Unit.objects.filter(parent__isnull=True).order_by("pk").first() or _nobody()


def _nobody() -> Unit:
    raise Http404("no unit to ask")


def _from_here(request: HttpRequest) -> bool:
    """Browsers say where a form comes from; what says nothing is no browser's cross-site form."""
    origin = request.headers.get("origin", "")
    return not origin or urlsplit(origin).netloc == request.get_host()
