"""The web sites of Contoso: one for each state that a certificate or an answer can be in."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import msgspec

from tests.support import addresses, certificates
from tests.support.certificates import NOW, Issued, KeyKind, Presented, leaf, presented
from tests.support.contoso import (
    AUTODISCOVER_PATH,
    DOMAIN,
    anchor,
    autodiscover_host,
    autodiscover_url,
    issuing,
    mail_domain,
)
from tests.support.service_files import service_files

ISSUER_PATH: Final = "/issuing.cer"
ISSUER_URL: Final = f"http://pki.{DOMAIN}{ISSUER_PATH}"


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Status 200 and a body, for GET and POST alike."""

    body: bytes
    content_type: str = "text/xml; charset=utf-8"


class Redirect(msgspec.Struct, frozen=True, kw_only=True):
    location: str
    status: int = 302


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A status that is an answer in itself, with the server's own page."""

    status: int


Answer = Page | Redirect | Refusal

_HTML: Final = Page(
    body=b"<!DOCTYPE html><title>Contoso</title><p>Welcome", content_type="text/html"
)


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """Host names at one address, what they present, and what they answer.

    `answers` goes by path, without regard to case, as IIS does; other paths are 404. Without
    `identity` the site speaks HTTP on port 80, else HTTPS on 443, found by SNI; `for_all` makes it
    the one that answers whatever name is asked for, and none (as for an address typed in the URL).
    `aliases` are names that lead there too, by what `zones` or the hosts file says of them.
    """

    hosts: tuple[str, ...]
    answers: Mapping[str, Answer]
    identity: Presented | None = None
    address: str = addresses.WEB
    aliases: tuple[str, ...] = ()
    for_all: bool = False
    sign_in: bool = False
    protocols: str = ""
    ciphers: str = ""


def standard_sites() -> dict[str, Site]:
    """All of them, by case."""
    return {
        **_certificate_cases(),
        **_answer_cases(),
        **_name_cases(),
        **_sign_in_cases(),
        **_plain_cases(),
        **_exchange_servers(),
    }


SERVICE_PATHS: Final = (
    "/EWS/Exchange.asmx",
    "/UnifiedMessaging/Service.asmx",
    "/OAB/6cf5c5cf-3a0a-4b3a-9d31-1d2a1d3f5b10/",
)
_SERVICES: Final = {
    path: Page(body=body, content_type="text/xml")
    for path, body in service_files(*SERVICE_PATHS).items()
}


def settings(host: str, address: str) -> bytes:
    """Exchange 2007's answer: the four services, inside and outside, all at `host`."""
    exchange, messaging, address_book = SERVICE_PATHS
    # [MS-OXDSCLI] 2.2.4.1: the elements; Exchange 2007 writes no EwsUrl.
    services = f"""\
        <ASUrl>https://{host}{exchange}</ASUrl>
        <OOFUrl>https://{host}{exchange}</OOFUrl>
        <UMUrl>https://{host}{messaging}</UMUrl>
        <OABUrl>https://{host}{address_book}</OABUrl>
"""
    return f"""\
<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">
    <User>
      <DisplayName>Ann Example</DisplayName>
      <LegacyDN>/o=Contoso/ou=First Administrative Group/cn=Recipients/cn=ann</LegacyDN>
      <AutoDiscoverSMTPAddress>{address}</AutoDiscoverSMTPAddress>
    </User>
    <Account>
      <AccountType>email</AccountType>
      <Action>settings</Action>
      <Protocol>
        <Type>EXCH</Type>
        <Server>{host}</Server>
        <ServerVersion>72038053</ServerVersion>
{services}      </Protocol>
      <Protocol>
        <Type>EXPR</Type>
        <Server>{host}</Server>
        <SSL>On</SSL>
        <AuthPackage>Basic</AuthPackage>
{services}      </Protocol>
    </Account>
  </Response>
</Autodiscover>
""".encode()


def _certificate_cases() -> dict[str, Site]:
    """Sites that answer well, behind certificates that are good or bad."""
    deep = anchor()
    for level in ("A", "B", "C"):
        deep = certificates.intermediate(deep, f"Contoso Issuing {level}")
    stranger = certificates.root("Nobody Knows Root")
    identities = {
        "good": presented(_leaf_for("good")),
        "rsa": presented(_leaf_for("rsa", kind=KeyKind.RSA)),
        "wildcard": presented(leaf(issuing(), f"*.{mail_domain('wildcard')}")),
        "common-name-only": presented(
            leaf(issuing(), common_name=autodiscover_host("common-name-only"))
        ),
        "long-chain": presented(leaf(deep, autodiscover_host("long-chain"))),
        "missing-intermediate": presented(
            leaf(issuing(), autodiscover_host("missing-intermediate"), issuer_url=ISSUER_URL),
            intermediates=False,
        ),
        "expired": presented(
            leaf(
                issuing(),
                autodiscover_host("expired"),
                not_before=NOW - timedelta(days=400),
                not_after=NOW - timedelta(days=2),
            )
        ),
        "not-yet-valid": presented(
            leaf(
                issuing(),
                autodiscover_host("not-yet-valid"),
                not_before=NOW + timedelta(days=2),
            )
        ),
        "wrong-name": presented(leaf(issuing(), "ex01", "ex01.fabrikam.example")),
        "self-signed": presented(certificates.self_signed(autodiscover_host("self-signed"))),
        "unknown-issuer": presented(leaf(stranger, autodiscover_host("unknown-issuer"))),
    }
    return {
        **{case: _settings_site(case, identity) for case, identity in identities.items()},
        "weak-key": _settings_site(
            "weak-key",
            presented(_leaf_for("weak-key", kind=KeyKind.RSA_1024)),
            # OpenSSL refuses the key at its usual level, the server's own included.
            ciphers="DEFAULT:@SECLEVEL=0",
        ),
        "old-tls": _settings_site(
            "old-tls",
            presented(_leaf_for("old-tls", kind=KeyKind.RSA)),
            # A version of TLS belongs to an address, not to a name: its first site decides.
            address=addresses.WEB_OLD_TLS,
            protocols="TLSv1",
            ciphers="ALL:@SECLEVEL=0",
        ),
        "by-address": Site(
            hosts=(addresses.WEB_BY_ADDRESS,),
            address=addresses.WEB_BY_ADDRESS,
            for_all=True,
            identity=presented(leaf(issuing(), addresses.WEB_BY_ADDRESS)),
            answers=_settings_at(addresses.WEB_BY_ADDRESS, f"ann@{DOMAIN}"),
        ),
        "only-ipv6": _settings_site(
            "only-ipv6", presented(_leaf_for("only-ipv6")), address=addresses.WEB_6
        ),
    }


def _answer_cases() -> dict[str, Site]:
    """Sites with a good certificate that answer something else than settings, or not to anybody."""
    root_host = mail_domain("root-web-site")
    answers: dict[str, Answer] = {
        "not-found": Refusal(status=404),
        "server-error": Refusal(status=500),
        "html": _HTML,
        "https-redirect": Redirect(location=autodiscover_url(autodiscover_host("good"))),
        "https-loop": Redirect(location=autodiscover_url(autodiscover_host("https-loop"))),
    }
    return {
        **{case: _site(case, {AUTODISCOVER_PATH: answer}) for case, answer in answers.items()},
        "root": _root_site("root", _settings_at(mail_domain("root"), f"ann@{mail_domain('root')}")),
        "root-web-site": Site(
            hosts=(root_host, f"www.{root_host}"),
            identity=presented(leaf(issuing(), f"www.{root_host}")),
            answers={"/": _HTML, AUTODISCOVER_PATH: _HTML},
        ),
        # A web site at the root domain whose certificate is good for that name.
        "root-html": _root_site("root-html", {AUTODISCOVER_PATH: _HTML}),
        "beside-root-html": _settings_site("root-html", presented(_leaf_for("root-html"))),
        # Its root domain is a black hole (`zones`).
        "black-hole": _settings_site("black-hole", presented(_leaf_for("black-hole"))),
        # A good root domain at an address of its own, which a test may have dropped.
        "dropped": msgspec.structs.replace(
            _root_site(
                "dropped", _settings_at(mail_domain("dropped"), f"ann@{mail_domain('dropped')}")
            ),
            address=addresses.DROPPED,
        ),
        "beside-dropped": _settings_site("dropped", presented(_leaf_for("dropped"))),
        "beside-root-web-site": _settings_site(
            "root-web-site", presented(_leaf_for("root-web-site"))
        ),
    }


def _name_cases() -> dict[str, Site]:
    """Good sites to which the names lead by long ways (`zones`)."""
    return {
        "alias": _aliased(f"web.{mail_domain('alias')}", autodiscover_host("alias")),
        "several": _aliased(f"web.{mail_domain('several')}", autodiscover_host("several")),
        "hosts-file-only": _aliased(
            f"web.{mail_domain('hosts-file-only')}",
            mail_domain("hosts-file-only"),
            address=addresses.IN_HOSTS_FILE_ONLY,
        ),
    }


def _sign_in_cases() -> dict[str, Site]:
    """Sites that want a sign-in by Basic."""
    twice = _root_site(
        "sign-in-twice",
        _settings_at(mail_domain("sign-in-twice"), f"ann@{mail_domain('sign-in-twice')}"),
    )
    once = _settings_site("sign-in", presented(_leaf_for("sign-in")), sign_in=True)
    return {
        "sign-in": msgspec.structs.replace(once, answers={**once.answers, **_SERVICES}),
        "sign-in-twice": msgspec.structs.replace(twice, sign_in=True),
        "beside-sign-in-twice": _settings_site(
            "sign-in-twice", presented(_leaf_for("sign-in-twice")), sign_in=True
        ),
        "sign-in-untrusted": _settings_site(
            "sign-in-untrusted",
            presented(certificates.self_signed(autodiscover_host("sign-in-untrusted"))),
            sign_in=True,
        ),
        "sign-in-old-tls": _settings_site(
            "sign-in-old-tls",
            presented(_leaf_for("sign-in-old-tls", kind=KeyKind.RSA)),
            address=addresses.WEB_OLD_TLS,
            sign_in=True,
            protocols="TLSv1",
            ciphers="ALL:@SECLEVEL=0",
        ),
    }


def _plain_cases() -> dict[str, Site]:
    """Sites on port 80."""
    good = autodiscover_host("good")
    redirects = {
        "http-redirect": autodiscover_url(good),
        "redirect-to-address": autodiscover_url(addresses.WEB_BY_ADDRESS),
        "redirect-to-http": autodiscover_url(good).replace("https:", "http:"),
        "redirect-to-page": f"https://{good}/owa/",
        "redirect-to-fault": autodiscover_url(autodiscover_host("expired")),
        "redirect-to-sign-in": autodiscover_url(autodiscover_host("sign-in")),
    }
    return {
        **{
            case: Site(
                hosts=(autodiscover_host(case),),
                address=addresses.ONLY_PORT_80,
                answers={AUTODISCOVER_PATH: Redirect(location=location)},
            )
            for case, location in redirects.items()
        },
        "issuer": Site(
            hosts=(f"pki.{DOMAIN}",),
            answers={
                ISSUER_PATH: Page(body=issuing().der, content_type="application/pkix-cert"),
            },
        ),
    }


def _exchange_servers() -> dict[str, Site]:
    """The servers that the directory names: the first with the certificate of its setup."""
    own = certificates.self_signed("EX01", f"ex01.{DOMAIN}")
    sites = {"ex01": presented(own)}
    for name in ("ex02", "ex04"):
        sites[name] = presented(leaf(issuing(), f"{name}.{DOMAIN}"))
    return {
        name: Site(
            hosts=(f"{name}.{DOMAIN}",),
            identity=identity,
            answers={
                **_settings_at(f"{name}.{DOMAIN}", f"ann@{DOMAIN}"),
                **_SERVICES,
            },
        )
        for name, identity in sites.items()
    }


def _leaf_for(case: str, *, kind: KeyKind = KeyKind.EC) -> Issued:
    return leaf(issuing(), autodiscover_host(case), kind=kind)


def _root_site(case: str, answers: Mapping[str, Answer]) -> Site:
    host = mail_domain(case)
    return Site(hosts=(host,), identity=presented(leaf(issuing(), host)), answers=answers)


def _aliased(host: str, alias: str, *, address: str = addresses.WEB) -> Site:
    return Site(
        hosts=(host,),
        aliases=(alias,),
        address=address,
        identity=presented(leaf(issuing(), host, alias)),
        answers=_settings_at(alias, f"ann@{DOMAIN}"),
    )


def _site(case: str, answers: Mapping[str, Answer]) -> Site:
    return Site(
        hosts=(autodiscover_host(case),), identity=presented(_leaf_for(case)), answers=answers
    )


def _settings_site(
    case: str,
    identity: Presented,
    *,
    address: str = addresses.WEB,
    sign_in: bool = False,
    protocols: str = "",
    ciphers: str = "",
) -> Site:
    host = autodiscover_host(case)
    return Site(
        hosts=(host,),
        identity=identity,
        answers=_settings_at(host, f"ann@{mail_domain(case)}"),
        address=address,
        sign_in=sign_in,
        protocols=protocols,
        ciphers=ciphers,
    )


def _settings_at(host: str, address: str) -> Mapping[str, Answer]:
    return {AUTODISCOVER_PATH: Page(body=settings(host, address))}
