"""What went wrong, in words that do not say more than was seen."""

from app.domain.failures import Failure, FailureKind
from app.domain.settings import ServerError
from app.wording.language import _, said
from app.wording.lines import milliseconds


def failure_title(kind: FailureKind) -> str:
    """Name a kind of failure."""
    return {
        FailureKind.NAME_NOT_FOUND: _("no address for this name"),
        FailureKind.NO_ANSWER_FROM_DNS: _("no answer from DNS"),
        FailureKind.REFUSED: _("connection refused: nothing listens there"),
        FailureKind.UNREACHABLE: _("not reachable from here"),
        # protocol.md 7.5: "no answer", which is not "down".
        FailureKind.TIMED_OUT: _("no answer in time"),
        FailureKind.RESET: _("the connection was cut"),
        FailureKind.TLS: _("no secure connection"),
        FailureKind.CERTIFICATE_REJECTED: _("certificate not accepted"),
        FailureKind.SIGN_IN_REFUSED: _("sign-in refused"),
        FailureKind.SIGN_IN_NEEDED: _("reachable, asks for a sign-in"),
        FailureKind.HTTP_STATUS: _("the answer is of no use"),
        FailureKind.NOT_AUTODISCOVER: _("something answered that is not Autodiscover"),
        FailureKind.SERVER_ERROR: _("the server reports an error"),
        FailureKind.REDIRECT_REFUSED: _("redirect not followed"),
        FailureKind.REDIRECT_LOOP: _("the redirects go round in a circle"),
        FailureKind.TOO_LARGE: _("the answer is too large"),
        FailureKind.PROTOCOL: _("the answer breaks the protocol"),
        FailureKind.NOT_THE_SERVICE: _("something answered that is not the service"),
        FailureKind.PROXY: _("the proxy stands in the way"),
        FailureKind.DIRECTORY: _("the directory does not answer the question"),
    }[kind]


_SAYS_IT_ALL = {
    FailureKind.NAME_NOT_FOUND,
    FailureKind.REFUSED,
    FailureKind.CERTIFICATE_REJECTED,
    FailureKind.SIGN_IN_NEEDED,
}


def failure_text(failure: Failure, *, duration_ms: float | None = None) -> str:
    """Tell a failure in one line; `duration_ms` is how long an answer was waited for."""
    if failure.kind is FailureKind.TIMED_OUT and duration_ms is not None:
        return _("no answer in {duration}").format(duration=milliseconds(duration_ms))
    title = failure_title(failure.kind)
    if failure.kind in _SAYS_IT_ALL or not failure.detail:
        return title
    return f"{title}: {said(failure.detail).rstrip('.')}"


def error_title(code: str) -> str:
    """Tell what an Autodiscover ErrorCode means; empty for an unknown one. [OXDSCLI-ERR]"""
    return {
        "500": _("the e-mail address cannot be found"),
        "501": _("there are no settings for this address"),
        "600": _("invalid request"),
        "601": _("the kind of settings asked for is not available"),
        "602": _("the server's configuration is wrong"),
        "603": _("internal server error"),
    }.get(code, "")


def server_error_text(error: ServerError) -> str:
    """Tell an Autodiscover Error element in one line."""
    title = error_title(error.code)
    says_more = title and title != error.message.rstrip(".").lower()
    meaning = f" ({title})" if says_more else ""
    message = f': "{error.message}"' if error.message else ""
    return _("the server answers with error {code}{meaning}{message}").format(
        code=error.code, meaning=meaning, message=message
    )
