"""The choice of a way, and the texts that it is read from."""

import pytest

from app.domain.proxies import (
    Because,
    ProxyAt,
    ProxySettings,
    WrongProxyError,
    choose,
    exception_for,
    of_environment_exceptions,
    of_windows_exceptions,
    read_directives,
    read_proxy,
    wpad_hosts,
)

PROXY = ProxyAt(host="proxy", port=3128)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://proxy:3128", "proxy:3128"),
        ("http://proxy:3128/", "proxy:3128"),
        ("Proxy.Contoso.com", "proxy.contoso.com:80"),
        ("http://ann:secret@proxy:8080", "proxy:8080"),
        ("[::1]:3128", "[::1]:3128"),
        ("10.0.0.1:8080", "10.0.0.1:8080"),
        (" proxy:1 ", "proxy:1"),
        ("http://bücher.example:80", "xn--bcher-kva.example:80"),
    ],
)
def test_a_proxy_is_read(text: str, shown: str) -> None:
    assert str(read_proxy(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://proxy:443",
        "socks5://p:1",
        "p:0",
        "p:65536",
        "p:x",
        "a b:80",
        "http://",
        "p:1:2",
    ],
)
def test_what_is_no_proxy_is_refused(text: str) -> None:
    with pytest.raises(WrongProxyError):
        read_proxy(text)


def test_a_refusal_never_shows_the_password() -> None:
    with pytest.raises(WrongProxyError) as caught:
        read_proxy("socks5://ann:hunter2@p:1")

    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("pattern", "host", "port", "is_excepted"),
    [
        ("*", "mail.contoso.com", 443, True),
        ("*.contoso.com", "mail.contoso.com", 443, True),
        ("*.contoso.com", "contoso.com", 443, False),
        ("contoso.com", "mail.contoso.com", 443, False),
        ("*CONTOSO*", "mail.contoso.com", 443, True),
        ("mail.contoso.com", "MAIL.contoso.com.", 443, True),
        ("mail.contoso.com:443", "mail.contoso.com", 443, True),
        ("mail.contoso.com:80", "mail.contoso.com", 443, False),
        ("https://mail.contoso.com", "mail.contoso.com", 443, True),
        ("192.168.*", "192.168.3.4", 443, True),
        ("10.0.0.0/8", "10.2.3.4", 443, True),
        ("10.0.0.0/8", "11.2.3.4", 443, False),
        ("10.0.0.0/8", "mail.contoso.com", 443, False),
        ("nonsense/99", "10.0.0.1", 443, False),
        ("[fe80::1]", "fe80::1", 443, True),
        ("[fe80::1]:443", "fe80::1", 443, True),
        ("fe80::/10", "fe80::1", 443, True),
        ("<local>", "exch01", 443, True),
        ("<local>", "exch01.contoso.local", 443, False),
        ("<local>", "::1", 443, False),
        ("mail?.contoso.com", "mail1.contoso.com", 443, False),
        ("[ab].contoso.com", "a.contoso.com", 443, False),
    ],
)
def test_exceptions_take_a_host_from_the_proxy(
    pattern: str, host: str, port: int, is_excepted: bool
) -> None:
    assert bool(exception_for(host, port, (pattern,))) is is_excepted


@pytest.mark.parametrize(
    ("no_proxy", "host", "is_excepted"),
    [
        ("contoso.com", "contoso.com", True),
        ("contoso.com", "mail.contoso.com", True),
        ("contoso.com", "notcontoso.com", False),
        (".contoso.com", "mail.contoso.com", True),
        ("a.com, b.com c.com", "x.c.com", True),
        ("contoso.com:443", "mail.contoso.com", True),
        ("contoso.com:80", "mail.contoso.com", False),
        ("10.0.0.0/8", "10.1.1.1", True),
        ("10.1.1.1", "10.1.1.1", True),
        ("10.1.1.1", "110.1.1.1", False),
        ("*", "anything", True),
        ("", "anything", False),
        (",, ,", "anything", False),
    ],
)
def test_no_proxy_means_a_domain_and_all_below_it(
    no_proxy: str, host: str, is_excepted: bool
) -> None:
    patterns = of_environment_exceptions(no_proxy)

    assert bool(exception_for(host, 443, patterns)) is is_excepted


def test_the_list_of_windows_has_semicolons() -> None:
    assert of_windows_exceptions("*.Contoso.local; <local>;10.*;10.*") == (
        "*.contoso.local",
        "<local>",
        "10.*",
    )


def test_a_choice_says_what_it_rests_on() -> None:
    settings = ProxySettings(
        https=PROXY, origin="X", exceptions=("<local>",), exceptions_origin="Y"
    )

    by_setting = choose(settings, "mail.contoso.com", 443, tls=True)
    excepted = choose(settings, "exch01", 443, tls=True)
    plain = choose(settings, "mail.contoso.com", 80, tls=False)

    assert (by_setting.proxies, by_setting.because, by_setting.origin) == (
        (PROXY,),
        Because.SETTING,
        "X",
    )
    assert (excepted.is_direct, excepted.because) == (True, Because.EXCEPTION)
    assert excepted.origin == "<local> (Y)"
    assert (plain.is_direct, plain.because, plain.target) == (
        True,
        Because.SETTING,
        "mail.contoso.com:80",
    )


@pytest.mark.parametrize(
    ("given", "proxies", "then_direct"),
    [
        ("DIRECT", [], True),
        ("PROXY proxy:3128", ["proxy:3128"], False),
        ("proxy a:1; PROXY b; DIRECT; PROXY c:1", ["a:1", "b:80"], True),
        ("SOCKS s:1080; PROXY a:1", ["a:1"], False),
        ("HTTP a:1;;", ["a:1"], False),
        ("PROXY a:1; PROXY b:1; PROXY c:1; PROXY d:1; PROXY e:1", ["a:1", "b:1", "c:1", "d:1"], 0),
    ],
)
def test_the_answer_of_a_script_is_read(given: str, proxies: list[str], then_direct: bool) -> None:
    read, direct = read_directives(given)

    assert [str(one) for one in read] == proxies
    assert direct is bool(then_direct)


@pytest.mark.parametrize("given", ["", "SOCKS s:1080", "HTTPS p:443", "PROXY", "PROXY a b", "null"])
def test_an_answer_without_a_usable_way_is_refused(given: str) -> None:
    with pytest.raises(WrongProxyError):
        read_directives(given)


def test_what_a_script_gives_in_place_of_a_way_is_told_in_a_short_line() -> None:
    with pytest.raises(WrongProxyError) as told:
        read_directives(";".join(f"a\x1db\u2028{number} x" for number in range(9_000)))

    assert str(told.value) == ("it names no proxy: a?b?0, a?b?1, a?b?2, a?b?3 cannot be used here")


@pytest.mark.parametrize(
    ("domain", "own", "hosts"),
    [
        (
            "emea.corp.contoso.com",
            "contoso.com",
            ("wpad.emea.corp.contoso.com", "wpad.corp.contoso.com", "wpad.contoso.com"),
        ),
        ("contoso.co.uk", "contoso.co.uk", ("wpad.contoso.co.uk",)),
        ("corp.contoso.com", "", ()),
        ("", "", ()),
    ],
)
def test_a_script_is_never_looked_for_above_the_organisation(
    domain: str, own: str, hosts: tuple[str, ...]
) -> None:
    assert wpad_hosts(domain, own) == hosts
