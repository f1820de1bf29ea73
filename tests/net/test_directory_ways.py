import pytest

from app.domain.authentication import Authentication, Scheme
from app.net.directory_ways import directory_ways

ALL = tuple(Scheme)


@pytest.mark.parametrize(
    ("schemes", "given", "current_user", "windows", "expected"),
    [
        (ALL, True, False, False, "kerberos ntlm simple"),
        (ALL, True, False, True, "negotiate simple"),
        (ALL, False, True, False, "kerberos*"),
        (ALL, False, True, True, "negotiate*"),
        # First as who has signed in on this PC, then as who was typed.
        (ALL, True, True, False, "kerberos* kerberos ntlm simple"),
        (ALL, True, True, True, "negotiate* negotiate simple"),
        ((Scheme.NEGOTIATE,), True, False, False, "kerberos ntlm"),
        ((Scheme.NTLM,), True, False, False, "ntlm"),
        ((Scheme.NTLM,), True, False, True, "ntlm"),
        ((Scheme.NTLM, Scheme.BASIC), True, False, False, "ntlm simple"),
        ((Scheme.BASIC,), True, False, False, "simple"),
        ((Scheme.BASIC,), False, True, False, ""),
        (ALL, False, False, False, ""),
    ],
)
def test_the_strongest_way_that_is_allowed_comes_first(
    schemes: tuple[Scheme, ...], given: bool, current_user: bool, windows: bool, expected: str
) -> None:
    ways = directory_ways(
        Authentication(schemes=schemes), given=given, current_user=current_user, windows=windows
    )

    told = [f"{way.mechanism}{'*' if way.current_user else ''}" for way in ways]
    assert " ".join(told) == expected
