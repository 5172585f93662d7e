"""How long a job will take, from how long others took."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sajangpick.domain.job import Job, JobState
from sajangpick.jobs.estimate import seconds_left, stage_seconds

JOB = Job("j", "a", "short", JobState.QUEUED, {}, 1, datetime(2026, 11, 22, tzinfo=UTC))
STAGES = {"photo": 1.0, "clip": 2.0, "render": 6.0, "check": 1.0}


def test_stages_take_as_long_as_they_mostly_did() -> None:
    done = [replace(JOB, result={"timings": {"photo": 1.0, "render": seconds}}) for seconds in (2.0, 3.0, 60.0)]
    assert stage_seconds([*done, JOB, replace(JOB, result={})]) == {"photo": 1.0, "render": 3.0}
    assert stage_seconds([]) == {}


@pytest.mark.parametrize(
    ("job", "ahead", "seconds"),
    [
        (JOB, 0, 10),
        (JOB, 3, 25),
        (replace(JOB, state=JobState.RUNNING), 0, 10),
        (replace(JOB, state=JobState.RUNNING, stage="photo", done=1, total=1), 0, 9),
        (replace(JOB, state=JobState.RUNNING, stage="render", done=150, total=300), 0, 4),
        (replace(JOB, state=JobState.RUNNING, stage="render"), 0, 7),
        (replace(JOB, state=JobState.RUNNING, stage="another"), 0, 10),
        (replace(JOB, state=JobState.SUCCEEDED), 0, None),
    ],
)
def test_what_is_left_is_what_has_not_been_done(job: Job, ahead: int, seconds: float | None) -> None:
    assert seconds_left(job, stages=STAGES, ahead=ahead, slots=2) == seconds


def test_nobody_knows_before_anything_was_made() -> None:
    assert seconds_left(JOB, stages={}, ahead=0, slots=2) is None
