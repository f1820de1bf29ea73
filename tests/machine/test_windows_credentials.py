"""The names of stored credentials."""

import pytest

from app.domain.machine import FactName
from app.machine.platform import NotToldError, Told
from app.machine.windows_credentials import MOST_TOLD, read_credentials
from tests.machine.credentials import SECRET, Advapi32


def told(library: Advapi32) -> Told:
    return read_credentials(lambda: library, lambda: library.error)


def test_those_of_outlook_and_of_mail_servers_are_named_and_nothing_else() -> None:
    names = (
        "MS.Outlook.15:ann@contoso.com:PUT",
        "MicrosoftOffice15_Data:SSPI:ann@contoso.com",
        "Domain:target=autodiscover.contoso.com",
        "LegacyGeneric:target=git:https://github.com",
        "Domain:target=TERMSRV/exch01",
        "Domain:target=files01",
        None,
        "mail.contoso.com",
        "mail.contoso.com",
    )
    library = Advapi32(names)

    found = told(library)

    assert [fact.value for fact in found.facts] == [names[0], names[1], names[2], names[7]]
    assert {fact.name for fact in found.facts} == {FactName.STORED_CREDENTIAL}
    assert SECRET not in repr(found)
    assert library.freed == [library.address]


def test_their_number_and_length_have_an_end() -> None:
    library = Advapi32([f"mail{number}" + "x" * 500 for number in range(MOST_TOLD + 5)])

    found = told(library)

    assert len(found.facts) == MOST_TOLD
    assert all(len(fact.value) == 300 for fact in found.facts)


def test_none_at_all_is_no_fault() -> None:
    library = Advapi32(error=1168)

    assert told(library) == Told()
    assert library.freed == []


def test_another_error_is_told() -> None:
    with pytest.raises(NotToldError, match="error 5"):
        told(Advapi32(error=5))
