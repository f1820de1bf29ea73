"""Logs of other programs, composed after the forms that protocol.md 10 lists."""

ROOT = "https://wingtiptoys.com/autodiscover/autodiscover.xml"
OWN = "https://autodiscover.wingtiptoys.com/autodiscover/autodiscover.xml"
PLAIN = "http://autodiscover.wingtiptoys.com/autodiscover/autodiscover.xml"
SCP = "https://CAS1.contoso.com/Autodiscover/Autodiscover.xml"

NOTHING_FOUND = f"""\
  SMTP=ann@wingtiptoys.com
Autodiscover to {ROOT} starting
GetLastError=12175; httpStatus=0.
Autodiscover to {ROOT} Failed (0x800C8203)
Autodiscover to {OWN} starting
GetLastError=12007; httpStatus=0.
Autodiscover to {OWN} Failed (0x800C8203)
Local autodiscover for wingtiptoys.com starting
Local autodiscover for wingtiptoys.com Failed (0x8004010F)
Redirect check to {PLAIN} starting
Srv Record lookup for {PLAIN} Failed (0x80072EE7)
Srv Record lookup for wingtiptoys.com starting
Srv Record lookup for wingtiptoys.com Failed (0x8004010F)
"""

BY_SCP = f"""\
  SMTP=ann@contoso.com
Attempting URL {SCP} found through SCP
Autodiscover to {SCP} starting
GetLastError=12175; httpStatus=0.
GetLastError=0; httpStatus=401.
GetLastError=0; httpStatus=200.
Autodiscover to {SCP} Succeeded (0x00000000)
"""

OLDER_SPACING = f"""\
Autodiscover to {ROOT} starting
GetLastError = 12002, httpStatus = 0.
Autodiscover to {ROOT} Failed (0x800C8203)
Local autodiscover for wingtiptoys.com starting
"""

DECIMALS = f"""\
SMTP=ann@wingtiptoys.com
Autodiscover to {ROOT} starting
GetLastError=2147954402; httpStatus=0.
Autodiscover to {ROOT} Failed (0x800C8203)
"""

REDIRECTED = f"""\
SMTP=ann@wingtiptoys.com
Redirect check to {PLAIN} starting
Autodiscover URL redirection to https://mail.wingtiptoys.com/autodiscover/autodiscover.xml
Autodiscover to https://mail.wingtiptoys.com/autodiscover/autodiscover.xml starting
GetLastError=0; httpStatus=401.
GetLastError=0; httpStatus=401.
Autodiscover to https://mail.wingtiptoys.com/autodiscover/autodiscover.xml Failed (0x800C820E)
"""

OLKDISC = f"""\
3692   0x21392000   04/23/12 16:50:30   AUTODISCOVER GET SETTINGS BEGIN
3692   0x21392010   04/23/12 16:50:30     SMTP=older@wingtiptoys.com
3692   0x21392020   04/23/12 16:50:30   Autodiscover to {ROOT} starting
3692   0x213928FB   04/23/12 16:50:34   +++++++++++++++++++++++++++++++
3692   0x21392988   04/23/12 16:50:34   AUTODISCOVER GET SETTINGS BEGIN
3692   0x213929A7   04/23/12 16:50:34     SMTP=ann@wingtiptoys.com
3692   0x213929C7   04/23/12 16:50:34   AutoDiscover Warning: ExcludeScpLookup is ON.
3692   0x213929E6   04/23/12 16:50:34   Autodiscover to
https://wingtiptoys.com/autodiscover/autodiscover.xml starting
3692   0x21392C86   04/23/12 16:50:35   GetLastError=12175; httpStatus=0.
3692   0x21392CA5   04/23/12 16:50:35   AutoDiscover: Failing on certificate error because I cannot
show the cert dialog.
3692   0x21392CD4   04/23/12 16:50:35   Autodiscover to {ROOT} Failed (0x800C8203)
3692   0x21392D03   04/23/12 16:50:35   AutoDiscover Warning: ExcludeHttpsAutoDiscoverDomain is ON.
3692   0x21392D22   04/23/12 16:50:35   Local autodiscover for wingtiptoys.com starting
3692   0x21392D41   04/23/12 16:50:35   Local autodiscover for wingtiptoys.com Failed (0x8004010F)
3692   0x21392D60   04/23/12 16:50:35   Redirect check to {PLAIN} starting
3692   0x21392E89   04/23/12 16:50:35   Srv Record lookup for {PLAIN} Failed (0x80072EE7)
3692   0x21392EB8   04/23/12 16:50:35   Srv Record lookup for wingtiptoys.com starting
3692   0x21392EE7   04/23/12 16:50:35   Srv Record lookup for wingtiptoys.com Failed (0x8004010F)
3692   0x21392F16   04/23/12 16:50:35   AUTODISCOVER GET SETTINGS END
"""


def olkdisc_with_settings(xml: str) -> str:
    """Give an olkdisc.log of a run that found settings, and shows them."""
    head = "3692   0x213929A7   04/23/12 16:50:34   "
    return "\n".join(
        (
            f"{head}AUTODISCOVER GET SETTINGS BEGIN",
            f"{head}SMTP=ann@contoso.com",
            f"{head}Attempting URL {SCP} found through SCP",
            f"{head}Autodiscover to {SCP} starting",
            f"{head}AutoDiscover supported auth schemes:",
            f"{head}Negotiate",
            f"{head}GetLastError=0; httpStatus=401.",
            f"{head}AutoDiscover attempting Auto-Negotiate with Desktop Credentials.",
            f"{head}GetLastError=0; httpStatus=200.",
            f"{head}Autodiscover XML Received",
            f"{head}---BEGIN XML---",
            *xml.splitlines(),
            f"{head}----END XML----",
            f"{head}Autodiscover to {SCP} Succeeded (0x00000000)",
            f"{head}AUTODISCOVER GET SETTINGS END",
        )
    )


NO_ERROR = "00000000-0000-0000-0000-000000000000"


def result_of(
    description: str,
    result: str,
    *children: str,
    status: str = "Success",
    details: str = "",
    ms: int = 10,
) -> str:
    """Give one testresult element of a report."""
    return (
        f'<testresult status="{status}" errorid="{NO_ERROR}" contentUrl=""'
        f' testdescription="{description}" resultdescription="{result}"'
        f' additionaldetails="{details}" elapsedMilliseconds="{ms}">'
        f"<children>{''.join(children)}</children></testresult>"
    )


def report(*tests: str, status: str = "Error") -> bytes:
    """Give a whole report in XML."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        + result_of(
            "Attempting to test Autodiscover for ann@contoso.com.",
            "Testing Autodiscover failed.",
            result_of(
                "Attempting each method of contacting the Autodiscover service.",
                "The Autodiscover service couldn't be contacted.",
                *tests,
                status=status,
            ),
            status=status,
        )
    ).encode()


def potential_url(host: str, *tests: str, status: str = "Error") -> str:
    """Give the test of one URL."""
    return result_of(
        "Attempting to test potential Autodiscover URL"
        f" https://{host}:443/Autodiscover/Autodiscover.xml",
        "Testing of this potential Autodiscover URL failed.",
        *tests,
        status=status,
        ms=500,
    )


def resolved(host: str, address: str = "") -> str:
    """Give the test of a name: resolved where there is an address."""
    if address:
        return result_of(
            f"Attempting to resolve the host name {host} in DNS.",
            "The host name resolved successfully.",
            details=f"IP addresses returned: {address}",
        )
    return result_of(
        f"Attempting to resolve the host name {host} in DNS.",
        "The host name couldn't be resolved.",
        status="Error",
        details=f"Host {host} couldn't be resolved in DNS InfoDomainNonexistent.",
        ms=203,
    )


def port(host: str, *, is_open: bool = True) -> str:
    """Give the test of port 443."""
    return result_of(
        f"Testing TCP port 443 on host {host} to ensure it's listening and open.",
        "The port was opened successfully." if is_open else "The specified port is blocked.",
        status="Success" if is_open else "Error",
    )


def certificate(host: str, *, name: bool = True, trust: bool | None = True) -> str:
    """Give the tests of a certificate; `trust` None: the analyzer did not come so far."""
    analyzer = "The Microsoft Connectivity Analyzer"
    tests = [
        result_of(
            f"{analyzer} is attempting to obtain the SSL certificate from remote server {host}"
            " on port 443.",
            f"{analyzer} successfully obtained the remote SSL certificate.",
            details=f"Remote Certificate Subject: CN={host}, O=Contoso, Issuer: CN=Contoso CA.",
        ),
        result_of(
            "Validating the certificate name.",
            "The certificate name was validated successfully." if name else "It failed.",
            status="Success" if name else "Error",
            details=f"Host name {host} was found in the Certificate Subject Common name.",
        ),
    ]
    if trust is not None:
        tests.append(
            result_of(
                "Certificate trust is being validated.",
                "The certificate is trusted." if trust else "Certificate trust validation failed.",
                result_of(
                    f"{analyzer} is analyzing intermediate certificates that were sent down.",
                    "One or more intermediate certificates were missing or invalid.",
                    status="SuccessWithWarnings",
                ),
                status="Success" if trust else "Error",
            )
        )
    is_good = name and trust
    return result_of(
        "Testing the SSL certificate to make sure it's valid.",
        "The certificate passed all validation requirements." if is_good else "It failed.",
        *tests,
        status="Success" if is_good else "Error",
    )


def post(host: str, *, status: int, xml: str = "") -> str:
    """Give the test of the POST."""
    is_good = status == 200
    return result_of(
        "Attempting to send an Autodiscover POST request to potential Autodiscover URLs.",
        "Autodiscover settings weren't obtained when the Autodiscover POST request was sent.",
        result_of(
            "The Microsoft Connectivity Analyzer is attempting to retrieve an XML Autodiscover"
            f" response from URL https://{host}:443/Autodiscover/Autodiscover.xml for user"
            " ann@contoso.com.",
            "The response was retrieved." if is_good else "It failed to obtain a response.",
            status="Success" if is_good else "Error",
            details=xml
            if is_good
            else f"A Web exception occurred because an HTTP {status} - {status} response was"
            " received from Unknown.",
        ),
        status="Success" if is_good else "Error",
    )


HTML = """\
<html><head><title>Results</title><style>p {}</style></head><body>
<div>Attempting to test Autodiscover for ann@contoso.com.</div>
<div>Testing Autodiscover failed.</div>
<p>Additional Details</p><p>Elapsed Time: 900 ms.</p><p>Test Steps</p>
<div>Attempting to test potential Autodiscover URL
 https://contoso.com:443/Autodiscover/Autodiscover.xml</div>
<div>Testing of this potential Autodiscover URL failed.</div>
<p>Additional Details</p><p>Elapsed Time: 300 ms.</p><p>Test Steps</p>
<div>Attempting to resolve the host name contoso.com in DNS.</div>
<div>The host name couldn't be resolved.</div>
<p>Additional Details</p>
<div>Host contoso.com couldn't be resolved in DNS InfoDomainNonexistent.</div>
<p>Elapsed Time: 203 ms.</p>
<div>Attempting to test potential Autodiscover URL
 https://autodiscover.contoso.com:443/Autodiscover/Autodiscover.xml</div>
<div>Testing of this potential Autodiscover URL failed.</div>
<div>Attempting to resolve the host name autodiscover.contoso.com in DNS.</div>
<div>The host name resolved successfully.</div>
<p>Additional Details</p><div>IP addresses returned: 203.0.113.5</div>
<div>Testing TCP port 443 on host autodiscover.contoso.com to ensure it's listening and open.</div>
<div>The specified port is either blocked, not listening, or not producing the expected response.
</div>
<script>alert(1)</script></body></html>
"""
