from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from app.practice.authority import CertificateShop, Served
from app.practice.scenario import CertificateRecipe, Issuer

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SHOP = CertificateShop(NOW)
HOST = "mail.contoso.example"
GOOD = CertificateRecipe(common_name=HOST, names=(HOST,))


def verify(served: Served, host: str = HOST, at: datetime = NOW) -> None:
    store = Store([SHOP.public.root])
    verifier = PolicyBuilder().store(store).time(at).build_server_verifier(x509.DNSName(host))
    verifier.verify(served.chain[0], list(served.chain[1:]))


def test_a_public_certificate_verifies_up_to_the_one_trusted_root() -> None:
    served = SHOP.make(GOOD)

    verify(served)
    assert served.names == (HOST,)
    assert [x509.load_pem_x509_certificate(SHOP.public.root_pem)] == [SHOP.public.root]


def test_the_name_counts() -> None:
    with pytest.raises(VerificationError, match="no matching subjectAltName"):
        verify(SHOP.make(GOOD), host="exch01.contoso.local")


@pytest.mark.parametrize("days", [-61, 301])
def test_the_days_count_from_the_start(days: int) -> None:
    with pytest.raises(VerificationError):
        verify(SHOP.make(GOOD), at=NOW + timedelta(days=days))


def test_an_expired_certificate_was_good_in_its_time() -> None:
    recipe = CertificateRecipe(
        common_name=HOST, names=(HOST,), valid_from_day=-400, valid_to_day=-35
    )
    served = SHOP.make(recipe)

    verify(served, at=NOW - timedelta(days=36))
    with pytest.raises(VerificationError):
        verify(served)


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        (
            CertificateRecipe(common_name=HOST, names=(HOST,), issuer=Issuer.PRIVATE),
            "candidates exhausted",
        ),
        # It names no issuer that could be looked for.
        (CertificateRecipe(common_name=HOST, names=(HOST,), issuer=Issuer.SELF), "2.5.29.35"),
        (
            CertificateRecipe(common_name=HOST, names=(HOST,), sends_intermediate=False),
            "candidates exhausted",
        ),
    ],
    ids=["private issuer", "self-signed", "intermediate not sent"],
)
def test_nobody_trusts(recipe: CertificateRecipe, reason: str) -> None:
    with pytest.raises(VerificationError, match=reason):
        verify(SHOP.make(recipe))


def test_a_self_signed_certificate_is_its_own_issuer_and_no_authority() -> None:
    served = SHOP.make(
        CertificateRecipe(
            common_name="EXCH01", names=("EXCH01", "exch01.contoso.local"), issuer=Issuer.SELF
        )
    )

    (leaf,) = served.chain
    assert leaf.issuer == leaf.subject
    leaf.verify_directly_issued_by(leaf)
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert served.names == ("EXCH01", "exch01.contoso.local")


def test_a_certificate_without_further_names_has_its_common_name_alone() -> None:
    served = SHOP.make(CertificateRecipe(common_name=HOST))

    with pytest.raises(x509.ExtensionNotFound):
        served.chain[0].extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert served.names == (HOST,)


def test_the_key_belongs_to_the_leaf_and_to_no_other() -> None:
    one, other = SHOP.make(GOOD), SHOP.make(GOOD)

    key = load_pem_private_key(one.key_pem, None)
    assert key.public_key() == one.chain[0].public_key()
    assert one.chain[0].public_key() != other.chain[0].public_key()
    assert x509.load_pem_x509_certificates(one.chain_pem) == list(one.chain)


def test_without_a_day_given_it_is_today() -> None:
    (leaf, _) = CertificateShop().make(GOOD).chain

    assert leaf.not_valid_before_utc < datetime.now(UTC) < leaf.not_valid_after_utc


def test_no_signature_has_a_short_number_which_wine_would_take_for_wrong() -> None:
    # Of so many, one in 128 each would be short.
    signatures = [SHOP.make(GOOD).chain[0].signature for _ in range(1000)]

    assert all(
        len(f"{n:064x}".lstrip("0")) > 62 for s in signatures for n in decode_dss_signature(s)
    )
