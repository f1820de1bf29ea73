"""What went wrong, in words that do not say more than was seen."""

from app.domain.failures import Failure, FailureKind
from app.wording.lines import milliseconds


def failure_title(kind: FailureKind) -> str:
    """Name a kind of failure."""
    return {
        FailureKind.NAME_NOT_FOUND: "no address for this name",
        FailureKind.NO_ANSWER_FROM_DNS: "no answer from DNS",
        FailureKind.REFUSED: "connection refused: nothing listens there",
        FailureKind.UNREACHABLE: "not reachable from here",
        # protocol.md 7.5: "no answer", which is not "down".
        FailureKind.TIMED_OUT: "no answer in time",
        FailureKind.RESET: "the connection was cut",
        FailureKind.TLS: "no secure connection",
        FailureKind.CERTIFICATE_REJECTED: "certificate not accepted",
        FailureKind.SIGN_IN_REFUSED: "sign-in refused",
        FailureKind.SIGN_IN_NEEDED: "reachable, asks for a sign-in",
        FailureKind.HTTP_STATUS: "the answer is of no use",
        FailureKind.NOT_AUTODISCOVER: "something answered that is not Autodiscover",
        FailureKind.SERVER_ERROR: "the server reports an error",
        FailureKind.REDIRECT_REFUSED: "redirect not followed",
        FailureKind.REDIRECT_LOOP: "the redirects go round in a circle",
        FailureKind.TOO_LARGE: "the answer is too large",
        FailureKind.PROTOCOL: "the answer breaks the protocol",
        FailureKind.NOT_THE_SERVICE: "something answered that is not the service",
        FailureKind.PROXY: "the proxy stands in the way",
        FailureKind.DIRECTORY: "the directory does not answer the question",
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
        return f"no answer in {milliseconds(duration_ms)}"
    title = failure_title(failure.kind)
    if failure.kind in _SAYS_IT_ALL or not failure.detail:
        return title
    return f"{title}: {failure.detail.rstrip('.')}"


def error_title(code: str) -> str:
    """Tell what an Autodiscover ErrorCode means; empty for an unknown one. [OXDSCLI-ERR]"""
    return {
        "500": "the e-mail address cannot be found",
        "501": "there are no settings for this address",
        "600": "invalid request",
        "601": "the kind of settings asked for is not available",
        "602": "the server's configuration is wrong",
        "603": "internal server error",
    }.get(code, "")
