"""Where the signing certificate comes from."""

import stat
from pathlib import Path

import pytest
from cryptography import x509

from sajangpick.errors import Misconfigured
from sajangpick.provenance.credentials import load_credentials, make_credentials
from sajangpick.settings import Settings


def test_a_certificate_is_made_once_and_kept_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    first, second = load_credentials(settings), load_credentials(settings)
    assert first == second
    assert first.local
    key = tmp_path / "data" / "c2pa" / "key.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_chain_without_its_key_is_made_anew(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = load_credentials(settings)
    (tmp_path / "c2pa" / "key.pem").unlink()
    assert load_credentials(settings).chain != first.chain


def test_the_leaf_is_signed_by_the_root_and_may_only_sign() -> None:
    leaf, root = x509.load_pem_x509_certificates(make_credentials().chain)
    leaf.verify_directly_issued_by(root)
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert not usage.key_cert_sign
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_the_operators_own_certificate_is_used(tmp_path: Path) -> None:
    made = make_credentials()
    (tmp_path / "chain.pem").write_bytes(made.chain)
    (tmp_path / "key.pem").write_bytes(made.private_key)
    settings = Settings(
        data_dir=tmp_path, c2pa_certificate=tmp_path / "chain.pem", c2pa_private_key=tmp_path / "key.pem"
    )
    loaded = load_credentials(settings)
    assert (loaded.chain, loaded.private_key, loaded.local) == (made.chain, made.private_key, False)


@pytest.mark.parametrize("named", ["c2pa_certificate", "c2pa_private_key"])
def test_half_a_configuration_is_named(tmp_path: Path, named: str) -> None:
    with pytest.raises(Misconfigured, match="SAJANGPICK_C2PA_PRIVATE_KEY"):
        load_credentials(Settings(data_dir=tmp_path, **{named: tmp_path / "x.pem"}))


def test_an_unreadable_certificate_is_named(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, c2pa_certificate=tmp_path / "a.pem", c2pa_private_key=tmp_path / "b.pem")
    with pytest.raises(Misconfigured, match="cannot be read"):
        load_credentials(settings)


def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Misconfigured, match="SAJANGPICK_DATA_DIR"):
        load_credentials(Settings(data_dir=tmp_path / "file"))
