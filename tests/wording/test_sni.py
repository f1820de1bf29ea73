"""What a server shows to a client that does not name it, in words."""

from app.domain.failures import Failure, FailureKind
from app.domain.sni import SniComparison
from app.wording import Mark
from app.wording.sni import sni_line
from tests.support.builders import certificate

SHOWN = certificate("www.contoso.example", sha256="b" * 64)
REFUSED = Failure(kind=FailureKind.TLS, detail="It has no web site for this host name.")


def line(**more: object) -> tuple[str, Mark]:
    comparison = SniComparison(host="a.example", port=443, **{"with_name": "a" * 64, **more})  # type: ignore[arg-type]
    shown = sni_line(comparison)
    assert shown.what.startswith("a.example:443 without its name")
    return shown.verdict, shown.mark


def test_each_outcome_has_its_line() -> None:
    assert line(with_name="b" * 64, without_name=SHOWN) == ("the same certificate", Mark.GOOD)
    assert line(without_name=SHOWN) == (
        "another certificate: CN=www.contoso.example (www.contoso.example)",
        Mark.WARNING,
    )
    assert line(failure=REFUSED)[0].startswith("no certificate: ")
    assert "no web site" in line(failure=REFUSED)[0]
    assert line() == ("no certificate", Mark.WARNING)
