"""What joining leaves behind on a Linux PC."""

import sys
from pathlib import Path

import pytest

from app.domain.machine import machine_of, settled
from app.domain.task import Machine
from app.machine import Told, detect
from app.machine.linux import KERBEROS, LARGEST_FILE, SAMBA, SSSD, Linux

pytestmark = pytest.mark.anyio

JOINED_SSSD = """\
[sssd]
domains = local, Contoso.local
services = nss, pam

[domain/local]
id_provider = files

[domain/Contoso.local]
  id_provider = ad
  krb5_realm = CONTOSO.LOCAL
  cache_credentials
  # ad_domain = other.local
"""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def told_by(root: Path, **files: str | bytes) -> Told:
    paths = {"sssd": SSSD, "samba": SAMBA, "kerberos": KERBEROS}
    for name, content in files.items():
        path = root / paths[name].lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return await detect(Linux(root), "12.0", 5.0)


def facts_of(told: Told) -> list[tuple[str, str, str]]:
    return [(fact.name.value, fact.value, fact.origin) for fact in told.facts]


async def test_without_the_files_nothing_is_known(tmp_path: Path) -> None:
    assert await told_by(tmp_path) == Told()


async def test_sssd_tells_the_active_directory_among_its_domains(tmp_path: Path) -> None:
    told = await told_by(tmp_path, sssd=JOINED_SSSD)

    origin = "/etc/sssd/sssd.conf [domain/Contoso.local]"
    assert facts_of(told) == [("joined", "yes", origin), ("domain", "contoso.local", origin)]


@pytest.mark.parametrize(
    ("lines", "machine"),
    [
        (
            "ad_domain = EMEA.contoso.local\nad_site = Paris\nad_server = DC1, _srv_",
            Machine(joined=True, dns_domain="emea.contoso.local", site="Paris", controller="dc1"),
        ),
        ("ad_server = _srv_, dc1", Machine(joined=True, dns_domain="contoso.local")),
        ("ad_server =", Machine(joined=True, dns_domain="contoso.local")),
        ("ad_site", Machine(joined=True, dns_domain="contoso.local")),
    ],
)
async def test_what_sssd_is_set_to_is_taken(tmp_path: Path, lines: str, machine: Machine) -> None:
    told = await told_by(tmp_path, sssd=f"{JOINED_SSSD}{lines}\n")

    assert machine_of(settled(told.facts)) == machine


@pytest.mark.parametrize(
    "content",
    ["", "[sssd]\n", "[sssd]\ndomains = a.local\n", "[sssd]\ndomains =\n[domain/]\nid_provider=ad"],
)
async def test_sssd_without_an_active_directory_tells_nothing(tmp_path: Path, content: str) -> None:
    assert await told_by(tmp_path, sssd=content) == Told()


async def test_samba_tells_the_realm_of_a_member(tmp_path: Path) -> None:
    content = "[global]\n  ; a comment\n  security = ADS\nrealm = CONTOSO.LOCAL\n[homes]\n"

    told = await told_by(tmp_path, samba=content)

    origin = "/etc/samba/smb.conf [global]"
    assert facts_of(told) == [("joined", "yes", origin), ("domain", "contoso.local", origin)]


async def test_samba_by_itself_is_no_member(tmp_path: Path) -> None:
    told = await told_by(tmp_path, samba="[global]\nsecurity = user\nrealm = CONTOSO.LOCAL\n")

    assert told == Told()


async def test_kerberos_tells_a_domain_but_not_that_the_pc_is_joined(tmp_path: Path) -> None:
    content = (
        "includedir /etc/krb5.conf.d/\n"
        "[libdefaults]\n\tdefault_realm = CONTOSO.LOCAL\n"
        "[realms]\nCONTOSO.LOCAL = {\n  kdc = dc1:88\n  kdc = dc2\n}\n"
    )

    told = await told_by(tmp_path, kerberos=content)

    assert facts_of(told) == [("domain", "contoso.local", "/etc/krb5.conf [libdefaults]")]
    assert machine_of(told.facts) == Machine()


async def test_the_file_that_says_most_counts_first(tmp_path: Path) -> None:
    told = await told_by(
        tmp_path, sssd=JOINED_SSSD, kerberos="[libdefaults]\ndefault_realm = OTHER.LOCAL\n"
    )

    assert machine_of(settled(told.facts)).dns_domain == "contoso.local"


@pytest.mark.skipif(sys.platform == "win32", reason="in Linux' words")
async def test_a_file_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / SSSD.lstrip("/")).mkdir(parents=True)

    told = await told_by(tmp_path)

    assert told == Told(troubles=("/etc/sssd/sssd.conf: Is a directory.",))


async def test_a_file_without_end_is_not_read(tmp_path: Path) -> None:
    told = await told_by(tmp_path, samba=b"#" * (LARGEST_FILE + 1))

    assert told.troubles == (
        f"/etc/samba/smb.conf is larger than {LARGEST_FILE} bytes, and was not read.",
    )


async def test_a_file_that_makes_no_sense_is_told(tmp_path: Path) -> None:
    told = await told_by(tmp_path, samba="[global]\n= ads\n")

    assert told.facts == ()
    assert told.troubles[0].startswith("/etc/samba/smb.conf cannot be understood: ")


async def test_any_bytes_are_taken(tmp_path: Path) -> None:
    told = await told_by(tmp_path, samba=b"[global]\nrealm = \xff\xfe\nsecurity = ads\n")

    assert facts_of(told)[0][:2] == ("joined", "yes")
