"""Links that lend one file of a private bucket for a while: signature version 4 of S3, in the query.

https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html. Written out here because the name under
which a browser saves the file belongs to what is signed, and the client library signs only paths.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

_ALGORITHM = "AWS4-HMAC-SHA256"
# S3 refuses a link that lives longer than a week.
_LONGEST_SECONDS = 7 * 24 * 3600
# What an attribute of a header may carry as it is: RFC 5987, attr-char.
_PLAIN = "!#$&+-.^_`|~"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: `root` is the address of the bucket and its prefix, the keys are those that may read it."""

    root: str
    region: str
    access_key: str
    secret_key: str

    def link(
        self,
        key: str,
        *,
        name: str,
        media_type: str,
        seconds: int,
        inline: bool,
        now: datetime | None = None,
    ) -> str:
        """A link to one object, good for `seconds`; a browser gets it under `name` and as `media_type`."""
        moment = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
        address = urlsplit(f"{self.root}/{key}")
        path = quote(address.path, safe="/~")
        scope = f"{moment[:8]}/{self.region}/s3/aws4_request"
        asked = {
            "X-Amz-Algorithm": _ALGORITHM,
            "X-Amz-Credential": f"{self.access_key}/{scope}",
            "X-Amz-Date": moment,
            "X-Amz-Expires": str(min(seconds, _LONGEST_SECONDS)),
            "X-Amz-SignedHeaders": "host",
            "response-content-disposition": disposition(name, inline=inline),
            "response-content-type": media_type,
        }
        query = "&".join(f"{quote(k, safe='~')}={quote(v, safe='~')}" for k, v in sorted(asked.items()))
        request = f"GET\n{path}\n{query}\nhost:{address.netloc}\n\nhost\nUNSIGNED-PAYLOAD"
        digest = hashlib.sha256(request.encode()).hexdigest()
        signed = f"{_ALGORITHM}\n{moment}\n{scope}\n{digest}"
        signature = hmac.new(self._signing_key(moment[:8]), signed.encode(), hashlib.sha256).hexdigest()
        return f"{address.scheme}://{address.netloc}{path}?{query}&X-Amz-Signature={signature}"

    def _signing_key(self, day: str) -> bytes:
        key = f"AWS4{self.secret_key}".encode()
        for part in (day, self.region, "s3", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key


def disposition(name: str, *, inline: bool) -> str:
    """A Content-Disposition header: the name as it is (RFC 6266, filename*), and in ASCII for what is old."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%;/' else "_" for c in name)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_PLAIN)}"
