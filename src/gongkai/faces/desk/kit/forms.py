"""Forms and acts: errors where they are, refusals in words, one click one thing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse

from gongkai.faces.desk.kit import once
from gongkai.faces.desk.kit.screens import Screen, wants_json
from gongkai.office.errors import Overtaken, Refused


class FormScreen(Screen):
    """A form and its saving.

    ``save(form)`` calls a service and gives the address to go to. ``Refused`` becomes errors at the fields (a field that
    the form does not have: in the summary); ``Overtaken`` draws the page again with what was typed and says what happened.
    ``done`` is the sentence shown afterwards (empty: none).
    """

    template_name = "desk/form.html"
    width = "narrow"
    form_class: type[forms.Form] = forms.Form
    submit_label: str = "保存"
    done: str = "已保存。"
    intro: str = ""
    #: Whether leaving with something typed asks first.
    guard: bool = True

    def initial(self) -> dict[str, Any]:
        """What the fields hold at first."""
        return {}

    def form_kwargs(self) -> dict[str, Any]:
        """More arguments for the form: querysets narrowed to the actor's, an instance."""
        return {}

    def make_form(self, *data: Any) -> forms.Form:
        """The form, empty or with what was sent; wrong fields and helps are tied to their fields for screen readers."""
        return self.form_class(*data, **{"initial": self.initial(), **self.form_kwargs()})

    def save(self, form: Any) -> str:
        """Do it; give the address to go to. Written for every form."""
        raise NotImplementedError(f"{type(self).__name__}.save")

    def back_url(self) -> str:
        """Where 取消 leads; the last crumb unless said otherwise."""
        way = self.crumbs()
        return way[-1][1] if way else "/desk/"

    def latest_url(self) -> str:
        """Where the state that was faster can be seen; empty: this page anew."""
        return self.request.path

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        return self.draw(self.make_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ARG002
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.draw(form, status=422)
        key = once.fingerprint(request)
        if key and (earlier := once.claim(key, at=self.now)):
            return self.go(earlier)
        try:
            url = self.save(form)
        except Refused as refused:
            _forget(key)
            _tell(form, refused)
            return self.draw(form, status=422)
        except Overtaken as overtaken:
            _forget(key)
            return self.draw(form, status=409, overtaken=str(overtaken), latest_url=self.latest_url())
        except BaseException:
            _forget(key)
            raise
        if key:
            once.done(key, url)
        if self.done:
            messages.success(request, self.done)
        return self.go(url)

    def go(self, url: str) -> HttpResponseBase:
        """On to the result."""
        return JsonResponse({"url": url}) if wants_json(self.request) else HttpResponseRedirect(url)

    def draw(self, form: forms.Form, *, status: int = 200, **more: object) -> HttpResponseBase:
        """The page with the form; for a script the problems alone."""
        if status != 200 and wants_json(self.request):
            problems = {name: list(errors) for name, errors in form.errors.items()}
            sentence = str(more.get("overtaken", ""))
            return JsonResponse({"problems": problems, "message": sentence}, status=status)
        told: dict[str, Any] = {**self.form_context(form), **more}
        return self.show(status=status, form=form, **told)

    def form_context(self, form: forms.Form) -> dict[str, object]:
        """What a form's template knows besides."""
        return {
            "once": self.request.POST.get(once.FIELD) or once.token(),
            "submit_label": self.submit_label,
            "back_url": self.back_url(),
            "intro": self.intro,
            "guard": self.guard,
            "multipart": form.is_multipart(),
        }


class ActScreen(FormScreen):
    """One act that is asked about once, in words, before it is done; with fields (a reason) where the act needs them.

    ``question`` asks ("确认撤下《…》？"), ``consequences`` say what then happens, each a whole sentence.
    """

    template_name = "desk/act.html"
    submit_label = "确认"
    done = "已办理。"
    danger: bool = False
    guard = False

    def question(self) -> str:
        """What is asked."""
        return f"确认{self.heading()}？"

    def consequences(self) -> Sequence[str]:
        """What happens then."""
        return ()

    def form_context(self, form: forms.Form) -> dict[str, object]:
        return {
            **super().form_context(form),
            "question": self.question(),
            "consequences": list(self.consequences()),
            "danger": self.danger,
        }


def _tell(form: forms.Form, refused: Refused) -> None:
    for name, sentence in refused.problems.items():
        if name in form.fields:  # whose label stands beside it already
            form.add_error(name, sentence.removeprefix(f"{form.fields[name].label}："))
        else:
            form.add_error(None, sentence)


def _forget(key: str) -> None:
    if key:
        once.forget(key)
