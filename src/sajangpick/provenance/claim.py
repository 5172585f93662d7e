"""The signed claim: C2PA Content Credentials, written after the last byte of a file, and read back."""

import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import c2pa

from sajangpick.errors import BadInput, Misconfigured
from sajangpick.provenance.credentials import ALGORITHM, Credentials
from sajangpick.provenance.origin import Origin

RECORD = "app.sajangpick.short"
# A file from elsewhere may point to a manifest on the net: reading it must not make us call there.
_OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}


@dataclass(frozen=True, slots=True)
class Claim:
    """What we say about a file: its title, a record of how it was made (engines, template, badge), its origin."""

    title: str
    record: Mapping[str, object]
    origin: Origin = Origin.PHOTO


@dataclass(frozen=True, slots=True)
class ClaimFound:
    """A claim read back from a file: `valid` if the bytes are as they were signed, `trusted` if the signer is known."""

    title: str
    generator: str
    signer: str
    source_types: tuple[str, ...]
    record: Mapping[str, object]
    valid: bool
    trusted: bool
    problems: tuple[str, ...]


def sign(source: Path, target: Path, *, claim: Claim, credentials: Credentials) -> None:
    """Write `source`, an MP4 or a picture, with the signed claim to `target`, another path. Raises Misconfigured."""
    manifest = {
        "claim_generator_info": [{"name": "Sajangpick"}],
        "title": claim.title,
        "format": mimetypes.guess_type(source.name)[0],
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": claim.origin.value}]},
            },
            {"label": RECORD, "data": dict(claim.record)},
        ],
    }
    url = credentials.timestamp_url.encode() if credentials.timestamp_url else None
    try:
        info = c2pa.C2paSignerInfo(ALGORITHM.encode(), credentials.chain, credentials.private_key, url)
        with c2pa.Signer.from_info(info) as signer, c2pa.Builder(manifest) as builder:
            builder.sign_file(str(source), str(target), signer)
    except c2pa.C2paError as error:
        target.unlink(missing_ok=True)
        raise Misconfigured(
            f"The C2PA claim could not be signed: {error}.",
            hint="Check SAJANGPICK_C2PA_CERTIFICATE and its key, or unset both to use the local certificate.",
        ) from error


def read_claim(path: Path) -> ClaimFound | None:
    """The active claim of a file, or None if it carries none. Raises BadInput for what is no video or picture."""
    try:
        context = c2pa.Context(c2pa.Settings.from_dict(_OFFLINE))
        reader = c2pa.Reader.try_create(str(path), context=context)
        if reader is None:
            return None
        with reader:
            store = json.loads(reader.json())
    except (c2pa.C2paError, OSError) as error:
        raise BadInput(f"{path.name} cannot be read as a file with Content Credentials: {error}.") from error
    manifest = store["manifests"][store["active_manifest"]]
    assertions = {assertion["label"]: assertion["data"] for assertion in manifest.get("assertions", [])}
    actions = next((data["actions"] for label, data in assertions.items() if label.startswith("c2pa.actions")), [])
    state = store.get("validation_state", "Invalid")
    results = store.get("validation_results", {}).get("activeManifest", {})
    return ClaimFound(
        title=manifest.get("title", ""),
        generator=", ".join(info["name"] for info in manifest.get("claim_generator_info", [])),
        signer=manifest.get("signature_info", {}).get("common_name", ""),
        source_types=tuple(action["digitalSourceType"] for action in actions if "digitalSourceType" in action),
        record=assertions.get(RECORD, {}),
        valid=state in {"Valid", "Trusted"},
        trusted=state == "Trusted",
        problems=tuple(problem["code"] for problem in results.get("failure", [])),
    )
