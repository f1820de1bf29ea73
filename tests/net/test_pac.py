"""Scripts that choose a proxy: their functions, and what hostile ones come to."""

import calendar

import pytest

from app.net.pac import MEMORY, Circumstances, Ran, run_script

# Wednesday, 2026-11-18, 14:30:05 UTC.
NOW = float(calendar.timegm((2026, 11, 18, 14, 30, 5, 0, 0, 0)))
KNOWN: dict[str, str | None] = {"mail.contoso.com": "10.1.2.3", "gone.contoso.com": None}


def ran(source: str, **known: str | None) -> Ran:
    about = Circumstances(
        url="https://mail.contoso.com/",
        host="mail.contoso.com",
        known=KNOWN | known,
        own_address="10.9.8.7",
        now=NOW,
    )
    return run_script(source, about)


def value_of(expression: str) -> str:
    return ran(f"function FindProxyForURL(url, host) {{ return '' + ({expression}); }}").answer


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("url", "https://mail.contoso.com/"),
        ("isPlainHostName('exch01')", "true"),
        ("isPlainHostName(host)", "false"),
        ("dnsDomainIs(host, '.contoso.com')", "true"),
        ("dnsDomainIs(host, '.fabrikam.com')", "false"),
        ("localHostOrDomainIs('mail', 'mail.contoso.com')", "true"),
        ("localHostOrDomainIs(host, 'mail.contoso.com')", "true"),
        ("localHostOrDomainIs('mail.fabrikam.com', 'mail.contoso.com')", "false"),
        ("dnsResolve(host)", "10.1.2.3"),
        ("dnsResolve('gone.contoso.com')", "null"),
        ("dnsResolve('192.0.2.1')", "192.0.2.1"),
        ("isResolvable(host)", "true"),
        ("isResolvable('gone.contoso.com')", "false"),
        ("isInNet(host, '10.0.0.0', '255.0.0.0')", "true"),
        ("isInNet(host, '10.1.3.0', '255.255.255.0')", "false"),
        ("isInNet('192.168.1.9', '192.168.0.0', '255.255.0.0')", "true"),
        ("isInNet('gone.contoso.com', '0.0.0.0', '0.0.0.0')", "false"),
        ("isInNet(host, '10.1', '255.0.0.0')", "false"),
        ("convert_addr('192.0.2.1')", "3221225985"),
        ("myIpAddress()", "10.9.8.7"),
        ("dnsDomainLevels(host)", "2"),
        ("shExpMatch(url, 'https://*.CONTOSO.com/*')", "true"),
        ("shExpMatch('a.b', 'a?b')", "true"),
        ("shExpMatch('axb', 'a.b')", "false"),
        ("weekdayRange('WED', 'GMT')", "true"),
        ("weekdayRange('MON', 'FRI', 'GMT')", "true"),
        ("weekdayRange('FRI', 'TUE', 'GMT')", "false"),
        ("weekdayRange('xyz', 'GMT')", "false"),
        ("timeRange(14, 'GMT')", "true"),
        ("timeRange(8, 14, 'GMT')", "false"),
        ("timeRange(8, 15, 'GMT')", "true"),
        ("timeRange(22, 6, 'GMT')", "false"),
        ("timeRange(14, 0, 14, 30, 'GMT')", "true"),
        ("timeRange(14, 30, 6, 14, 31, 0, 'GMT')", "false"),
        ("timeRange(1, 2, 3, 'GMT')", "false"),
        ("dateRange(18, 'GMT')", "true"),
        ("dateRange('NOV', 'GMT')", "true"),
        ("dateRange(2025, 'GMT')", "false"),
        ("dateRange('OCT', 'DEC', 'GMT')", "true"),
        ("dateRange('DEC', 'FEB', 'GMT')", "false"),
        ("dateRange('OCT', 'FEB', 'GMT')", "true"),
        ("dateRange(1, 'NOV', 17, 'NOV', 'GMT')", "false"),
        ("dateRange(1, 'NOV', 2026, 18, 'NOV', 2026, 'GMT')", "true"),
        ("dateRange(2027, 2028, 'GMT')", "false"),
        ("dateRange(1, 2, 3, 'GMT')", "false"),
        ("alert('x')", "undefined"),
        ("typeof std + typeof os + typeof require + typeof fetch", "undefined" * 4),
    ],
)
def test_each_function_does_what_scripts_expect(expression: str, value: str) -> None:
    assert value_of(expression) == value


def test_a_name_that_is_not_known_is_wanted_even_if_the_script_goes_on_without() -> None:
    source = """
        function FindProxyForURL(url, host) {
          try { return dnsResolve('New.contoso.com'); } catch (e) { return 'DIRECT'; }
        }"""

    assert ran(source) == Ran(wanted=("new.contoso.com",))
    assert ran(source, **{"new.contoso.com": "10.0.0.1"}).answer == "10.0.0.1"


@pytest.mark.parametrize(
    "source", ["function FindProxyForURL() {}", "FindProxyForURL = () => null"]
)
def test_nothing_is_an_empty_answer(source: str) -> None:
    assert ran(source) == Ran()


@pytest.mark.parametrize(
    ("source", "trouble"),
    [
        ("while (1);", "did not come to an end"),
        ("function FindProxyForURL() { for (;;); }", "did not come to an end"),
        ("try { for (;;); } catch (e) { for (;;); } finally { for (;;); }", "not come to an end"),
        ("Error.prototype.toString = () => { for (;;); }; while (1);", "did not come to an end"),
        ("throw { toString() { while (1); } }", "did not come to an end"),
        ("Error.prepareStackTrace = () => { while (1); }; while (1);", "did not come to an end"),
        ("/(a+)+$/.test('a'.repeat(40) + 'b')", "did not come to an end"),
        ("throw new (class extends Error { get message() { for (;;); } })", "not come to an end"),
        ("new Array(1e9).fill(1)", "error"),
        ("var a = []; for (;;) a.push('x'.repeat(1000) + a.length)", "error"),
        ("new Uint8Array(1e9)", "error"),
        ("function f() { f() } f()", "error"),
        ("function FindProxyForURL( {", "error"),
        ("", "error"),
        ("throw null", "error"),
        ("JSON.stringify = null; Array.prototype.toJSON = () => 7", "cannot be read"),
        ("String.prototype.slice = () => 'x'.repeat(1 << 20); throw 1", "cannot be read"),
    ],
)
def test_a_hostile_script_ends_within_its_limits_and_is_told(source: str, trouble: str) -> None:
    assert trouble in ran(source).trouble


def test_what_is_too_much_memory_is_said() -> None:
    # What is thrown inside the script can be caught there; the limit itself stands.
    source = "var a = []; try { for (;;) a.push(new Uint8Array(1 << 20)) } catch (e) {}"
    counted = ran(source + "function FindProxyForURL() { return '' + a.length }")

    assert int(counted.answer or 0) <= MEMORY >> 20


def test_a_long_answer_is_cut() -> None:
    assert len(ran("FindProxyForURL = () => 'x'.repeat(1 << 20)").answer) == 4000
