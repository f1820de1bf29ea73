import shutil
import ssl
import sys
from pathlib import Path

import pytest

from app.certificates import TrustStores, system
from tests.certificates.chains import issue

ROOT = issue("Contoso Root", ca=True)
OTHER = issue("Fabrikam Root", ca=True)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked, and no file")
def test_the_file_that_the_user_names_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = tmp_path / "mine.pem"
    wish.write_bytes(ROOT.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(wish))

    stores = TrustStores.system()

    assert [each.der for each in stores.anchors] == [ROOT.der]
    assert stores.names_of(stores.anchors[0].sha256) == ("system",)


def test_the_places_of_the_distributions_follow_and_the_interpreters_own_is_last() -> None:
    places = list(system.places({"SSL_CERT_FILE": "/mine.pem"}))

    assert places[0] == Path("/mine.pem")
    assert places[1 : 1 + len(system.BUNDLES)] == [Path(each) for each in system.BUNDLES]
    assert places[-1] == Path(ssl.get_default_verify_paths().openssl_cafile)


def test_without_a_wish_the_distributions_come_first() -> None:
    assert next(system.places({})) == Path(system.BUNDLES[0])


def test_the_first_bundle_with_a_certificate_in_it_is_taken(tmp_path: Path) -> None:
    empty, first, second = (tmp_path / name for name in ("empty", "first", "second"))
    empty.write_bytes(b"# none\n")
    first.write_bytes(ROOT.pem)
    second.write_bytes(OTHER.pem)

    found = system.from_bundles([tmp_path / "absent", tmp_path, empty, first, second])

    assert found == [ROOT.der]


def test_no_bundle_means_that_nothing_is_trusted(tmp_path: Path) -> None:
    assert system.from_bundles([tmp_path / "absent"]) == []


def test_windows_roots_for_other_purposes_are_left_out() -> None:
    entries: list[tuple[bytes, str, bool | set[str]]] = [
        (b"all", "x509_asn", True),
        (b"servers", "x509_asn", {system.SERVER_AUTHENTICATION, "1.3.6.1.5.5.7.3.2"}),
        (b"mail", "x509_asn", {"1.3.6.1.5.5.7.3.4"}),
        (b"nothing", "x509_asn", False),
        (b"pkcs7", "pkcs_7_asn", True),
    ]

    assert system.from_windows(entries) == [b"all", b"servers"]


def test_windows_is_asked_for_its_roots(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def enum_certificates(store_name: str) -> list[tuple[bytes, str, bool]]:
        asked.append(store_name)
        return [(ROOT.der, "x509_asn", True)]

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ssl, "enum_certificates", enum_certificates, raising=False)

    assert system.anchors() == [ROOT.der]
    assert asked == ["ROOT"]


@pytest.mark.skipif(
    not Path(system.BUNDLES[0]).exists() or shutil.which("dpkg") is None,
    reason="wants Debian's ca-certificates",
)
def test_every_root_of_debian_can_be_read() -> None:
    found = system.from_bundles([Path(system.BUNDLES[0])])

    anchors = TrustStores.of({"system": found}).anchors

    assert len(anchors) == len(set(found)) > 100
    assert all(each.extensions is not None and each.key is not None for each in anchors)
