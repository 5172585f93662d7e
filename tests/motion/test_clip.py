"""What a living clip promises: the same frames always, smooth motion, no flicker, legal video levels."""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from sajangpick.errors import BadInput
from sajangpick.motion import Camera, LivingClip, animate

Photographer = Callable[..., npt.NDArray[np.uint8]]

SIZE = (270, 480)


def _trajectories(clip: LivingClip) -> npt.NDArray[np.float64]:
    """Centroids of the dots nearest the middle, (frames, dots, 2), followed from frame to frame."""
    lumas = [clip.frame(index).y.astype(np.float32) for index in range(clip.count)]
    first = cv2.GaussianBlur(lumas[0], (0, 0), 3)
    peaks = (first == cv2.dilate(first, np.ones((21, 21)))) & (first > first.min() + 40)
    spots = [(x, y) for y, x in np.argwhere(peaks) if 60 < x < 210 and 100 < y < 380]
    assert len(spots) >= 4
    paths = np.empty((len(lumas), len(spots), 2))
    for number, (x, y) in enumerate(spots):
        at = np.array([x, y], np.float64)
        for index, luma in enumerate(lumas):
            for _ in range(2):
                column, row = np.rint(at).astype(int)
                part = luma[row - 15 : row + 16, column - 15 : column + 16]
                weight = np.clip(part - np.percentile(part, 40), 0, None)
                down, across = np.mgrid[-15:16, -15:16]
                at = np.array(
                    [column + (weight * across).sum() / weight.sum(), row + (weight * down).sum() / weight.sum()]
                )
            paths[index, number] = at
    return paths


@pytest.mark.parametrize("camera", Camera)
def test_every_move_is_smooth(camera: Camera, dots: npt.NDArray[np.uint8]) -> None:
    clip = animate(dots, seconds=2, size=SIZE, steam=0, camera=camera, seed=3)
    paths = _trajectories(clip).reshape(clip.count, -1)
    time = np.linspace(-1, 1, clip.count)
    smooth = np.polynomial.chebyshev.chebval(time, np.polynomial.chebyshev.chebfit(time, paths, 9)).T
    residual = paths - smooth
    assert np.sqrt((residual**2).mean(0)).max() <= 0.1
    _check_way(camera, paths.reshape(clip.count, -1, 2))


def _check_way(camera: Camera, paths: npt.NDArray[np.float64]) -> None:
    way = (paths[-1] - paths[0]).mean(0)
    spread = np.ptp(paths[:, :, 1], axis=1)
    growth = spread[-1] / spread[0]
    match camera:
        case Camera.PUSH_IN:
            assert 1.05 < growth < 1.1
        case Camera.PULL_OUT:
            assert 1.05 < 1 / growth < 1.1
        case Camera.PAN:
            assert way == pytest.approx((-18, 0), abs=4)
        case Camera.TILT:
            assert way == pytest.approx((0, 33), abs=4)
        case Camera.ORBIT:
            # What is far (above) and what is near (below) part sideways.
            moved = paths[-1, :, 0] - paths[0, :, 0]
            assert abs(np.corrcoef(moved, paths[0, :, 1])[0, 1]) > 0.6
            assert np.ptp(moved) > 2
        case Camera.STILL:
            assert np.abs(paths - paths[0]).max() < 0.1


def test_frames_do_not_depend_on_the_order_they_are_asked_for(dish_photo: Photographer) -> None:
    clip = animate(dish_photo(), seconds=0.6, size=SIZE, seed=4)
    in_order = [clip.frame(index).data for index in range(clip.count)]
    for index in (17, 3, 3, 9, 0):
        assert np.array_equal(clip.frame(index).data, in_order[index])


def test_the_seed_decides(dish_photo: Photographer) -> None:
    photo = dish_photo()
    one, same, other = (animate(photo, seconds=0.2, size=SIZE, seed=seed).frame(5).data for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_the_number_of_threads_changes_nothing(dish_photo: Photographer) -> None:
    before = cv2.getNumThreads()
    frames: list[npt.NDArray[np.uint8]] = []
    try:
        for threads in (1, 2):
            cv2.setNumThreads(threads)
            frames.append(animate(dish_photo(), seconds=0.2, size=SIZE, seed=1).frame(4).data)
    finally:
        cv2.setNumThreads(before)
    assert np.array_equal(*frames)


def test_a_frame_is_the_callers_own(dish_photo: Photographer) -> None:
    clip = animate(dish_photo(), seconds=0.2, size=SIZE)
    first = clip.frame(0)
    kept = first.data.copy()
    clip.frame(5)
    assert np.array_equal(first.data, kept)


def test_nothing_flickers(dish_photo: Photographer) -> None:
    clip = animate(dish_photo(), seconds=2, size=SIZE, steam=1.0, camera=Camera.STILL)
    patches = np.stack(
        [
            cv2.resize(clip.frame(i).y.astype(np.float32), (9, 16), interpolation=cv2.INTER_AREA)
            for i in range(clip.count)
        ]
    ).reshape(clip.count, -1)
    # The window keeps what is slower than the clip is long out of the fast frequencies.
    window = np.hanning(clip.count)[:, None]
    power = np.abs(np.fft.rfft((patches - patches.mean(0)) * window, axis=0)) ** 2
    hertz = np.fft.rfftfreq(clip.count, 1 / clip.fps)
    # Faster than 6 Hz there is less than a tenth of an 8-bit step, anywhere.
    fast = np.sqrt(2 * power[hertz > 6].sum(0) / (window**2).sum() / clip.count)
    assert fast.max() < 0.1
    mean = patches.mean(1)
    assert np.abs(np.diff(mean, 2)).max() < 0.05


@pytest.mark.parametrize("size", [(270, 480), (320, 320), (480, 270), (202, 358)])
def test_frames_have_the_asked_size_and_legal_levels(size: tuple[int, int], dish_photo: Photographer) -> None:
    clip = animate(dish_photo(), seconds=0.5, fps=24, size=size)
    assert (clip.count, clip.size, clip.fps) == (12, size, 24)
    frame = clip.frame(11)
    assert (frame.width, frame.height) == size
    assert frame.y.min() >= 16
    assert frame.y.max() <= 235
    for plane in (frame.u, frame.v):
        assert plane.min() >= 16
        assert plane.max() <= 240


@pytest.mark.parametrize("index", [-1, 3])
def test_a_frame_outside_the_clip_is_refused(index: int, dish_photo: Photographer) -> None:
    with pytest.raises(BadInput):
        animate(dish_photo(), seconds=0.1, size=SIZE).frame(index)


def test_one_frame_is_a_clip(dish_photo: Photographer) -> None:
    clip = animate(dish_photo(), seconds=0.001, size=(64, 64))
    assert clip.count == 1
    assert clip.frame(0).y.std() > 5
