"""Recognises products that read inside TLS by the issuer that they put into certificates."""

from collections.abc import Sequence
from typing import Final

from app.domain.verdict import Certificate

# Parts of the issuer's names as these products make them by default, in lower case; an
# organisation that signs with its own authority is not recognised. An issuer that also signs
# for public web sites (Sectigo, Cisco's public authority) must not be here.
_PRODUCTS: Final = (
    ("zscaler", "Zscaler"),
    ("fortinet", "Fortinet FortiGate"),
    ("fortigate", "Fortinet FortiGate"),
    ("blue coat", "Blue Coat / Symantec ProxySG"),
    ("bluecoat", "Blue Coat / Symantec ProxySG"),
    ("symantec web security", "Symantec Web Security Service"),
    ("sophos", "Sophos"),
    ("astaro", "Sophos (Astaro)"),
    ("kaspersky", "Kaspersky"),
    ("eset ssl filter", "ESET"),
    ("eset, spol", "ESET"),
    ("avast", "Avast"),
    ("avg web", "AVG"),
    ("avg technologies", "AVG"),
    ("netskope", "Netskope"),
    ("goskope", "Netskope"),
    ("palo alto networks", "Palo Alto Networks"),
    ("cisco umbrella", "Cisco Umbrella"),
    ("opendns", "Cisco Umbrella (OpenDNS)"),
    ("ironport", "Cisco Secure Web Appliance (IronPort)"),
    ("cisco web security", "Cisco Secure Web Appliance"),
    ("mcafee", "McAfee / Skyhigh"),
    ("skyhigh", "McAfee / Skyhigh"),
    ("websense", "Forcepoint (Websense)"),
    ("forcepoint", "Forcepoint"),
    ("barracuda", "Barracuda"),
    ("check point", "Check Point"),
    ("checkpoint", "Check Point"),
    ("sonicwall", "SonicWall"),
    ("watchguard", "WatchGuard"),
    ("untangle", "Untangle"),
    ("smoothwall", "Smoothwall"),
    ("lightspeed", "Lightspeed"),
    ("securly", "Securly"),
    ("iboss", "iboss"),
    ("menlo security", "Menlo Security"),
    ("cato networks", "Cato Networks"),
    ("cloudflare gateway", "Cloudflare Gateway"),
    ("cloudflare for teams", "Cloudflare Gateway"),
    ("bitdefender", "Bitdefender"),
    ("dr.web", "Dr.Web"),
    ("g data", "G DATA"),
    ("trend micro", "Trend Micro"),
    ("trendmicro", "Trend Micro"),
    ("squid", "Squid"),
    ("pfsense", "pfSense"),
    ("opnsense", "OPNsense"),
    ("mitmproxy", "mitmproxy"),
    ("do_not_trust_fiddler", "Fiddler"),
    ("fiddlerroot", "Fiddler"),
    ("charles proxy", "Charles"),
    ("portswigger", "Burp Suite"),
    ("zed attack proxy", "OWASP ZAP"),
    ("superfish", "Superfish"),
    ("adguard", "AdGuard"),
)


def intercepting_product(presented: Sequence[Certificate]) -> str:
    """Name the product that seems to have issued the leaf; empty where it looks like none.

    Only a guess by names, which anybody can write; and a vendor's own web site is issued by a
    public authority, so that its name stands in the subject and not in the issuer.
    """
    for certificate in presented[:3]:
        issuer = certificate.issuer.casefold()
        for part, product in _PRODUCTS:
            if part in issuer:
                return product
    return ""
