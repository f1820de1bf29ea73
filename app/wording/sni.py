"""What a server shows to a client that does not name it, in words."""

from app.domain.sni import SniComparison
from app.wording.failures import failure_text
from app.wording.language import _
from app.wording.lines import Line, Mark, line


def sni_line(comparison: SniComparison) -> Line:
    """Say whether the certificate is the same without SNI, as Windows XP asks."""
    what = _("{host}:{port} without its name (no SNI, as Windows XP asks)").format(
        host=comparison.host, port=comparison.port
    )
    mark = Mark.GOOD if comparison.is_same else Mark.WARNING
    return line(what, sni_text(comparison), mark)


def sni_text(comparison: SniComparison) -> str:
    """Tell what the server shows then."""
    if comparison.is_same:
        return _("the same certificate")
    shown = comparison.without_name
    if shown is not None:
        names = ", ".join(shown.names) or _("no names")
        return _("another certificate: {subject} ({names})").format(
            subject=shown.subject or _("without a subject"), names=names
        )
    failure = comparison.failure
    return (
        _("no certificate: {failure}").format(failure=failure_text(failure))
        if failure
        else _("no certificate")
    )
