"""Commands for Exchange 2007, with names that may come from anywhere."""

import pytest

from app.wording import exchange_2007
from app.wording.exchange_2007 import HOST, SERVER
from app.wording.powershell import UNSAFE, command, shown


def test_the_four_inside_addresses_are_set_with_the_names_filled_in() -> None:
    assert exchange_2007.set_inside_urls("CAS01", "mail.contoso.com").splitlines() == [
        (
            "Set-ClientAccessServer -Identity 'CAS01' -AutoDiscoverServiceInternalUri"
            " 'https://mail.contoso.com/autodiscover/autodiscover.xml'"
        ),
        (
            r"Set-WebServicesVirtualDirectory -Identity 'CAS01\EWS (Default Web Site)'"
            " -InternalUrl 'https://mail.contoso.com/EWS/Exchange.asmx'"
        ),
        (
            r"Set-OABVirtualDirectory -Identity 'CAS01\OAB (Default Web Site)'"
            " -InternalUrl 'https://mail.contoso.com/OAB'"
        ),
        (
            r"Set-UMVirtualDirectory -Identity 'CAS01\UnifiedMessaging (Default Web Site)'"
            " -InternalUrl 'https://mail.contoso.com/UnifiedMessaging/Service.asmx'"
        ),
    ]


def test_what_is_not_known_is_a_placeholder() -> None:
    written = exchange_2007.set_outside_urls(SERVER, HOST)

    assert r"'<SERVER>\EWS (Default Web Site)'" in written
    assert "-ExternalUrl 'https://<HOST>/OAB'" in written


@pytest.mark.parametrize("evil", ["a'; Remove-Mailbox *", "a’; Remove-Mailbox *"])  # noqa: RUF001
def test_a_quotation_mark_ends_no_argument(evil: str) -> None:
    quote = evil[1]

    assert command("X", ("Name", evil)) == f"X -Name 'a{quote * 2}; Remove-Mailbox *'"


def test_a_text_that_no_command_may_hold_gives_way() -> None:
    assert shown("a\nRemove-Mailbox *") == f"'{UNSAFE}'"


def test_the_other_commands_quote_as_well() -> None:
    written = "\n".join(
        (
            exchange_2007.request_certificate("mail.o'x.com", "b"),
            exchange_2007.set_principal_name("o'x"),
            exchange_2007.name_redirect_server("o'x"),
            exchange_2007.set_outside_host("o'x", "h"),
        )
    )

    assert written.count("o''x") == 6
    assert "'cn=mail.o''x.com' -DomainName 'mail.o''x.com', 'b'" in written
