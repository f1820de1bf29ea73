"""One look at a certificate: at a server of the practice organisation, and at files."""

from pathlib import Path

import anyio
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs7
from msgspec.structs import replace

from app.domain.failures import FailureKind
from app.domain.inspection import Inspection, InspectionWish
from app.domain.machine import Fact, FactName
from app.domain.options import RunOptions, WrongUseError
from app.domain.verdict import Problem
from app.export import inspection_text
from app.machine import Inquiry, Told
from app.practice.organisation import Organisation, open_organisation
from app.practice.scenarios import load_scenarios
from app.wiring.inspect import inspect
from tests.net.peers import peer
from tests.net.proxies import Proxying
from tests.support.certificates import NOW, YESTERDAY, intermediate, leaf, presented, root

pytestmark = pytest.mark.anyio

SCENARIOS = {one.name: one for one in load_scenarios()}
MAIL = "mail.contoso.example"
ROOT = root("Inspection Root")
ISSUING = intermediate(ROOT, "Inspection Issuing")
LEAF = leaf(ISSUING, "mail.contoso.com", "autodiscover.contoso.com")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def look(target: str, options: RunOptions, name: str = "") -> Inspection:
    return await inspect(InspectionWish(target=target, name=name), options)


async def test_a_server_is_judged_and_sent_nothing() -> None:
    async with open_organisation(SCENARIOS["method-one"]) as organisation:
        looked = await look(MAIL, organisation.options)

        assert organisation.requests == ()
    assert looked.accepted
    assert (looked.target, looked.is_file, looked.failure) == (f"{MAIL}:443", False, None)
    assert looked.judged
    assert looked.judged.verdict.is_good
    assert [one.sha256 for one in looked.chain] == [sha256 for sha256, _ in looked.details]
    assert looked.without_name
    assert looked.without_name.is_same


@pytest.mark.parametrize("asks", [True, False])
async def test_the_proxy_of_this_pc_is_on_the_way_unless_it_is_not_asked(asks: bool) -> None:
    proxying = Proxying()

    class Pc:
        def inquiries(self, office: str) -> tuple[Inquiry, ...]:
            place = f"127.0.0.1:{proxy.port}"
            fact = Fact(name=FactName.PROXY, about="https", value=place, origin="test")
            return (Inquiry(origin="test", ask=lambda: Told(facts=(fact,))),)

    async with open_organisation(SCENARIOS["method-one"]) as organisation, peer(proxying) as proxy:
        rules = dict(one.split("=") for one in organisation.options.connects)
        proxying.ports = {f"{MAIL}:443": int(rules["192.0.2.10:443"].rpartition(":")[2])}
        options = replace(organisation.options, asks_machine=asks)
        looked = await inspect(InspectionWish(target=MAIL, name=""), options, Pc())

    assert looked.accepted
    assert [one.split()[:2] for one in proxying.heard] == (
        [[b"CONNECT", f"{MAIL}:443".encode()]] if asks else []
    )


async def test_a_certificate_that_is_not_accepted_is_no_failure_of_the_look() -> None:
    async with open_organisation(SCENARIOS["fresh-install-outside"]) as organisation:
        looked = await look("autodiscover.contoso.example:443", organisation.options)

    assert not looked.accepted
    assert looked.failure is None
    assert looked.judged
    assert Problem.SELF_SIGNED in looked.judged.verdict.problems


async def test_a_server_can_be_judged_for_another_name() -> None:
    async with open_organisation(SCENARIOS["method-one"]) as organisation:
        inside = await look(MAIL, organisation.options, "exch01.contoso.local")
        strange = await look(MAIL, organisation.options, "www.contoso.example")

    assert inside.accepted
    assert inside.judged
    assert inside.judged.verdict.host == "exch01.contoso.local"
    assert not strange.accepted


async def test_an_address_is_asked_by_the_name(tmp_path: Path) -> None:
    async with open_organisation(SCENARIOS["method-two"]) as organisation:
        host, port = _behind(organisation, "192.0.2.11:443")
        looked = await look(f"{host}:{port}", organisation.options, "autodiscover.contoso.example")

    assert looked.accepted


def _behind(organisation: Organisation, place: str) -> tuple[str, str]:
    rule = next(one for one in organisation.connects if one.startswith(f"{place}="))
    host, _, port = rule.partition("=")[2].rpartition(":")
    return host, port


async def test_a_host_that_is_not_there_is_a_failure() -> None:
    async with open_organisation(SCENARIOS["method-one"]) as organisation:
        looked = await look("nowhere.contoso.example", organisation.options)

    assert looked.judged is None
    assert looked.failure
    assert looked.failure.kind is FailureKind.NAME_NOT_FOUND
    assert looked.chain == ()


async def test_a_look_can_be_cancelled() -> None:
    async with open_organisation(SCENARIOS["black-hole"]) as organisation:
        options = replace(organisation.options, timeout=60)
        with anyio.move_on_after(0.3) as scope:
            await look("contoso.example", options)

    assert scope.cancelled_caught


@pytest.mark.parametrize(
    ("target", "complaint"),
    [
        ("", "needs a host"),
        ("http://mail.contoso.com", "neither HOST[:PORT] nor a file"),
        ("mail.contoso.com:0", "neither HOST[:PORT] nor a file"),
        ("mail.contoso.com:x", "neither HOST[:PORT] nor a file"),
        ("ann@contoso.com", "neither HOST[:PORT] nor a file"),
        ("a b", "neither HOST[:PORT] nor a file"),
        ("gone.pem", "cannot be read"),
    ],
)
async def test_what_cannot_be_looked_at_is_wrong_use(target: str, complaint: str) -> None:
    with pytest.raises(WrongUseError, match=complaint.replace("[", r"\[")):
        await look(target, RunOptions(system_trust=False))


async def test_a_name_that_is_none_is_wrong_use() -> None:
    with pytest.raises(WrongUseError, match="--name is a host name"):
        await look("mail.contoso.com", RunOptions(system_trust=False), "a b")


# --- files ----------------------------------------------------------------------------------


@pytest.fixture
def trusting(tmp_path: Path) -> RunOptions:
    trust = tmp_path / "root.pem"
    trust.write_bytes(ROOT.pem)
    return RunOptions(system_trust=False, trust_files=(str(trust),))


def _certificates() -> list[x509.Certificate]:
    return [ROOT.certificate, LEAF.certificate, ISSUING.certificate]


FORMS = {
    "chain.pem": b"".join(
        one.public_bytes(serialization.Encoding.PEM) for one in presented(LEAF).certificates
    ),
    "chain.p7b": pkcs7.serialize_certificates(_certificates(), serialization.Encoding.DER),
    "chain.p7c": pkcs7.serialize_certificates(_certificates(), serialization.Encoding.PEM),
}


@pytest.mark.parametrize("name", FORMS)
async def test_a_file_is_judged_for_its_own_name(
    name: str, tmp_path: Path, trusting: RunOptions
) -> None:
    file = tmp_path / name
    file.write_bytes(FORMS[name])

    looked = await look(str(file), trusting)

    assert looked.accepted
    assert looked.is_file
    assert looked.judged
    assert looked.judged.verdict.host == "mail.contoso.com"
    assert looked.judged.verdict.matched_name == "mail.contoso.com"


async def test_a_lone_certificate_in_der_lacks_its_issuer(
    tmp_path: Path, trusting: RunOptions
) -> None:
    file = tmp_path / "leaf.cer"
    file.write_bytes(LEAF.der)

    looked = await look(str(file), trusting, "autodiscover.contoso.com")

    assert looked.judged
    assert not looked.judged.verdict.trusted
    assert looked.judged.verdict.name_matches


async def test_a_file_is_judged_as_of_the_day_that_is_given(
    tmp_path: Path, trusting: RunOptions
) -> None:
    file = tmp_path / "old.pem"
    old = leaf(ISSUING, "mail.contoso.com", not_before=YESTERDAY, not_after=NOW)
    file.write_bytes(old.pem + ISSUING.pem)

    assert not (await look(str(file), replace(trusting, at="2037-01-01"))).accepted


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "holds no certificate"),
        (b"-----BEGIN PRIVATE KEY-----\nAA==\n", "a private key and no certificate"),
        (b"-----BEGIN CERTIFICATE REQUEST-----\nAA==\n", "not yet a certificate"),
        (b"x" * ((1 << 20) + 1), "too large"),
    ],
)
async def test_a_file_without_certificates_is_wrong_use(
    content: bytes, complaint: str, tmp_path: Path
) -> None:
    file = tmp_path / "wrong.pem"
    file.write_bytes(content)

    with pytest.raises(WrongUseError, match=complaint):
        await look(str(file), RunOptions(system_trust=False))


async def test_a_chain_in_a_file_is_not_said_to_be_sent(tmp_path: Path) -> None:
    file = tmp_path / "leaf.pem"
    file.write_bytes(LEAF.pem)
    trust = tmp_path / "idle.pem"
    trust.write_bytes(ISSUING.pem)

    looked = await inspect(
        InspectionWish(target=str(file)), RunOptions(system_trust=False, trust_files=(str(trust),))
    )
    bare = await inspect(InspectionWish(target=str(file)), RunOptions(system_trust=False))

    assert bare.judged
    assert any("neither the file nor" in one for one in bare.judged.verdict.reasons)
    assert "did not send" not in inspection_text(bare)
    assert looked.judged
    assert any(one.startswith("idle.pem holds") for one in looked.judged.verdict.notes)
    assert "idle.pem holds certificates that make nothing trusted" in inspection_text(looked)
