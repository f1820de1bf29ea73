"""Issuers by which products that read inside TLS are recognised."""

import pytest

from app.domain.interception import intercepting_product
from app.domain.verdict import Certificate


def issued_by(issuer: str, subject: str = "CN=mail.contoso.com") -> Certificate:
    return Certificate(
        subject=subject, issuer=issuer, names=(), not_before=None, not_after=None, sha256=""
    )


@pytest.mark.parametrize(
    ("issuer", "product"),
    [
        ("CN=Zscaler Intermediate Root CA (zscaler.net),O=Zscaler Inc.", "Zscaler"),
        ("CN=FG100D,O=Fortinet,OU=Certificate Authority", "Fortinet FortiGate"),
        ("CN=Kaspersky Anti-Virus Personal Root Certificate", "Kaspersky"),
        ("CN=ESET SSL Filter CA,O=ESET\\, spol. s r. o.", "ESET"),
        ("CN=Avast Web/Mail Shield Root,O=Avast", "Avast"),
        ("CN=mitmproxy,O=mitmproxy", "mitmproxy"),
        ("CN=DO_NOT_TRUST_FiddlerRoot,O=DO_NOT_TRUST", "Fiddler"),
        ("CN=Blue Coat Public Services Intermediate CA", "Blue Coat / Symantec ProxySG"),
        ("CN=ca.contoso.goskope.com,O=Contoso", "Netskope"),
        ("CN=Cisco Umbrella Secondary SubCA", "Cisco Umbrella"),
        ("CN=squid", "Squid"),
        # Common names of public authorities, and an issuer from a town of that name.
        ("CN=DigiCert TLS RSA SHA256 2020 CA1,O=DigiCert Inc", ""),
        ("CN=CA,OU=VMware Engineering,L=Palo Alto,ST=California", ""),
        ("CN=R11,O=Let's Encrypt,C=US", ""),
        ("", ""),
    ],
)
def test_a_product_is_recognised_by_its_issuer(issuer: str, product: str) -> None:
    assert intercepting_product([issued_by(issuer)]) == product


def test_the_own_web_site_of_a_vendor_is_not_inspected() -> None:
    own = issued_by("CN=DigiCert Global G2,O=DigiCert Inc", "CN=www.zscaler.com,O=Zscaler Inc.")

    assert intercepting_product([own]) == ""
    assert intercepting_product([]) == ""


def test_the_issuer_of_an_intermediate_counts_as_well() -> None:
    chain = [issued_by("CN=Contoso Proxy 7"), issued_by("CN=Sophos SSL CA,O=Sophos")]

    assert intercepting_product(chain) == "Sophos"
