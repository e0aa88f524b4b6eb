"""Which middleware a request passes: a table of prefixes, each with a chain that is built once.

Pages that are the same for everybody and doors of machines need no session, no account, no
messages; they skip what they do not need. Hooks of views and exceptions are those of the chain.
"""

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


Answer = Callable[[HttpRequest], HttpResponse]
ViewHook = Callable[
    [HttpRequest, Callable[..., HttpResponse], Sequence[object], Mapping[str, object]],
    HttpResponse | None,
]
ErrorHook = Callable[[HttpRequest, Exception], HttpResponse | None]
SAFE = frozenset({"GET", "HEAD"})
CHAIN = "_chain"


class Chain:
    """Middleware around the views, the first outermost, with their hooks."""

    def __init__(self, names: Sequence[str], get_response: Answer) -> None:
        answer = get_response
        self.views: list[ViewHook] = []
        self.errors: list[ErrorHook] = []
        for name in reversed(names):
            one = import_string(name)(answer)
            answer = _answering(one)
            if hasattr(one, "process_view"):
                self.views.insert(0, one.process_view)
            if hasattr(one, "process_exception"):
                self.errors.append(one.process_exception)
        self.answer = answer


class ByPrefix:
    """Hands each request to its chain; what no prefix names are pages of a person."""

    def __init__(self, get_response: Answer) -> None:
        self._pages = Chain(settings.MIDDLEWARE_OF_PAGES, get_response)
        public = Chain(settings.MIDDLEWARE_OF_PUBLIC, get_response)
        machines = Chain(settings.MIDDLEWARE_OF_MACHINES, get_response)
        self._home = public
        self._public = [(prefix, public) for prefix in settings.PUBLIC_PREFIXES]
        self._machines = [(prefix, machines) for prefix in settings.MACHINE_PREFIXES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer by the chain of this address."""
        chain = self._of(request)
        setattr(request, CHAIN, chain)
        return chain.answer(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        arguments: Sequence[object],
        named: Mapping[str, object],
    ) -> HttpResponse | None:
        """The hooks of the chain, until one of them answers."""
        for hook in _chain(request).views:
            response = hook(request, view, arguments, named)
            if response is not None:
                return response
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The same for what a view raised, from the inside out."""
        for hook in _chain(request).errors:
            response = hook(request, error)
            if response is not None:
                return response
        return None

    def _of(self, request: HttpRequest) -> Chain:
        path = request.path_info
        for prefix, chain in self._machines:
            if path.startswith(prefix):
                return chain
        if request.method in SAFE:  # what is pressed on a public page is a person's own matter
            if path == "/":
                return self._home
            for prefix, chain in self._public:
                if path.startswith(prefix):
                    return chain
        return self._pages


def _answering(one: Answer) -> Answer:
    """As Django itself wraps each middleware: what it raises becomes an answer."""
    answering: Answer = convert_exception_to_response(one)  # type: ignore[assignment]  # none of ours is asynchronous
    return answering


def _chain(request: HttpRequest) -> Chain:
    chain: Chain = getattr(request, CHAIN)
    return chain
