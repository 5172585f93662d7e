"""What a file says of itself: who made it, and of what."""

from collections.abc import Mapping
from pathlib import Path

from sajangpick.provenance.origin import Origin


def sign_file(source: Path, target: Path, *, title: str, record: Mapping[str, object], origin: Origin) -> Path:
    """Write the file to `target` with a claim of its making, signed; `target`."""
    # Loaded only now: the signing library's 20 MB would else lie beside the encoder's at the peak.
    from sajangpick.provenance.claim import Claim, sign
    from sajangpick.provenance.credentials import load_credentials
    from sajangpick.settings import settings

    sign(source, target, claim=Claim(title, record, origin), credentials=load_credentials(settings()))
    return target


def origin_of(photo: Path) -> Origin:
    """A picture of ours says so itself; photos that are sent lose whatever they say."""
    from sajangpick.provenance.claim import read_claim

    claim = read_claim(photo)
    types = claim.source_types if claim else ()
    return next((origin for origin in Origin if origin in types), Origin.PHOTO)
