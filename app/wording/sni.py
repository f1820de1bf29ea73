"""What a server shows to a client that does not name it, in words."""

from app.domain.sni import SniComparison
from app.wording.failures import failure_text
from app.wording.lines import Line, Mark, line


def sni_line(comparison: SniComparison) -> Line:
    """Say whether the certificate is the same without SNI, as Windows XP asks."""
    what = f"{comparison.host}:{comparison.port} without its name (no SNI, as Windows XP asks)"
    mark = Mark.GOOD if comparison.is_same else Mark.WARNING
    return line(what, sni_text(comparison), mark)


def sni_text(comparison: SniComparison) -> str:
    """Tell what the server shows then."""
    if comparison.is_same:
        return "the same certificate"
    shown = comparison.without_name
    if shown is not None:
        names = ", ".join(shown.names) or "no names"
        return f"another certificate: {shown.subject or 'without a subject'} ({names})"
    failure = comparison.failure
    return f"no certificate: {failure_text(failure)}" if failure else "no certificate"
