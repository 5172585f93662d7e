"""`sajangpick inspect`: is this file fit to leave, does it carry the badge, and what does it claim of itself?"""

from dataclasses import asdict
from pathlib import Path

import click

from sajangpick.command import JSON_OPTION, finish, speaking


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@JSON_OPTION
def inspect(file: Path, as_json: bool) -> None:
    """Measure FILE by every delivery rule, look for the AI badge, and read its Content Credentials."""
    with speaking(as_json=as_json):
        from sajangpick.inspection.file import inspect_file
        from sajangpick.provenance.badge import find_badge
        from sajangpick.provenance.claim import read_claim

        report, claim, badge = inspect_file(file), read_claim(file), find_badge(file)
        lines = [f"{'ok ' if finding.ok else 'BAD'}  {finding.rule}: {finding.measured}" for finding in report.rules]
        lines.append(f"{'ok ' if badge.whole else 'BAD'}  badge: seen in {badge.seen} of {badge.sampled} frames")
        if claim is None:
            lines.append("BAD  claim: none")
        else:
            trust = "on a trust list" if claim.trusted else "not on a trust list"
            lines.append(f"{'ok ' if claim.valid else 'BAD'}  claim: “{claim.title}”, by {claim.signer} ({trust})")
        result = {
            "passed": report.passed,
            "findings": [asdict(finding) for finding in report.rules],
            "badge": asdict(badge) | {"whole": badge.whole},
            "claim": None if claim is None else asdict(claim),
        }
        finish(result, as_json=as_json, text="\n".join(lines))
        if not (report.passed and badge.whole and claim is not None and claim.valid):
            raise SystemExit(2)
