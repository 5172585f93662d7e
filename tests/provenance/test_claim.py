"""Claims: written after the last byte, read back, and broken by any change."""

from pathlib import Path

import numpy as np
import pytest

from sajangpick.errors import BadInput, Misconfigured
from sajangpick.media.encode import VideoWriter
from sajangpick.media.frame import Frame
from sajangpick.provenance.claim import Claim, read_claim, sign
from sajangpick.provenance.credentials import Credentials, make_credentials
from sajangpick.provenance.origin import Origin

CLAIM = Claim("새우 파스타", {"template": "signature", "badge": "AI로 제작"})


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("video") / "plain.mp4"
    with VideoWriter(path, width=64, height=64, sound=False) as writer:
        for level in range(30):
            writer.write(Frame.from_bgr(np.full((64, 64, 3), level * 8, np.uint8)))
    return path


@pytest.fixture(scope="module")
def signed(video: Path) -> Path:
    path = video.with_name("signed.mp4")
    sign(video, path, claim=CLAIM, credentials=make_credentials())
    return path


def test_a_claim_is_read_back_as_it_was_made(signed: Path) -> None:
    found = read_claim(signed)
    assert found is not None
    assert (found.title, found.record) == (CLAIM.title, CLAIM.record)
    assert found.source_types == (Origin.PHOTO,)
    assert found.valid


def test_a_local_signer_is_valid_but_not_trusted(signed: Path) -> None:
    found = read_claim(signed)
    assert found is not None
    assert not found.trusted
    assert found.problems == ("signingCredential.untrusted",)


def test_a_file_without_a_claim_has_none(video: Path) -> None:
    assert read_claim(video) is None


@pytest.mark.parametrize("place", [-50, -500])
def test_one_changed_bit_makes_the_claim_invalid(signed: Path, tmp_path: Path, place: int) -> None:
    data = bytearray(signed.read_bytes())
    data[place] ^= 1
    changed = tmp_path / "changed.mp4"
    changed.write_bytes(data)
    found = read_claim(changed)
    assert found is not None
    assert not found.valid


def test_the_index_stays_before_the_data(signed: Path) -> None:
    data = signed.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_a_file_that_is_no_video_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "not.mp4"
    path.write_bytes(b"hello")
    with pytest.raises(BadInput, match=r"not\.mp4"):
        read_claim(path)


def test_a_broken_certificate_is_the_operators_business_and_leaves_nothing(video: Path, tmp_path: Path) -> None:
    target = tmp_path / "signed.mp4"
    with pytest.raises(Misconfigured, match="SAJANGPICK_C2PA_CERTIFICATE"):
        sign(video, target, claim=CLAIM, credentials=Credentials(b"nonsense", b"nonsense", local=False))
    assert not target.exists()
