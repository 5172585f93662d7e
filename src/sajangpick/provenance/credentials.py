"""The certificate that signs our claims: the operator's own, or one made on this machine at first use."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sajangpick.errors import Misconfigured
from sajangpick.settings import Settings

LIFETIME_DAYS = 3650
ALGORITHM = "es256"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A PEM chain (leaf first) and the leaf's PKCS 8 key. `local` means: made here, known to nobody else."""

    chain: bytes
    private_key: bytes
    local: bool
    timestamp_url: str | None = None


def load_credentials(settings: Settings) -> Credentials:
    """The configured certificate, else the local one (made if it is not there yet). Raises Misconfigured."""
    if settings.c2pa_certificate is None and settings.c2pa_private_key is None:
        return _local(settings.data_dir / "c2pa")
    if settings.c2pa_certificate is None or settings.c2pa_private_key is None:
        raise Misconfigured(
            "A C2PA certificate needs its private key, and the other way round.",
            hint="Set both SAJANGPICK_C2PA_CERTIFICATE and SAJANGPICK_C2PA_PRIVATE_KEY, or neither.",
        )
    try:
        chain, key = settings.c2pa_certificate.read_bytes(), settings.c2pa_private_key.read_bytes()
    except OSError as error:
        raise Misconfigured(
            f"The C2PA certificate cannot be read: {error.strerror} ({error.filename}).",
            hint="Check SAJANGPICK_C2PA_CERTIFICATE and SAJANGPICK_C2PA_PRIVATE_KEY.",
        ) from error
    return Credentials(chain, key, local=False, timestamp_url=settings.c2pa_timestamp_url)


def _local(folder: Path) -> Credentials:
    chain, key = folder / "chain.pem", folder / "key.pem"
    if not (chain.exists() and key.exists()):
        made = make_credentials()
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            # The key goes first: a chain without its key would look complete after a crash.
            _write_private(key, made.private_key)
            _write_private(chain, made.chain)
        except OSError as error:
            raise Misconfigured(
                f"The signing certificate cannot be kept in {folder}: {error.strerror}.",
                hint="Point SAJANGPICK_DATA_DIR at a folder that this user may write.",
            ) from error
    return Credentials(chain.read_bytes(), key.read_bytes(), local=True)


def make_credentials() -> Credentials:
    """A fresh root and a leaf signed by it: C2PA refuses a leaf that signs itself (C2PA 2.2, 14.5.1)."""
    root_key, leaf_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, leaf_name = _name("Sajangpick local root"), _name("Sajangpick local signer")
    root = _certificate(root_name, root_name, root_key, root_key, authority=True)
    leaf = _certificate(leaf_name, root_name, leaf_key, root_key, authority=False)
    pem = serialization.Encoding.PEM
    return Credentials(
        chain=leaf.public_bytes(pem) + root.public_bytes(pem),
        private_key=leaf_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
        local=True,
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # a clock that is a little slow must not break the first short
        .not_valid_after(now + timedelta(days=LIFETIME_DAYS))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if not authority:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, common), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sajangpick")]
    )


def _write_private(path: Path, data: bytes) -> None:
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    temporary.replace(path)
